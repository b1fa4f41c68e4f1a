// Fits a text table into a terminal: cuts columns that do not fit, and colours headings and negative numbers.

/// A text table as the API writes it: a line of names, a line of dashes that gives the width of each column, then records.
struct TextTable {
    private let lines: [Substring]
    /// Start and end of each column, in characters.
    private let columns: [Range<Int>]

    /// nil for a text that is not a table.
    init?(_ text: String) {
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 2, lines[1].contains("-"), lines[1].allSatisfy({ $0 == "-" || $0 == " " }) else {
            return nil
        }
        var columns: [Range<Int>] = []
        var start = 0
        for dashes in lines[1].split(separator: " ") {
            columns.append(start..<start + dashes.count)
            start += dashes.count + 2
        }
        self.columns = columns
    }

    /// The table, with as many of its first columns as fit into `width`.
    /// - Returns: the text, and the names of the columns that do not fit.
    func fitted(to width: Int?, isColored: Bool) -> (text: String, hidden: [String]) {
        let shown = width.map { width in max(1, columns.prefix { $0.upperBound <= width }.count) } ?? columns.count
        let end = columns[shown - 1].upperBound
        let hidden = columns[shown...].map { column in
            String(lines[0].dropFirst(column.lowerBound).prefix(column.count)).trimmed
        }
        var text = ""
        for (index, line) in lines.enumerated() {
            var cut = line
            if isRecord(line) {
                cut = line.prefix(end)
                while cut.last == " " { cut.removeLast() }
            }
            switch index {
            case _ where !isColored || !isRecord(line): text += cut
            case 0: text += Style.bold(cut)
            case 1: text += Style.dim(cut)
            default: text += withRedNumbers(cut, shown)
            }
            if index < lines.count - 1 { text += "\n" }
        }
        return (text, hidden)
    }

    /// Whether a line has blanks between the columns. The sentence that explains an empty table does not.
    private func isRecord(_ line: Substring) -> Bool {
        let characters = Array(line)
        guard !characters.isEmpty, characters.count <= columns[columns.count - 1].upperBound else { return false }
        return columns.dropFirst().allSatisfy { column in
            column.lowerBound > characters.count
                || characters[(column.lowerBound - 2)..<column.lowerBound].allSatisfy { $0 == " " }
        }
    }

    /// The line with its negative numbers in red.
    private func withRedNumbers(_ line: Substring, _ shown: Int) -> String {
        let characters = Array(line)
        var text = ""
        var index = 0
        for column in columns[..<shown] where column.lowerBound < characters.count {
            text += String(characters[index..<column.lowerBound])
            let cell = String(characters[column.lowerBound..<min(column.upperBound, characters.count)])
            let value = cell.drop { $0 == " " }
            let isNegative = value.first == "-" && value.dropFirst().first?.isNumber == true
            text += isNegative ? cell.prefix(cell.count - value.count) + Style.red(value) : cell
            index = min(column.upperBound, characters.count)
        }
        return text + String(characters[index...])
    }
}

/// Select Graphic Rendition sequences (ECMA-48 section 8.3.117).
enum Style {
    static func bold(_ text: some StringProtocol) -> String { "\u{1b}[1m\(text)\u{1b}[0m" }
    static func dim(_ text: some StringProtocol) -> String { "\u{1b}[2m\(text)\u{1b}[0m" }
    static func red(_ text: some StringProtocol) -> String { "\u{1b}[31m\(text)\u{1b}[0m" }
}
