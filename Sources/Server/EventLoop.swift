// One event loop: its own epoll, its own listener, its own connections. Everything it touches belongs to it alone, except the
// census and the signal to stop, so there is nothing to lock on the way of a request.
//
// Rules of this file: write at once, large answers a part a turn, and wait for writability only when a socket is full; read
// only from a client that takes its answers; free nothing in the middle of a turn that an event may still name.

import CPosix
import Glibc
import HTTP

struct EventLoop<R: Responder>: ~Copyable {
    private let options: ServerOptions
    private let responder: R
    private let census: ConnectionLimiter
    private let stopSignal: StopSignal
    private let epoll: Descriptor
    private var listener: Descriptor?
    private var acceptPausedUntil: Int64?
    private var peers: [ConnectionSlot] = []
    private var openCount = 0
    /// The most that were open since memory was given back.
    private var mostOpen = 0
    private var deadlines: Deadlines
    private var queued: [Descriptor] = []
    private var output = ResponseBuffer()
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private let events = UnsafeMutableBufferPointer<epoll_event>.allocate(capacity: 256)
    private let vectors = UnsafeMutableBufferPointer<iovec>.allocate(capacity: 64)
    private var now: Int64
    private var moment: Timestamp
    private var stopsAt: Int64?

    /// So many connections leave behind memory worth giving back.
    private static var crowd: Int { 256 }

    /// Marks events that are not a connection's; a connection's generation is in the same place, and never this.
    private static var listenerMark: UInt64 { UInt64(UInt32.max) << 32 }
    private static var stopMark: UInt64 { UInt64(UInt32.max) << 32 | 1 }

    init(listener: Descriptor, options: ServerOptions, responder: R, census: ConnectionLimiter, stopSignal: StopSignal)
        throws(ServerError)
    {
        self.listener = listener
        self.options = options
        self.responder = responder
        self.census = census
        self.stopSignal = stopSignal
        deadlines = Deadlines(options.timeouts)
        now = SystemCalls.monotonicMilliseconds()
        moment = Timestamp(now: HTTPDate(seconds: SystemCalls.wallSeconds()))
        epoll = cposix_epoll_create()
        guard epoll >= 0 else {
            throw ServerError(description: "cannot create an event queue: \(SystemCalls.message(errno))")
        }
        let readable = UInt32(cposix_readable)
        _ = cposix_epoll_set(epoll, Int32(cposix_add), listener, readable, EventLoop.listenerMark)
        _ = cposix_epoll_set(epoll, Int32(cposix_add), stopSignal.descriptor, readable, EventLoop.stopMark)
    }

    deinit {
        Glibc.close(epoll)
        input.deallocate()
        events.deallocate()
        vectors.deallocate()
    }

    /// Serves until the server is stopped and every connection has ended or the drain deadline has passed.
    mutating func run() {
        while stopsAt == nil || openCount > 0 {
            let count = SystemCalls.wait(epoll, events, timeout: waitingTime())
            readClocks()
            if let stopsAt, now >= stopsAt { break }
            for index in 0..<count { handle(events[index]) }
            serveQueued()
            expire()
            resumeAccepting()
            if stopsAt == nil, stopSignal.isRaised { stop() }
        }
        for index in peers.indices where peers[index].isOpen { close(Descriptor(index)) }
    }

    private func waitingTime() -> Int32 {
        guard queued.isEmpty else { return 0 }
        var until = deadlines.next ?? .max
        if let acceptPausedUntil { until = min(until, acceptPausedUntil) }
        if let stopsAt { until = min(until, stopsAt) }
        return until == .max ? -1 : Int32(clamping: max(0, until - now + 1))
    }

    private mutating func readClocks() {
        now = SystemCalls.monotonicMilliseconds()
        let seconds = SystemCalls.wallSeconds()
        if seconds != moment.now.seconds { moment = Timestamp(now: HTTPDate(seconds: seconds)) }
    }

    private mutating func handle(_ event: epoll_event) {
        let data = event.data.u64
        if data == EventLoop.listenerMark { return accept() }
        if data == EventLoop.stopMark { return }
        let descriptor = Descriptor(truncatingIfNeeded: data & 0xffff_ffff)
        let peer = Int(descriptor)
        guard peers[peer].isOpen, peers[peer].generation == UInt32(data >> 32) else { return }
        // It has its turn in a moment, event or not.
        guard !peers[peer].isQueued else { return }
        if peers[peer].pending.isEmpty {
            read(descriptor)
        } else {
            flushPending(descriptor)
        }
    }

    // MARK: connections

    private mutating func accept() {
        var address = sockaddr_storage()
        // Bounded, so that a flood of new connections does not keep the open ones waiting.
        for _ in 0..<64 {
            guard let listener else { return }
            switch SystemCalls.accept(listener, &address) {
            case .wouldBlock: return
            case .done(let descriptor): admit(Descriptor(descriptor), cposix_address_key(&address))
            case .failed(let code) where [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code):
                // The connection stays in the backlog and would be reported again at once. Try again a little later.
                _ = cposix_epoll_set(epoll, Int32(cposix_remove), listener, 0, 0)
                acceptPausedUntil = now + 100
                return
            case .failed: continue  // that one connection failed, e.g. ECONNABORTED
            }
        }
    }

    private mutating func resumeAccepting() {
        guard let until = acceptPausedUntil, now >= until, let listener else { return }
        acceptPausedUntil = nil
        _ = cposix_epoll_set(
            epoll, Int32(cposix_add), listener, UInt32(cposix_readable), EventLoop.listenerMark)
    }

    private mutating func admit(_ descriptor: Descriptor, _ address: UInt64) {
        let verdict = census.admit(address)
        guard verdict == .admitted else { return refuse(descriptor, verdict) }
        let index = Int(descriptor)
        while peers.count <= index {
            peers.append(ConnectionSlot(session: Session(limits: options.limits), generation: 0))
        }
        let generation = (peers[index].generation &+ 1) & 0x7fff_ffff
        peers[index] = ConnectionSlot(
            session: Session(limits: options.limits), generation: generation, address: address, isOpen: true)
        openCount += 1
        mostOpen = max(mostOpen, openCount)
        _ = cposix_no_delay(descriptor)
        peers[index].interest = UInt32(cposix_readable)
        guard cposix_epoll_set(epoll, Int32(cposix_add), descriptor, peers[index].interest, mark(descriptor)) == 0
        else { return close(descriptor) }
        deadlines.start(.idle, for: descriptor, at: now)
    }

    /// One connection too many: told so, without waiting for its request.
    private mutating func refuse(_ descriptor: Descriptor, _ verdict: ConnectionLimiter.Verdict) {
        var refusal = ResponseBuffer(capacity: 1_024)
        refusal.append(
            verdict == .tooMany ? .tooManyConnections : .tooManyConnectionsFromAddress(options.connectionsPerAddress),
            at: moment)
        _ = refusal.bytes.withUnsafeBytes { SystemCalls.write(descriptor, $0) }
        _ = shutdown(descriptor, Int32(SHUT_WR))
        // What has arrived is read, as closing over unread bytes would reset the connection and lose the answer.
        for _ in 0..<4 { guard case .done(1...) = SystemCalls.read(descriptor, input) else { break } }
        Glibc.close(descriptor)
    }

    private func mark(_ descriptor: Descriptor) -> UInt64 {
        UInt64(peers[Int(descriptor)].generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }

    private mutating func close(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        deadlines.clear(descriptor)
        census.leave(peers[index].address)
        release(index)
        // What the session held is freed now; the slot and its generation stay.
        peers[index] = ConnectionSlot(session: Session(limits: options.limits), generation: peers[index].generation)
        openCount -= 1
        Glibc.close(descriptor)
        if openCount == 0, mostOpen > EventLoop.crowd {
            mostOpen = 0
            cposix_give_back()
        }
        if acceptPausedUntil != nil { acceptPausedUntil = now }
    }

    // MARK: a turn of one connection

    private mutating func read(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        switch SystemCalls.read(descriptor, input) {
        case .wouldBlock: return
        case .failed: return close(descriptor)
        case .done(0):
            peers[index].session.inputDidEnd()
            return proceed(descriptor, peers[index].session.wrote(isComplete: true))
        case .done(let count):
            let bytes = UnsafeBufferPointer(
                start: input.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: UInt8.self), count: count)
            receive(descriptor, bytes.span)
        }
    }

    private mutating func receive(_ descriptor: Descriptor, _ bytes: Span<UInt8>) {
        output.removeAll()
        peers[Int(descriptor)].session.receive(
            bytes, isStopping: stopsAt != nil, options: options, responder: responder, at: moment, into: &output)
        write(descriptor)
    }

    private mutating func write(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        var isComplete = true
        if !output.isEmpty {
            let result =
                output.insertions.isEmpty
                ? output.bytes.withUnsafeBytes { SystemCalls.write(descriptor, $0) } : writeVectors(descriptor)
            switch result {
            case .done(let count):
                isComplete = count == output.count
                if !isComplete { peers[index].pending.keep(output, after: count) }
            case .wouldBlock:
                isComplete = false
                peers[index].pending.keep(output, after: 0)
            case .failed:
                return close(descriptor)
            }
        }
        proceed(descriptor, peers[index].session.wrote(isComplete: isComplete))
    }

    private func writeVectors(_ descriptor: Descriptor) -> SystemCallResult {
        output.bytes.withUnsafeBytes { small in
            var count = 0
            var start = 0
            var room = WriteQueue.writtenAtOnce
            func add(_ bytes: UnsafeRawBufferPointer) {
                guard !bytes.isEmpty, count < vectors.count, room > 0 else { return }
                vectors[count] = iovec(
                    iov_base: UnsafeMutableRawPointer(mutating: bytes.baseAddress), iov_len: min(bytes.count, room))
                room -= bytes.count
                count += 1
            }
            // What is left out has its turn later. The bodies stay where they are while `output` holds them, so their addresses
            // outlive the closure that names them.
            for insertion in output.insertions {
                add(UnsafeRawBufferPointer(rebasing: small[start..<insertion.offset]))
                insertion.body.withUnsafeBytes { add($0) }
                start = insertion.offset
            }
            add(UnsafeRawBufferPointer(rebasing: small[start...]))
            return SystemCalls.write(descriptor, UnsafeMutableBufferPointer(rebasing: vectors[..<count]))
        }
    }

    private mutating func flushPending(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        switch peers[index].pending.flush(to: descriptor) {
        case .wouldBlock:
            watch(descriptor, readable: false)
            guard peers[index].held == 0 else { return }
            peers[index].held = peers[index].pending.count
            if !census.hold(peers[index].held) { close(descriptor) }
        case .failed: return close(descriptor)
        case .done:
            guard peers[index].pending.isEmpty else { return enqueue(descriptor) }
            release(index)
            proceed(descriptor, peers[index].session.wrote(isComplete: true))
            // It may be idle only now, and would not hear of the order to stop again.
            if stopsAt != nil, peers[index].isOpen { proceedIfIdle(descriptor) }
        }
    }

    private mutating func release(_ index: Int) {
        guard peers[index].held > 0 else { return }
        census.release(peers[index].held)
        peers[index].held = 0
    }

    private mutating func proceed(_ descriptor: Descriptor, _ next: Session.Next) {
        let index = Int(descriptor)
        switch next {
        case .close: return close(descriptor)
        case .linger:
            _ = shutdown(descriptor, Int32(SHUT_WR))
            watch(descriptor, readable: true)
        case .again:
            enqueue(descriptor)
            watch(descriptor, readable: false)
        case .read: watch(descriptor, readable: true)
        // That more could be written may be for the socket or for the turn to say: the next one tells.
        case .write: enqueue(descriptor)
        }
        if peers[index].session.deadlineChanged {
            deadlines.start(peers[index].session.deadline, for: descriptor, at: now)
        }
    }

    /// Readable, or what comes instead: writable while output is pending, nothing while it waits for its next turn.
    private mutating func watch(_ descriptor: Descriptor, readable: Bool) {
        let index = Int(descriptor)
        let interest =
            readable
            ? UInt32(cposix_readable)
            : peers[index].pending.isEmpty ? 0 : UInt32(cposix_writable)
        guard interest != peers[index].interest else { return }
        peers[index].interest = interest
        _ = cposix_epoll_set(epoll, Int32(cposix_modify), descriptor, interest, mark(descriptor))
    }

    private mutating func enqueue(_ descriptor: Descriptor) {
        guard !peers[Int(descriptor)].isQueued else { return }
        peers[Int(descriptor)].isQueued = true
        queued.append(descriptor)
    }

    /// Gives each connection that has more to write, or more requests in its backlog, one more turn.
    private mutating func serveQueued() {
        guard !queued.isEmpty else { return }
        let turn = queued
        queued.removeAll(keepingCapacity: true)
        for descriptor in turn where peers[Int(descriptor)].isQueued {
            peers[Int(descriptor)].isQueued = false
            if peers[Int(descriptor)].pending.isEmpty {
                receive(descriptor, Span())
            } else {
                flushPending(descriptor)
            }
        }
    }

    // MARK: time

    private mutating func expire() {
        while let (descriptor, _) = deadlines.popExpired(at: now) {
            output.removeAll()
            switch peers[Int(descriptor)].session.expire(at: moment, into: &output) {
            case .write: write(descriptor)
            default: close(descriptor)
            }
        }
    }

    /// Takes what is waiting to be accepted, closes the listener, and ends connections as they become idle.
    private mutating func stop() {
        stopsAt = now + options.timeouts.drain
        // The signal stays readable for the other loops; here it has been heard.
        _ = cposix_epoll_set(epoll, Int32(cposix_remove), stopSignal.descriptor, 0, 0)
        accept()
        if let listener { Glibc.close(listener) }
        listener = nil
        acceptPausedUntil = nil
        for index in peers.indices where peers[index].isOpen {
            let descriptor = Descriptor(index)
            // A request may have arrived since the last event.
            if peers[index].pending.isEmpty { read(descriptor) }
            if peers[index].isOpen { proceedIfIdle(descriptor) }
        }
    }

    private mutating func proceedIfIdle(_ descriptor: Descriptor) {
        let next = peers[Int(descriptor)].session.stop()
        if next != .read { proceed(descriptor, next) }
    }
}
