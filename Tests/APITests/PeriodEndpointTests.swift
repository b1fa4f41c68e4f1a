// Periods and releases of a monthly series: sums of months, windows, years to date, growth, revisions and crossings.
import HTTP
import Testing

@testable import API

@Suite("Periods of a monthly series")
struct PeriodEndpointTests {
    @Test("a year is the sum of its twelve months, and an incomplete year is a year to date")
    func years() throws {
        #expect(
            try client.rows(
                "/v1/partners/MEX/balance?type=goods&basis=monthly&fields=period,year,exports,imports,months") == [
                    "2022 2022 132 240 12", "2023 2023 144 288 12", "2024 2024 156 312 12", "2025-YTD04 - 60 120 4",
                ])
    }

    @Test("a quarter is the sum of three months")
    func quarters() throws {
        // 10, 11, 12 and 13 a month.
        let target = "/v1/partners/CAN/balance?type=goods&frequency=quarter&period=2024&fields=period,exports,months"
        #expect(try client.rows(target) == ["2024-Q1 30 3", "2024-Q2 33 3", "2024-Q3 36 3", "2024-Q4 39 3"])
        #expect(
            try client.rows("/v1/partners/CAN/balance?period=2024-Q2&fields=period,exports,months") == ["2024-Q2 33 3"])
    }

    @Test("a period of months lists months, and flows give the same figures as balances")
    func months() throws {
        let query = "?period=2024-03..2024-04&type=goods"
        #expect(
            try client.rows("/v1/partners/CAN/balance\(query)&fields=period,exports,imports,months") == [
                "2024-03 10 15 -", "2024-04 11 15 -",
            ])
        #expect(
            try client.rows("/v1/partners/CAN/flows\(query)&fields=period,flow,value,source") == [
                "2024-03 exports 10 stats-2025", "2024-03 imports 15 stats-2025", "2024-04 exports 11 stats-2025",
                "2024-04 imports 15 stats-2025",
            ])
        #expect(
            try client.rows("/v1/partners/CAN/flows?year=2024&fields=flow,value,months,cell") == [
                "exports 138 12 stats-2025-sum-CAN-2024-goods-total-total-exports",
                "imports 180 12 stats-2025-sum-CAN-2024-goods-total-total-imports",
            ])
    }

    @Test("a window is the sum of the months up to its last")
    func windows() throws {
        // Eight months of 2024 and four of 2025: 8 x 26 + 4 x 30 imports, 8 x 13 + 4 x 15 exports of Mexico.
        #expect(
            try client.rows("/v1/partners/MEX/balance?window=12&period=2025-04&fields=period,exports,imports,months")
                == ["2025-04 164 328 12"])
        #expect(
            try client.rows(
                "/v1/compare?metric=tdr&partner=MEX,CHN&window=12&period=2024-12&fields=partner,value,months")
                == ["CHN 3.0000 12", "MEX 1.0000 12"])
    }

    @Test("years to date are compared over the same months")
    func yearToDate() throws {
        #expect(
            try client.rows("/v1/partners/MEX/balance?ytd=true&period=2024..2025&fields=period,imports") == [
                "2024-YTD04 104", "2025-YTD04 120",
            ])
        // 120 / 104 - 1.
        #expect(
            try client.rows(
                "/v1/partners/MEX/growth?period=2025-YTD04&flow=imports"
                    + "&fields=period,previous_period,value,previous_value,growth")
                == ["2025-YTD04 2024-YTD04 120 104 0.1538"])
    }

    @Test("growth is over the year before or over the period before")
    func growth() throws {
        let target = "/v1/partners/CAN/growth?period=2024-Q2&flow=exports&fields=previous_period,growth&over="
        // 33 / 45 - 1 and 33 / 30 - 1.
        #expect(try client.rows(target + "year") == ["2023-Q2 -0.2667"])
        #expect(try client.rows(target + "previous") == ["2024-Q1 0.1000"])
    }

    @Test("as of a day, figures are those of the releases up to that day")
    func asOf() throws {
        let target = "/v1/partners/MEX/balance?year=2022&type=goods&basis=monthly&fields=exports,source,released"
        #expect(try client.rows(target) == ["132 stats-2025 2025-06-05"])
        #expect(try client.rows(target + "&as_of=2024-05-01") == ["120 stats-2024 2024-03-08"])
        #expect(try client.rows(target + "&as_of=2024-03-07") == [])
        #expect(
            try client.get(target + "&as_of=2024-03-07").meta()["reason"]?.text
                == "No figures for these filters were published by 2024-03-07.")
    }

    @Test("a sum of months is one figure, whose id names the months")
    func cells() throws {
        let id = "stats-2025-sum-MEX-2022-07..2023-06-goods-total-total-exports"
        let target = "/v1/partners/MEX/balance?period=2023-06&window=12&fields=cells"
        #expect(try client.get(target).data()[0]?["cells"]?["exports"] == .string(id))
        let tdr = try client.get("/v1/partners/MEX/tdr?period=2023-06&window=12&fields=cells").data()[0]
        #expect(tdr?["cells"]?.strings == [id, id.replacing("exports", with: "imports")])
        #expect(client.problem("/v1/cells/\(id)") == nil)
    }

    @Test(
        "contradictory parameters are refused with the rule",
        arguments: [
            ("/v1/partners/MEX/balance?window=12&ytd=true", "window"),
            ("/v1/partners/MEX/growth?window=12&frequency=quarter", "frequency"),
            ("/v1/rankings/tdr?ytd=true&frequency=month", "frequency"),
            ("/v1/partners/MEX/balance?period=2026-YTD04&frequency=month", "frequency"),
            ("/v1/partners/MEX/balance?period=2023-Q2&frequency=year", "frequency"),
            ("/v1/rankings/tdr?window=12&period=2023", "period"), ("/v1/rankings/tdr?year=2023&period=2022", "period"),
            ("/v1/partners/MEX/flows?period=2025-YTD04,2026-YTD03", "period"),
        ])
    func conflicts(_ target: String, _ parameter: String) throws {
        let problem = try #require(client.problem(target))
        #expect(problem.status == .unprocessableContent && problem.kind == "conflicting-parameters")
        #expect(problem.parameter == parameter && !problem.detail.isEmpty)
    }

    @Test(
        "a period of another form is refused with the nearest valid one",
        arguments: [
            ("2021-2023", "2021..2023"), ("2023Q2", "2023-Q2"), ("2024-7", "2024-07"), ("2023-01-15", "2023-01"),
            ("2023-01-2023-06", "2023-01..2023-06"), ("2023-13", nil), ("soon", nil),
        ] as [(String, String?)])
    func suggestions(_ text: String, _ suggestion: String?) throws {
        let problem = try #require(client.problem("/v1/partners/MEX/balance?period=\(text)"))
        #expect(problem.status == .badRequest && problem.parameter == "period" && problem.suggestion == suggestion)
        #expect(problem.detail.contains("2023-Q2"))
    }

}

@Suite("Bases of a monthly series")
struct SeriesBasisTests {
    @Test("figures of a type are on one basis, which meta explains, with the other bases and their links")
    func oneBasis() throws {
        let target = "/v1/partners/CHN/balance?type=goods&fields=period,basis,other_bases"
        let answer = try client.get(target)
        #expect(
            try client.rows(target) == [
                "2022 monthly report|report-kinds", "2023 monthly report|report-kinds", "2024 monthly ",
                "2025-YTD04 monthly ",
            ])
        let basis = try #require(try answer.meta()["basis"]?[0])
        #expect(basis["id"] == .string("monthly") && basis["reason"]?.text == "It has the most requested periods.")
        #expect(basis["others"]?.values.map { $0["id"]?.text } == ["report", "report-kinds"])
        let link = try #require(basis["others"]?[1]?["link"]?.text)
        #expect(link == target + "&basis=report-kinds")
        #expect(try client.rows(link).allSatisfy { $0.contains(" report-kinds ") })
    }

    @Test("of bases with equally many of the requested periods, the first in bases.csv is chosen")
    func preference() throws {
        let answer = try client.get("/v1/partners/MEX/balance?year=2023&type=goods")
        #expect(try answer.data()[0]?["other_bases"]?.strings == ["report-kinds", "monthly"])
        #expect(try answer.meta()["basis"]?.values.map { $0["id"]?.text } == ["report"])
    }

    @Test("figures of two types are on two bases, and meta lists both")
    func severalBases() throws {
        let basis = try client.get("/v1/partners/MEX/balance").meta()["basis"]
        #expect(basis?.values.compactMap { $0["id"]?.text } == ["monthly", "report-services"])
        #expect(basis?.values.map { $0["types"]?.strings } == [["goods"], ["services"]])
    }

    @Test("every flow of a partner is on the basis of its series", arguments: ["MEX", "CHN", "WLD", "DEU"])
    func flows(_ partner: String) throws {
        let rows = try client.rows("/v1/partners/\(partner)/flows?fields=type,classification,category,basis")
        let series = Dictionary(grouping: Set(rows)) { $0.split(separator: " ").dropLast() }
        #expect(!rows.isEmpty && series.values.allSatisfy { $0.count == 1 })
    }
}

@Suite("Releases and crossings of a monthly series")
struct SeriesReleaseTests {
    @Test("a revision has the figures of the first and the last release, and the change")
    func revision() throws {
        // Exports to Mexico of 2022 were 10 a month, then 11.
        let target = "/v1/revisions?partner=MEX&period=2022"
        let fields = "&fields=flow,first_source,first_value,source,value,change,change_percent,months"
        #expect(
            try client.rows(target + fields) == ["exports stats-2024 120 stats-2025 132 12 10.0000 12"])
        for least in ["9.9", "9.9%25"] {
            #expect(try client.rows(target + "&min_change=\(least)&fields=flow") == ["exports"])
        }
        #expect(try client.rows(target + "&min_change=10.1&fields=flow") == [])
        let releases = try client.get(target).data()[0]?["releases"]?.values.map { $0["released"]?.text }
        #expect(releases == ["2024-03-08", "2025-06-05"])
        #expect(try client.rows(target + "&as_of=2025-06-04") == [])
    }

    @Test("months are revised one by one")
    func months() throws {
        let target = "/v1/revisions?partner=MEX&period=2022-01..2022-12&flow=exports&fields=period,change"
        #expect(try client.rows(target) == (1...12).map { "2022-\($0 < 10 ? "0" : "")\($0) 1" })
    }

    @Test("a source has its day of release, the origin of that day, and its coverage")
    func sources() throws {
        let source = try client.get("/v1/sources/stats-2025").data()
        #expect(source["released"] == .string("2025-06-05") && source["date_note"] == .string("The day is made up."))
        let coverage = try #require(source["coverage"])
        #expect(coverage["first_period"] == .string("2022-01") && coverage["last_period"] == .string("2025-04"))
        #expect(try client.get("/v1/sources/agreement").data()["coverage"] == .null)
    }

    @Test("two partners cross in the month in which the larger one changes")
    func crossing() throws {
        // Imports from Mexico are 20, 24, 26 and 30 a month, those from China 25, 25, 20 and 15.
        let target = "/v1/crossings?partner=MEX&with=CHN&flow=imports&fields=from,to,direction,last,until"
        #expect(try client.rows(target + "&frequency=month") == ["2023-12 2024-01 rise true 2025-04"])
        // Over twelve months: 4 x 1 more a month in 2023 is caught up by 6 more a month in 2024.
        #expect(try client.rows(target + "&window=12") == ["2024-01 2024-02 rise true 2025-04"])
    }

    @Test("a balance that changed its sign is listed with both values")
    func signs() throws {
        // Canada: 180 - 120 in 2022, 138 - 180 in 2024.
        #expect(
            try client.rows("/v1/crossings?year=2022,2024&basis=monthly&fields=partner,value_from,value_to") == [
                "CAN 60 -42"
            ])
        let problem = try #require(client.problem("/v1/crossings?partner=MEX&flow=imports"))
        #expect(problem.parameter == "flow" && problem.status == .unprocessableContent)
    }

    @Test("a ranking says which share of the total its partners make up")
    func coverage() throws {
        let whole = try client.get("/v1/rankings/tdr").meta()
        #expect(whole["period"] == .string("2024") && whole["basis"]?[0]?["id"] == .string("monthly"))
        #expect(whole["partners_listed"] == .number("3") && whole["partners_ranked"] == .number("3"))
        #expect(whole["share_of_world"] == .number("1.0000") && whole["not_listed"] == .number("0"))
        // 400 + 400 + 300 + 200 + 100 of 2,000 million.
        let part = try client.get("/v1/rankings/total_trade?year=2022").meta()
        #expect(part["partners_listed"] == .number("5") && part["share_of_world"] == .number("0.7000"))
        #expect(part["not_listed"] == .number("600"))
    }

    @Test("a ranking compares the largest partners, unless it asks for others")
    func among() throws {
        func partners(_ query: String) throws -> [String?] {
            try client.column("partner", "/v1/rankings/total_trade?year=2023" + query)
        }
        // Total trade of 500, 450, 500, 300 and 250 million.
        #expect(try partners("") == ["CHN", "MEX", "CAN", "DEU", "KOR"])
        #expect(
            try partners("&among=top3") == ["CHN", "MEX", "CAN"] && partners("&among=3") == partners("&among=top3"))
        #expect(try partners("&min_trade=300") == ["CHN", "MEX", "CAN", "DEU"])
        #expect(try partners("&among=top3&partner=DEU,KOR") == ["DEU", "KOR"] && partners("&among=all").count == 5)
        let problem = try #require(client.problem("/v1/rankings/tdr?among=few"))
        #expect(problem.detail.contains("top30") && problem.parameter == "among")
    }
}
