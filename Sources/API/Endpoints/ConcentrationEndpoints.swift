// How concentrated trade is on few partners, what regions have of it, and what is left without some.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum ConcentrationEndpoints {
    private static let columns = [
        Column("year", .integer, "The year."),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("classification", .string, "`total`, or how trade is split into categories."),
        Column("category", .string, "The category within the classification."),
        .flow,
        Column("of", .string, "What shares are of: the `published` total, or the `sum` of the partners listed."),
        Column("partners", .integer, "How many partners are listed."),
        Column("listed", .number, "Their sum, in `unit`.", nullable: true),
        Column("whole", .number, "What shares are of, in `unit`.", nullable: true),
        Column("residual_share", .number, "The share of the whole that the list leaves out.", nullable: true),
        Column("ceiling_share", .number, "The largest share that a partner left out may have.", nullable: true),
        Column("bound", .string, "Why no partner left out may have more.", nullable: true),
        Column(
            "hhi", .number, "Herfindahl–Hirschman index, Σs², from 1/n to 1; null where partners are left out.",
            nullable: true),
        Column("hhi_low", .number, "Σs² over the partners listed.", nullable: true),
        Column("hhi_high", .number, "Σs² + residual_share × ceiling_share.", nullable: true),
        Column(
            "hhi_normalised_low", .number, "(HHI − 1/n) / (1 − 1/n), from 0 to 1; at least so much.", nullable: true),
        Column(
            "hhi_normalised_high", .number, "At most so much; without limit to n it is the index itself.",
            nullable: true),
        Column(
            "hhi_unctad_low", .number, "(√HHI − √(1/n)) / (1 − √(1/n)), as UNCTAD normalises; at least so much.",
            nullable: true),
        Column("hhi_unctad_high", .number, "At most so much; without limit to n it is √HHI.", nullable: true),
        Column("effective_low", .number, "Effective number of partners, 1 / HHI; at least so many.", nullable: true),
        Column("effective_high", .number, "At most so many.", nullable: true),
        Column("top", .list, "The largest of the partners listed, the first of all first.", nullable: true),
        Column("top_share", .number, "Their share of the whole.", nullable: true),
        Column("top_certain", .boolean, "Whether no partner left out can be among the largest.", nullable: true),
        Column(
            "regions",
            .records([
                Column("group", .string, "Code of the group."),
                Column("kind", .string, "published, or sum-of-members; null where there is neither.", nullable: true),
                Column("share", .number, "Its share of the whole.", nullable: true),
                Column("missing", .list, "Members that are not in the sum."),
                Column("reason", .string, "Why the share is null, or what it leaves out.", nullable: true),
            ]), "Shares of groups: as published, and as the sum over their members.", nullable: true),
        Column("without", .list, "The partners taken away; null unless asked for.", nullable: true),
        Column("remaining", .number, "What is left of the whole, in `unit`.", nullable: true),
        Column("hhi_without_low", .number, "The index of what is left; at least so much.", nullable: true),
        Column("hhi_without_high", .number, "At most so much.", nullable: true),
        Column("hhi_change_low", .number, "How far the index moves; at least so much.", nullable: true),
        Column("hhi_change_high", .number, "At most so much.", nullable: true),
        .unit, .basis, .reason, .cells, .explain,
    ]

    private static let parameters: [Parameter] = [
        Parameter(
            "year", .years, "Years and ranges of years, separated by commas.", default: "the latest with figures"),
        .oneType,
        Parameter(
            "flow", .choices { _ in [Measure.exports, .imports, .totalTrade].map(\.rawValue) },
            "Which flows, separated by commas.", default: "exports,imports"),
        .oneClassification, .oneCategory,
        Parameter(
            "of", .choice(["published", "sum"]),
            "Shares of the published total, or of the sum of the partners listed, as if there were no others.",
            default: "published"),
        Parameter(
            "largest", .choiceOf { data in ["listed"] + data.codes.groups.map(\.code) },
            "What is taken to be the largest partners, so that none left out has more: `listed` for all that are listed, in the "
                + "flow itself, or a group, such as TOP15, whose members have the most total trade. Without it the rest "
                + "might be a single partner."),
        Parameter("top", .integer(1...300), "How many of the largest partners are added up.", default: "5"),
        Parameter("regions", .groups, "Groups whose shares are given.", default: "USMCA,LAC"),
        Parameter("without", .areas, "Partners to take away."),
        .oneBasis, .unit, .decimals, .explain,
    ]

    static let all = [
        Endpoint(
            "/v1/concentration",
            "Herfindahl–Hirschman index of partners with bounds where the list is partial, its normalised forms, the shares of "
                + "the largest and of regions, and what is left without some.", parameters,
            chart: Chart(
                "Concentration of United States trade",
                .series(over: "year", values: ["hhi_low", "hhi_high", "top_share"], panels: ["flow"]),
                constants: ["type", "flow"]),
            meta: [Column("note", .string, "What the bounds are of.")], problems: ["conflicting-parameters"],
            example: "year=2023&without=CHN", related: ["/v1/rankings/share"],
            .list(columns) { request throws(Problem) in try listing(request) })
    ]

    private static let formulas = [
        (
            "hhi_normalised",
            "(HHI − 1/n) / (1 − 1/n); low with hhi_low and the fewest partners there can be, high without limit to n"
        ),
        (
            "hhi_unctad",
            "(√HHI − √(1/n)) / (1 − √(1/n)); low with hhi_low and the fewest partners there can be, high without limit to n"
        ),
        ("effective", "1 / HHI"),
        ("hhi_change", "HHI of what is left − HHI; the partners left out of the list are the same in both"),
    ]

    private static func listing(_ request: Request) throws(Problem) -> RecordList {
        let category = try request.oneCategory()
        let type = request.oneType
        let basis = request.query.text("basis")
        let all = request.balances(type, category)
        let index = RelatedBalances(request.dataset)
        let partners = all.filter { request.codes.partner($0.partner) != nil && $0.period.year != nil }
        let known = Set(partners.compactMap(\.period.year)).sorted()
        let asked = request.query.years
        let years = asked.isEmpty ? known.suffix(1) : known.filter { year in asked.contains { $0.contains(year) } }[...]
        let largest = request.query.text("largest")
        var used: [Int] = []
        var rows: [[JSON]] = []
        for year in years {
            let listed = partners.filter { $0.period.year == year }
            let chosen = basis ?? Balance.broadestBasis(listed, request.dataset)
            for flow in request.flows([.exports, .imports]) {
                let view = View(
                    partners: listed.filter { $0.basis == chosen && $0.figure(flow) != nil }, flow: flow, index: index,
                    largest: largest, request: request)
                guard let record = view.record else { continue }
                rows.append(record.fields)
                used += record.rows
            }
        }
        let reason =
            known.isEmpty
            ? "The sources give no figures by partner for this type, category and basis."
            : "There are no figures by partner for these years, only for \(known.map(String.init).joined(separator: ", "))."
        let listing = RecordList(rows, from: used, request, reason: reason)
        listing.meta = [
            JSON.Member(
                name: "note",
                value: .string(
                    "The bounds are those of the partners left out of the list; the rounding of the published amounts is not "
                        + "in them."))
        ]
        return listing
    }

    /// One record: one flow of one year.
    private struct View {
        let partners: [Balance]
        let flow: Measure
        let index: RelatedBalances
        let largest: String?
        let request: Request

        var record: (fields: [JSON], rows: [Int])? {
            guard let first = partners.first else { return nil }
            let parts = partners.compactMap { balance in
                balance.figure(flow).map { (partner: balance.partner, figure: $0) }
            }
            let sum = parts.reduce(AmountRange.zero) { $0 + $1.figure }
            let ofSum = request.query.text("of") == "sum"
            let world = index.balance(like: first, with: RelatedBalances.world)?.figure(flow)
            let (ceiling, bound) = ceiling(parts.map(\.figure.value).min() ?? 0)
            let whole = ofSum ? sum : world
            let rows = sum.rows + (ofSum ? [] : world?.rows ?? [])
            let start: [JSON] = [
                .optional(first.period.year), .string(first.type.rawValue), .string(first.classification),
                .string(first.category), .string(flow.rawValue), .string(ofSum ? "sum" : "published"),
                .integer(parts.count), request.money(sum.value), request.money(whole?.value),
            ]
            let end: [JSON] = [.string(request.query.unit.label), .string(first.basis)]
            guard let whole, let concentration = Concentration(parts, whole: whole.value, ceiling) else {
                let reason =
                    whole == nil
                    ? "No total for all countries is published on the basis \(first.basis) for this year."
                    : "The figures add up to nothing, or are too large for exact arithmetic."
                return (
                    start + [JSON](repeating: .null, count: 22) + end
                        + [.string(reason), request.cells(rows), request.explain([], rows: rows)], rows
                )
            }
            return (
                start + measures(concentration, bound) + [regions(first, whole)] + without(concentration) + end
                    + [
                        .optional(withoutReason(concentration)), request.cells(rows),
                        request.explain(
                            [
                                Derivation(column: "residual_share", computation: concentration.residualShare),
                                Derivation(column: "hhi_low", computation: concentration.lowest),
                                Derivation(column: "hhi_high", computation: concentration.highest),
                            ],
                            formulas: formulas, rows: rows),
                    ], rows
            )
        }

        private func measures(_ concentration: Concentration, _ bound: String) -> [JSON] {
            let decimals = request.query.decimals
            let normalised = concentration.normalised
            let unctad = concentration.unctad(decimals: decimals)
            let effective = concentration.effective
            let count = request.query.integer("top") ?? 5
            let top = concentration.top(count)
            return [
                request.ratio(Rational(concentration.residual, concentration.whole)),
                request.ratio(Rational(concentration.ceiling, concentration.whole)),
                concentration.isComplete ? .null : .string(bound),
                concentration.isComplete ? request.ratio(concentration.low) : .null, request.ratio(concentration.low),
                request.ratio(concentration.high), request.ratio(normalised.low), request.ratio(normalised.high),
                .optional(unctad.low), .optional(unctad.high), request.ratio(effective.low),
                request.ratio(effective.high), .strings(concentration.parts.prefix(count).map(\.partner)),
                request.ratio(top.share), .bool(top.isCertain),
            ]
        }

        /// The most that a partner left out may have, and why.
        private func ceiling(_ smallest: Int128) -> (Concentration.Residual, String) {
            let none = "Nothing is known of the partners left out: they might be a single one."
            guard let largest else { return (.any, none) }
            if largest == "listed" {
                return (.upTo(smallest), "Assumed: no partner left out has more than the smallest listed.")
            }
            guard let first = partners.first, let members = request.dataset.members(of: largest, first.type) else {
                return (.any, "The members of \(largest) are not listed. " + none)
            }
            let trade = members.compactMap { index.balance(like: first, with: $0)?.figure(.totalTrade)?.value }
            guard trade.count == members.count, let least = trade.min() else {
                return (.any, "Not all members of \(largest) have figures here. " + none)
            }
            return (
                .upTo(least),
                "Assumed: no partner left out has more total trade than the smallest of \(largest), nor more of this flow."
            )
        }

        private func regions(_ first: Balance, _ whole: AmountRange) -> JSON {
            let asked = request.query.list("regions")
            return .array(
                (asked.isEmpty ? ["USMCA", "LAC"].filter { request.codes.group($0) != nil } : asked).flatMap { group in
                    let published = index.balance(like: first, with: group)?.figure(flow)
                    var entries: [JSON] = []
                    if let published {
                        entries.append(region(group, "published", published, whole, []))
                    }
                    if let sum = GroupSum.all(of: group, first.type, partners, request.dataset)?.first {
                        entries.append(region(group, "sum-of-members", sum.figure(flow), whole, sum.missing))
                    }
                    if entries.isEmpty {
                        entries.append(
                            .object([
                                "group": .string(group), "kind": .null, "share": .null, "missing": .array([]),
                                "reason": .string(
                                    "No total is published on the basis \(first.basis), and no members with figures are listed."
                                ),
                            ]))
                    }
                    return entries
                })
        }

        private func region(
            _ group: String, _ kind: String, _ figure: AmountRange, _ whole: AmountRange, _ missing: [String]
        ) -> JSON {
            .object([
                "group": .string(group), "kind": .string(kind),
                "share": request.ratio(Rational(figure.value, whole.value)), "missing": .strings(missing),
                "reason": missing.isEmpty ? .null : .string("Members without figures are not in the sum."),
            ])
        }

        private func without(_ concentration: Concentration) -> [JSON] {
            let gone = request.query.list("without")
            guard !gone.isEmpty else { return [JSON](repeating: .null, count: 6) }
            guard let rest = concentration.without(gone) else {
                return [.strings(gone)] + [JSON](repeating: .null, count: 5)
            }
            let change = concentration.change(to: rest, decimals: request.query.decimals)
            return [
                .strings(gone), request.money(rest.whole), request.ratio(rest.low), request.ratio(rest.high),
                .optional(change.low), .optional(change.high),
            ]
        }

        private func withoutReason(_ concentration: Concentration) -> String? {
            let gone = request.query.list("without")
            guard !gone.isEmpty, concentration.without(gone) == nil else { return nil }
            let unlisted = gone.filter { code in !concentration.parts.contains { $0.partner == code } }
            return unlisted.isEmpty
                ? "Nothing is left." : "Not among the partners listed here: \(unlisted.joined(separator: ", "))."
        }
    }
}
