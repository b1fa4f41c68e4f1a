// One sheet of a workbook as XML: rows of typed cells.

import Arithmetic
import HTTP

struct SheetXML {
    /// Indices into the cell formats of `WorkbookParts`. A number has the format of its decimals.
    enum Style {
        case heading, date, wrapped
        case decimals(Int)

        var index: Int {
            switch self {
            case .heading: 1
            case .date: 2
            case .wrapped: 3
            case .decimals(let count): 4 + count
            }
        }
    }

    private(set) var bytes: [UInt8] = []

    /// The maximum length of a cell's text, in UTF-16 code units.
    static let maximumLength = 32_767

    /// The letters of a column, counted from 0: A, …, Z, AA.
    static func column(_ index: Int) -> String {
        let letter = String(Unicode.Scalar(UInt8(0x41 + index % 26)))
        return index < 26 ? letter : column(index / 26 - 1) + letter
    }

    // MARK: sheet

    /// - Parameters:
    ///   - isFirst: whether the workbook opens with this sheet.
    ///   - widths: widths of the columns in characters.
    mutating func start(isFirst: Bool, frozenRows: Int, widths: [Int]) {
        bytes.append(
            """
            <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>\
            <sheetView workbookViewId="0"\(isFirst ? " tabSelected=\"1\"" : "")>
            """)
        if frozenRows > 0 {
            bytes.append(
                """
                <pane ySplit="\(frozenRows)" topLeftCell="A\(frozenRows + 1)" activePane="bottomLeft" state="frozen"/>\
                <selection pane="bottomLeft"/>
                """)
        }
        bytes.append("</sheetView></sheetViews>" as StaticString)
        if !widths.isEmpty {
            bytes.append("<cols>" as StaticString)
            for (index, width) in widths.enumerated() {
                bytes.append("<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" customWidth=\"1\"/>")
            }
            bytes.append("</cols>" as StaticString)
        }
        bytes.append("<sheetData>" as StaticString)
    }

    /// - Parameter records: the range of header and records, for the filter of spreadsheet programs. Warnings about numbers stored as
    ///   text are turned off in it, because some codes consist of digits.
    mutating func end(records: String?) {
        bytes.append("</sheetData>" as StaticString)
        if let records {
            bytes.append(
                """
                <autoFilter ref="\(records)"/>\
                <ignoredErrors><ignoredError sqref="\(records)" numberStoredAsText="1"/></ignoredErrors>
                """)
        }
        bytes.append("</worksheet>" as StaticString)
    }

    mutating func row(_ number: Int, _ cells: (inout SheetXML) -> Void) {
        bytes.append("<row r=\"" as StaticString)
        bytes.append(decimal: number)
        bytes.append("\">" as StaticString)
        cells(&self)
        bytes.append("</row>" as StaticString)
    }

    // MARK: cells

    /// A cell of the type of its value; no cell for null. In a field of dates or numbers, a text that is a date or a printed number
    /// such as `1,234.5` is converted. Lists and objects are texts, as in CSV.
    mutating func value(_ value: JSON, at column: String, _ row: Int, kind: Field.Kind) {
        switch value {
        case .null: break
        case .integer(let number):
            cell(column, row, type: nil, .decimals(0)) { $0.append(decimal: number) }
        case .number(let number):
            cell(column, row, type: nil, .decimals(number.decimals)) { bytes in
                number.withDigits { bytes.append(contentsOf: $0) }
            }
        case .bool(let value):
            cell(column, row, type: "b", nil) { $0.append(value ? "1" as StaticString : "0") }
        case .string(let text):
            if case .date = kind, let number = SheetXML.dayNumber(text) {
                cell(column, row, type: nil, .date) { $0.append(decimal: number) }
            } else if case .number = kind, let printed = PrintedNumber(text), !printed.isPercent, !printed.isBillions {
                self.value(.number(printed.number), at: column, row, kind: kind)
            } else {
                self.text(text, at: column, row, style: nil)
            }
        case .array, .object:
            var plain: [UInt8] = []
            plain.append(plain: value)
            text(String(decoding: plain, as: UTF8.self), at: column, row, style: nil)
        }
    }

    mutating func text(_ text: String, at column: String, _ row: Int, style: Style?) {
        guard !text.isEmpty else { return }
        // Without xml:space, readers drop blanks at the ends. Always writing it is cheaper than a search for such blanks.
        openCell(column, row, type: "inlineStr", style)
        bytes.append("<is><t xml:space=\"preserve\">" as StaticString)
        appendEscaped(text)
        bytes.append("</t></is></c>" as StaticString)
    }

    private mutating func cell(
        _ column: String, _ row: Int, type: StaticString?, _ style: Style?, _ value: (inout [UInt8]) -> Void
    ) {
        openCell(column, row, type: type, style)
        bytes.append("<v>" as StaticString)
        value(&bytes)
        bytes.append("</v></c>" as StaticString)
    }

    private mutating func openCell(_ column: String, _ row: Int, type: StaticString?, _ style: Style?) {
        bytes.append("<c r=\"" as StaticString)
        bytes.append(column)
        bytes.append(decimal: row)
        if let style {
            bytes.append("\" s=\"" as StaticString)
            bytes.append(decimal: style.index)
        }
        if let type {
            bytes.append("\" t=\"" as StaticString)
            bytes.append(type)
        }
        bytes.append("\">" as StaticString)
    }

    /// The number of a day: days since 1899-12-30. Nil before 1900-03-01, as programs count a 29 February 1900 that did not exist,
    /// and for a text that is not a date.
    private static func dayNumber(_ text: String) -> Int? {
        guard let date = CalendarDate(text) else { return nil }
        let number = date.daysSinceEpoch + 25_569
        return number > 60 ? number : nil
    }

    private mutating func appendEscaped(_ text: String) {
        var length = 0
        for scalar in text.unicodeScalars {
            length += scalar.value > 0xffff ? 2 : 1
            guard length < SheetXML.maximumLength else { return bytes.append("…") }
            switch scalar {
            case "&": bytes.append("&amp;" as StaticString)
            case "<": bytes.append("&lt;" as StaticString)
            case ">": bytes.append("&gt;" as StaticString)
            case "\n", "\t": bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            // XML 1.0 section 2.2 has no other control characters and no non-characters.
            case "\u{0}"..."\u{1f}", "\u{fffe}", "\u{ffff}": bytes.append("\u{fffd}")
            default: bytes.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
            }
        }
    }
}
