// Concentration of trade on partners: Herfindahl–Hirschman index with bounds, the largest partners, shares of regions.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum ConcentrationEndpoints {
    static let all = [
        Endpoint(
            "/v1/concentration",
            "Herfindahl–Hirschman index over partners, with bounds for a partial list, its normalised forms, the shares of "
                + "the largest partners and of regions, and the index without some partners.",
            parameters: .periods + [
                .oneType, flows, .oneClassification, .oneCategory, of, largest, top, regions, without, .oneBasis, .unit,
                .decimals, .explain,
            ],
            columns: ConcentrationRecord.columns,
            meta: [
                BasisNote.column { $0 },
                Column("note", "The meaning of the bounds.") { (_: [BasisNote]) in
                    "The bounds account for unlisted partners, not for the rounding of the published amounts."
                },
            ],
            chart: Chart(
                "Concentration of United States trade",
                .series(over: "period", values: ["hhi_low", "hhi_high", "top_share"], panels: ["flow"]),
                constants: ["type", "flow"]),
            problems: ["conflicting-parameters"], example: "year=2023&without=CHN",
            related: ["/v1/rankings/share"]
        ) { request throws(Problem) in try records(request) }
    ]

    private static let flows = Parameter(
        list: "flow", .words([Measure.exports, .imports, .totalTrade]), "Flows, separated by commas.",
        defaultText: "exports,imports")
    fileprivate static let of = Parameter(
        "of", .words(ConcentrationRecord.Whole.allCases),
        "The whole: `published` for the published total, `sum` for the sum of the listed partners.",
        default: .published, ConcentrationRecord.Whole.published.rawValue)
    fileprivate static let largest = Parameter(
        optional: "largest", .words { data in ["listed"] + data.codes.groups.map(\.code) },
        "The partners assumed to be the largest, so that no unlisted partner exceeds the smallest of them: `listed` for all "
            + "listed partners, by the flow, or a group such as TOP15, by total trade. Without it, all unlisted trade may be "
            + "with one partner."
    )
    fileprivate static let top = Parameter(
        "top", .integer(1...300), "The number of largest partners to add up.", default: 5, "5")
    fileprivate static let regions = Parameter(
        list: "regions", .group, "Groups whose shares are given.", defaultText: "USMCA,LAC")
    fileprivate static let without = Parameter(list: "without", .area, "Partners to exclude.")

    private static func records(
        _ request: Request
    ) throws(Problem) -> (RecordList<ConcentrationRecord>, [BasisNote]) {
        let (type, category) = (request[.oneType], try request.oneCategory())
        let (selected, filter) = (try request.periods(), request.filter(type, category))
        let flows = request[flows].isEmpty ? [.exports, .imports] : request[flows]
        let partners: [Balance]
        if selected.isOpen {
            // The latest period in which the partners make up most of the total.
            partners =
                request.rankingPeriod(type, category, flows.count == 1 ? flows[0] : .totalTrade, selected).map {
                    found in
                    request.partnerBalances(filter, selected.only(found.period))
                } ?? []
        } else {
            partners = request.partnerBalances(filter, selected).filter { $0.period.kind != .years }
        }
        let basis = request[.oneBasis] ?? Balance.broadestBasis(partners, request.dataset)
        let byPeriod = Dictionary(grouping: partners.filter { $0.basis == basis }, by: \.period)
        let records = byPeriod.keys.sorted().flatMap { period in
            let related = request.dataset.related(selected.only(period))
            let listed = byPeriod[period] ?? []
            return flows.compactMap { flow in
                ConcentrationRecord(period, listed.filter { $0.value(flow) != nil }, flow, related, request)
            }
        }
        let counts = request.store.bases.compactMap { basis in
            let count = Set(partners.lazy.filter { $0.basis == basis }.map(\.partner)).count
            return count > 0 ? BasisCount(basis: basis, count: count) : nil
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: {
                if let contradiction = selected.contradiction { return contradiction }
                var open = selected
                (open.years, open.ranges) = ([], [])
                let candidates = request.partnerBalances(filter, open)
                let known = Set(
                    candidates.filter { request[.oneBasis] ?? $0.basis == $0.basis && !selected.contains($0.period) }
                        .map(\.period)
                ).sorted()
                let combination = "figures by partner for this type, category and basis"
                return known.isEmpty
                    ? open.asOf.map { "No \(combination) were published by \($0)." }
                        ?? "The sources give no \(combination)."
                    : "There are no figures by partner for these periods, only for \(Request.list(known))."
            })
        let notes = basis.map { basis in
            [BasisNote(basis, type, counts, isRequested: request[.oneBasis] != nil, isSeries: byPeriod.count > 1)]
        }
        return (list, records.isEmpty ? [] : notes ?? [])
    }
}

/// The concentration of one flow in one period.
private struct ConcentrationRecord: PeriodRecord, TypeRecord, CategoryRecord, FlowRecord, BasisRecord, ComputedRecord {
    enum Whole: String, CaseIterable { case published, sum }

    /// The share of a group in the whole.
    struct Region {
        let group: String
        /// `published` or `sum-of-members`; nil if there is neither.
        let kind: String?
        let share: Rational?
        /// Codes of the members without figures, which the sum omits.
        var missing: [String] = []
        var reason: String?
    }

    let period: Period
    /// The number of months in the sums; nil for a published period.
    let months: Int?
    let type: TradeType
    let classification: String
    let category: String
    let flow: Measure
    let basis: String
    let of: Whole
    /// The listed partners, compared with the published total.
    let coverage: Coverage
    let listed: AmountRange
    /// Nil if no total is published.
    let whole: AmountRange?
    /// Nil if the index cannot be computed; see `reason`.
    let concentration: Concentration?
    /// The assumption that limits the unlisted partners.
    let bound: String
    let regions: [Region]?
    /// The concentration without the excluded partners.
    let rest: Concentration?
    let reason: String?

    var rows: [Int] { listed.rows + (of == .sum ? [] : whole?.rows ?? []) }
    var explanation: Explanation {
        Explanation(
            derivations: concentration.map { concentration in
                [
                    Explanation.Derivation(column: "residual_share", computation: concentration.residualShare),
                    Explanation.Derivation(column: "hhi_low", computation: concentration.lowest),
                    Explanation.Derivation(column: "hhi_high", computation: concentration.highest),
                ]
            } ?? [],
            formulas: concentration == nil ? [] : ConcentrationRecord.formulas, rows: rows)
    }

    private static let formulas = [
        (
            column: "hhi_normalised",
            formula:
                "(HHI − 1/n) / (1 − 1/n); low: hhi_low and the smallest possible n; high: hhi_high and n unlimited"
        ),
        (
            column: "hhi_unctad",
            formula:
                "(√HHI − √(1/n)) / (1 − √(1/n)); low: hhi_low and the smallest possible n; high: hhi_high and n unlimited"
        ),
        (column: "effective", formula: "1 / HHI"),
        (
            column: "hhi_change",
            formula: "HHI without the excluded partners − HHI; the unlisted partners are the same in both"
        ),
    ]

    /// - Parameter partners: the listed partners' balances of one period on one basis, all with a figure of the flow.
    init?(_ period: Period, _ partners: [Balance], _ flow: Measure, _ related: RelatedBalances, _ request: Request) {
        guard let first = partners.first else { return nil }
        self.period = period
        months = first.months
        self.flow = flow
        (type, classification, category) = (first.type, first.classification, first.category)
        basis = first.basis
        of = request[ConcentrationEndpoints.of]
        let parts = partners.compactMap { balance in
            balance.figure(flow).map { (partner: balance.partner, figure: $0) }
        }
        coverage = Coverage(partners, flow, related)
        let listed = coverage.listed
        self.listed = listed
        let whole = of == .sum ? listed : coverage.whole
        self.whole = whole
        let (residual, bound) = ConcentrationRecord.residual(
            partners, smallest: parts.map(\.figure.value).min() ?? 0, related, request)
        self.bound = bound
        // If the listed partners add up to the total within its rounding, there are no unlisted partners.
        let isComplete = of == .published && coverage.isComplete
        concentration = whole.flatMap { Concentration(parts, whole: $0.value, isComplete ? .complete : residual) }
        guard let whole, let concentration else {
            regions = nil
            rest = nil
            reason =
                whole == nil
                ? "No total of all countries is published on the basis \(first.basis) for this period."
                : "The figures add up to zero, or are too large for exact arithmetic."
            return
        }
        regions = ConcentrationRecord.regions(partners, first, flow, whole, related, request)
        let excluded = request[ConcentrationEndpoints.without]
        rest = excluded.isEmpty ? nil : concentration.without(excluded)
        let unlisted = excluded.filter { code in !parts.contains { $0.partner == code } }
        reason =
            excluded.isEmpty || rest != nil
            ? nil
            : unlisted.isEmpty
                ? "All listed partners are excluded."
                : "Not among the listed partners: \(unlisted.joined(separator: ", "))."
    }

    /// The largest possible amount of an unlisted partner, and a sentence on the assumption.
    private static func residual(
        _ partners: [Balance], smallest: Int128, _ related: RelatedBalances, _ request: Request
    ) -> (Concentration.Residual, String) {
        let unlimited = "The unlisted partners are unknown: all of their trade may be with one partner."
        guard let largest = request[ConcentrationEndpoints.largest] else { return (.any, unlimited) }
        if largest == "listed" {
            return (.upTo(smallest), "Assumed: no unlisted partner has more than the smallest listed one.")
        }
        guard let first = partners.first, let members = request.dataset.members(of: largest, first.type) else {
            return (.any, "The members of \(largest) are not listed. " + unlimited)
        }
        let trade = members.compactMap { related.balance(like: first, with: $0)?.value(.totalTrade) }
        guard trade.count == members.count, let least = trade.min() else {
            return (.any, "Not all members of \(largest) have figures here. " + unlimited)
        }
        return (
            .upTo(least),
            "Assumed: no unlisted partner has more total trade, or more of this flow, than the total trade of the smallest "
                + "member of \(largest)."
        )
    }

    private static func regions(
        _ partners: [Balance], _ first: Balance, _ flow: Measure, _ whole: AmountRange, _ related: RelatedBalances,
        _ request: Request
    ) -> [Region] {
        let asked = request[ConcentrationEndpoints.regions]
        let groups = asked.isEmpty ? ["USMCA", "LAC"].filter { request.codes.group($0) != nil } : asked
        return groups.flatMap { group in
            var regions: [Region] = []
            if let published = related.balance(like: first, with: group)?.figure(flow) {
                regions.append(
                    Region(group: group, kind: "published", share: Rational(published.value, whole.value)))
            }
            // The sources list the members of LAC14, but not of LAC: a part of a group has the code of the group and the number of
            // its members.
            let parts = request.codes.groups.map(\.code).filter {
                $0.hasPrefix(group) && Int($0.dropFirst(group.count)) != nil
            }
            let summed = ([group] + parts).first { request.dataset.members(of: $0, first.type)?.isEmpty == false }
            if let summed, let sum = GroupSum.all(of: summed, first.type, partners, request.dataset)?.first {
                let reasons =
                    (summed == group
                        ? [] : ["The members of \(group) are not listed: the sum is over those of \(summed)."])
                    + (sum.missing.isEmpty ? [] : ["Members without figures are not in the sum."])
                regions.append(
                    Region(
                        group: group, kind: "sum-of-members", share: Rational(sum.figure(flow).value, whole.value),
                        missing: sum.missing, reason: reasons.joined(separator: " ").nonEmpty))
            }
            if regions.isEmpty {
                regions.append(
                    Region(
                        group: group, kind: nil, share: nil,
                        reason:
                            "No total is published on the basis \(first.basis), and no members with figures are listed."
                    ))
            }
            return regions
        }
    }

    private var isComplete: Bool { concentration?.isComplete ?? false }

    private static let regionColumns: [Column<Region>] = [
        Column("group", "Code of the group.") { $0.group },
        Column("kind", "published, or sum-of-members; null without either.") { $0.kind },
        Column("share", "The share of the group in the whole.") { $1.ratio($0.share) },
        Column("missing", "Codes of the members without figures.") { $0.missing },
        Column("reason", "The reason for a null share, or for a sum that omits members.") { $0.reason },
    ]

    static let columns: [Column<ConcentrationRecord>] = [
        .period, .year, .type, .classification, .category, .flow,
        Column("of", "The whole: the `published` total, or the `sum` of the listed partners.") { $0.of.rawValue },
        Column("partners", "The number of listed partners.") { $0.coverage.partners },
        Column("share_of_world", "The share of the listed partners in the published total; null without a total.") {
            $1.ratio($0.coverage.share.measured?.value)
        },
        Column("listed", "The sum of the listed partners, in `unit`.") { record, request in
            request.money(Optional(record.listed.value))
        },
        Column("whole", "The whole, in `unit`.") { $1.money($0.whole?.value) },
        Column("residual_share", "The share of the unlisted partners in the whole.") { record, request in
            request.ratio(record.concentration.flatMap { Rational($0.residual, $0.whole) })
        },
        Column("ceiling_share", "The largest possible share of an unlisted partner.") { record, request in
            request.ratio(record.concentration.flatMap { Rational($0.ceiling, $0.whole) })
        },
        Column("bound", "The assumption for `ceiling_share`; null for a complete list.") { record in
            record.concentration == nil || record.isComplete ? nil : record.bound
        },
        Column("hhi", "Herfindahl–Hirschman index, Σs², from 1/n to 1; null for a partial list.") {
            $0.isComplete ? $1.ratio($0.concentration?.low) : nil
        },
        Column("hhi_low", "Σs² over the listed partners.") { $1.ratio($0.concentration?.low) },
        Column("hhi_high", "Σs² + residual_share × ceiling_share.") { $1.ratio($0.concentration?.high) },
        Column("hhi_normalised_low", "(HHI − 1/n) / (1 − 1/n), from 0 to 1; its lower bound.") {
            $1.ratio($0.concentration?.normalised.low)
        },
        Column(
            "hhi_normalised_high",
            "(HHI − 1/n) / (1 − 1/n); its upper bound: for a partial list `hhi_high`, as n is unlimited."
        ) { $1.ratio($0.concentration?.normalised.high) },
        Column(
            "hhi_unctad_low", "(√HHI − √(1/n)) / (1 − √(1/n)), the normalisation of UNCTAD; its lower bound."
        ) { $0.concentration?.unctad(decimals: $1.decimals).low },
        Column(
            "hhi_unctad_high",
            "(√HHI − √(1/n)) / (1 − √(1/n)); its upper bound: for a partial list √`hhi_high`, as n is unlimited."
        ) { $0.concentration?.unctad(decimals: $1.decimals).high },
        Column("effective_low", "Effective number of partners, 1 / HHI; its lower bound.") {
            $1.ratio($0.concentration?.effective.low)
        },
        Column("effective_high", "Effective number of partners, 1 / HHI; its upper bound.") {
            $1.ratio($0.concentration?.effective.high)
        },
        Column("top", "Codes of the largest listed partners, the largest first.") { record, request in
            record.concentration?.parts.prefix(request[ConcentrationEndpoints.top]).map(\.partner)
        },
        Column("top_share", "The share of `top` in the whole.") { record, request in
            request.ratio(record.concentration?.top(request[ConcentrationEndpoints.top]).share)
        },
        Column("top_certain", "Whether no unlisted partner can be among the largest.") { record, request in
            record.concentration?.top(request[ConcentrationEndpoints.top]).isCertain
        },
        Column(
            "regions", optionalObjects: regionColumns,
            "Shares of groups: as published, and as the sum over their members."
        ) { record, _ in record.regions },
        Column("without", "Codes of the excluded partners; null unless requested.") { record, request in
            let excluded = request[ConcentrationEndpoints.without]
            return record.concentration == nil || excluded.isEmpty ? nil : excluded
        },
        Column("remaining", "The whole without the excluded partners, in `unit`.") { $1.money($0.rest?.whole) },
        Column("hhi_without_low", "The HHI without the excluded partners; its lower bound.") { $1.ratio($0.rest?.low) },
        Column("hhi_without_high", "The HHI without the excluded partners; its upper bound.") {
            $1.ratio($0.rest?.high)
        },
        Column("hhi_change_low", "The HHI without the excluded partners − the HHI; its lower bound.") {
            $0.change($1).low
        },
        Column("hhi_change_high", "The HHI without the excluded partners − the HHI; its upper bound.") {
            $0.change($1).high
        },
        .unit, .basis,
        Column("months", "The number of months in the sums; null for a published period.") { $0.months },
        .reason, .cells, .explain,
    ]

    private func change(_ request: Request) -> (low: ExactDecimal?, high: ExactDecimal?) {
        guard let concentration, let rest else { return (nil, nil) }
        return concentration.change(to: rest, decimals: request.decimals)
    }
}
