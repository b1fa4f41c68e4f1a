import Testing

@testable import Server

@Suite("Drain schedule")
struct DrainScheduleTests {
    /// All steps up to a time, with the times at which they are due.
    private func steps(_ schedule: DrainSchedule) -> [(time: Int64, step: DrainSchedule.Step)] {
        var schedule = schedule
        var steps: [(time: Int64, step: DrainSchedule.Step)] = []
        while let time = schedule.next {
            #expect(schedule.popDue(at: time - 1) == nil)
            if let step = schedule.popDue(at: time) { steps.append((time, step)) }
        }
        return steps
    }

    @Test("nothing is due before the order to stop")
    func idle() {
        var schedule = DrainSchedule()
        #expect(schedule.next == nil && schedule.popDue(at: .max) == nil)
    }

    @Test("the loop drops attempts at once, stops soon after, and ends after the time to drain")
    func atOnce() {
        var schedule = DrainSchedule()
        schedule.start(at: 500, delay: 0, drain: 10_000)
        #expect(steps(schedule).map(\.time) == [500, 550, 1_550, 10_550])
        #expect(steps(schedule).map(\.step) == [.dropAttempts, .stop, .endFreshConnections, .end])
    }

    @Test("a delay moves all steps")
    func delay() {
        var schedule = DrainSchedule()
        schedule.start(at: 500, delay: 5_000, drain: 10_000)
        #expect(schedule.popDue(at: 5_499) == nil)
        #expect(steps(schedule).map(\.time) == [5_500, 5_550, 6_550, 15_550])
    }

    @Test("a repeated order changes nothing")
    func repeated() {
        var schedule = DrainSchedule()
        schedule.start(at: 500, delay: 5_000, drain: 10_000)
        schedule.start(at: 1_000, delay: 5_000, drain: 10_000)
        #expect(schedule.next == 5_500)
    }

    @Test("a time to drain shorter than the grace for first requests ends the loop earlier")
    func shortDrain() {
        var schedule = DrainSchedule()
        schedule.start(at: 0, delay: 0, drain: 100)
        #expect(steps(schedule).map(\.step) == [.dropAttempts, .stop, .end, .endFreshConnections])
    }
}
