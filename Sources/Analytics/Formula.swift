// Formulas over published cells, as claims are checked by them:
//
//     formula    = comparison *( " and " comparison )
//     comparison = sum [ ( "<" / ">" / "=" ) sum ]
//     sum        = product *( ( "+" / "-" ) product )
//     product    = factor *( ( "*" / "/" ) factor )
//     factor     = number / operand / function "(" sum *( "," sum ) ")" / "(" sum ")"
//     function   = "sum" / "min" / "max" / "rank"
//
// Operands are ids, which hold hyphens; so operators stand between blanks. `rank` is the place of its first argument among all
// of them, the largest first.

import Arithmetic

/// A formula that can be worked out over given operands.
public struct Formula: Sendable {
    /// What a formula gives.
    public enum Value: Sendable, Equatable {
        case number(Rational)
        case truth(Bool)
    }

    /// Why a formula cannot be worked out.
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

    /// - Throws: a `Failure` for text that does not follow the grammar's words.
    public init(_ text: String) throws(Failure) {
        var tokens: [Token] = []
        let spaced = text.flatMap { character -> [Character] in
            "(),".contains(character) ? [" ", character, " "] : [character]
        }
        for word in String(spaced).split(separator: " ").map(String.init) {
            if word.count == 1, let symbol = word.first, "()+-*/<>=,".contains(symbol) {
                tokens.append(.symbol(symbol))
            } else if word == "and" {
                tokens.append(.and)
            } else if let number = Formula.decimal(word) {
                tokens.append(.number(number))
            } else if word.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d }) {
                tokens.append(.name(word))
            } else {
                throw Failure(description: "'\(word)' is neither a number, nor an id, nor an operator between blanks")
            }
        }
        self.tokens = tokens
    }

    private static func decimal(_ text: String) -> Rational? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let value = Int64(parts.joined()),
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return Rational(ExactDecimal(value, decimals: parts.count == 2 ? parts[1].utf8.count : 0))
    }

    /// The ids in it, each once, in order.
    public var operands: [String] {
        var names: [String] = []
        for case .name(let name) in tokens where !Formula.functions.contains(name) && !names.contains(name) {
            names.append(name)
        }
        return names
    }

    private static let functions = ["sum", "min", "max", "rank"]

    /// Works the formula out.
    /// - Parameter operand: the value of an id; nil where there is none.
    /// - Throws: a `Failure` for an unknown id, a division by zero, an overflow, and text that does not follow the grammar.
    public func value(_ operand: (String) -> Rational?) throws(Failure) -> Value {
        var place = 0
        var truth: Bool?
        var number: Rational?
        repeat {
            let left = try sum(&place, operand)
            guard place < tokens.count, case .symbol(let sign) = tokens[place], "<>=".contains(sign) else {
                number = left
                break
            }
            place += 1
            guard let order = left.compared(to: try sum(&place, operand)) else { throw Formula.overflow }
            truth = (truth ?? true) && (sign == "<" ? order < 0 : sign == ">" ? order > 0 : order == 0)
        } while accept(.and, &place)
        guard place == tokens.count, (truth == nil) != (number == nil) else {
            throw Failure(description: "the formula goes on where it should end")
        }
        if let truth { return .truth(truth) }
        return .number(number ?? .zero)
    }

    static let overflow = Failure(
        description: "the exact result does not fit into 128 bits, or divides by zero")

    private func accept(_ token: Token, _ place: inout Int) -> Bool {
        guard place < tokens.count, tokens[place] == token else { return false }
        place += 1
        return true
    }

    private func sum(_ place: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        var result = try product(&place, operand)
        while true {
            let next: Rational?
            if accept(.symbol("+"), &place) {
                next = result.adding(try product(&place, operand))
            } else if accept(.symbol("-"), &place) {
                next = result.subtracting(try product(&place, operand))
            } else {
                return result
            }
            guard let next else { throw Formula.overflow }
            result = next
        }
    }

    private func product(_ place: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        var result = try factor(&place, operand)
        while true {
            let next: Rational?
            if accept(.symbol("*"), &place) {
                next = result.multiplied(by: try factor(&place, operand))
            } else if accept(.symbol("/"), &place) {
                next = result.divided(by: try factor(&place, operand))
            } else {
                return result
            }
            guard let next else { throw Formula.overflow }
            result = next
        }
    }

    private func factor(_ place: inout Int, _ operand: (String) -> Rational?) throws(Failure) -> Rational {
        guard place < tokens.count else { throw Failure(description: "the formula ends too early") }
        let token = tokens[place]
        place += 1
        switch token {
        case .number(let number): return number
        case .symbol("("):
            let inner = try sum(&place, operand)
            guard accept(.symbol(")"), &place) else { throw Failure(description: "a parenthesis is not closed") }
            return inner
        case .name(let name) where Formula.functions.contains(name):
            guard accept(.symbol("("), &place) else { throw Failure(description: "\(name) needs arguments") }
            var arguments = [try sum(&place, operand)]
            while accept(.symbol(","), &place) { arguments.append(try sum(&place, operand)) }
            guard accept(.symbol(")"), &place) else { throw Failure(description: "a parenthesis is not closed") }
            return try Formula.apply(name, arguments)
        case .name(let name):
            guard let value = operand(name) else { throw Failure(description: "there is no operand '\(name)'") }
            return value
        default: throw Failure(description: "an operator stands where a value should")
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
