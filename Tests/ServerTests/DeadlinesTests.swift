// Deadline queues, by example and against a simple model.
import TestSupport
import Testing

@testable import Server

@Suite("Deadlines")
struct DeadlinesTests {
    private static let timeouts = {
        var timeouts = Timeouts()
        timeouts.head = 100
        timeouts.body = 250
        timeouts.idle = 4_000
        timeouts.write = 700
        timeouts.linger = 30
        return timeouts
    }()

    private func expired(_ deadlines: inout Deadlines, at now: Int64) -> [Int32] {
        var descriptors: [Int32] = []
        while let (descriptor, _) = deadlines.popExpired(at: now) { descriptors.append(descriptor) }
        return descriptors
    }

    @Test("deadlines of a kind pass in the order of their starts")
    func order() {
        var deadlines = Deadlines(DeadlinesTests.timeouts)
        for (time, descriptor) in [(0, 9), (10, 3), (10, 12), (20, 4)] as [(Int64, Int32)] {
            deadlines.start(.head, for: descriptor, at: time)
        }
        #expect(deadlines.next == 100)
        #expect(expired(&deadlines, at: 99) == [])
        #expect(expired(&deadlines, at: 100) == [9])
        #expect(deadlines.next == 110)
        #expect(expired(&deadlines, at: 119) == [3, 12])
        #expect(expired(&deadlines, at: 1_000) == [4])
        #expect(deadlines.next == nil)
        #expect(expired(&deadlines, at: .max) == [])
    }

    @Test("a deadline is returned with its kind after the duration of the kind")
    func kinds() {
        var deadlines = Deadlines(DeadlinesTests.timeouts)
        for (index, kind) in DeadlineKind.allCases.enumerated() { deadlines.start(kind, for: Int32(index), at: 1_000) }
        for (kind, time) in [
            (DeadlineKind.linger, 1_030), (.head, 1_100), (.body, 1_250), (.write, 1_700), (.idle, 5_000),
        ] as [(DeadlineKind, Int64)] {
            #expect(deadlines.next == time)
            #expect(deadlines.popExpired(at: time - 1) == nil)
            let popped = deadlines.popExpired(at: time)
            #expect(popped?.kind == kind)
            #expect(popped?.descriptor == Int32(kind.rawValue))
        }
    }

    @Test("a deadline that is started again replaces the previous one of any kind")
    func restart() {
        var deadlines = Deadlines(DeadlinesTests.timeouts)
        deadlines.start(.head, for: 1, at: 0)
        deadlines.start(.head, for: 2, at: 0)
        deadlines.start(.head, for: 1, at: 50)
        #expect(expired(&deadlines, at: 100) == [2])
        #expect(expired(&deadlines, at: 150) == [1])
        deadlines.start(.head, for: 1, at: 200)
        deadlines.start(.linger, for: 1, at: 200)
        #expect(expired(&deadlines, at: 230) == [1])
        #expect(deadlines.next == nil)
    }

    @Test("a cleared deadline does not pass, at any index of its queue", arguments: 1...3)
    func clear(descriptor: Int32) {
        var deadlines = Deadlines(DeadlinesTests.timeouts)
        for descriptor in 1...3 as ClosedRange<Int32> { deadlines.start(.head, for: descriptor, at: Int64(descriptor)) }
        deadlines.clear(descriptor)
        deadlines.clear(descriptor)
        deadlines.clear(77)
        deadlines.start(.head, for: 4, at: 9)
        #expect(expired(&deadlines, at: 1_000) == ([1, 2, 3].filter { $0 != descriptor } + [4]))
    }

    @Test(
        "a moved idle deadline may stay, by at most an eighth of its duration and at most a second")
    func idleSlack() {
        for duration in [80, 800, 1_000, 4_000, 60_000] as [Int64] {
            var timeouts = Timeouts()
            timeouts.idle = duration
            for step in [1, duration / 20, duration / 9, duration / 2, duration - 1] {
                var deadlines = Deadlines(timeouts)
                var now: Int64 = 0
                for _ in 0..<40 {
                    deadlines.start(.idle, for: 5, at: now)
                    let early = now + duration - (deadlines.next ?? 0)
                    #expect(early >= 0 && early <= min(1_000, duration / 8), "\(duration), \(step)")
                    now += step
                }
            }
        }
    }

    /// The meaning of the queues: one time for each descriptor.
    private struct Model {
        var entries: [Int32: (kind: DeadlineKind, time: Int64, order: Int)] = [:]
        var started = 0
    }

    @Test("the queues behave as a table that is searched completely", arguments: 0..<20)
    func model(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let timeouts = DeadlinesTests.timeouts
        let slack = min(1_000, timeouts.idle / 8)
        var deadlines = Deadlines(timeouts)
        var model = Model()
        var now: Int64 = 0
        var popped = 0
        for _ in 0..<2_000 {
            let descriptor = Int32.random(in: 3..<30, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<6:
                let kind = DeadlineKind.allCases.randomElement(using: &random)!
                let time = now + timeouts.duration(kind)
                deadlines.start(kind, for: descriptor, at: now)
                if let entry = model.entries[descriptor], entry.kind == kind, kind == .idle, time - entry.time < slack {
                    break
                }
                model.started += 1
                model.entries[descriptor] = (kind, time, model.started)
            case 6:
                deadlines.clear(descriptor)
                model.entries[descriptor] = nil
            default:
                now += Int64.random(in: 0..<60, using: &random)
                for kind in DeadlineKind.allCases {
                    let passed = model.entries.filter { $0.value.kind == kind && $0.value.time <= now }
                        .sorted { $0.value.order < $1.value.order }
                    for (descriptor, _) in passed {
                        let found = deadlines.popExpired(at: now)
                        #expect(found?.descriptor == descriptor)
                        #expect(found?.kind == kind)
                        model.entries[descriptor] = nil
                        popped += 1
                    }
                }
                #expect(deadlines.popExpired(at: now) == nil)
            }
            #expect(deadlines.next == model.entries.values.map(\.time).min())
        }
        #expect(popped > 50)
    }
}
