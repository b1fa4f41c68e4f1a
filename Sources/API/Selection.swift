// What the endpoints that set several figures against each other have in common: one year, one category, one basis, and which
// partners. Each says what would be right where a request leaves it open.

import Analytics
import Dataset
import HTTP

extension Parameter {
    static let oneYear = Parameter("year", .year, "One year.", default: "the latest with figures")
    static let oneType = Parameter(
        "type", .choice(TradeType.allCases.map(\.rawValue)), "The type of trade.", default: "goods")
    static let oneClassification = Parameter(
        "classification", .choiceOf { $0.codes.classifications }, "One classification; it takes a category as well.",
        default: "total")
    static let oneCategory = Parameter(
        "category", .choiceOf { $0.codes.categories.map(\.code) },
        "One category; the classification need not be given with it unless several have it.", default: "total")
    static let oneBasis = Parameter(
        "basis", .choiceOf { $0.codes.bases.map(\.id) },
        "Which total the figures belong to; unless asked for, the basis that covers the most partners.")
    static let oneFlow = Parameter(
        "flow", .choice(Balance.flows.map(\.rawValue)), "Which flow.", default: "total-trade")
    static let group = Parameter("group", .group, "Only the members of this group.")
    static func order(_ what: String) -> Parameter {
        Parameter("order", .choice(["desc", "asc"]), what, default: "desc")
    }
}

extension Problem {
    /// 422 for a parameter whose value does not fit what else was asked.
    static func conflicting(
        _ parameter: String, _ detail: String, allowed: [String] = [], suggestion: String? = nil
    ) -> Problem {
        Problem(
            .unprocessableContent, kind: "conflicting-parameters", title: "Conflicting parameters", detail: detail,
            parameter: parameter, allowed: allowed, suggestion: suggestion)
    }
}

extension Request {
    /// The one year asked for; nil where none is.
    func oneYear(_ name: ParameterName = "year") -> Int? { query.integer(name) }

    var oneType: TradeType { query.text("type").flatMap(TradeType.init) ?? .goods }

    var flow: Measure { query.text("flow").flatMap(Measure.init) ?? .totalTrade }

    /// The one classification and category asked for.
    func oneCategory() throws(Problem) -> (classification: String, category: String) {
        let classification = query.text("classification")
        guard let category = query.text("category") else {
            guard let classification, classification != "total" else { return ("total", "total") }
            throw .conflicting(
                "category", "In the classification '\(classification)' one category has to be chosen.",
                allowed: codes.categories.filter { $0.classification == classification }.map(\.code))
        }
        let found = codes.categories.filter { $0.code == category }.map(\.classification)
        if let classification {
            guard found.contains(classification) else {
                throw .conflicting(
                    "category", "The classification '\(classification)' has no category '\(category)'.",
                    allowed: codes.categories.filter { $0.classification == classification }.map(\.code))
            }
            return (classification, category)
        }
        guard found.count == 1, let only = found.first else {
            throw .conflicting(
                "classification", "Several classifications have a category '\(category)'; one has to be chosen.",
                allowed: found)
        }
        return (only, category)
    }

    /// Which partners are meant by `partner` and `group`: single partners unless groups are asked for by name.
    /// - Returns: nil for all single partners; a reason where a group's members are not known.
    func partners(_ type: TradeType) -> (codes: Set<String>?, reason: String?) {
        var wanted = query.list("partner").isEmpty ? nil : Set(query.list("partner"))
        guard let group = query.text("group") else { return (wanted, nil) }
        guard let members = dataset.members(of: group, type) else {
            return ([], "The sources do not list the members of \(codes.areaName(group)) (\(group)).")
        }
        wanted = wanted.map { $0.intersection(members) } ?? Set(members)
        return (wanted, wanted?.isEmpty == true ? "None of these partners is a member of \(group)." : nil)
    }

    /// Figures of all areas for a type and one category, in some years; empty where there are none.
    /// - Parameter years: none for all.
    func balances(
        _ type: TradeType, _ category: (classification: String, category: String), years: [Int] = []
    ) -> [Balance] {
        var filter = Filter()
        filter.types = [type]
        filter.classifications = [category.classification]
        filter.categories = [category.category]
        filter.years = years.map { $0...$0 }
        filter.bases = query.list("basis")
        return dataset.balances(filter)
    }

    /// Figures of one area, all years of them, to choose from and to look back in.
    /// - Parameter others: areas to be found in the index beside it; nil for all.
    func balances(of area: String, with others: [String]? = [RelatedBalances.world]) -> BalanceSelection {
        var filter = query.filter
        filter.years = []
        filter.partners = others.map { [area] + $0 } ?? []
        let all = dataset.balances(filter)
        let years = query.years
        var chosen = all.filter { balance in
            balance.partner == area
                && (years.isEmpty
                    || years.contains { $0.contains(balance.period.firstYear) && $0.contains(balance.period.lastYear) })
        }
        if query.wantsPreferredBasis { chosen = Balance.preferred(chosen) }
        filter.partners = [area]
        filter.years = years
        return BalanceSelection(
            chosen: chosen, all: all, index: RelatedBalances(dataset),
            reason: chosen.isEmpty ? FlowEndpoints.emptyReason(filter, self) : nil)
    }

    /// The flows asked for; `standard` where none are.
    func flows(_ standard: [Measure]) -> [Measure] {
        let asked = query.list("flow").compactMap(Measure.init)
        return asked.isEmpty ? standard : asked
    }
}

/// Balances asked for, and what else there is to set them against.
struct BalanceSelection {
    let chosen: [Balance]
    let all: [Balance]
    let index: RelatedBalances
    /// Why none are chosen.
    let reason: String?

    /// With the totals over all categories to be found as well.
    func withTotals(_ area: String, _ request: Request) -> BalanceSelection {
        var filter = request.query.filter
        filter.years = []
        filter.partners = [area]
        (filter.classifications, filter.categories) = (["total"], [])
        return BalanceSelection(
            chosen: chosen, all: all, index: RelatedBalances(request.dataset), reason: reason)
    }
}

extension Column {
    /// What a record on one balance starts with.
    static let identity = [
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("period", .string, "`2023`, `2025-H1`, `2000/2003`, …"),
        Column("year", .integer, "The year, where the period is one.", nullable: true),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("classification", .string, "`total`, or how trade is split into categories."),
        Column("category", .string, "The category within the classification."),
    ]
    static let flow = Column("flow", .string, "exports, imports, balance, or total-trade.")
    static let unit = Column("unit", .string, "The unit of money values.")
    static let basis = Column("basis", .string, "Which of the published totals the figures belong to.")
    static let reason = Column("reason", .string, "Why a number is null.", nullable: true)
    static let cells = Column("cells", .list, "The published cells the numbers were computed from.")
}

extension Request {
    /// The values of `Column.identity`.
    func identity(_ balance: Balance) -> [JSON] {
        [
            .string(balance.partner), .string(codes.areaName(balance.partner)), .string(balance.period.code),
            .optional(balance.period.year), .string(balance.type.rawValue), .string(balance.classification),
            .string(balance.category),
        ]
    }
}
