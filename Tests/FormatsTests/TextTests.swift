// CSV, text tables and NDJSON.

import Testing

@testable import Formats

@Suite("Records as text")
struct TextTests {
    @Test("CSV quotes values with commas, quotes and line breaks, and joins nested values")
    func csv() {
        let page = RecordPage(
            [Field("a", ""), Field("b", .texts, ""), Field("c", .number, "", nullable: true)],
            [[.string("x, \"y\"\nz"), .object(["k": .string("v"), "l": .strings(["1", "2"])]), .null]])
        #expect(
            String(decoding: CSVEncoder.encode(page), as: UTF8.self)
                == "a,b,c\r\n\"x, \"\"y\"\"\nz\",\"k=v|l=[\"\"1\"\",\"\"2\"\"]\",\r\n")
    }

    @Test("CSV quotes headings as it quotes values")
    func heading() {
        let page = RecordPage([Field("Exports, 2023", ""), Field("b", "")], [])
        #expect(String(decoding: CSVEncoder.encode(page), as: UTF8.self) == "\"Exports, 2023\",b\r\n")
    }

    @Test("a text table aligns numbers right and texts left, and no line ends in blanks")
    func table() {
        let page = RecordPage(
            [Field("name", ""), Field("value", .number, ""), Field("note", "")],
            [[.string("Türkiye"), .integer(7), .string("a\tb")], [.string("x"), .integer(-12_345), .null]])
        #expect(
            String(decoding: TextTableEncoder.encode(page), as: UTF8.self) == """
                name      value  note
                -------  ------  ----
                Türkiye       7  a b
                x        -12345

                """)
    }

    @Test("a page sorts, cuts and selects fields; null sorts last in both directions", arguments: [false, true])
    func page(isDescending: Bool) {
        let rows: [[JSON]] = [[.integer(2)], [.null], [.integer(10)], [.integer(-1)]]
        let page = RecordPage(
            ValueRecords([Field("n", .integer, "", nullable: true)], rows),
            sort: [SortKey(field: 0, isDescending: isDescending)], limit: 2, offset: 2)
        let expected = isDescending ? "{\"n\":-1}\n{\"n\":null}\n" : "{\"n\":10}\n{\"n\":null}\n"
        #expect(String(decoding: page.ndjson, as: UTF8.self) == expected)
        #expect(page.total == 4 && page.count == 2 && page.emptyReason == nil)
    }

    @Test("the reason for an empty page is computed only for a list without records")
    func emptyReason() {
        let one = ValueRecords([Field("n", .integer, "")], [[.integer(1)]])
        let none = ValueRecords(one.fields, [])
        var calls = 0
        func reason() -> String {
            calls += 1
            return "None."
        }
        #expect(RecordPage(one, emptyReason: reason).emptyReason == nil && calls == 0)
        #expect(RecordPage(one, offset: 5, emptyReason: reason).emptyReason?.contains("offset 5") == true && calls == 0)
        #expect(RecordPage(none, emptyReason: reason).emptyReason == "None." && calls == 1)
    }
}
