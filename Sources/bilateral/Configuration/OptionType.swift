// The types of option values: how a value is read from text, described in messages and completed by a shell.

import Server

/// A type of value that an option accepts.
struct OptionType<Value: Sendable>: Sendable {
    /// The name of the value in help texts, e.g. `PORT`.
    let placeholder: String
    /// The accepted values as a noun phrase, e.g. `an integer from 1 to 256`.
    let expected: String
    var completion = Completion.none
    /// Returns nil for a text that is not a value.
    let parse: @Sendable (String) -> Value?
    /// The text of a value, for the default in help texts.
    let format: @Sendable (Value) -> String
}

/// The values that a shell offers for an option or an operand.
enum Completion: Equatable, Sendable {
    case none, file, folder
    case words([String])
}

extension OptionType<Int> {
    static func integer(_ range: ClosedRange<Int>, _ placeholder: String = "N") -> OptionType {
        OptionType(
            placeholder: placeholder, expected: "an integer from \(range.lowerBound) to \(range.upperBound)",
            parse: { Int($0).flatMap { range.contains($0) ? $0 : nil } }, format: { String($0) })
    }

    /// A size in bytes, with an optional suffix: `64K` is 65,536.
    static func bytes(_ range: ClosedRange<Int>) -> OptionType {
        OptionType(
            placeholder: "BYTES",
            expected: "a number of bytes from \(ByteCount.format(range.lowerBound)) to "
                + "\(ByteCount.format(range.upperBound)) (K, M and G are powers of 1,024)",
            parse: { ByteCount.parse($0).flatMap { range.contains($0) ? $0 : nil } }, format: ByteCount.format)
    }
}

extension OptionType<Int64> {
    /// A time in whole seconds; the value is in milliseconds.
    static func seconds(_ range: ClosedRange<Int64>) -> OptionType {
        OptionType(
            placeholder: "SECONDS",
            expected: "a whole number of seconds from \(range.lowerBound) to \(range.upperBound)",
            parse: { Int64($0).flatMap { range.contains($0) ? $0 * 1_000 : nil } }, format: { String($0 / 1_000) })
    }
}

extension OptionType<UInt16> {
    static let port = OptionType(
        placeholder: "PORT", expected: "a port from 0 to 65535", parse: { UInt16($0) }, format: { String($0) })
}

extension OptionType<Bool> {
    /// `yes` on the command line when no value is given.
    static let yesOrNo = OptionType(
        placeholder: "", expected: "yes or no", completion: .words(["yes", "no"]),
        parse: { $0 == "yes" ? true : $0 == "no" ? false : nil }, format: { $0 ? "yes" : "no" })
}

extension OptionType<String> {
    static func text(
        _ placeholder: String, expected: String, completion: Completion = .none
    ) -> OptionType {
        OptionType(
            placeholder: placeholder, expected: expected, completion: completion,
            parse: { $0.isEmpty ? nil : $0 }, format: { $0 })
    }
}

extension OptionType<String> {
    /// Segments of unreserved characters (RFC 3986 section 2.3), without a slash at the end.
    static let basePath = OptionType(
        placeholder: "PATH", expected: "none or a path such as /trade, of letters, digits and -._~",
        parse: { text in
            guard text != "none" else { return "" }
            let segments = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            let isValid = segments.allSatisfy { segment in
                !segment.isEmpty && segment != "." && segment != ".."
                    && segment.utf8.allSatisfy { "-._~".utf8.contains($0) || isLetterOrDigit($0) }
            }
            return text.hasPrefix("/") && !segments.isEmpty && isValid ? text : nil
        },
        format: { $0 })

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }
}

extension OptionType<[AddressRange]> {
    static let addressRanges = OptionType(
        placeholder: "ADDRESSES",
        expected: "none or a list of IP addresses or networks such as 10.0.0.0/8,::1",
        parse: { text in
            guard text != "none" else { return [] }
            let ranges = text.split(separator: ",", omittingEmptySubsequences: false).map { AddressRange($0.trimmed) }
            return ranges.contains { $0 == nil } ? nil : ranges.compactMap { $0 }
        },
        format: { $0.isEmpty ? "none" : "\($0.count) networks" })
}

extension OptionType {
    /// One of the cases of an enumeration.
    static func choice() -> OptionType where Value: CaseIterable & RawRepresentable<String> {
        let words = Value.allCases.map(\.rawValue)
        return OptionType(
            placeholder: words.joined(separator: "|"), expected: words.alternatives, completion: .words(words),
            parse: { Value(rawValue: $0) }, format: { $0.rawValue })
    }

    /// This type for an option without a default.
    var optional: OptionType<Value?> {
        OptionType<Value?>(
            placeholder: placeholder, expected: expected, completion: completion,
            parse: { [parse] in parse($0).map(Optional.some) }, format: { [format] in $0.map(format) ?? "" })
    }
}

extension [String] {
    /// `a, b or c`.
    var alternatives: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + self[count - 1]
    }
}

/// Byte counts with suffixes.
enum ByteCount {
    private static let suffixes: [(letter: Character, shift: Int)] = [("G", 30), ("M", 20), ("K", 10)]

    static func parse(_ text: String) -> Int? {
        let suffix = suffixes.first { text.last?.uppercased() == String($0.letter) }
        let digits = suffix == nil ? text[...] : text.dropLast()
        guard let number = Int(digits), number >= 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (suffix?.shift ?? 0))
        return overflow ? nil : bytes
    }

    /// The shortest exact form: 65,536 is `64K`, 1,000 is `1000`.
    static func format(_ bytes: Int) -> String {
        for (letter, shift) in suffixes where bytes > 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(letter)"
        }
        return String(bytes)
    }
}
