// Deadlines of connections. There is one queue for each kind: all deadlines of a kind have the same duration, so a queue is sorted by
// construction, and a tick costs only the deadlines that have passed. Times are passed in, in milliseconds of a monotonic clock.

/// The event that a deadline limits the wait for; see `Timeouts`.
enum DeadlineKind: Int, CaseIterable, Sendable {
    case head, body, idle, write, linger
}

/// Up to one deadline for each connection, by descriptor.
struct Deadlines {
    private struct Link {
        var kind: DeadlineKind?
        var time: Int64 = 0
        var previous: Int32 = -1
        var next: Int32 = -1
    }

    private let timeouts: Timeouts
    private var links: [Link] = []
    private var first = [Int32](repeating: -1, count: DeadlineKind.allCases.count)
    private var last = [Int32](repeating: -1, count: DeadlineKind.allCases.count)

    init(_ timeouts: Timeouts) { self.timeouts = timeouts }

    /// Starts a deadline now, which replaces the descriptor's previous one.
    mutating func start(_ kind: DeadlineKind, for descriptor: Int32, at now: Int64) {
        let index = Int(descriptor)
        while links.count <= index { links.append(Link()) }
        let time = now + timeouts.duration(kind)
        // Every request restarts the idle deadline. It is not moved by less than a second, or an eighth of a short timeout.
        if kind == .idle, links[index].kind == .idle, time - links[index].time < min(1_000, timeouts.idle / 8) {
            return
        }
        clear(descriptor)
        links[index] = Link(kind: kind, time: time, previous: last[kind.rawValue], next: -1)
        if last[kind.rawValue] >= 0 {
            links[Int(last[kind.rawValue])].next = descriptor
        } else {
            first[kind.rawValue] = descriptor
        }
        last[kind.rawValue] = descriptor
    }

    mutating func clear(_ descriptor: Int32) {
        let index = Int(descriptor)
        guard index < links.count, let kind = links[index].kind else { return }
        let link = links[index]
        if link.previous >= 0 { links[Int(link.previous)].next = link.next } else { first[kind.rawValue] = link.next }
        if link.next >= 0 {
            links[Int(link.next)].previous = link.previous
        } else {
            last[kind.rawValue] = link.previous
        }
        links[index].kind = nil
    }

    /// Removes and returns a deadline that has passed.
    mutating func popExpired(at now: Int64) -> (descriptor: Int32, kind: DeadlineKind)? {
        for kind in DeadlineKind.allCases {
            let descriptor = first[kind.rawValue]
            if descriptor >= 0, links[Int(descriptor)].time <= now {
                clear(descriptor)
                return (descriptor, kind)
            }
        }
        return nil
    }

    /// The time of the earliest deadline.
    var next: Int64? {
        var earliest: Int64?
        for descriptor in first where descriptor >= 0 {
            earliest = min(earliest ?? .max, links[Int(descriptor)].time)
        }
        return earliest
    }
}
