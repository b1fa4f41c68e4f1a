// Values that are numbers, dates or text.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

extension ValueType {
    /// - Parameters:
    ///   - expectation: completes "… is not valid: it takes …".
    ///   - schema: the members of the JSON Schema.
    init(
        _ noun: String, _ expectation: String, schema: KeyValuePairs<String, JSON>, example: String,
        find: @escaping @Sendable (String) -> Value?
    ) {
        let schema = JSON.object(schema)
        self.init(
            description: ValueDescription(noun: noun, schema: { _ in schema }, example: { _ in example }),
            find: { text, _ in find(text) },
            problem: { text, parameter, _ in parameter.invalid(text, "it takes " + expectation) })
    }
}

extension ValueType<Int> {
    static func integer(_ range: ClosedRange<Int>) -> ValueType {
        ValueType(
            "number", "a whole number from \(range.lowerBound) to \(range.upperBound)",
            schema: [
                "type": .string("integer"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ], example: String(range.lowerBound)
        ) { text in
            guard let number = Int(text), range.contains(number), text.utf8.first != UInt8(ascii: "+") else {
                return nil
            }
            return number
        }
    }

    /// One year.
    static var year: ValueType {
        ValueType(
            "year", "one year such as 2023", schema: ["type": .string("string"), "pattern": .string("^[0-9]{4}$")],
            example: "2023", find: year)
    }

    /// The year of four digits; nil for any other text.
    fileprivate static func year(_ text: String) -> Int? {
        let bytes = text.utf8Span.span
        return bytes.count == 4 ? year(bytes, at: 0) : nil
    }

    /// The year of the four digits at `start`; nil for other bytes.
    fileprivate static func year(_ bytes: Span<UInt8>, at start: Int) -> Int? {
        var year = 0
        for index in start..<start + 4 {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            year = year * 10 + Int(digit)
        }
        return year
    }
}

extension ValueType<ClosedRange<Int>> {
    /// A year, `2023`, or a range of years, `2021..2023`, whose ends are accepted in either order.
    static var years: ValueType {
        ValueType(
            description: ValueDescription(
                noun: "year or range of years",
                schema: { _ in
                    .object(["type": .string("string"), "pattern": .string("^[0-9]{4}([.][.][0-9]{4})?$")])
                }, example: { _ in "2021..2023" }),
            find: { text, _ in range(text) },
            problem: { text, parameter, _ in
                let dashed = text.replacing("-", with: "..")
                return parameter.invalid(
                    text, "it takes years and ranges such as 2023 or 2021..2023",
                    suggestion: range(dashed) == nil ? nil : dashed)
            })
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        if let year = ValueType<Int>.year(text) { return year...year }
        // By bytes: by characters it takes 3,800 instructions, 2 % of a request.
        let (bytes, dot) = (text.utf8Span.span, UInt8(ascii: "."))
        guard bytes.count == 10, bytes[4] == dot, bytes[5] == dot, let first = ValueType<Int>.year(bytes, at: 0),
            let last = ValueType<Int>.year(bytes, at: 6)
        else { return nil }
        return min(first, last)...max(first, last)
    }
}

extension ValueType<ExactDecimal> {
    /// A decimal number with at most 12 digits before the point and 6 after it.
    static var decimal: ValueType {
        ValueType(
            "number", "a number such as -0.25, with at most 12 digits before the point and 6 after it",
            schema: ["type": .string("string"), "pattern": .string("^-?[0-9]{1,12}([.][0-9]{1,6})?$")],
            example: "0.25"
        ) { text in
            guard text.utf8.count <= 20, let number = ExactDecimal(text), number.decimals <= 6 else { return nil }
            return number
        }
    }
}

extension ValueType<CalendarDate> {
    static var date: ValueType {
        ValueType(
            "date", "a calendar date such as 2026-07-01",
            schema: ["type": .string("string"), "format": .string("date")], example: "2026-07-01"
        ) { CalendarDate($0) }
    }
}

extension ValueType<CalendarDate> {
    /// A date as the end of a time: a year is its last day.
    static var lastDay: ValueType {
        ValueType(
            "date", "a calendar date such as 2026-07-01, or a year",
            schema: ["type": .string("string"), "pattern": .string("^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$")],
            example: "2026-07-01"
        ) { text in CalendarDate(text) ?? CalendarDate(text + "-12-31") }
    }
}

extension ValueType<ReviewWithdrawal> {
    /// A party and the date of its notice, `MEX:2027-01-01`.
    static var withdrawal: ValueType {
        // The pattern accepts every date but 29 February, which it cannot restrict to leap years.
        let days =
            "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
        return ValueType(
            description: ValueDescription(
                noun: "withdrawal",
                schema: { _ in
                    .object([
                        "type": .string("string"),
                        "pattern": .string("^(USA|MEX|CAN):(19|20|21)[0-9]{2}-(\(days))$"),
                    ])
                }, example: { _ in "MEX:2027-01-01" }),
            find: { text, dataset in
                let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard parts.count == 2, !parts[0].isEmpty, let notice = CalendarDate(parts[1]) else { return nil }
                return ReviewWithdrawal(party: dataset.codes.area(named: parts[0]) ?? parts[0], notice: notice)
            },
            problem: { text, parameter, _ in
                parameter.invalid(text, "it takes a party and the date of its notice, such as MEX:2027-01-01")
            })
    }
}

extension ValueType<String> {
    /// The maximum length of a search text, in characters.
    private static var maximumLength: Int { 200 }

    /// Any text without control characters.
    static var text: ValueType {
        ValueType(
            description: ValueDescription(
                noun: "text",
                schema: { _ in
                    .object([
                        "type": .string("string"), "minLength": .integer(1), "maxLength": .integer(maximumLength),
                        "pattern": .string("^[^\\u0000-\\u0020]([^\\u0000-\\u001f]*[^\\u0000-\\u0020])?$"),
                    ])
                }, example: { _ in "trade" }),
            find: { text, _ in
                !text.isEmpty && text.unicodeScalars.count <= maximumLength && text.utf8.allSatisfy { $0 >= 0x20 }
                    ? text : nil
            },
            problem: { text, parameter, _ in
                text.unicodeScalars.count > maximumLength
                    ? parameter.invalid(text.prefix(40) + "…", "it takes at most \(maximumLength) characters")
                    : parameter.invalid("…", "it takes no control characters")
            })
    }
}
