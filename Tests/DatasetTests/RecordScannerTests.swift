import TestSupport
import Testing

@testable import Dataset

@Suite("Records and amounts of data files")
struct RecordScannerTests {
    /// The records of a file without quotes, split byte by byte.
    private static func expected(_ text: String, _ delimiter: Character) -> [[String]] {
        text.utf8.split { $0 == 0x0a || $0 == 0x0d }.map { line in
            line.split(separator: delimiter.asciiValue ?? 0, omittingEmptySubsequences: false).map { String($0) ?? "" }
        }
    }

    private static func scanned(_ text: String, _ delimiter: Character) throws -> [[String]] {
        let delimiter = try #require(delimiter.asciiValue)
        var scanner = try RecordScanner(DataFile(name: "a.csv", bytes: Array(text.utf8)), delimiter: delimiter)
        var records: [[String]] = []
        while try scanner.next() {
            let fields = scanner.fields
            records.append((0..<scanner.fieldCount).map { String(decoding: fields[$0], as: UTF8.self) })
        }
        return records
    }

    @Test("fields end at delimiters and line ends, at any place", arguments: [",", ";", "\t", "|"] as [Character])
    func fields(delimiter: Character) throws {
        var generator = SeededGenerator(seed: 20_261_122)
        // Characters near the delimiters, and of several bytes.
        let pieces = ["a", "7", "!", "#", "+", "-", "~", "{", "é", "€", " ", "\n", "\r", "\r\n"].map { String($0) }
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...40, using: &generator)
            let text = (0..<length).map { _ in
                Int.random(in: 0..<4, using: &generator) == 0
                    ? String(delimiter) : pieces[Int.random(in: 0..<pieces.count, using: &generator)]
            }.joined()
            #expect(try RecordScannerTests.scanned(text, delimiter) == RecordScannerTests.expected(text, delimiter))
        }
    }

    @Test("a record can have more fields than the first one of the file")
    func manyFields() throws {
        let text = "a\n" + (0..<1_000).map(String.init).joined(separator: ",") + "\n"
        #expect(try RecordScannerTests.scanned(text, ",") == RecordScannerTests.expected(text, ","))
    }

    /// The result of `digits` for a text, with 8 readable bytes after its start.
    private static func digits(_ text: String) -> Int64? {
        let bytes = Array(text.utf8) + [UInt8](repeating: UInt8(ascii: "5"), count: 8)
        return bytes.withUnsafeBufferPointer { bytes in
            FieldAmount.digits(UnsafeBufferPointer(rebasing: bytes[..<text.utf8.count]))
        }
    }

    @Test("the digits of an amount are read whole, for each length", arguments: 1...16)
    func amounts(length: Int) {
        var generator = SeededGenerator(seed: UInt64(length))
        for _ in 0..<500 {
            let text = String((0..<length).map { _ in "0123456789".randomElement(using: &generator) ?? "0" })
            #expect(RecordScannerTests.digits(text) == Int64(text))
            // One other character, also those next to the digits.
            var other = Array(text)
            other[Int.random(in: 0..<length, using: &generator)] = "/:. -+x\0".randomElement(using: &generator) ?? "x"
            #expect(RecordScannerTests.digits(String(other)) == nil)
        }
    }

    @Test("a field without digits, or with more than 16, is left to the general parser")
    func otherLengths() {
        #expect(RecordScannerTests.digits("") == nil)
        #expect(RecordScannerTests.digits("12345678901234567") == nil)
    }
}
