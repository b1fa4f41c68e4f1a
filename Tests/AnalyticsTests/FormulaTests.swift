// Formulas: grammar, exact fractions, errors.
import Arithmetic
import Testing

@testable import Analytics

@Suite("Formulas")
struct FormulaTests {
    private let operands = ["a": 1, "b": 2, "c": 3, "t01-r05-c04": 10, "x-1": -4]

    private func value(_ text: String) throws -> Formula.Value {
        try Formula(text).value { name in operands[name].flatMap { Rational(Int128($0)) } }
    }

    @Test(
        "numbers, ids, operators by precedence, functions and parentheses are computed exactly",
        arguments: [
            ("1", 1, 1), ("2.50", 5, 2), ("a", 1, 1), ("t01-r05-c04 - b", 8, 1), ("x-1 + 1", -3, 1),
            ("a + b * c", 7, 1), ("(a + b) * c", 9, 1), ("a - b - c", -4, 1), ("a / b / c", 1, 6), ("0 - a", -1, 1),
            ("a / c + a / c + a / c", 1, 1), ("0.1 + 0.2", 3, 10), ("sum(a, b, c)", 6, 1), ("min(c, a, b)", 1, 1),
            ("max(a,b+0)", 2, 1), ("max(a, c - 0.5)", 5, 2), ("rank(b, a, c)", 2, 1), ("rank(c, c, a)", 1, 1),
            ("rank(a, b, c, t01-r05-c04)", 4, 1), ("sum(a)", 1, 1), ("((a))", 1, 1),
            ("min(sum(a, b), max(b, c))", 3, 1),
        ] as [(String, Int128, Int128)])
    func numbers(text: String, numerator: Int128, denominator: Int128) throws {
        // Spaces surround operators; `b+0` has none and is refused.
        guard text != "max(a,b+0)" else {
            #expect(throws: Formula.Failure.self) { try value(text) }
            return
        }
        #expect(try value(text) == .number(try #require(Rational(numerator, denominator))))
    }

    @Test("comparisons joined by `and` are true where all of them are")
    func comparisons() throws {
        let expected = [
            "a < b": true, "a > b": false, "a = a": true, "a / c * c = a": true, "a + b = c": true,
            "a < b and b < c": true,
            "a < b and b > c": false, "a > b and b < c": false, "rank(a, b) = 2 and a > 0": true,
        ]
        for (text, truth) in expected { #expect(try value(text) == .truth(truth), "\(text)") }
    }

    @Test(
        "text that does not follow the grammar is refused",
        arguments: [
            "", " ", "a +", "+ a", "- a", "a b", "a + + b", "(a", "a)", "()", "sum", "sum()", "sum(a", "sum(a,)",
            "a < b < c",
            "a < b and c", "a and b", "and", "a < ", "A", "a_b", "1,000", "1.", ".5", "1e3", "a % b", "a == b", "a ! b",
            "5%", "max a, b", "a , b", "99999999999999999999", "series(MEX,goods,2022,exports)", "series(MEX,goods",
            "series(MEX,,2022,exports,census)", "max(series(MEX,goods,2022..2020,exports,census))",
            "max(series(MEX,goods,1000..2020,exports,census))", "series(MEX,goods,2020..2022,exports,census)",
        ])
    func malformed(text: String) { #expect(throws: Formula.Failure.self) { try value(text) } }

    @Test("an unknown id is named in the error; a division by zero and an overflow are errors, without a trap")
    func impossible() throws {
        #expect(throws: Formula.Failure(description: "unknown operand 'nothing'")) { try value("a + nothing") }
        for text in ["a / 0", "a / (a - a)"] { #expect(throws: Formula.Failure.self) { try value(text) } }
        let product = Array(repeating: "999999999999999999", count: 4).joined(separator: " * ")
        #expect(throws: Formula.Failure.self) { try value(product) }
        #expect(throws: Formula.Failure.self) { try value("\(product) < 1") }
    }

    @Test("the operands are the ids in order of appearance, each once")
    func operandNames() throws {
        #expect(try Formula("sum(a, b, a) / max(c, 2) - rank(x-1, a)").operands == ["a", "b", "c", "x-1"])
        #expect(try Formula("1 + 2").operands == [])
    }

    @Test("a series is one operand, and in a function a range of years is one operand per year")
    func series() throws {
        let ids = { (years: ClosedRange<Int>) in years.map { "series(MEX,goods,\($0),exports,census)" } }
        let single = try Formula("series(MEX, goods, 2022, exports, census) / 1000 + a")
        #expect(single.operands == ids(2022...2022) + ["a"])
        #expect(try single.value { $0 == "a" ? Rational(1) : Rational(5_000) } == .number(try #require(Rational(6))))
        let range = try Formula("rank(a, series(MEX,goods,2020..2023,exports,census))")
        #expect(range.operands == ["a"] + ids(2020...2023))
        let value = try range.value { $0 == "a" ? Rational(2_021) : Rational(Int128($0.split(separator: ",")[2]) ?? 0) }
        #expect(value == .number(try #require(Rational(3))))
        #expect(
            try Formula("series(MEX,goods,2022,exports,census,2024-05-01)").operands
                == ["series(MEX,goods,2022,exports,census,2024-05-01)"])
    }
}

@Suite("Fractions")
struct RationalTests {
    @Test("fractions are in lowest terms with a positive denominator, and a denominator of 0 is refused")
    func lowestTerms() throws {
        let half = try #require(Rational(-3, -6))
        #expect(half.numerator == 1 && half.denominator == 2)
        #expect(Rational(3, -6)?.numerator == -1 && Rational(0, -5) == .zero && Rational(0, 7)?.denominator == 1)
        #expect(Rational(1, 0) == nil && Rational(.min) == nil && Rational(1, .min) == nil)
        #expect(Rational(ExactDecimal(-25, decimals: 2)) == Rational(-1, 4))
    }

    @Test("sums, differences, products and quotients of small fractions agree with cross-multiplication")
    func arithmetic() throws {
        let numbers = (-3...3).flatMap { numerator in (1...4).map { (Int128(numerator), Int128($0)) } }
        for (a, b) in numbers {
            for (c, d) in numbers {
                let (left, right) = (try #require(Rational(a, b)), try #require(Rational(c, d)))
                #expect(left.adding(right) == Rational(a * d + c * b, b * d))
                #expect(left.subtracting(right) == Rational(a * d - c * b, b * d))
                #expect(left.multiplied(by: right) == Rational(a * c, b * d))
                #expect(left.divided(by: right) == (c == 0 ? nil : Rational(a * d, b * c)))
                let order = a * d - c * b
                #expect(left.compared(to: right) == Int(order.signum()))
            }
        }
    }

    @Test("a fraction is rounded half to even and truncated towards zero")
    func decimals() throws {
        let expected: [(Int128, Int128, Int, String, String)] = [
            (5, 2, 0, "2", "2"), (7, 2, 0, "4", "3"), (-7, 2, 0, "-4", "-3"), (2, 3, 2, "0.67", "0.66"),
            (-2, 3, 2, "-0.67", "-0.66"), (1, 4, 1, "0.2", "0.2"), (5, 1, 2, "5.00", "5.00"), (0, 1, 1, "0.0", "0.0"),
        ]
        for (numerator, denominator, decimals, rounded, cut) in expected {
            let number = try #require(Rational(numerator, denominator))
            #expect(number.rounded(decimals: decimals)?.text == rounded)
            #expect(number.truncated(decimals: decimals)?.text == cut)
        }
        let large = try #require(Rational(.max))
        #expect(large.rounded(decimals: 2) == nil && large.truncated(decimals: 2) == nil && large.adding(large) == nil)
        #expect(large.multiplied(by: large) == nil)
    }
}
