// How trade endpoints select figures by their parameters, and why a selection has none.

import Analytics
import Dataset
import HTTP

/// One category of one classification.
struct CategoryChoice: CategoryRecord {
    let classification: String
    let category: String

    static let total = CategoryChoice(classification: "total", category: "total")
}

extension Request {
    // MARK: filters of lists

    /// The filter of the parameters `year`, `type`, `classification`, `category` and `basis`.
    func filter(partners: [String]) -> Filter {
        var filter = Filter()
        filter.partners = partners
        filter.years = self[.year]
        filter.types = self[.type]
        filter.categories = self[.category]
        let classifications = self[.classification]
        if classifications.isEmpty {
            // A category implies its classification; without either, totals are selected.
            filter.classifications = filter.categories.isEmpty ? ["total"] : []
        } else if !classifications.contains("all") {
            filter.classifications = classifications
        }
        filter.bases = bases
        return filter
    }

    /// The requested bases; empty for all.
    var bases: [String] { self[.basis].contains("all") ? [] : self[.basis] }

    /// Whether each figure is served on its preferred basis only.
    var usesPreferredBasis: Bool { self[.basis].isEmpty }

    func balances(_ filter: Filter) -> [Balance] {
        let balances = dataset.balances(filter)
        return usesPreferredBasis ? BasisChoice(balances, order: dataset.store.bases).balances : balances
    }

    /// Ids of the sources of balances.
    func sources(of balances: [Balance]) -> [String] {
        var sources: [String] = []
        for balance in balances {
            for source in balance.sources where !sources.contains(source) { sources.append(source) }
        }
        return sources
    }

    // MARK: one type, category and basis

    /// The category of the parameters `classification` and `category`, which take one value each.
    func oneCategory() throws(Problem) -> CategoryChoice {
        let classification = self[.oneClassification]
        guard let category = self[.oneCategory] else {
            guard let classification, classification != "total" else { return .total }
            throw .conflicting(
                "category", "The classification '\(classification)' requires one of its categories.",
                allowed: codes.categories.filter { $0.classification == classification }.map(\.code))
        }
        let found = codes.categories.filter { $0.code == category }.map(\.classification)
        if let classification {
            guard found.contains(classification) else {
                throw .conflicting(
                    "category", "The classification '\(classification)' has no category '\(category)'.",
                    allowed: codes.categories.filter { $0.classification == classification }.map(\.code))
            }
            return CategoryChoice(classification: classification, category: category)
        }
        guard found.count == 1, let only = found.first else {
            throw .conflicting(
                "classification", "Several classifications have a category '\(category)'; one is required.",
                allowed: found)
        }
        return CategoryChoice(classification: only, category: category)
    }

    /// The flow of the parameter `flow`, which takes one value.
    var oneFlow: Measure { self[.oneFlow] ?? .totalTrade }

    /// The partners of the parameters `partner` and `group`.
    func partnerChoice(_ type: TradeType) -> PartnerChoice {
        let partners = self[.partner].isEmpty ? nil : Set(self[.partner])
        guard let group = self[.group] else { return PartnerChoice(codes: partners, emptyReason: nil) }
        guard let members = dataset.members(of: group, type) else {
            return PartnerChoice(
                codes: [], emptyReason: "The sources do not list the members of \(codes.areaName(group)) (\(group)).")
        }
        let chosen = partners.map { $0.intersection(members) } ?? Set(members)
        return PartnerChoice(
            codes: chosen, emptyReason: chosen.isEmpty ? "None of these partners is a member of \(group)." : nil)
    }

    /// The balances of all partners and groups for one type and category.
    func balances(_ type: TradeType, _ category: CategoryChoice) -> [Balance] {
        var filter = Filter()
        filter.types = [type]
        filter.classifications = [category.classification]
        filter.categories = [category.category]
        filter.bases = self[.oneBasis].map { [$0] } ?? []
        return dataset.balances(filter)
    }

    // MARK: empty lists

    /// Why no figures pass a filter although all of its codes exist.
    func whyEmpty(_ filter: Filter) -> String {
        let withoutFigures = filter.partners.filter { !store.partners.contains($0) }
        if let reporter = withoutFigures.first(where: store.reporters.contains), filter.partners.count == 1 {
            return "\(reporter) is the reporter of the figures; WLD is its trade with all countries."
        }
        if !withoutFigures.isEmpty, withoutFigures.count == filter.partners.count {
            return "The sources give no figures for \(withoutFigures.joined(separator: ", ")); "
                + "/v1/partners?has_data=true lists the partners with figures."
        }
        var wider = filter
        wider.years = []
        let periods = Set(store.rows(wider).map { store.period($0).code }).sorted()
        if !filter.years.isEmpty, !periods.isEmpty {
            return "There are no such figures for these years, only for \(periods.joined(separator: ", "))."
        }
        return "The sources give no figures for this combination; /v1/partners/{code} lists the figures of a partner."
    }

    /// Why no figures of one type and category are selected.
    func whyEmpty(
        _ choice: PartnerChoice, _ type: TradeType, _ category: CategoryChoice, years: [ClosedRange<Int>] = []
    )
        -> String
    {
        if let reason = choice.emptyReason { return reason }
        var filter = Filter()
        filter.partners = choice.codes?.sorted() ?? []
        filter.types = [type]
        (filter.classifications, filter.categories) = ([category.classification], [category.category])
        filter.bases = self[.oneBasis].map { [$0] } ?? []
        filter.years = years
        return whyEmpty(filter)
    }
}

/// The partners that a request selects.
struct PartnerChoice {
    /// Nil for all single partners.
    let codes: Set<String>?
    /// Why the choice is empty.
    let emptyReason: String?

    /// Groups are selected only by their own code.
    func contains(_ code: String, _ codes: CodeLists) -> Bool {
        self.codes?.contains(code) ?? (codes.partner(code) != nil)
    }
}

extension Problem {
    /// 422: a valid value that contradicts another parameter.
    static func conflicting(_ parameter: String, _ detail: String, allowed: [String] = []) -> Problem {
        Problem(
            .unprocessableContent, kind: "conflicting-parameters", title: "Conflicting parameters", detail: detail,
            parameter: parameter, allowed: allowed)
    }
}
