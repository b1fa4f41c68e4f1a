// The period, basis and partners of a ranking.

import Arithmetic
import Dataset

/// A period with its basis and the balances of its partners.
public struct RankingPeriod: Sendable {
    public let period: Period
    /// The basis that covers most partners.
    public let basis: String
    /// The number of partners on each basis, in order of preference.
    public let partners: [BasisCount]
    /// The balances of the partners on this basis.
    public let balances: [Balance]
    public let coverage: Coverage

    /// - Parameters:
    ///   - candidates: balances of partners, not of groups, of one type and category.
    ///   - basis: nil for the basis that covers most partners.
    /// - Returns: nil if no partner has a figure in the period.
    public init?(
        _ period: Period, _ candidates: [Balance], basis: String? = nil, _ flow: Measure, _ dataset: Dataset,
        _ related: RelatedBalances
    ) {
        let inPeriod = candidates.filter { $0.period == period }
        guard let basis = basis ?? Balance.broadestBasis(inPeriod, dataset) else { return nil }
        let balances = inPeriod.filter { $0.basis == basis }
        guard balances.contains(where: { $0.value(flow) != nil }) else { return nil }
        (self.period, self.basis, self.balances) = (period, basis, balances)
        partners = dataset.store.bases.compactMap { basis in
            let count = inPeriod.count { $0.basis == basis }
            return count > 0 ? BasisCount(basis: basis, count: count) : nil
        }
        coverage = Coverage(balances, flow, related)
    }

    /// The latest period in which the listed partners make up at least 95 percent of the published total; nil if none does. A
    /// year to date is used only if there is no other period.
    /// - Parameters:
    ///   - periods: the periods of the figures for all countries.
    ///   - candidates: the balances of partners in a period.
    public static func latest(
        _ periods: [Period], basis: String? = nil, _ flow: Measure, _ dataset: Dataset, _ related: RelatedBalances,
        candidates: (Period) -> [Balance]
    ) -> RankingPeriod? {
        let whole = periods.filter { $0.kind != .yearToDate }
        for period in Set(whole.isEmpty ? periods : whole).sorted(by: >) {
            let found = RankingPeriod(period, candidates(period), basis: basis, flow, dataset, related)
            if let found, found.coverage.isBroad { return found }
        }
        return nil
    }
}
