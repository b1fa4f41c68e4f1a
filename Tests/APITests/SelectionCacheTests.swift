import APITestSupport
import Dataset
import Testing

@testable import API

@Suite("Selection cache")
struct SelectionCacheTests {
    private static func key(year: Int) -> SelectionCache.Key {
        var filter = Filter()
        filter.partners = ["MEX"]
        return SelectionCache.Key(filter: filter, periods: PeriodSelection(years: [year...year]), bases: nil)
    }

    /// The number of times that a cache makes selections of these balances for these years.
    private static func makings(_ cache: SelectionCache, years: [Int], _ balances: [ServedBalance] = []) -> Int {
        var count = 0
        for year in years {
            let key = key(year: year)
            let selection = cache.selection(key) {
                count += 1
                return BalanceSelection(key.filter, key.periods, balances, bases: [])
            }
            #expect(selection.periods == key.periods && selection.balances.count == balances.count)
        }
        return count
    }

    @Test("a selection is made once for each key")
    func kept() {
        #expect(SelectionCacheTests.makings(SelectionCache(bytes: 65_536), years: [2022, 2023, 2022, 2023]) == 2)
    }

    @Test("without a response cache every selection is made anew")
    func disabled() {
        #expect(SelectionCacheTests.makings(SelectionCache(bytes: 0), years: [2022, 2022]) == 2)
    }

    @Test("a full cache is emptied, and a selection of more than a quarter of it is not kept")
    func bounds() throws {
        let balances = client.snapshot.dataset.balances(SelectionCacheTests.key(year: 2022).filter).map {
            ServedBalance(balance: $0, otherBases: [])
        }
        try #require(!balances.isEmpty)
        // A selection takes the space of one more balance, for its key.
        let cache = SelectionCache(bytes: (balances.count + 1) * 4 * 1_024)
        #expect(SelectionCacheTests.makings(cache, years: [1, 2, 3, 4, 1, 2, 3, 4], balances) == 4)
        #expect(SelectionCacheTests.makings(cache, years: [5, 1], balances) == 2)
        let small = SelectionCache(bytes: ((balances.count + 1) * 4 - 1) * 1_024)
        #expect(SelectionCacheTests.makings(small, years: [1, 1], balances) == 2)
    }

    @Test("selections without balances fill the cache too")
    func emptySelections() {
        let cache = SelectionCache(bytes: 8 * 1_024)
        #expect(SelectionCacheTests.makings(cache, years: [1, 2, 3, 4, 5, 6, 7, 8, 1, 8]) == 8)
        #expect(SelectionCacheTests.makings(cache, years: [9, 1]) == 2)
    }

    @Test("a ranking is made once for its flow, period and basis")
    func rankings() {
        let cache = SelectionCache(bytes: 65_536)
        var count = 0
        for flow in [Measure.exports, .imports, .exports] {
            let key = SelectionCache.RankingKey(filter: Filter(), periods: PeriodSelection(), basis: nil, flow: flow)
            let ranking = cache.ranking(key) {
                count += 1
                return nil
            }
            #expect(ranking == nil)
        }
        #expect(count == 2)
    }

    @Test(
        "a ranking is the same with and without the cache",
        arguments: ["rankings/tdr", "rankings/total_trade", "rankings/exports", "concentration"])
    func transparentRankings(path: String) throws {
        let service = Service(snapshot: client.snapshot, cacheBytes: 1 << 20)
        let queries = [
            "limit=1", "limit=2", "year=2023", "year=2023&limit=1", "year=2023&basis=report-kinds", "year=2022",
            "frequency=month", "as_of=2024-06-30", "type=services",
        ]
        for query in queries {
            let target = "/v1/\(path)?\(query)"
            let body = try service.get(target, at: APIClient.noon).wholeBody
            #expect(String(decoding: body, as: UTF8.self) == (try client.text(target)))
        }
    }

    @Test(
        "a response is the same with and without the cache",
        arguments: ["partners/MEX/balance", "partners/MEX/growth", "partners/MEX/shares", "balances"])
    func transparency(path: String) throws {
        let service = Service(snapshot: client.snapshot, cacheBytes: 1 << 20)
        // The second of two equal years is found in the cache.
        for query in ["year=2022", "year=2022&limit=1", "year=2022&basis=all", "year=2023", "frequency=quarter"] {
            let target = "/v1/\(path)?\(query)"
            let body = try service.get(target, at: APIClient.noon).wholeBody
            #expect(String(decoding: body, as: UTF8.self) == (try client.text(target)))
        }
    }
}
