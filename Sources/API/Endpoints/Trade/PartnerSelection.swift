// The balances of one partner or group that a request selects.

import Analytics
import Dataset

struct PartnerSelection {
    let chosen: [Balance]
    /// The chosen balances in all periods; those of all areas where they are compared.
    let all: [Balance]
    /// The balances to compare with.
    let index: RelatedBalances
    /// The filter of the chosen balances.
    let filter: Filter

    /// - Parameter withOthers: whether `all` contains the other partners and groups.
    init(_ area: String, withOthers: Bool = false, _ request: Request) {
        filter = request.filter(partners: [area])
        let years = filter.years
        var wider = filter
        wider.years = []
        if withOthers { wider.partners = [] }
        all = request.dataset.balances(wider)
        let chosen = all.filter { balance in
            balance.partner == area
                && (years.isEmpty
                    || years.contains { $0.contains(balance.period.firstYear) && $0.contains(balance.period.lastYear) })
        }
        self.chosen =
            request.usesPreferredBasis
            ? BasisChoice(chosen, order: request.dataset.store.bases).balances : chosen
        index = RelatedBalances(request.dataset)
    }
}
