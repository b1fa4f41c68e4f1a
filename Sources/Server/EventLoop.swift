// An event loop owns its poller, listener and connections. It shares only the limiter, the log writers and its mailbox, so
// connections need no lock.
//
// Rules: write at once, and wait for writability only when a socket is full; write large output in batches, so that other clients
// are served in between; read only from a client without unsent output. A connection may be closed at any time: the tag of a later
// event then belongs to no open connection, and the event is ignored.

import CPosix
import Dispatch
import HTTP

struct EventLoop: ~Copyable {
    private let options: ServerOptions
    private let limiter: ConnectionLimiter
    private let mailbox: Mailbox
    private let poller: Poller
    /// Nil once it is closed, soon after the server stops accepting.
    private var listener: Descriptor?
    /// The time to accept again after the system ran out of resources, in milliseconds.
    private var acceptPausedUntil: Int64?
    /// By descriptor.
    private var slots: [ConnectionSlot] = []
    private var openCount = 0
    /// The highest `openCount` since free memory was returned.
    private var highestOpenCount = 0
    private var deadlines: Deadlines
    /// Connections to be served without an event.
    private var queue: [Descriptor] = []
    private var lateResponses = 0
    private var output = ResponseBuffer()
    /// Small, because pipelined requests that exceed a batch of output are copied.
    private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 8_192, alignment: 16)
    private let pieces = UnsafeMutableBufferPointer<cposix_piece>.allocate(capacity: 64)
    private var context: Connection.Context
    /// The monotonic clock at the start of the round of events, in milliseconds.
    private var now: Int64
    private var drain = DrainSchedule()
    /// Whether a connection without a request ends when the server stops.
    private var endsFreshConnections = false
    /// Whether the time to drain has passed.
    private var hasEnded = false

    /// Free memory is returned to the system when all connections are closed and more than this number were open.
    private static let manyConnections = 256

    /// Bytes of responses that one round of events should produce: about 1 ms of work. See `run`.
    private static let outputPerRound = 1_048_576
    /// The smallest batch of one connection.
    private static let smallestBatch = 16_384
    /// Microseconds after which the queue is left for new events.
    private static let queueTime: Int64 = 1_000
    /// Microseconds for a late response after which free memory is returned to the system.
    private static let expensiveTime: Int64 = 500_000

    /// The tags of the listener and the mailbox. The generation of a connection has 31 bits, so its tag differs from these.
    private static let listenerTag = UInt64.max
    private static let mailboxTag = UInt64.max - 1

    /// - Parameter listener: closed by the loop, unless the initialiser throws.
    init(
        listener: Descriptor, options: ServerOptions, responder: any Responder, limiter: ConnectionLimiter,
        mailbox: Mailbox, monitor: LoopMonitor
    ) throws(ServerError) {
        self.listener = listener
        self.options = options
        self.limiter = limiter
        self.mailbox = mailbox
        deadlines = Deadlines(options.timeouts)
        now = SystemCalls.monotonicMilliseconds()
        context = Connection.Context(
            responder: responder, monitor: monitor, outputPerBatch: options.outputPerBatch,
            time: Timestamp(now: HTTPDate(seconds: cposix_wall_seconds())))
        poller = try Poller(
            readable: [(listener, EventLoop.listenerTag), (mailbox.descriptor, EventLoop.mailboxTag)])
    }

    deinit {
        input.deallocate()
        pieces.deallocate()
    }

    /// Serves until the server stops and every connection has ended or the drain deadline has passed.
    mutating func run() {
        while !hasEnded, !context.isStopping || openCount > 0 {
            let tags = poller.wait(timeout: waitingTime())
            readClocks()
            // Clients with many pipelined requests must not delay the others: the more connections are ready, the smaller their batches.
            context.outputPerBatch = min(
                options.outputPerBatch,
                max(EventLoop.smallestBatch, EventLoop.outputPerRound / max(1, tags.count + queue.count)))
            // The event of the listener can follow more events than one wait returns.
            if tags.count == Poller.capacity { accept() }
            for tag in tags { handle(tag) }
            serveQueue()
            expireDeadlines()
            resumeAccepting()
            drainConnections()
            context.monitor.endBatch()
        }
        closeListener()
        for index in slots.indices where slots[index].isOpen { close(Descriptor(index), .drainTime) }
        context.monitor.flushLog()
    }

    /// Milliseconds until the next deadline; −1 without one.
    private func waitingTime() -> Int32 {
        guard queue.isEmpty else { return 0 }
        var until = deadlines.next ?? .max
        if let acceptPausedUntil { until = min(until, acceptPausedUntil) }
        if let drainTime = drain.next { until = min(until, drainTime) }
        if let flushTime = context.monitor.logFlushTime { until = min(until, flushTime) }
        return until == .max ? -1 : Int32(clamping: max(0, until - now + 1))
    }

    private mutating func readClocks() {
        context.start = cposix_monotonic_microseconds()
        now = context.start / 1_000
        context.monitor.startBatch(context.start)
        let seconds = cposix_wall_seconds()
        if seconds != context.time.now.seconds { context.time = Timestamp(now: HTTPDate(seconds: seconds)) }
    }

    private mutating func handle(_ tag: UInt64) {
        if tag == EventLoop.listenerTag { return accept() }
        if tag == EventLoop.mailboxTag { return readMailbox() }
        guard let descriptor = openConnection(tag) else { return }
        let index = Int(descriptor)
        // A queued connection is served after the events.
        guard !slots[index].isQueued else { return }
        if !slots[index].writeQueue.isEmpty {
            flush(descriptor)
        } else if slots[index].connection.state == .waiting {
            // Only errors and hang-ups are reported in this state, and the poller repeats them until the close.
            close(descriptor, .error)
        } else {
            read(descriptor)
        }
    }

    /// The descriptor of a tag, if the connection is still open.
    private func openConnection(_ tag: UInt64) -> Descriptor? {
        let descriptor = Descriptor(truncatingIfNeeded: tag)
        let index = Int(descriptor)
        return slots[index].isOpen && slots[index].tag(descriptor) == tag ? descriptor : nil
    }

    private mutating func readMailbox() {
        for message in mailbox.take() {
            switch message {
            case .stop(let delay): drain.start(at: now, delay: delay, drain: options.timeouts.drain)
            case .replaceResponder(let make): context.responder = make()
            case .response(let response, let tag):
                lateResponses -= 1
                guard let descriptor = openConnection(tag) else { continue }
                output.removeAll()
                slots[Int(descriptor)].connection.complete(response, context, into: &output)
                write(descriptor)
            }
        }
    }

    // MARK: connections

    /// - Parameter limit: by default so low that a flood of new connections does not delay the open ones: 512 take about 3 ms. With a
    ///   lower one, a new connection behind hundreds of others waits for several rounds of events.
    private mutating func accept(atMost limit: Int = 512) {
        var peer = cposix_address()
        for _ in 0..<limit {
            guard let listener else { return }
            switch SystemCallResult(Int64(cposix_accept(listener, &peer))) {
            case .wouldBlock: return
            case .done(let descriptor): admit(Descriptor(descriptor), peer)
            case .failed(let code) where cposix_is_exhausted(code):
                context.monitor.count(.descriptors)
                // The connection stays in the backlog, so its event would repeat at once.
                poller.remove(listener)
                acceptPausedUntil = now + 100
                return
            case .failed: continue  // this connection failed, e.g. ECONNABORTED
            }
        }
    }

    private mutating func resumeAccepting() {
        guard let until = acceptPausedUntil, now >= until, let listener else { return }
        acceptPausedUntil = poller.add(listener, cposix_readable, tag: EventLoop.listenerTag) ? nil : now + 100
    }

    private mutating func admit(_ descriptor: Descriptor, _ peer: cposix_address) {
        var peer = peer
        let address = cposix_ip_key(cposix_ip_of(&peer))
        let verdict = limiter.admit(address)
        guard verdict == .admitted else { return refuse(descriptor, verdict) }
        let index = Int(descriptor)
        while slots.count <= index {
            slots.append(ConnectionSlot(connection: Connection(limits: options.limits), generation: 0))
        }
        let generation = (slots[index].generation &+ 1) & 0x7fff_ffff
        let client = context.monitor.client(peer)
        slots[index] = ConnectionSlot(
            connection: Connection(limits: options.limits, client: client), generation: generation, address: address,
            isOpen: true, interest: cposix_readable)
        context.monitor.metrics.countAccepted()
        context.monitor.metrics.move(from: nil, to: .idle)
        openCount += 1
        highestOpenCount = max(highestOpenCount, openCount)
        _ = cposix_set_option(descriptor, cposix_no_delay, 1)
        guard poller.add(descriptor, cposix_readable, tag: slots[index].tag(descriptor)) else {
            return close(descriptor, .resources)
        }
        deadlines.start(.idle, for: descriptor, at: now)
        context.monitor.logOpened(client, descriptor)
        // Nearly always the request follows the connection at once. Its event would be behind those of all other connections.
        read(descriptor)
    }

    /// Responds to a connection that exceeds a limit, without reading its request.
    private mutating func refuse(_ descriptor: Descriptor, _ verdict: ConnectionLimiter.Verdict) {
        context.monitor.count(verdict == .tooMany ? .connections : .connectionsPerAddress)
        context.monitor.metrics.countResponse(route: -1, status: verdict == .tooMany ? 503 : 429)
        var refusal = ResponseBuffer(capacity: 1_024)
        refusal.append(
            verdict == .tooMany ? .tooManyConnections : .tooManyConnectionsFromAddress(options.connectionsPerAddress),
            at: context.time)
        _ = refusal.bytes.withUnsafeBytes { SystemCalls.send(descriptor, $0) }
        _ = cposix_end_sending(descriptor)
        // Closing with unread input would send a reset, which can destroy the response on its way.
        for _ in 0..<4 { guard case .done(1...) = SystemCalls.receive(descriptor, input) else { break } }
        _ = cposix_close(descriptor)
    }

    private mutating func close(_ descriptor: Descriptor, _ reason: CloseReason) {
        let index = Int(descriptor)
        context.monitor.logClosed(slots[index].connection, descriptor, slots[index].countedState, reason)
        deadlines.clear(descriptor)
        limiter.remove(slots[index].address)
        releasePending(index)
        context.monitor.metrics.move(from: slots[index].countedState, to: nil)
        // Frees the connection's memory; the slot keeps its generation.
        slots[index] = ConnectionSlot(
            connection: Connection(limits: options.limits), generation: slots[index].generation)
        openCount -= 1
        poller.remove(descriptor)
        _ = cposix_close(descriptor)
        if openCount == 0, highestOpenCount > EventLoop.manyConnections {
            highestOpenCount = 0
            cposix_return_free_memory()
        }
        if acceptPausedUntil != nil { acceptPausedUntil = now }
    }

    // MARK: a batch of one connection

    private mutating func read(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        switch SystemCalls.receive(descriptor, input) {
        case .wouldBlock: return
        case .failed: return close(descriptor, .error)
        case .done(0):
            slots[index].connection.endInput()
            proceed(descriptor)
        case .done(let count):
            context.monitor.metrics.addReceived(count)
            let bytes = UnsafeRawBufferPointer(rebasing: input[..<count]).assumingMemoryBound(to: UInt8.self)
            output.removeAll()
            slots[index].connection.receive(bytes.span, context, into: &output)
            write(descriptor)
        }
    }

    private mutating func resume(_ descriptor: Descriptor) {
        output.removeAll()
        slots[Int(descriptor)].connection.resume(context, into: &output)
        write(descriptor)
    }

    /// Writes the output of an input.
    private mutating func write(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        var sent = 0
        if !slots[index].writeQueue.isEmpty {
            // A late response became ready before earlier output was sent.
            slots[index].writeQueue.append(output, after: 0)
        } else if !output.isEmpty {
            switch output.insertions.isEmpty
                ? output.bytes.withUnsafeBytes({ SystemCalls.send(descriptor, $0) }) : sendPieces(descriptor)
            {
            case .done(let count):
                sent = count
                if count < output.count { slots[index].writeQueue.append(output, after: count) }
            case .wouldBlock: slots[index].writeQueue.append(output, after: 0)
            case .failed: return close(descriptor, .error)
            }
        }
        context.monitor.endInput(sent: sent)
        slots[index].connection.wrote(all: slots[index].writeQueue.isEmpty)
        proceed(descriptor)
    }

    /// Sends the first batch of `output` with one system call.
    private func sendPieces(_ descriptor: Descriptor) -> SystemCallResult {
        output.bytes.withUnsafeBytes { small in
            var count = 0
            var start = 0
            var remaining = WriteQueue.bytesPerBatch
            func add(_ bytes: UnsafeRawBufferPointer) {
                guard !bytes.isEmpty, count < pieces.count, remaining > 0 else { return }
                pieces[count] = cposix_piece(start: bytes.baseAddress, count: min(bytes.count, remaining))
                remaining -= bytes.count
                count += 1
            }
            // `output` keeps the bodies alive, so their addresses are valid after the closures that return them.
            for insertion in output.insertions {
                add(UnsafeRawBufferPointer(rebasing: small[start..<insertion.offset]))
                insertion.body.withUnsafeBytes { add($0) }
                start = insertion.offset
            }
            add(UnsafeRawBufferPointer(rebasing: small[start...]))
            return SystemCalls.send(descriptor, UnsafeBufferPointer(rebasing: pieces[..<count]))
        }
    }

    /// Writes a batch of queued output.
    private mutating func flush(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        let before = slots[index].writeQueue.sentBytes
        let result = slots[index].writeQueue.flush(to: descriptor)
        context.monitor.metrics.addSent(slots[index].writeQueue.sentBytes - before)
        switch result {
        case .wouldBlock:
            watch(descriptor, cposix_writable)
            let bytes = slots[index].writeQueue.count - slots[index].pendingBytes
            guard bytes > 0 else { return }
            slots[index].pendingBytes += bytes
            guard !limiter.addPending(bytes) else { return }
            context.monitor.count(.pendingOutput)
            close(descriptor, .pendingOutput)
        case .failed: close(descriptor, .error)
        case .done:
            guard slots[index].writeQueue.isEmpty else { return enqueue(descriptor) }
            releasePending(index)
            slots[index].connection.wrote(all: true)
            proceed(descriptor)
            // The connection may be idle only now, after `stop` passed over it.
            if context.isStopping, slots[index].isOpen { stop(descriptor) }
        }
    }

    private mutating func releasePending(_ index: Int) {
        guard slots[index].pendingBytes > 0 else { return }
        limiter.removePending(slots[index].pendingBytes)
        slots[index].pendingBytes = 0
    }

    /// Acts on the state of a connection after an input.
    private mutating func proceed(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        let state = slots[index].connection.state
        if state != slots[index].countedState {
            context.monitor.metrics.move(from: slots[index].countedState, to: state)
            slots[index].countedState = state
        }
        switch state.action {
        case .close: return close(descriptor, slots[index].connection.inputHasEnded ? .client : .server)
        case .read: watch(descriptor, cposix_readable)
        case .write: enqueue(descriptor)  // the batch may have been full rather than the socket
        case .resume: enqueue(descriptor)
        case .wait:
            startLateResponse(descriptor)
            watch(descriptor, 0)
        case .linger:
            if !slots[index].hasEndedOutput {
                slots[index].hasEndedOutput = true
                _ = cposix_end_sending(descriptor)
            }
            watch(descriptor, cposix_readable)
        }
        guard slots[index].connection.restartsDeadline else { return }
        if let deadline = slots[index].connection.state.deadline {
            deadlines.start(deadline, for: descriptor, at: now)
        } else {
            deadlines.clear(descriptor)
        }
    }

    private mutating func startLateResponse(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        guard let make = slots[index].connection.takeLateResponse() else { return }
        lateResponses += 1
        let tag = slots[index].tag(descriptor)
        let mailbox = mailbox
        guard lateResponses <= options.lateResponses else {
            context.monitor.count(.lateResponses)
            return mailbox.post(.response(Response(.tooManyLateResponses), connection: tag))
        }
        DispatchQueue.global().async {
            let start = cposix_monotonic_microseconds()
            mailbox.post(.response(make(), connection: tag))
            // What takes so long can have used hundreds of megabytes, which malloc would keep. Later, because `make` holds some of them.
            guard cposix_monotonic_microseconds() - start > EventLoop.expensiveTime else { return }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { cposix_return_free_memory() }
        }
    }

    private mutating func watch(_ descriptor: Descriptor, _ interest: Int) {
        let index = Int(descriptor)
        guard interest != slots[index].interest else { return }
        slots[index].interest = interest
        poller.change(descriptor, interest, tag: slots[index].tag(descriptor))
    }

    private mutating func enqueue(_ descriptor: Descriptor) {
        guard !slots[Int(descriptor)].isQueued else { return }
        slots[Int(descriptor)].isQueued = true
        queue.append(descriptor)
    }

    /// Serves each queued connection once, or as many as `queueTime` permits.
    private mutating func serveQueue() {
        guard !queue.isEmpty else { return }
        let queued = queue
        queue.removeAll(keepingCapacity: true)
        let end = cposix_monotonic_microseconds() + EventLoop.queueTime
        for (index, descriptor) in queued.enumerated() where slots[Int(descriptor)].isQueued {
            slots[Int(descriptor)].isQueued = false
            if slots[Int(descriptor)].writeQueue.isEmpty {
                resume(descriptor)
            } else {
                flush(descriptor)
            }
            guard cposix_monotonic_microseconds() >= end, index + 1 < queued.count else { continue }
            // The rest is served first in the next round; its events are ignored until then.
            let rest = queued[(index + 1)...].filter { slots[Int($0)].isQueued }
            for descriptor in rest { watch(descriptor, 0) }
            queue = rest + queue
            return
        }
    }

    // MARK: time

    private mutating func expireDeadlines() {
        while let (descriptor, _) = deadlines.popExpired(at: now) {
            output.removeAll()
            slots[Int(descriptor)].connection.expire(context, into: &output)
            if slots[Int(descriptor)].connection.state == .closed {
                close(descriptor, .time)
            } else {
                write(descriptor)
            }
        }
    }

    private mutating func drainConnections() {
        while let step = drain.popDue(at: now) {
            switch step {
            case .dropAttempts: if let listener { cposix_drop_attempts(listener) }
            case .stop: stop()
            case .endFreshConnections:
                endsFreshConnections = true
                for index in slots.indices where slots[index].isOpen { stop(Descriptor(index)) }
            case .end: hasEnded = true
            }
        }
    }

    /// Closes the listener, and ends connections as they become idle.
    private mutating func stop() {
        context.isStopping = true
        closeListener()
        for index in slots.indices where slots[index].isOpen {
            let descriptor = Descriptor(index)
            // A request may have arrived since the last event.
            if slots[index].connection.state.action == .read { read(descriptor) }
            if slots[index].isOpen { stop(descriptor) }
        }
    }

    private mutating func closeListener() {
        guard let listener else { return }
        if acceptPausedUntil == nil { poller.remove(listener) }
        // The system resets the connections that are not accepted.
        accept(atMost: .max)
        _ = cposix_close(listener)
        self.listener = nil
        acceptPausedUntil = nil
    }

    private mutating func stop(_ descriptor: Descriptor) {
        let index = Int(descriptor)
        let before = slots[index].connection.state
        slots[index].connection.stop(endsFresh: endsFreshConnections)
        if slots[index].connection.state != before { proceed(descriptor) }
    }
}
