// All figures of a dataset as CSV or NDJSON, in pieces: published tables, then the file sets with their further dimensions and
// measures. Every release of a figure is given.

import Arithmetic

/// The figures of a dataset as text. `next` makes one piece at a time, so the memory needed does not depend on their number.
public struct FigureExport {
    public enum Format: String, CaseIterable, Sendable { case csv, ndjson }

    /// The parts of a dataset: `tables`, or the id of a file set.
    public static func parts(_ dataset: Dataset) -> [String] { ["tables"] + dataset.fileSets.map(\.id) }

    private let dataset: Dataset
    private let format: Format
    /// Names of the further dimensions and measures of all parts.
    private let furtherNames: [String]
    private let measureNames: [String]
    private var parts: [Part]
    private var row = 0
    private var isStarted = false

    /// A segment with its file set; nil for published tables.
    private struct Part {
        let segment: Segment
        let set: FileSet?
    }

    static let fixedNames = [
        "reporter", "partner", "period", "type", "classification", "category", "flow", "basis", "source", "value",
        "unit",
        "precision", "figure",
    ]

    /// - Parameter part: one of the parts; nil for all of them.
    public init(_ dataset: Dataset, _ format: Format, part: String? = nil) {
        self.dataset = dataset
        self.format = format
        let sets = dataset.fileSets.filter { part == nil || part == $0.id }
        let tables: ArraySlice<Segment> =
            part == nil || part == "tables" ? dataset.store.segments.prefix(dataset.store.tableSegmentCount) : []
        parts =
            tables.map { Part(segment: $0, set: nil) }
            + sets.flatMap { set in set.detail.map { Part(segment: $0, set: set) } }
        func distinct(_ names: [String]) -> [String] {
            names.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        }
        furtherNames = distinct(sets.flatMap { $0.dimensions.map(\.name) })
        measureNames = distinct(sets.flatMap { $0.measures.map(\.name) })
        parts.reverse()
    }

    /// The names of the columns.
    public var names: [String] { FigureExport.fixedNames + furtherNames + measureNames }

    /// Appends up to `count` rows.
    /// - Returns: whether more follow.
    public mutating func next(into bytes: inout [UInt8], rows count: Int = 4096) -> Bool {
        if !isStarted {
            isStarted = true
            if format == .csv { bytes += Array((names.joined(separator: ",") + "\n").utf8) }
        }
        guard let part = parts.last else { return false }
        let end = min(row + count, part.segment.rowCount)
        append(part, row..<end, to: &bytes)
        row = end
        if row == part.segment.rowCount {
            parts.removeLast()
            row = 0
        }
        return !parts.isEmpty
    }

    private func append(_ part: Part, _ rows: Range<Int>, to bytes: inout [UInt8]) {
        let (segment, set, store) = (part.segment, part.set, dataset.store)
        // The texts of all codes that occur, made once for a piece.
        func texts(_ dimension: Dimension, _ text: (UInt32) -> String) -> [[UInt8]] {
            segment.ids[dimension.rawValue].map { quoted(text($0)) }
        }
        let areas: [[[UInt8]]] = [Dimension.reporter, .partner].map { texts($0) { store.areas[$0] } }
        let periods = texts(.period) { Period(rawValue: $0).code }
        let types = texts(.type) { TradeType.allCases[Int($0)].rawValue }
        let classifications = texts(.category) { store.categories[$0].classification }
        let categories = texts(.category) { store.categories[$0].category }
        let flows = texts(.flow) { Measure.allCases[Int($0)].rawValue }
        let bases = texts(.basis) { store.bases[Int($0)] }
        let sources = texts(.release) { store.releases[Int($0)].source }
        let columns: [(dimension: Dimension, texts: [[UInt8]])] = [
            (.reporter, areas[0]), (.partner, areas[1]), (.period, periods), (.type, types),
            (.category, classifications), (.category, categories), (.flow, flows), (.basis, bases),
            (.release, sources),
        ]
        let further = furtherNames.map { name in set?.dimensions.firstIndex { $0.name == name } }
        let furtherTexts = further.map { index in
            index.flatMap { index in
                set.map { set in
                    segment.ids[Dimension.count + index].map { quoted(set.dimensions[index].values[Int($0)].code) }
                }
            } ?? []
        }
        let measures = measureNames.map { name in set?.measures.firstIndex { $0.name == name } }
        guard case .figures(let figures) = segment.origin else { return }
        for row in rows {
            var writer = RowWriter(format: format, names: nameBytes)
            for (dimension, texts) in columns {
                writer.append(texts[Int(segment.codes[dimension.rawValue][row])], to: &bytes)
            }
            let flow = Measure.allCases[Int(segment.id(.flow, row))]
            let (value, digits) = (segment.values[0][row], Int(figures.precision[row]))
            writer.number(to: &bytes) { bytes in
                bytes.append(decimal: value, decimals: flow.isShare ? 6 : 0)
            }
            writer.append(flow.isShare ? percent : dollars, to: &bytes)
            writer.number(to: &bytes) { bytes in
                bytes.append(decimal: .powerOfTen(digits), decimals: flow.isShare ? 6 : 0)
            }
            writer.append(quoted(dataset.figureID(figures.address(row), set)), to: &bytes)
            for (index, texts) in zip(further, furtherTexts) {
                if let index {
                    writer.append(texts[Int(segment.codes[Dimension.count + index][row])], to: &bytes)
                } else {
                    writer.skip(to: &bytes)
                }
            }
            for index in measures {
                if let index {
                    writer.number(to: &bytes) { $0.append(decimal: segment.values[1 + index][row], decimals: 0) }
                } else {
                    writer.skip(to: &bytes)
                }
            }
            writer.end(&bytes)
        }
    }

    private var dollars: [UInt8] { quoted("USD") }
    private var percent: [UInt8] { quoted("percent") }

    /// The names of the columns as members of an object.
    private var nameBytes: [[UInt8]] { format == .ndjson ? names.map { Array("\"\($0)\":".utf8) } : [] }

    /// A text as a field: quoted in CSV if necessary, always in JSON.
    private func quoted(_ text: String) -> [UInt8] {
        switch format {
        case .csv:
            guard text.utf8.contains(where: { [0x22, 0x2c, 0x0a, 0x0d].contains($0) }) else { return Array(text.utf8) }
            return Array(("\"" + text.replacing("\"", with: "\"\"") + "\"").utf8)
        case .ndjson:
            var bytes: [UInt8] = [0x22]
            for byte in text.utf8 {
                switch byte {
                case 0x22, 0x5c: bytes += [0x5c, byte]
                case ..<0x20:
                    let hex = String(byte, radix: 16)
                    bytes += Array(("\\u00" + (byte < 0x10 ? "0" : "") + hex).utf8)
                default: bytes.append(byte)
                }
            }
            return bytes + [0x22]
        }
    }
}

/// Writes the fields of one row: separated by commas, or as the members of an object without those that are absent.
private struct RowWriter {
    let format: FigureExport.Format
    let names: [[UInt8]]
    private var index = 0

    init(format: FigureExport.Format, names: [[UInt8]]) { (self.format, self.names) = (format, names) }

    private mutating func start(_ bytes: inout [UInt8]) {
        switch format {
        case .csv: if index > 0 { bytes.append(0x2c) }
        case .ndjson:
            bytes.append(index > 0 ? 0x2c : 0x7b)
            bytes += names[index]
        }
        index += 1
    }

    mutating func append(_ text: [UInt8], to bytes: inout [UInt8]) {
        start(&bytes)
        bytes += text
    }

    mutating func number(to bytes: inout [UInt8], _ body: (inout [UInt8]) -> Void) {
        start(&bytes)
        body(&bytes)
    }

    /// A field without a value: empty in CSV, no member in JSON.
    mutating func skip(to bytes: inout [UInt8]) {
        if format == .csv { start(&bytes) } else { index += 1 }
    }

    mutating func end(_ bytes: inout [UInt8]) {
        if format == .ndjson { bytes.append(0x7d) }
        bytes.append(0x0a)
    }
}

extension [UInt8] {
    /// Appends value / 10^decimals without zeros at the end.
    fileprivate mutating func append(decimal value: Int64, decimals: Int) {
        guard decimals > 0 else {
            append(contentsOf: String(value).utf8)
            return
        }
        var (digits, decimals) = (value.magnitude, decimals)
        while decimals > 0, digits % 10 == 0 {
            digits /= 10
            decimals -= 1
        }
        if value < 0 { append(0x2d) }
        let text = String(digits)
        let padded = String(repeating: "0", count: Swift.max(0, decimals + 1 - text.utf8.count)) + text
        append(contentsOf: padded.utf8.dropLast(decimals))
        if decimals > 0 {
            append(0x2e)
            append(contentsOf: padded.utf8.suffix(decimals))
        }
    }
}
