// Periods as values of parameters: `2023`, `2023-Q2`, `2024-07`, `2026-YTD04`, and ranges of them.

import Arithmetic
import Dataset
import Formats
import HTTP

/// A period, or all periods within a range.
struct RequestedPeriod: Sendable, Equatable {
    let range: PeriodRange
    /// The length of the periods that the text names: the shortest of both ends.
    let frequency: Frequency
    /// Nil for a range.
    let single: Period?
    /// The last month of years to date, from 1 to 12; nil for other periods.
    let yearToDateMonth: Int?

    /// Nil for text of any other form. Letter case is ignored, and the ends of a range may be in either order; of years to date, both
    /// must end in the same month.
    init?(_ text: String) {
        let text = text.uppercased()
        guard let dots = text.firstRange(of: "..") else {
            guard let period = Period(text) else { return nil }
            (range, frequency, single) = (PeriodRange(months: period.months), period.frequency, period)
            yearToDateMonth = period.yearToDateMonth
            return
        }
        let ends = [text[..<dots.lowerBound], text[dots.upperBound...]]
        let periods = ends.map { Period(String($0)) }
        guard zip(ends, periods).allSatisfy({ $0.isEmpty || $1 != nil }), periods.contains(where: { $0 != nil }) else {
            return nil
        }
        let (first, last) = (periods[0], periods[1])
        guard first?.yearToDateMonth == last?.yearToDateMonth else { return nil }
        yearToDateMonth = first?.yearToDateMonth
        if let first, let last {
            guard let range = PeriodRange(first, last) ?? PeriodRange(last, first) else { return nil }
            self.range = range
        } else {
            guard let range = PeriodRange(text) else { return nil }
            self.range = range
        }
        let known = periods.compactMap { $0?.frequency }
        frequency = known.contains(.month) ? .month : known.contains(.quarter) ? .quarter : .year
        single = nil
    }
}

extension Period {
    /// The last month of a year to date, from 1 to 12; nil for other periods.
    var yearToDateMonth: Int? { kind == .yearToDate ? number : nil }
}

extension ValueType<RequestedPeriod> {
    private static var periodPattern: String {
        "[1-9][0-9]{3}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]|YTD(0[1-9]|1[0-2])))?"
    }

    /// A period or a range of periods.
    static var periods: ValueType {
        let period = periodPattern
        return type(
            noun: "period or range of periods",
            "periods and ranges such as 2023, 2023-Q2, 2024-07, 2023-01..2024-12 or 2024-YTD04..2026-YTD04",
            pattern: "^(\(period)([.][.](\(period))?)?|[.][.]\(period))$", example: "2023-01..2024-12"
        ) { RequestedPeriod($0) }
    }

    /// One period.
    static var period: ValueType {
        type(
            noun: "period", "one period such as 2023, 2023-Q2, 2024-07 or 2026-YTD04", pattern: "^\(periodPattern)$",
            example: "2023"
        ) { text in RequestedPeriod(text).flatMap { $0.single == nil ? nil : $0 } }
    }

    private static func type(
        noun: String, _ expectation: String, pattern: String, example: String,
        find: @escaping @Sendable (String) -> RequestedPeriod?
    ) -> ValueType {
        ValueType(
            description: ValueDescription(
                noun: noun,
                schema: { _ in .object(["type": .string("string"), "pattern": .string(pattern)]) },
                example: { _ in example }),
            find: { text, _ in find(text) },
            problem: { text, parameter, _ in
                parameter.invalid(
                    text, "it takes " + expectation,
                    suggestion: spellings(of: text).first { find($0) != nil })
            })
    }

    /// The valid text nearest to an invalid one: another sign between the ends of a range, `2023Q2`, `2024-7`, or a day.
    private static func spellings(of text: String) -> [String] {
        guard text.utf8.count <= 40 else { return [] }
        let plain = text.uppercased().replacing("–", with: "-").replacing(" ", with: "")
        let digits = Array(plain.utf8)
        func isDigit(_ index: Int) -> Bool { digits.indices.contains(index) && digits[index] &- 0x30 < 10 }
        var spellings = [plain, plain.replacing("...", with: "..")]
        for separator in ["-", "/", ":", "TO"] {
            // At each place of the separator, because a period may contain one: 2023-01-2023-06.
            let parts = plain.split(at: separator)
            guard parts.count > 1 else { continue }
            for count in 1..<parts.count {
                spellings.append(
                    parts[..<count].joined(separator: separator) + ".." + parts[count...].joined(separator: separator))
            }
        }
        let ends = plain.split(at: "..").map { Period(String($0)) }
        if ends.count == 2, let first = ends[0], let last = ends[1], last.kind == .yearToDate {
            spellings.append("\(first.firstYear)\(last.code.dropFirst(4))..\(last.code)")
        }
        guard digits.count > 4 else { return spellings }
        let (year, rest) = (String(plain.prefix(4)), String(plain.dropFirst(4)))
        spellings.append(year + "-" + rest)
        spellings.append(year + "-" + rest.drop { "-/M.".contains($0) })
        spellings.append(year + "-0" + rest.drop { "-/M.".contains($0) })
        // A day is in a month.
        if digits.count == 10, isDigit(8), isDigit(9) { spellings.append(String(plain.prefix(7))) }
        return spellings
    }
}
