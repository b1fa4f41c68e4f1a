// Claims of the reports, recomputed from the published tables.
import Arithmetic
import Dataset
import Testing

@testable import Analytics

/// Recomputed once for all tests.
private let allClaims = Result { try Claim.all(client.snapshot.dataset) }

@Suite("Claims")
struct ClaimTests {
    let dataset: Dataset
    let claims: [Claim]

    init() throws {
        dataset = client.snapshot.dataset
        claims = try allClaims.get()
    }

    private func text(_ claim: Claim, _ column: String) -> String {
        dataset.register(.claims)?.text(claim.row, column) ?? ""
    }

    @Test("every claim has the recomputed value and the verdict of the register")
    func verdicts() {
        #expect(claims.count == 458)
        let counts = Dictionary(grouping: claims, by: \.verdict).mapValues(\.count)
        #expect(counts == [.exact: 342, .rounding: 16, .consistent: 31, .discrepancy: 69])
    }

    @Test("the claim of a comparison states true; any other claim states a figure")
    func kinds() {
        for claim in claims {
            let isTruth = if case .truth = claim.value { true } else { false }
            #expect(isTruth == (claim.stated == "true"), "\(claim.id)")
            #expect(isTruth == (text(claim, "stated_unit") == "yes/no"), "\(claim.id)")
        }
    }

    @Test("a discrepancy has a known cause, a truncated figure the cause truncated, an exact claim none")
    func causes() {
        let known = [
            "growth-over-new-value", "unit-swapped", "other-basis", "stale-column", "other-column", "other-row",
            "other-year", "other-vintage", "wrong-denominator", "definition", "wording", "contradicted", "sign",
            "other",
        ]
        for claim in claims {
            let cause = text(claim, "cause")
            switch claim.verdict {
            case .exact, .consistent: #expect(cause.isEmpty, "\(claim.id)")
            case .rounding: #expect(cause == (claim.isTruncated ? "truncated" : ""), "\(claim.id)")
            case .discrepancy: #expect(known.contains(cause), "\(claim.id): \(cause)")
            }
            #expect(!text(claim, "explanation").isEmpty, "\(claim.id)")
        }
    }

    @Test("a claim has the verdict consistent if and only if it needs a figure that is not published")
    func consistent() {
        for claim in claims {
            let isUnpublished = !text(claim, "not_published").isEmpty
            #expect((claim.verdict == .consistent) == (isUnpublished && claim.verdict != .discrepancy), "\(claim.id)")
            // A trend since a year that no table has, and a record over all years.
            let quote = text(claim, "quote")
            if quote.contains("since 2021") || quote.contains("since 2018") || quote.contains("record high")
                || quote.contains("highest on record") || quote.contains("past ten years")
            {
                // A figure, or a trend over the Census series, which has the earlier years.
                let isFigure = text(claim, "stated") != "true" || claim.operands.contains { $0.id.hasPrefix("series(") }
                #expect(isFigure || claim.verdict == .consistent || claim.verdict == .discrepancy, "\(claim.id)")
            }
        }
    }

    @Test("a statement about a period without figures is not settled by the figures of another")
    func otherPeriods() throws {
        let unsettled = [
            "nap-2025-k011", "nap-2025-k013", "nap-2025-k017", "usmx-2021-k007", "nap-2026-k017", "nap-2026-k018",
        ]
        for id in unsettled {
            #expect(try #require(claims.first { $0.id == id }).verdict == .consistent, "\(id)")
        }
    }

    @Test("a share of the region is judged by the region's tables, not by the fourteen partners")
    func regions() {
        for claim in claims where text(claim, "verdict") != "discrepancy" {
            let uses = Set(claim.operands.map(\.id))
            for table in ["t06-r15", "t08-r15"] {
                guard uses.contains(where: { $0.hasPrefix("eclac-2024-\(table)") }) else { continue }
                // The share of a partner in the sum of the listed partners.
                #expect(uses.contains { $0.hasPrefix("eclac-2024-\(table.prefix(3))-r01") }, "\(claim.id)")
            }
            // Table 14 includes the Caribbean, table 7 does not.
            if uses.contains(where: { $0.hasPrefix("eclac-2024-t14") }),
                uses.contains(where: { $0.hasPrefix("eclac-2024-t07") })
            {
                #expect(claim.verdict == .consistent, "\(claim.id)")
            }
        }
    }

    @Test("a balance printed without its minus is a discrepancy, both in the text and in the tables")
    func signs() throws {
        let claim = try #require(claims.first { $0.id == "eclac-2024-k056" })
        #expect(claim.verdict == .discrepancy && text(claim, "cause") == "sign" && claim.recomputed == "-1063.29")
        #expect(dataset.discrepancies.contains { $0.kind == "sign" })
    }

    @Test("statements that the report's own figures contradict are discrepancies")
    func contradicted() {
        for (words, count) in [
            ("outpaced those of other services", 2), ("has slightly declined", 1),
            ("partially deteriorated in services", 1),
            ("progressively deteriorating for the past ten years", 1),
        ] {
            let found = claims.filter { text($0, "quote").contains(words) }
            #expect(found.count == count && found.allSatisfy { $0.verdict == .discrepancy }, "\(words)")
        }
        for words in ["13% in services", "more than $24 billion", "85 percent of unwanted apparel"] {
            #expect(claims.contains { text($0, "quote").contains(words) && $0.verdict != .discrepancy }, "\(words)")
        }
    }

    @Test("every statement about goods trade by country that the Census series can check is checked against it")
    func censusSeries() {
        // By words of the quote, or by id if two claims share a sentence.
        let expected: [(words: String, verdict: Verdict)] = [
            ("reached a new record high in 2022", .exact), ("widening since 2021", .exact),
            ("declining since trade tensions started in 2018", .exact), ("from 21%", .exact),
            ("share of Mexico and Canada in the total trade in goods", .exact),
            ("widened in the past ten years", .exact), ("Despite the improvement seen in 2021", .exact),
            ("long trend of deterioration", .exact),
            ("greatest improvements since the Global Financial Crisis", .exact),
            ("deteriorating since the early 2000s", .exact), ("almost five percentage points since 2020", .exact),
            ("less than two percentage points", .exact), ("improved by more than 20 percentage points", .exact),
            ("usmx-2021-k008", .discrepancy), ("third-largest trading partner", .exact),
            ("usmx-2021-k010", .discrepancy), ("for the first time that year", .exact), ("usmx-2021-k014", .exact),
            ("usmx-2021-k015", .discrepancy), ("$101 billion trade deficit", .discrepancy),
            ("around $290 billion in 1993", .consistent), ("over $1.1 trillion in 2016", .consistent),
            ("USD 261 billion", .discrepancy), ("762 billion dollars in 2024", .exact), ("asymmetrical", .exact),
            ("nap-2026-k015", .consistent), ("nap-2026-k016", .exact),
            ("30% above pre-COVID levels", .consistent), ("reduced imports of PRC goods", .consistent),
        ]
        let checked = claims.filter { claim in claim.operands.contains { $0.id.hasPrefix("series(") } }
        #expect(checked.count == 51)
        for (words, verdict) in expected {
            let found = checked.filter { $0.id == words || text($0, "quote").contains(words) }
            #expect(!found.isEmpty && found.allSatisfy { $0.verdict == verdict }, "\(words)")
        }
        // The totals of table 13, which names the Census Bureau as its source.
        let totals = checked.filter { text($0, "element") == "Table 13" }
        #expect(
            totals.map(\.recomputed) == [
                "1218022.60", "1913856.59", "2331477.18", "2828515.50", "3239732.93",
                "3076796.38", "781918.00", "1278494.53", "1429995.40", "1757743.73", "2072648.05", "2020479.17",
            ])
    }

    @Test("claims with the cause growth-over-new-value state the growth divided by the new value")
    func growthOverNewValue() throws {
        var checked = 0
        for claim in claims where text(claim, "cause") == "growth-over-new-value" {
            guard claim.operands.count == 2, case .number(let value) = claim.value else { continue }
            // g over the old value is g / (1 + g) over the new one; a decrease is stated without its sign.
            let figure = try #require(PrintedNumber(claim.stated)).number
            let growth = try #require(value.divided(by: Rational(whole: 100)))
            let candidates = [Rational(whole: 1).adding(growth), Rational(whole: 1).subtracting(growth)]
                .compactMap(\.self).compactMap { value.divided(by: $0) }
            // Some of these figures are also truncated.
            let printed = candidates.flatMap {
                [$0.rounded(decimals: figure.decimals), $0.truncated(decimals: figure.decimals)]
            }
            #expect(printed.contains(figure), "\(claim.id): \(claim.stated)")
            checked += 1
        }
        #expect(checked >= 20)
    }

    @Test(
        "every operand of a formula is a cell with a figure or a record of the operands, and ten of these records are in no formula"
    )
    func operands() throws {
        var used: Set<String> = []
        for claim in claims {
            #expect(claim.operands.map(\.id) == claim.formula.operands, "\(claim.id)")
            used.formUnion(claim.formula.operands)
        }
        let register = try #require(dataset.register(.operands))
        let unused = (0..<register.count).map { register.text($0, "id") }.filter { !used.contains($0) }
        #expect(
            unused == [
                "labor-cases-arms-ammunition", "labor-cases-components-manufacturing", "labor-cases-food-manufacturing",
                "labor-cases-garments", "labor-cases-steel-components", "labor-cases-panel-without-jurisdiction",
                "labor-requests-usa-services-to-2024-01-19", "eclac-2024-lac-goods-deficit-2023",
                "nap-2025-jobs-region", "nap-2026-tomato-import-share-2024",
            ])
        // No formula uses the balances that are printed without their sign.
        #expect(!used.contains { $0.hasPrefix("eclac-2024-t02-r07-c0") && "123".contains($0.last ?? " ") })
    }

    @Test("the interval of a cell is half of the step of its last meaningful digit, in the unit of its table")
    func cells() throws {
        let operands = ClaimOperands(dataset)
        func half(_ id: String) throws -> String {
            try #require(operands[id]?.halfStep.rounded(decimals: 3)).text
        }
        func value(_ id: String) throws -> String { try #require(operands[id]?.value.rounded(decimals: 2)).text }
        // 323.15 billion in table 3; 323 145.00 million in table 6, published to the million; 15.7%; 32.3% by its reading.
        #expect(try value("eclac-2024-t03-r01-c04") == "323.15" && half("eclac-2024-t03-r01-c04") == "0.005")
        #expect(try value("eclac-2024-t06-r01-c04") == "323145.00" && half("eclac-2024-t06-r01-c04") == "0.500")
        #expect(try value("eclac-2024-t03-r01-c10") == "15.70" && half("eclac-2024-t03-r01-c10") == "0.050")
        #expect(try value("eclac-2024-t10-r09-c01") == "32.30" && half("eclac-2024-t06-r01-c10") == "0.050")
        #expect(try value("nap-2025-ict-r01-c03") == "-49.10" && half("nap-2025-ict-r01-c02") == "0.500")
        #expect(try half("eclac-2024-t13-r05-c02") == "0.050" && half("eclac-2024-t13-r01-c01") == "0.500")
        #expect(try half("labor-cases-usa") == "0.000" && value("labor-cases-usa") == "26.00")
        #expect(try half("eclac-2024-lac-goods-deficit-2023") == "0.005")
        for id in ["eclac-2024-t10-r08-c01", "eclac-2024-t12-r03-c02", "eclac-2024-t06-r99-c01", "nothing", ""] {
            #expect(operands[id] == nil, "\(id)")
        }
    }

    @Test("a series is in US dollars, published or the sum of its months, with the rounding of each month")
    func series() throws {
        let operands = ClaimOperands(dataset)
        // Sums made from the source files by other code.
        let expected: [(String, Int128, Int128)] = [
            ("MEX,goods,2019,total-trade,census", 612_770_071_368, 0),
            ("MEX,goods,2022,exports,census,2024-05-01", 324_377_863_297, 0),
            ("MEX,goods,2022-01,exports,census", 23_851_134_405, 0),
            ("EU,goods,2023-Q1,imports,census", 141_429_263_137, 0),
            ("WLD,goods,2000,imports,census,2023-12-31", 1_218_022_600_000, 600_000),
            ("CHN,goods,2024,imports,census", 440_319_500_000, 50_000),
            ("MEX,goods,2025,balance,census", -197_033_200_000, 100_000),
            ("MEX+CAN,goods,2005,total-trade,census", 792_639_176_759, 0),
        ]
        for (id, value, halfStep) in expected {
            let operand = try #require(operands["series(\(id))"], "\(id)")
            #expect(operand.value == Rational(value) && operand.halfStep == Rational(halfStep), "\(id): \(operand)")
        }
        for id in [
            "MEX,goods,2026,exports,census", "MEX,goods,1984,exports,census", "XXX,goods,2022,exports,census",
            "MEX,services,2022,exports,census", "MEX,goods,2022,tons,census", "MEX,goods,2022,exports,bank",
            "MEX,goods,2022,exports,census,May", "MEX,goods,then,exports,census",
            "MEX,goods,2022,exports,census,2023-03-07", "MEX+XXX,goods,2022,exports,census",
        ] { #expect(operands["series(\(id))"] == nil, "\(id)") }
    }
}
