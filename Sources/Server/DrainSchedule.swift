/// The steps from the order to stop to the end of an event loop, by time in monotonic milliseconds.
struct DrainSchedule {
    enum Step: Equatable {
        /// Drop new connection attempts; those in progress are accepted.
        case dropAttempts
        /// Close the listener, and end connections as they become idle.
        case stop
        /// End connections without a request.
        case endFreshConnections
        /// Close all connections.
        case end
    }

    /// Milliseconds from `dropAttempts` to `stop`: longer than the round trip of most clients, because a close of the listener
    /// resets the attempts in progress; short, because TCP repeats a dropped attempt only after a second.
    private static let attemptGrace: Int64 = 50
    /// Milliseconds from `stop` to `endFreshConnections`: the first request may be in transit.
    private static let firstRequestGrace: Int64 = 1_000

    /// Sorted by time.
    private var steps: ArraySlice<(time: Int64, step: Step)> = []
    private var isStarted = false

    /// The server was ordered to stop. A repeated order changes nothing.
    /// - Parameters:
    ///   - delay: from the order to `dropAttempts`, in milliseconds.
    ///   - drain: from `stop` to `end`, in milliseconds.
    mutating func start(at now: Int64, delay: Int64, drain: Int64) {
        guard !isStarted else { return }
        isStarted = true
        let stop = now + delay + DrainSchedule.attemptGrace
        steps = [
            (now + delay, .dropAttempts), (stop, .stop), (stop + DrainSchedule.firstRequestGrace, .endFreshConnections),
            (stop + drain, .end),
        ]
        steps.sort { $0.time < $1.time }
    }

    /// The time of the next step; nil without one.
    var next: Int64? { steps.first?.time }

    /// Removes the next step if it is due.
    mutating func popDue(at now: Int64) -> Step? {
        guard let next, now >= next else { return nil }
        return steps.removeFirst().step
    }
}
