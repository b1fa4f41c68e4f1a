// The period of a ranking that does not ask for one.

import Arithmetic
import Dataset

/// A period with its basis and the balances of its partners.
public struct RankingPeriod: Sendable {
    public let period: Period
    /// The basis that covers most partners.
    public let basis: String
    /// Of partners on this basis.
    public let balances: [Balance]
    public let coverage: Coverage

    /// - Parameters:
    ///   - candidates: balances of partners, not of groups, of one type and category.
    ///   - basis: nil for the basis that covers most partners.
    /// - Returns: nil where no partner has a figure in the period.
    public init?(
        _ period: Period, _ candidates: [Balance], basis: String? = nil, _ flow: Measure, _ dataset: Dataset,
        _ related: RelatedBalances
    ) {
        let inPeriod = candidates.filter { $0.period == period }
        guard let basis = basis ?? Balance.broadestBasis(inPeriod, dataset) else { return nil }
        let balances = inPeriod.filter { $0.basis == basis && $0.figure(flow) != nil }
        guard !balances.isEmpty else { return nil }
        (self.period, self.basis, self.balances) = (period, basis, balances)
        coverage = Coverage(balances, flow, related)
    }

    /// The latest period in which the listed partners make up at least 95 percent of the published total. Where none does, the
    /// latest period with a figure. A year to date is used only where there is no other period.
    public static func latest(
        _ candidates: [Balance], basis: String? = nil, _ flow: Measure, _ dataset: Dataset, _ related: RelatedBalances
    ) -> RankingPeriod? {
        let all = Set(candidates.map(\.period)).sorted(by: >)
        let whole = all.filter { $0.kind != .yearToDate }
        var latest: RankingPeriod?
        for period in whole.isEmpty ? all : whole {
            guard let found = RankingPeriod(period, candidates, basis: basis, flow, dataset, related) else { continue }
            if found.coverage.isBroad { return found }
            latest = latest ?? found
        }
        return latest
    }
}
