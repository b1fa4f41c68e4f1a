// Periods, units and measures: spellings and order.
import TestSupport
import Testing

@testable import Dataset

@Suite("Periods")
struct PeriodTests {
    @Test("a year, a half, a quarter, a month, a year to date and a span of years are periods")
    func good() throws {
        let expected: [(String, Int, Int, Int?)] = [
            ("2023", 2023, 2023, 2023), ("1000", 1000, 1000, 1000), ("9999", 9999, 9999, 9999),
            ("2025-H1", 2025, 2025, nil), ("2025-H2", 2025, 2025, nil), ("2025-Q1", 2025, 2025, nil),
            ("2025-Q4", 2025, 2025, nil), ("2024-01", 2024, 2024, nil), ("2024-12", 2024, 2024, nil),
            ("2025-YTD06", 2025, 2025, nil), ("2000/2003", 2000, 2003, nil),
        ]
        for (text, first, last, year) in expected {
            let period = try #require(Period(text), "\(text)")
            #expect(period.code == text)
            #expect(period.firstYear == first && period.lastYear == last, "\(text)")
            #expect(period.year == year, "\(text)")
        }
    }

    @Test(
        "other texts are not periods",
        arguments: [
            "", "23", "203", "20233", "0999", "0000", "x023", "2023 ", " 2023", "+023", "-2023", "２０２３",
            "2023-",
            "2023-1",
            "2023-00", "2023-13", "2023-001", "2023-H3", "2023-H0", "2023-h1", "2023-Q5", "2023-Q0", "2023-YTD",
            "2023-YTD00",
            "2023-YTD13", "2023-YTD6", "2023-+7", "2023--7", "2023-YTD+7", "2023-07-01", "2003/2000", "2003/2003",
            "2000/",
            "/2003", "2000/2003/2006", "2000/03", "2000-H1/2003", "2000–2003",
        ])
    func bad(text: String) {
        #expect(Period(text) == nil)
    }

    @Test("periods are in the order of their years, shorter spans before longer ones")
    func order() throws {
        let ordered = ["1999", "2000", "2000-03", "2000-H1", "2000/2003", "2001", "2001-Q4"]
        let periods = try ordered.map { try #require(Period($0)) }
        var generator = SeededGenerator(seed: 1)
        #expect(periods.shuffled(using: &generator).sorted().map(\.code) == ordered)
    }
}

@Suite("Units and measures")
struct UnitTests {
    @Test("a unit is named by its label and nothing else, and is a power of ten of dollars")
    func units() throws {
        let expected = ["USD": 0, "USD thousand": 3, "USD million": 6, "USD billion": 9, "USD trillion": 12]
        #expect(Set(MoneyUnit.allCases.map(\.label)) == Set(expected.keys))
        for (label, exponent) in expected {
            let unit = try #require(MoneyUnit(label: label))
            #expect(unit.exponent == exponent && unit.label == label)
        }
        for label in ["", "usd", "USD usd", "million", "USD Million", "EUR million", "USD million "] {
            #expect(MoneyUnit(label: label) == nil, "\(label)")
        }
    }

    @Test("four measures are money, each with its share; the others are shares")
    func shares() {
        let money = Measure.allCases.filter { !$0.isShare }
        #expect(money == [.exports, .imports, .balance, .totalTrade])
        for measure in money { #expect(Measure(rawValue: measure.rawValue + "-share")?.isShare == true, "\(measure)") }
        #expect(Measure.allCases.allSatisfy { $0.isShare == $0.rawValue.contains("-share") })
    }
}
