// The CSV reader: every vector whole, and cut short after each byte.
import Testing

@testable import Dataset

@Suite("CSV")
struct CSVTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let claim: String
        let text: String
        /// The header and the rows; nil if the text is refused.
        let rows: [[String]]?
        /// The line that each row starts on, or the one the error names.
        let lines: [Int]
        var testDescription: String { claim }
    }

    static let readable = [
        Vector(
            claim: "fields and rows", text: "a,b\n1,2\n3,4\n", rows: [["a", "b"], ["1", "2"], ["3", "4"]],
            lines: [2, 3]),
        Vector(
            claim: "no line end after the last row", text: "a,b\n1,2", rows: [["a", "b"], ["1", "2"]], lines: [2]),
        Vector(claim: "CR LF", text: "a,b\r\n1,\"2\"\r\n", rows: [["a", "b"], ["1", "2"]], lines: [2]),
        Vector(claim: "a CR that does not end a line is text", text: "a\n1\r2\n", rows: [["a"], ["1\r2"]], lines: [2]),
        Vector(claim: "a byte order mark", text: "\u{feff}a,b\n1,2\n", rows: [["a", "b"], ["1", "2"]], lines: [2]),
        Vector(
            claim: "empty fields", text: "a,b,c\n,,\n,\"\",\n", rows: [["a", "b", "c"], ["", "", ""], ["", "", ""]],
            lines: [2, 3]),
        Vector(claim: "an empty last field", text: "a,b\n1,", rows: [["a", "b"], ["1", ""]], lines: [2]),
        Vector(claim: "a quoted empty last field", text: "a\n\"\"", rows: [["a"], [""]], lines: [2]),
        Vector(claim: "a comma in quotes", text: "a,b\n\"1,5\",2\n", rows: [["a", "b"], ["1,5", "2"]], lines: [2]),
        Vector(
            claim: "doubled quotes", text: "a\n\"say \"\"no\"\"\"\n\"\"\"\"\n", rows: [["a"], ["say \"no\""], ["\""]],
            lines: [2, 3]),
        Vector(
            claim: "line ends in quotes, and the lines after them", text: "a,b\n\"1\n2\r\n3\",x\n4,5\n",
            rows: [["a", "b"], ["1\n2\r\n3", "x"], ["4", "5"]], lines: [2, 5]),
        Vector(claim: "blanks are text", text: "a,b\n 1 ,\t2\n", rows: [["a", "b"], [" 1 ", "\t2"]], lines: [2]),
        Vector(
            claim: "letters of any script", text: "a\nMéxico – 墨\n", rows: [["a"], ["México – 墨"]],
            lines: [2]),
        Vector(claim: "a header alone", text: "a,b\n", rows: [["a", "b"]], lines: []),
    ]

    static let faulty = [
        Vector(claim: "a quote inside a field", text: "a,b\n1,x\"2\"\n", rows: nil, lines: [2]),
        Vector(claim: "a blank before a quote", text: "a,b\n1, \"2\"\n", rows: nil, lines: [2]),
        Vector(claim: "text after a closing quote", text: "a,b\n\"1\"x,2\n", rows: nil, lines: [2]),
        Vector(claim: "a quote after a closing quote and a blank", text: "a,b\n\"1\" \"2\",3\n", rows: nil, lines: [2]),
        Vector(
            claim: "an unclosed quote, with the line on which its row starts", text: "a,b\n1,2\n3,\"4\n5,6\n",
            rows: nil,
            lines: [3]),
        Vector(claim: "too few fields", text: "a,b\n1,2\n3\n", rows: nil, lines: [3]),
        Vector(claim: "too many fields", text: "a,b\n1,2,3\n", rows: nil, lines: [2]),
        Vector(claim: "an empty line among rows of two fields", text: "a,b\n\n1,2\n", rows: nil, lines: [2]),
        Vector(
            claim: "too few fields after a row of three lines", text: "a,b\n\"1\n\n\",2\n3\n", rows: nil, lines: [5]),
        Vector(claim: "a column without a name", text: "a,,b\n", rows: nil, lines: [1]),
        Vector(claim: "a column twice", text: "a,b,a\n", rows: nil, lines: [1]),
    ]

    private func read(_ bytes: [UInt8]) throws(DataError) -> CSV { try CSV(DataFile(name: "x.csv", bytes: bytes)) }

    @Test("fields are read with quotes, commas and line breaks", arguments: readable)
    func good(vector: Vector) throws {
        let csv = try read(Array(vector.text.utf8))
        #expect([csv.header] + csv.records.map(\.fields) == vector.rows)
        #expect(csv.records.map(\.line) == vector.lines)
        #expect(csv.file == "x.csv")
    }

    @Test("a fault is refused with its line", arguments: faulty)
    func bad(vector: Vector) {
        let error = #expect(throws: DataError.self) { try read(Array(vector.text.utf8)) }
        #expect(error?.line == vector.lines.first)
        #expect(error?.file == "x.csv")
    }

    @Test(
        "a text truncated after any byte gives its whole rows and at most one partial row, or an error",
        arguments: readable + faulty)
    func cut(vector: Vector) throws {
        let bytes = Array(vector.text.utf8)
        for length in 0..<bytes.count {
            let csv: CSV
            do {
                csv = try read(Array(bytes[..<length]))
            } catch {
                #expect(error.line.map { 1...6 ~= $0 } ?? (length == 0 || length == 3), "\(length): \(error)")
                continue
            }
            // A truncated header may name fewer columns. After the header, all rows but the last are those of the whole text.
            guard let whole = vector.rows, csv.header == whole[0] else { continue }
            let complete = csv.records.dropLast().map(\.fields)
            #expect(complete == Array(whole.dropFirst().prefix(complete.count)), "\(length)")
            #expect(csv.records.count <= whole.count - 1, "\(length)")
            for row in csv.records { #expect(row.fields.count == csv.header.count) }
        }
    }

    @Test("an empty text, or a byte order mark alone, has no header and is refused")
    func empty() {
        for bytes in [[], [0xef, 0xbb, 0xbf]] as [[UInt8]] {
            let error = #expect(throws: DataError.self) { try read(bytes) }
            #expect(error?.line == nil && error?.reason.contains("empty") == true)
        }
    }

    @Test("an error prints its file, its line if it has one, and its reason")
    func errorText() {
        #expect(DataError("a.csv", 3, "wrong").description == "a.csv, line 3: wrong")
        #expect(DataError("a.csv", nil, "wrong").description == "a.csv: wrong")
    }

    @Test("fields are found by name in any order of the columns")
    func records() throws {
        let csv = try read(Array("b,a\n1|2||3,\n".utf8))
        let record = try #require(try csv.records(of: ["a", "b"]).first)
        #expect(record["a"] == "" && record["b"] == "1|2||3" && record["c"] == "")
        #expect(record.list("b") == ["1", "2", "3"] && record.list("a") == [])
        #expect(throws: DataError("x.csv", 2, "the column 'a' is empty")) { try record.required("a") }
        #expect(throws: DataError("x.csv", 1, "missing columns: c")) { try csv.records(of: ["a", "b", "c"]) }
        #expect(throws: DataError("x.csv", 1, "unknown columns: b")) { try csv.records(of: ["a"]) }
    }
}
