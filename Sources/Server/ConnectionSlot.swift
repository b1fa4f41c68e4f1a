/// A slot of an event loop's table of connections, indexed by descriptor.
struct ConnectionSlot {
    var connection: Connection
    /// Distinguishes the connections that had this descriptor, so that an event of an earlier one is ignored. 31 bits.
    var generation: UInt32
    /// The key of `ConnectionLimiter`.
    var address: UInt64 = 0
    var isOpen = false
    /// The events that the poller reports: `cposix_readable`, `cposix_writable` or 0.
    var interest = 0
    var writeQueue = WriteQueue()
    /// Bytes counted by `ConnectionLimiter.addPending`.
    var pendingBytes = 0
    /// Whether it is in the loop's queue, to be served without an event.
    var isQueued = false
    /// The state that `LoopMetrics` counts it in.
    var countedState = ConnectionState.idle
    /// Whether the sending side was ended.
    var hasEndedOutput = false

    /// The tag of its events.
    func tag(_ descriptor: Descriptor) -> UInt64 { UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
}
