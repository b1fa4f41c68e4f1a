// Workbooks for spreadsheet programs (Office Open XML, ECMA-376 part 1): a sheet of records and a sheet about their origin.

import Arithmetic
import HTTP

public enum WorkbookEncoder {
    /// A sheet has at most 1,048,576 rows; one is the header.
    static let maximumRecords = 1_048_575

    public static func encode(_ document: RecordDocument) -> [UInt8] {
        var archive = ZIPArchive()
        for (name, content) in WorkbookParts.all { archive.add(name, content) }
        let records = RecordSheet(document.page)
        var next = -1
        archive.add("xl/worksheets/sheet1.xml") {
            defer { next += 1 }
            return next < 0 ? records.start : next < records.pieces ? records.piece(next) : nil
        }
        var about: [UInt8]? = OriginSheet.encode(document)
        archive.add("xl/worksheets/sheet2.xml") { about.take() }
        return archive.finished()
    }
}

/// The records: typed cells below a frozen header row.
private struct RecordSheet {
    private let page: RecordPage
    private let count: Int
    private let columns: [String]
    private let kinds: [Field.Kind]

    init(_ page: RecordPage) {
        self.page = page
        count = min(page.count, WorkbookEncoder.maximumRecords)
        columns = page.shown.indices.map(SheetXML.column)
        kinds = page.fields.map(\.kind)
    }

    /// The number of records whose cells are in memory at a time.
    private let pieceSize = 512
    /// The last piece ends the sheet.
    var pieces: Int { count / pieceSize + 1 }

    /// The sheet up to the header row.
    var start: [UInt8] {
        var xml = SheetXML()
        xml.start(isFirst: true, frozenRows: 1, widths: widths)
        xml.row(1) { xml in
            for (index, field) in page.shown.enumerated() {
                xml.text(page.fields[field].name, at: columns[index], 1, style: .heading)
            }
        }
        return xml.bytes
    }

    func piece(_ piece: Int) -> [UInt8] {
        var xml = SheetXML()
        for record in piece * pieceSize..<min(count, (piece + 1) * pieceSize) {
            let row = record + 2
            xml.row(row) { xml in
                var index = 0
                page.forEachValue(of: record) { field, value in
                    xml.value(value, at: columns[index], row, kind: kinds[field])
                    index += 1
                }
            }
        }
        if piece == pieces - 1 { xml.end(records: columns.last.map { "A1:\($0)\(count + 1)" }) }
        return xml.bytes
    }

    /// Column widths in characters for the header and the first values, except for long texts.
    private var widths: [Int] {
        var widths = page.shown.map { page.fields[$0].name.count + 2 }
        for record in 0..<min(count, 200) {
            var index = 0
            page.forEachValue(of: record) { _, value in
                var text: [UInt8] = []
                text.append(plain: value)
                widths[index] = max(widths[index], text.count + 1)
                index += 1
            }
        }
        return widths.map { min(max($0, 8), 50) }
    }
}

/// Title, query, release, unit, basis, sources and the meaning of each column.
private enum OriginSheet {
    static func encode(_ document: RecordDocument) -> [UInt8] {
        var xml = SheetXML()
        xml.start(isFirst: false, frozenRows: 0, widths: [24, 110])
        for (index, line) in lines(document).enumerated() {
            xml.row(index + 1) { xml in
                xml.text(line.name, at: "A", index + 1, style: .heading)
                xml.text(line.text, at: "B", index + 1, style: .wrapped)
            }
        }
        xml.end(records: nil)
        return xml.bytes
    }

    private static func lines(_ document: RecordDocument) -> [(name: String, text: String)] {
        let page = document.page
        var lines = [
            ("title", document.title), ("query", document.query),
            ("release", "\(document.release.version) (\(document.release.date))"), ("records", records(page)),
        ]
        if let unit = document.unit { lines.append(("unit", unit)) }
        if !document.meta.contains(where: { $0.name == "basis" }), let basis = page.distinctTexts("basis") {
            lines.append(("basis", basis))
        }
        lines += document.meta.flatMap { member in
            member.value.objects.map { value in
                var text: [UInt8] = []
                text.append(plain: value)
                return (member.name, String(decoding: text, as: UTF8.self))
            }
        }
        lines += document.sources.map { ("source \($0.id)", $0.citation) }
        lines.append(
            ("digits", "The numbers have all published digits; most spreadsheet programs calculate with 15 of them."))
        lines += page.shown.map { ("column \(page.fields[$0].name)", page.fields[$0].summary) }
        return lines
    }

    private static func records(_ page: RecordPage) -> String {
        if let reason = page.emptyReason { return "0. \(reason)" }
        let count = min(page.count, WorkbookEncoder.maximumRecords)
        return count == page.total ? "\(count)" : "\(count) of \(page.total), from number \(page.offset + 1)"
    }
}

extension JSON {
    /// The elements of an array of objects, one for each line; otherwise the value.
    fileprivate var objects: [JSON] {
        guard case .array(let elements) = self, case .object = elements.first else { return [self] }
        return elements
    }
}

extension RecordPage {
    /// The distinct texts of a field in the page's records, separated by commas; nil if no record has one.
    fileprivate func distinctTexts(_ name: String) -> String? {
        guard let field = index(name) else { return nil }
        var texts: [String] = []
        for record in 0..<count {
            if case .string(let text) = value(of: record, in: field), !texts.contains(text) { texts.append(text) }
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }
}
