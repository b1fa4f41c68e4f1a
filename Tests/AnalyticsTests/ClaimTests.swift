// Verdicts on claims, and claims of the fixture.
import Arithmetic
import Dataset
import TestData
import Testing

@testable import Analytics

@Suite("Claims of a register")
struct ClaimRegisterTests {
    @Test("a claim is recomputed, and judged by its stated figure and by the figures that are not published")
    func verdicts() throws {
        let claims = try Claim.all(Fixture.dataset)
        #expect(
            claims.map { "\($0.id) \($0.stated) \($0.recomputed) \($0.verdict)" } == [
                "report-k001 25 25.00 exact", "report-k002 2 3.00 discrepancy", "report-k003 true true consistent",
            ])
    }

    @Test(
        "a verdict, value or formula of the register that differs from the computed one is an error with its line",
        arguments: [
            (",exact,", ",rounding,", "has the verdict 'rounding', but it is 'exact'"),
            ("25.00,exact,", "26.00,exact,", "has the recomputed"),
            ("(goods-r01-c04", "(goods-x01-c04", "unknown operand 'goods-x01-c04"),
        ])
    func disagreement(old: String, new: String, message: String) throws {
        let name = "registers/claims.csv"
        let dataset = try Fixture.replacing(old, with: new, in: name)
        let error = #expect(throws: DataError.self) { try Claim.all(dataset) }
        #expect(error?.file == name && error?.line == 2)
        #expect(error?.reason.contains(message) == true, "\(error?.reason ?? "")")
    }

    @Test("data without the register of claims has no claims")
    func absent() throws {
        #expect(try Claim.all(try Dataset(dataFiles: Fixture.without("registers/"))).isEmpty)
    }
}

@Suite("Verdicts")
struct VerdictTests {
    /// Judges `stated` by a formula over `a` and `b`, each with its half step.
    private func judge(
        _ stated: String, _ formula: String, _ a: (Int128, Int128), _ half: (Int128, Int128) = (0, 1), b: Int128 = 1
    ) throws -> String {
        let operands = [
            ClaimOperand(
                id: "a", value: try #require(Rational(a.0, a.1)), halfStep: try #require(Rational(half.0, half.1))),
            ClaimOperand(id: "b", value: try #require(Rational(b)), halfStep: .zero),
        ]
        let parsed = try Formula(formula)
        let value = try parsed.value { name in operands.first { $0.id == name }?.value }
        let used = operands.filter { parsed.operands.contains($0.id) }
        let outcome = try Claim.judge(stated, value, parsed, used)
        return "\(outcome.recomputed) \(outcome.verdict)\(outcome.isTruncated ? " truncated" : "")"
    }

    @Test("a figure is exact where the value rounded half to even to its decimals is the figure")
    func exact() throws {
        #expect(try judge("2.2", "a", (2159, 1000)) == "2.159 exact")
        #expect(try judge("2", "a", (5, 2)) == "2.50 exact")
        #expect(try judge("4", "a", (7, 2)) == "3.50 exact")
        #expect(try judge("-0.4", "a", (-7, 16)) == "-0.438 exact")
        #expect(try judge("0.333", "a", (1, 3)) == "0.33333 exact")
        #expect(try judge("3", "a * b", (3, 1)) == "3.00 exact")
    }

    @Test("the verdict on a truncated value is rounding, and the claim is marked as truncated")
    func truncated() throws {
        #expect(try judge("2.1", "a", (2159, 1000)) == "2.159 rounding truncated")
        #expect(try judge("-2.1", "a", (-2159, 1000)) == "-2.159 rounding truncated")
        #expect(try judge("3", "a", (7, 2)) == "3.50 rounding truncated")
        #expect(try judge("2.3", "a", (2159, 1000)) == "2.159 discrepancy")
    }

    @Test(
        "a figure that the rounding of the operands allows has the verdict rounding; one step further it is a discrepancy"
    )
    func allowed() throws {
        // 2.0 to 2.1 doubled is 4.0 to 4.2, which may be printed as 4.2 but not as 4.3.
        #expect(try judge("4.2", "a * 2", (41, 20), (1, 20)) == "4.100 rounding")
        #expect(try judge("4.3", "a * 2", (41, 20), (1, 20)) == "4.100 discrepancy")
        #expect(try judge("3.9", "a * 2", (41, 20), (1, 20)) == "4.100 discrepancy")
        #expect(try judge("4.0", "a * 2", (41, 20), (1, 20)) == "4.100 rounding")
        // A count has no rounding.
        #expect(try judge("4.2", "a * 2", (41, 20)) == "4.100 discrepancy")
        // Half a digit below the stated figure still rounds to it.
        #expect(try judge("5", "a", (4, 1), (1, 2)) == "4.00 rounding")
        #expect(try judge("5", "a", (4, 1), (49, 100)) == "4.00 discrepancy")
    }

    @Test("a comparison is exact where it is true, and a discrepancy where it is false")
    func comparisons() throws {
        #expect(try judge("true", "a > b", (2, 1)) == "true exact")
        #expect(try judge("true", "a > b", (1, 1)) == "false discrepancy")
        #expect(try judge("false", "a > b", (1, 1)) == "false exact")
        #expect(try judge("true", "a > b and a < 3", (2, 1)) == "true exact")
    }

    @Test("a stated truth value for a number, a stated number for a comparison, and other text are refused")
    func mismatch() {
        for (stated, formula) in [("true", "a"), ("2", "a > b"), ("5%", "a"), ("$5 B", "a"), ("two", "a"), ("", "a")] {
            #expect(throws: Formula.Failure.self) { try judge(stated, formula, (2, 1)) }
        }
    }
}
