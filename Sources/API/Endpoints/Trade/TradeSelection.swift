// The selection of figures by the parameters of trade endpoints, and the reason for an empty selection.

import Arithmetic
import Analytics
import Dataset
import HTTP

/// One category of one classification.
struct CategoryChoice: CategoryRecord {
    let classification: String
    let category: String

    static let total = CategoryChoice(classification: "total", category: "total")
}

/// A balance on the basis of its series.
struct ServedBalance: BalanceRecord {
    let balance: Balance
    /// Other bases that publish the same figure.
    let otherBases: [String]
}

/// The balances that a list selects. A class, to avoid copies.
final class BalanceSelection: Sendable {
    let filter: Filter
    let periods: PeriodSelection
    /// On one basis for each series, unless the request names bases.
    let balances: [ServedBalance]
    let bases: [BasisNote]
    /// Ids of the sources of the balances, each once.
    let sources: [String]

    init(_ filter: Filter, _ periods: PeriodSelection, _ balances: [ServedBalance], bases: [BasisNote]) {
        self.filter = filter
        self.periods = periods
        self.balances = balances
        self.bases = bases
        sources = balances.map(\.balance).sources
    }
}

extension Request {
    // MARK: filters of lists

    /// The filter of the parameters `type`, `classification` and `category`, on all bases and without periods.
    func filter(partners: [String]) -> Filter {
        var filter = Filter()
        filter.partners = partners
        filter.types = self[.type]
        filter.categories = self[.category]
        let classifications = self[.classification]
        if classifications.isEmpty {
            // A category implies its classification; without either, totals are selected.
            filter.classifications = filter.categories.isEmpty ? ["total"] : []
        } else if !classifications.contains("all") {
            filter.classifications = classifications
        }
        return filter
    }

    /// The requested bases, empty for all; nil to choose one for each series.
    var requestedBases: [String]? {
        let bases = self[.basis]
        return bases.isEmpty ? nil : bases.contains("all") ? [] : bases
    }

    /// The balances of a list with the parameters `.periods`.
    func selection(partners: [String]) throws(Problem) -> BalanceSelection {
        let key = SelectionCache.Key(
            filter: filter(partners: partners), periods: try periods(), bases: requestedBases)
        return selections.selection(key) {
            let all = dataset.balances(key.filter, key.periods)
            let choice = BasisChoice(all.map(\.seriesRecord), order: store.bases, requested: key.bases)
            return BalanceSelection(
                key.filter, key.periods,
                choice.chosen.map { ServedBalance(balance: all[$0.index], otherBases: $0.otherBases) },
                bases: BasisNote.all(choice, isRequested: key.bases != nil))
        }
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

    /// The filter of one type and category, on all bases.
    func filter(_ type: TradeType, _ category: CategoryChoice, partners: [String] = []) -> Filter {
        var filter = Filter()
        filter.partners = partners
        filter.types = [type]
        filter.classifications = [category.classification]
        filter.categories = [category.category]
        return filter
    }

    /// The balances of partners, not of groups, of one type and category in one period: the requested period, or the latest in which
    /// the partners make up at least 95 percent of the total, or the latest with figures.
    /// - Parameter isUsable: whether a default period can be used; if no period can, the latest with figures is returned.
    func rankingPeriod(
        _ type: TradeType, _ category: CategoryChoice, _ flow: Measure, _ periods: PeriodSelection,
        where isUsable: (RankingPeriod) -> Bool = { _ in true }
    ) -> RankingPeriod? {
        let (filter, basis) = (filter(type, category), self[.oneBasis])
        func found(_ period: Period) -> RankingPeriod? {
            rankingPeriod(period, filter, periods, basis: basis, flow)
        }
        if let single = periods.single { return found(single) }
        // A requested year is used even if another year has more partners.
        if periods.spans == .periods(.year), let year = periods.years.first?.lowerBound,
            let found = Period(year: year).flatMap(found)
        {
            return found
        }
        var ofWorld = filter
        ofWorld.partners = [RelatedBalances.world]
        ofWorld.bases = self[.oneBasis].map { [$0] } ?? []
        if periods.isOpen {
            let key = SelectionCache.RankingKey(filter: filter, periods: periods, basis: basis, flow: flow)
            let latest = selections.ranking(key) {
                RankingPeriod.latest(
                    dataset.balances(ofWorld, periods).map(\.period), basis: basis, flow, dataset,
                    dataset.related(periods)
                ) { partnerBalances(filter, periods.only($0)) }
            }
            if let latest, isUsable(latest) { return latest }
        }
        let all = Set(
            partnerBalances(filter, periods).filter {
                $0.value(flow) != nil && self[.oneBasis] ?? $0.basis == $0.basis
            }
            .map(\.period))
        let whole = all.filter { $0.kind != .yearToDate }
        let candidates = (whole.isEmpty ? all : whole).sorted(by: >).lazy.compactMap(found)
        return candidates.first(where: isUsable) ?? candidates.first
    }

    /// The balances of partners in one period.
    /// - Parameter basis: nil for the basis that covers most partners.
    func rankingPeriod(
        _ period: Period, _ filter: Filter, _ periods: PeriodSelection, basis: String?, _ flow: Measure
    ) -> RankingPeriod? {
        let selection = periods.only(period)
        let key = SelectionCache.RankingKey(filter: filter, periods: selection, basis: basis, flow: flow)
        return selections.ranking(key) {
            RankingPeriod(
                period, partnerBalances(filter, selection), basis: basis, flow, dataset, dataset.related(selection))
        }
    }

    /// The requested period, or the latest with figures of the chosen partners or groups; for all partners, the period of a ranking.
    func period(
        of choice: PartnerChoice, _ type: TradeType, _ category: CategoryChoice, _ periods: PeriodSelection
    ) -> RankingPeriod? {
        guard let codes = choice.codes else { return rankingPeriod(type, category, .totalTrade, periods) }
        guard !codes.isEmpty else { return nil }
        let all = dataset.balances(filter(type, category, partners: codes.sorted()), periods).filter {
            $0.value(.totalTrade) != nil && $0.period.kind != .years && self[.oneBasis] ?? $0.basis == $0.basis
        }
        let known = all.map(\.period)
        let period = periods.single ?? known.filter { $0.kind != .yearToDate }.max() ?? known.max()
        return period.flatMap { period in
            RankingPeriod(
                period, all, basis: self[.oneBasis], .totalTrade, dataset, dataset.related(periods.only(period)))
        }
    }

    /// The balances of partners, not of groups. Each period is as of the release of its figure for all countries: later releases of
    /// only some partners would not add up to it.
    func partnerBalances(_ filter: Filter, _ periods: PeriodSelection) -> [Balance] {
        var ofWorld = filter
        ofWorld.partners = [RelatedBalances.world]
        var days: [Period: CalendarDate] = [:]
        for world in dataset.balances(ofWorld, periods) {
            var rows: [Int] = []
            world.rows.forEach { rows.append($0) }
            guard let day = releaseDay(rows, asOf: periods.asOf) else { continue }
            days[world.period] = max(days[world.period] ?? day, day)
        }
        // A period without a figure for all countries is as of the latest release.
        let hasOthers = periods.single.map { days[$0] == nil } ?? true
        return ((hasOthers ? [nil] : []) + Set(days.values).sorted()).flatMap { (day: CalendarDate?) in
            var known = periods
            if let day {
                known = known.asOf(day)
                known.years = []
                known.ranges = days.filter { $0.value == day }.keys.sorted().reduce(into: [PeriodRange]()) {
                    ranges, period in
                    if let last = ranges.last, last.months.upperBound + 1 == period.months.lowerBound {
                        ranges[ranges.count - 1] = PeriodRange(
                            months: last.months.lowerBound...period.months.upperBound)
                    } else {
                        ranges.append(PeriodRange(months: period.months))
                    }
                }
            }
            return dataset.balances(filter, known).filter {
                days[$0.period] == day && codes.isPartner($0.partner)
            }
        }
    }

    /// The day of the latest release that gives some figures.
    /// - Parameter asOf: the last day of the releases that count; nil for all.
    func releaseDay(_ rows: [Int], asOf: CalendarDate?) -> CalendarDate? {
        rows.compactMap { store.releases[store.lastReleaseNumber($0, asOf: asOf)].date }.max()
    }

    // MARK: empty lists

    /// The reason for an empty list although all codes of the filter exist.
    func whyEmpty(_ filter: Filter, _ periods: PeriodSelection) -> String {
        let withoutFigures = filter.partners.filter { !store.partners.contains($0) }
        if let reporter = withoutFigures.first(where: store.reporters.contains), filter.partners.count == 1 {
            return "\(reporter) is the reporter of the figures; WLD is its trade with all countries."
        }
        if !withoutFigures.isEmpty, withoutFigures.count == filter.partners.count {
            return "The sources give no figures for \(withoutFigures.joined(separator: ", ")); "
                + "/v1/partners?has_data=true lists the partners with figures."
        }
        var wider = periods
        (wider.years, wider.ranges, wider.single) = ([], [], nil)
        let known = Set(dataset.balances(filter, wider).map(\.period)).sorted()
        if let window = periods.window, !known.isEmpty {
            var months = periods
            months.spans = .periods(.month)
            if !dataset.balances(filter, months).isEmpty {
                return "No release has all \(window) months of these windows, and months of two releases are not "
                    + "added; there are sums for \(Request.list(known))."
            }
        }
        if let contradiction = periods.contradiction { return contradiction }
        if case .periods(let frequency) = periods.spans, !periods.ranges.isEmpty,
            !periods.ranges.contains(where: { $0.containsPeriod(of: frequency) })
        {
            return "No whole \(frequency.rawValue) is in 'period'."
        }
        if !known.isEmpty, !known.contains(where: periods.contains) {
            return "There are no figures for these filters in these periods, only in \(Request.list(known))."
        }
        if let day = periods.asOf {
            wider.asOf = nil
            if !dataset.balances(filter, wider).isEmpty {
                return "No figures for these filters were published by \(day)."
            }
        }
        return "The sources give no figures for this combination; /v1/partners/{code} lists the figures of a partner."
    }

    func whyEmpty(_ selection: BalanceSelection) -> String {
        var filter = selection.filter
        filter.bases = requestedBases ?? []
        return whyEmpty(filter, selection.periods)
    }

    /// Periods in a sentence.
    static func list(_ periods: [Period]) -> String {
        guard let first = periods.first, let last = periods.last, periods.count > 12 else {
            return periods.map(\.code).joined(separator: ", ")
        }
        return "\(periods.count) periods from \(first.code) to \(last.code)"
    }

    /// The reason for an empty selection of one type and category.
    func whyEmpty(
        _ choice: PartnerChoice, _ type: TradeType, _ category: CategoryChoice, _ periods: PeriodSelection
    ) -> String {
        if let reason = choice.emptyReason { return reason }
        var filter = filter(type, category, partners: choice.codes?.sorted() ?? [])
        filter.bases = self[.oneBasis].map { [$0] } ?? []
        return whyEmpty(filter, periods)
    }
}

/// The partners that a request selects.
struct PartnerChoice {
    /// Nil for all partners, without groups.
    let codes: Set<String>?
    /// The reason for an empty choice.
    let emptyReason: String?

    /// Groups are selected only by their own code.
    func contains(_ code: String, _ codes: CodeLists) -> Bool {
        self.codes?.contains(code) ?? codes.isPartner(code)
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
