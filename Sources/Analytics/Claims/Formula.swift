// Formulas over published cells, by which claims are recomputed:
//
//     formula    = comparison *( " and " comparison )
//     comparison = sum [ ( "<" / ">" / "=" ) sum ]
//     sum        = product *( ( "+" / "-" ) product )
//     product    = factor *( ( "*" / "/" ) factor )
//     factor     = decimal / operand / function "(" sum *( "," sum ) ")" / "(" sum ")"
//     function   = "sum" / "min" / "max" / "rank"
//     operand    = id / "series(" partners "," type "," period "," flow "," basis [ "," day ] ")"
//     partners   = partner *( "+" partner )
//     period     = period code / year ".." year
//
// Ids consist of lower-case letters, digits and hyphens; therefore spaces surround operators. `rank` is the rank of its first
// argument among all arguments, the largest first. A series is trade of a type with a partner in US dollars as `/v1/balances`
// serves it, with a day as published up to that day; a range of years among the arguments of a function is one argument per year.

import Arithmetic

/// A formula over named operands.
public struct Formula: Sendable {
    /// The result of a formula.
    public enum Value: Sendable, Equatable {
        case number(Rational)
        case truth(Bool)
    }

    /// The reason for a formula without a result.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        public let description: String
    }

    private enum Token: Equatable {
        case number(Rational)
        case name(String)
        case symbol(Character)
        case and
    }

    private let tokens: [Token]

    /// - Throws: a `Failure` for a word that is not in the grammar. `value` reports errors in the order of words.
    public init(_ text: String) throws(Failure) {
        var tokens: [Token] = []
        var rest = text[...]
        while let start = rest.firstRange(of: Formula.seriesPrefix) {
            try Formula.append(rest[..<start.lowerBound], to: &tokens)
            guard let end = rest[start.upperBound...].firstIndex(of: ")") else {
                throw Failure(description: "missing closing parenthesis of series")
            }
            try Formula.appendSeries(rest[start.upperBound..<end], to: &tokens)
            rest = rest[rest.index(after: end)...]
        }
        try Formula.append(rest, to: &tokens)
        self.tokens = tokens
    }

    static let seriesPrefix = "series("

    /// The id of a series without spaces; with a range of years, the ids of all years, separated by commas.
    private static func appendSeries(_ text: Substring, to tokens: inout [Token]) throws(Failure) {
        let parts = text.filter { $0 != " " }.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard (5...6).contains(parts.count), !parts.contains("") else {
            throw Failure(
                description:
                    "'series(\(text))' does not name partner, type, period, flow and basis, separated by commas")
        }
        var periods = [parts[2]]
        if let dots = parts[2].firstRange(of: "..") {
            guard let first = Int(parts[2][..<dots.lowerBound]), let last = Int(parts[2][dots.upperBound...]),
                first < last, last - first < 100
            else { throw Failure(description: "'\(parts[2])' is not a range of years such as '1990..2024'") }
            periods = (first...last).map(String.init)
        }
        for (index, period) in periods.enumerated() {
            if index > 0 { tokens.append(.symbol(",")) }
            let id = (parts[..<2] + [period] + parts[3...]).joined(separator: ",")
            tokens.append(.name("\(seriesPrefix)\(id))"))
        }
    }

    private static func append(_ text: Substring, to tokens: inout [Token]) throws(Failure) {
        let spaced = text.flatMap { character -> [Character] in
            "(),".contains(character) ? [" ", character, " "] : [character]
        }
        for word in String(spaced).split(separator: " ").map(String.init) {
            if word.count == 1, let symbol = word.first, "()+-*/<>=,".contains(symbol) {
                tokens.append(.symbol(symbol))
            } else if word == "and" {
                tokens.append(.and)
            } else if let number = ExactDecimal(word) {
                tokens.append(.number(Rational(number)))
            } else if word.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }) {
                tokens.append(.name(word))
            } else {
                throw Failure(description: "'\(word)' is not a number, an id, or an operator between spaces")
            }
        }
    }

    /// The ids of the operands, each once, in order.
    public var operands: [String] {
        var names: [String] = []
        for case .name(let name) in tokens where !Formula.functions.contains(name) && !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static let functions = ["sum", "min", "max", "rank"]

    /// Computes the formula.
    /// - Parameter operand: the value of an id; nil for an unknown id.
    /// - Throws: a `Failure` for an unknown id, a division by zero, an overflow, and text that does not follow the grammar.
    public func value(_ operand: (String) -> Rational?) throws(Failure) -> Value {
        var index = 0
        var truth: Bool?
        var number: Rational?
        repeat {
            let left = try sum(&index, operand)
            guard index < tokens.count, case .symbol(let sign) = tokens[index], "<>=".contains(sign) else {
                number = left
                break
            }
            index += 1
            guard let order = left.compared(to: try sum(&index, operand)) else { throw Formula.overflow }
            truth = (truth ?? true) && (sign == "<" ? order < 0 : sign == ">" ? order > 0 : order == 0)
        } while accept(.and, &index)
        guard index == tokens.count, (truth == nil) != (number == nil) else {
            throw Failure(description: "unexpected text after the end of the formula")
        }
        if let truth { return .truth(truth) }
        return .number(number ?? .zero)
    }

    static let overflow = Failure(
        description: "the exact result does not fit 128 bits, or the formula divides by zero")

    private func accept(_ token: Token, _ index: inout Int) -> Bool {
        guard index < tokens.count, tokens[index] == token else { return false }
        index += 1
        return true
    }

    private func sum(_ index: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        var result = try product(&index, operand)
        while true {
            let next: Rational?
            if accept(.symbol("+"), &index) {
                next = result.adding(try product(&index, operand))
            } else if accept(.symbol("-"), &index) {
                next = result.subtracting(try product(&index, operand))
            } else {
                return result
            }
            guard let next else { throw Formula.overflow }
            result = next
        }
    }

    private func product(_ index: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        var result = try factor(&index, operand)
        while true {
            let next: Rational?
            if accept(.symbol("*"), &index) {
                next = result.multiplied(by: try factor(&index, operand))
            } else if accept(.symbol("/"), &index) {
                next = result.divided(by: try factor(&index, operand))
            } else {
                return result
            }
            guard let next else { throw Formula.overflow }
            result = next
        }
    }

    private func factor(_ index: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        guard index < tokens.count else { throw Failure(description: "the formula ends where a value is expected") }
        let token = tokens[index]
        index += 1
        switch token {
        case .number(let number): return number
        case .symbol("("):
            let inner = try sum(&index, operand)
            guard accept(.symbol(")"), &index) else { throw Failure(description: "missing closing parenthesis") }
            return inner
        case .name(let name) where Formula.functions.contains(name):
            guard accept(.symbol("("), &index) else { throw Failure(description: "missing arguments of \(name)") }
            var arguments = [try sum(&index, operand)]
            while accept(.symbol(","), &index) { arguments.append(try sum(&index, operand)) }
            guard accept(.symbol(")"), &index) else { throw Failure(description: "missing closing parenthesis") }
            return try Formula.apply(name, arguments)
        case .name(let name):
            guard let value = operand(name) else { throw Failure(description: "unknown operand '\(name)'") }
            return value
        default: throw Failure(description: "an operator where a value is expected")
        }
    }

    private static func apply(_ function: String, _ arguments: [Rational]) throws(Failure) -> Rational {
        var result = arguments[0]
        var rank: Int128 = 1
        for argument in arguments.dropFirst() {
            guard let order = argument.compared(to: function == "rank" ? arguments[0] : result) else { throw overflow }
            switch function {
            case "min": if order < 0 { result = argument }
            case "max": if order > 0 { result = argument }
            case "rank": if order > 0 { rank += 1 }
            default:
                guard let sum = result.adding(argument) else { throw overflow }
                result = sum
            }
        }
        return function == "rank" ? Rational(rank) ?? .zero : result
    }
}
