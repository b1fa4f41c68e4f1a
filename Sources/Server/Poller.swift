import CPosix

/// Waits for events of many descriptors.
struct Poller: ~Copyable {
    /// Events returned by one wait. Few, so that new connections are accepted while many others are ready.
    static let capacity = 64

    private let poller: OpaquePointer
    private let tags = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)

    /// - Parameter readable: descriptors to wait for from the beginning, with their tags.
    init(readable: [(descriptor: Descriptor, tag: UInt64)]) throws(ServerError) {
        guard let poller = cposix_poller_create() else {
            throw ServerError(description: "cannot create a poller: the system has no descriptors or memory left")
        }
        self.poller = poller
        for (descriptor, tag) in readable { _ = add(descriptor, cposix_readable, tag: tag) }
    }

    deinit {
        cposix_poller_destroy(poller)
        tags.deallocate()
    }

    /// - Parameters:
    ///   - interest: `cposix_readable`, `cposix_writable`, both or 0. Errors and hang-ups are always reported.
    ///   - tag: returned with the events of the descriptor.
    /// - Returns: false if the system has no resources.
    func add(_ descriptor: Descriptor, _ interest: Int, tag: UInt64) -> Bool {
        cposix_poller_add(poller, descriptor, UInt32(interest), tag) == 0
    }

    func change(_ descriptor: Descriptor, _ interest: Int, tag: UInt64) {
        _ = cposix_poller_change(poller, descriptor, UInt32(interest), tag)
    }

    /// Must precede the close of the descriptor.
    func remove(_ descriptor: Descriptor) { cposix_poller_remove(poller, descriptor) }

    /// Waits for events.
    /// - Parameter timeout: milliseconds; −1 waits without limit.
    /// - Returns: the tags of the descriptors that are ready, valid until the next wait.
    func wait(timeout: Int32) -> UnsafeBufferPointer<UInt64> {
        let count = cposix_poller_wait(poller, tags, Int32(Poller.capacity), timeout)
        return UnsafeBufferPointer(start: tags, count: Int(count))
    }
}
