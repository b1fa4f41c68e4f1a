// The configuration file: UTF-8 text with one `name = value` on a line. Names are those of the options without `--`.
// Empty lines and lines that start with `#` are ignored; blanks around names and values are too. A value is the rest of its
// line, without quotes.

/// One setting of a configuration file.
struct FileSetting {
    let option: Option
    let value: String
    /// Counted from 1.
    let line: Int
}

enum ConfigurationFile {
    /// The settings of a file, in the order of its lines.
    static func parse(_ text: String, name file: String) throws(UsageError) -> [FileSetting] {
        var settings: [FileSetting] = []
        for (index, lineText) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
        {
            let line = index + 1
            let content = lineText.trimmed
            guard !content.isEmpty, !content.hasPrefix("#") else { continue }
            func failure(_ reason: String) -> UsageError {
                UsageError(description: "\(file), line \(line): \(reason)")
            }
            guard let equals = content.firstIndex(of: "=") else {
                throw failure("'\(content)' is not 'name = value'")
            }
            let name = content[..<equals].trimmed
            let value = content[content.index(after: equals)...].trimmed
            guard let option = Option.all.first(where: { $0.name == name && $0.isSetting && $0.name != "config" })
            else {
                let names = Option.all.filter { $0.isSetting && $0.name != "config" }.map(\.name)
                throw failure("unknown setting '\(name)'\(nearest(to: name, names))")
            }
            if let first = settings.first(where: { $0.option.name == name }) {
                throw failure("\(name) is already set in line \(first.line)")
            }
            if value.count > 1, let quote = value.first, quote == value.last, "\"'".contains(quote) {
                throw failure("\(name): write the value without quotes")
            }
            settings.append(FileSetting(option: option, value: value, line: line))
        }
        return settings
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        let start = drop { $0 == " " || $0 == "\t" }
        guard let end = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return String(start[...end])
    }
}
