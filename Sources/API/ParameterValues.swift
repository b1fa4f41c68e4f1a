// How a parameter's value is read. Every error says what would be right.

import Arithmetic
import Analytics
import Dataset
import HTTP

extension Parameter {
    /// The values in `text` in their canonical spelling.
    /// - Throws: a problem, 400 for the query and 404 for the path, that says what would be right.
    func read(_ text: String, _ dataset: Dataset) throws(Problem) -> [String] {
        let text = Parameter.trimmed(text)
        guard !text.isEmpty else { throw invalid(text, "it has no value; leave the parameter out, or give one") }
        switch kind {
        case .areas: return try areas(text, dataset)
        case .area:
            if let code = dataset.codes.area(named: text) { return [code] }
            return try single(try areas(text, dataset), text)
        case .groups: return try list(text) { part throws(Problem) in try group(part, dataset) }
        case .group:
            // A name may have a comma of its own.
            return dataset.codes.area(named: text) == nil && text.contains(",")
                ? try single(try list(text) { part throws(Problem) in try group(part, dataset) }, text)
                : [try group(text, dataset)]
        case .year: return [Parameter.four(try year(text, "one year such as 2023"))]
        case .years: return try list(text) { part throws(Problem) in try years(part) }
        case .choices(let allowed):
            let values = allowed(dataset)
            // Without values the register behind them is absent or empty; the handler reports it.
            return values.isEmpty ? text.split(separator: ",").map(String.init) : try words(text, values)
        case .choice(let allowed): return [try oneOf(allowed, text)]
        case .choiceOf(let allowed): return [try oneOf(allowed(dataset), text)]
        case .integer(let range):
            guard let number = Int(text), range.contains(number), text.utf8.first != UInt8(ascii: "+") else {
                throw invalid(text, "it takes a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return [String(number)]
        case .decimal:
            guard text.utf8.count <= 20, let number = ExactDecimal(text), number.decimals <= 6 else {
                throw invalid(
                    text, "it takes a number such as -0.25, at most 12 digits before the point and 6 after it")
            }
            return [number.text]
        case .boolean: return [try oneOf(["true", "false"], text)]
        case .date: return [try date(text)]
        case .withdrawal:
            let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else { throw invalid(text, "it takes a party and a date, such as MEX:2027-01-01") }
            return [dataset.codes.area(named: parts[0]) ?? parts[0], try date(parts[1])]
        case .fields(let columns): return try list(text) { part throws(Problem) in try oneOf(columns.all, part) }
        case .sort(let columns):
            return try list(text) { part throws(Problem) in
                part.hasPrefix("-") ? "-" + (try oneOf(columns, String(part.dropFirst()))) : try oneOf(columns, part)
            }
        case .table:
            if let table = dataset.table(text.lowercased()) { return [table.id] }
            let ids = dataset.tables.map(\.id)
            let near = Suggestions.nearest(to: text, among: ids.map { ($0, $0) })
            throw unknown("table", text, near: near, allowed: ids)
        case .cell:
            if let address = dataset.cell(text.lowercased()) { return [dataset.cellID(address)] }
            // Numbers of rows and columns have two digits.
            let parts = text.lowercased().split(separator: "-").map { part in
                part.utf8.count == 2 && "rc".contains(part.prefix(1)) ? part.prefix(1) + "0" + part.dropFirst() : part
            }
            let near = parts.joined(separator: "-")
            throw unknown(
                "cell", text, near: dataset.cell(near) == nil ? [] : [near], allowed: [],
                otherwise: "an id is that of a table, a row and a column, such as eclac-2024-t06-r01-c04")
        case .record(let schema):
            // The handler reports an absent register.
            guard let register = dataset.register(schema) else { return [text] }
            if register.row(id: text.lowercased()) != nil { return [text.lowercased()] }
            let ids = register.values("id")
            throw unknown(
                "record", text, near: Suggestions.nearest(to: text, among: ids.map { ($0, $0) }), allowed: ids)
        case .text:
            guard text.unicodeScalars.count <= Parameter.longestText else {
                throw invalid(String(text.prefix(40)) + "…", "it takes at most \(Parameter.longestText) characters")
            }
            guard text.utf8.allSatisfy({ $0 >= 0x20 }) else { throw invalid("…", "it takes no control characters") }
            return [text]
        }
    }

    private static let comma = UInt8(ascii: ",")

    /// Without blanks at either end.
    private static func trimmed(_ text: String) -> String {
        var trimmed = text
        return trimmed.withUTF8 { $0.first == 0x20 || $0.last == 0x20 ? Parameter.trimmed($0[...]) : text }
    }

    private static func trimmed(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        var text = text
        while text.first == 0x20 { text.removeFirst() }
        while text.last == 0x20 { text.removeLast() }
        return String(decoding: UnsafeBufferPointer(rebasing: text), as: UTF8.self)
    }

    /// The texts between commas.
    private static func split(_ text: String) -> [String] {
        var text = text
        return text.withUTF8 { bytes in
            var parts: [String] = []
            parts.reserveCapacity(8)
            var start = 0
            while true {
                let end = bytes[start...].firstIndex(of: comma) ?? bytes.count
                parts.append(trimmed(bytes[start..<end]))
                guard end < bytes.count else { return parts }
                start = end + 1
            }
        }
    }

    private func parts(_ text: String) throws(Problem) -> [String] {
        let parts = Parameter.split(text)
        guard parts.count <= Parameter.mostValues else {
            throw invalid(text.prefix(40) + "…", "it takes at most \(Parameter.mostValues) values")
        }
        guard !parts.contains("") else {
            throw invalid(text, "a value is missing; values are separated by single commas")
        }
        return parts
    }

    private func list(_ text: String, _ read: (String) throws(Problem) -> String) throws(Problem) -> [String] {
        try runs(text, longest: 1, known: { _ in nil }, read)
    }

    /// The values of a list. Some have commas of their own ("Korea, Republic of"), so the longest run of parts that is a value is
    /// one, up to `longest` parts.
    private func runs(
        _ text: String, longest: Int, known: (String) -> String?, _ read: (String) throws(Problem) -> String
    ) throws(Problem) -> [String] {
        guard text.utf8.contains(Parameter.comma) else { return [try read(text)] }
        let parts = try parts(text)
        var values: [String] = []
        values.reserveCapacity(parts.count)
        var index = 0
        while index < parts.count {
            var length = min(longest, parts.count - index)
            var value: String?
            while length > 1, value == nil {
                value = known(parts[index..<index + length].joined(separator: ", "))
                if value == nil { length -= 1 }
            }
            let result: String
            if let value { result = value } else { result = try read(parts[index]) }
            if !values.contains(where: { $0.isSame(as: result) }) { values.append(result) }
            index += length
        }
        return values
    }

    /// "Hong Kong, China" is two: runs are for parts that are no names by themselves.
    private func areas(_ text: String, _ dataset: Dataset) throws(Problem) -> [String] {
        let codes = dataset.codes
        let isList = try parts(text).allSatisfy { codes.area(named: $0) != nil }
        return try runs(text, longest: isList ? 1 : 3, known: codes.area(named:)) { part throws(Problem) in
            try area(part, dataset)
        }
    }

    private func words(_ text: String, _ allowed: [String]) throws(Problem) -> [String] {
        guard text.utf8.contains(Parameter.comma) else { return [try oneOf(allowed, text)] }
        let commas = allowed.reduce(0) { most, word in max(most, word.utf8.count { $0 == Parameter.comma }) }
        func known(_ text: String) -> String? { Parameter.word(text, among: allowed) }
        return try runs(text, longest: commas + 1, known: known) { part throws(Problem) in try oneOf(allowed, part) }
    }

    private static func word(_ text: String, among allowed: [String]) -> String? {
        if let word = allowed.first(where: { $0.isSame(as: text) }) { return word }
        let wanted = text.lowercased()
        return allowed.first { $0.lowercased() == wanted }
    }

    private func single(_ values: [String], _ text: String) throws(Problem) -> [String] {
        guard values.count > 1 else { return values }
        guard place == .path else { throw invalid(text, "it takes one value") }
        throw Problem(
            .notFound, kind: "not-found", title: "Not Found",
            detail: "The path takes one '\(name)', and '\(text)' is several; a list endpoint takes several.",
            parameter: name)
    }

    private func oneOf(_ allowed: [String], _ text: String) throws(Problem) -> String {
        if let value = Parameter.word(text, among: allowed) { return value }
        let near = Suggestions.nearest(to: text, among: allowed.map { ($0, $0) }, limit: 1)
        guard place == .query else {
            throw Problem(
                .notFound, kind: "not-found", title: "Not Found",
                detail: "There is no \(name) '\(text)'; there are \(allowed.joined(separator: ", ")).", parameter: name,
                allowed: allowed, suggestion: near.first)
        }
        throw invalid(text, "it takes \(Parameter.oneOfText(allowed))", allowed: allowed, suggestion: near.first)
    }

    private static func oneOfText(_ allowed: [String]) -> String {
        allowed.count > 12 ? "one of \(allowed.count) words, see allowed" : allowed.joined(separator: ", ")
    }

    private func area(_ text: String, _ dataset: Dataset) throws(Problem) -> String {
        if let code = dataset.codes.area(named: text) { return code }
        // Partners with data first: of two spellings that are equally near, the one that has an answer is more likely meant.
        let withData = Set(dataset.store.partners)
        let spellings = dataset.codes.areaSpellings
        let near = Suggestions.nearest(
            to: text,
            among: spellings.filter { withData.contains($0.meaning) }
                + spellings.filter { !withData.contains($0.meaning) })
        throw unknown("partner", text, near: near, allowed: near, otherwise: "/v1/partners lists them")
    }

    private func group(_ text: String, _ dataset: Dataset) throws(Problem) -> String {
        let groups = dataset.codes.groups
        guard let code = dataset.codes.area(named: text) else {
            let spellings = groups.flatMap { group in
                ([group.code] + group.definitions.map(\.name)).map { ($0, group.code) }
            }
            throw unknown(
                "group", text, near: Suggestions.nearest(to: text, among: spellings), allowed: groups.map(\.code))
        }
        guard dataset.codes.group(code) != nil else {
            throw Problem(
                place == .path ? .notFound : .badRequest, kind: "unknown-group", title: "Unknown group",
                detail: "\(dataset.codes.areaName(code)) (\(code)) is a partner, not a group.", parameter: name,
                allowed: groups.map(\.code))
        }
        return code
    }

    private func year(_ text: String, _ what: String) throws(Problem) -> Int {
        guard text.utf8.count == 4, let years = Parameter.years(in: text) else {
            throw invalid(text, "it takes \(what)")
        }
        return years.from
    }

    /// The years of `2023` or `2021..2023`; nil for anything else.
    static func years(in text: String) -> (from: Int, to: Int)? {
        var text = text
        return text.withUTF8 { bytes in
            func year(_ start: Int) -> Int? {
                var year = 0
                for index in start..<start + 4 {
                    guard bytes[index] &- 0x30 < 10 else { return nil }
                    year = year * 10 + Int(bytes[index] &- 0x30)
                }
                return year
            }
            switch bytes.count {
            case 4: return year(0).map { ($0, $0) }
            case 10 where bytes[4] == UInt8(ascii: ".") && bytes[5] == UInt8(ascii: "."):
                guard let from = year(0), let to = year(6) else { return nil }
                return (from, to)
            default: return nil
            }
        }
    }

    /// A year or a range; its ends may stand in either order, as there is only one thing they can mean.
    private func years(_ text: String) throws(Problem) -> String {
        guard let (from, to) = Parameter.years(in: text) else {
            throw invalid(text, "it takes years and ranges such as 2023 or 2021..2023")
        }
        guard text.utf8.count > 4, from >= to else { return text }
        return from == to ? Parameter.four(from) : Parameter.four(to) + ".." + Parameter.four(from)
    }

    private static func four(_ year: Int) -> String {
        let digits = String(year)
        return year >= 1000 ? digits : String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }

    private func date(_ text: String) throws(Problem) -> String {
        guard let date = CalendarDate(text) else {
            throw invalid(text, "it takes a date of the calendar such as 2026-07-01")
        }
        return date.description
    }

    private func invalid(_ text: String, _ what: String, allowed: [String] = [], suggestion: String? = nil) -> Problem {
        Problem(
            .badRequest, kind: "invalid-parameter", title: "Invalid parameter",
            detail: "The value '\(text)' of the parameter '\(name)' is not valid: \(what).", parameter: name,
            allowed: allowed,
            suggestion: suggestion)
    }

    /// 404 where the path names something that does not exist, 400 where a query does.
    /// - Parameter hint: where to look, for when nothing is near.
    private func unknown(
        _ what: String, _ text: String, near: [String], allowed: [String], otherwise hint: String? = nil
    ) -> Problem {
        let hint = near.isEmpty ? hint.map { "; " + $0 } ?? "" : "; nearest: \(near.joined(separator: ", "))"
        return Problem(
            place == .path ? .notFound : .badRequest, kind: "unknown-\(what)", title: "Unknown \(what)",
            detail: "There is no \(what) '\(text)'\(hint).", parameter: name, allowed: allowed, suggestion: near.first)
    }
}
