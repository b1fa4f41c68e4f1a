// Periods, bases, releases and rankings over the Census Bureau's monthly series. The figures were computed from the source files by
// other code (Tests/Integration/census.py).
import Dataset
import HTTP
import Testing

@Suite("Periods of the Census series")
struct CensusPeriodTests {
    @Test("Mexico's deficit by year since NAFTA is one series of sums of twelve months")
    func years() throws {
        let rows = try client.rows(
            "/v1/partners/MEX/balance?year=1994..2024&type=goods&unit=usd&fields=period,balance,basis,months")
        #expect(rows.count == 31)
        #expect(rows.first == "1994 1349800000 census 12")
        #expect(rows.contains("2008 -64721562471 census 12") && rows.contains("2022 -124998843068 census 12"))
        #expect(rows.last == "2024 -171491244175 census 12")
    }

    @Test("exports to the EU by quarter are sums of three months")
    func quarters() throws {
        let target = "/v1/partners/EU/balance?frequency=quarter&period=2023..2024&unit=usd&fields=period,exports,months"
        #expect(
            try client.rows(target) == [
                "2023-Q1 93340403177 3", "2023-Q2 91478636373 3", "2023-Q3 91981459463 3", "2023-Q4 91629467590 3",
                "2024-Q1 92821804555 3", "2024-Q2 92132203928 3", "2024-Q3 92767974684 3", "2024-Q4 92067347494 3",
            ])
        #expect(
            try client.rows("/v1/partners/EU/balance?period=2024-Q2&unit=usd&fields=period,exports,months") == [
                "2024-Q2 92132203928 3"
            ])
    }

    @Test("a period of months lists months, and flows give the same figures as balances")
    func months() throws {
        let query = "?period=2022-11..2022-12&type=goods&unit=usd"
        #expect(
            try client.rows("/v1/partners/MEX/balance\(query)&fields=period,exports,imports,months") == [
                "2022-11 25705790011 36638794268 -", "2022-12 24633923407 35815845443 -",
            ])
        #expect(
            try client.rows("/v1/partners/MEX/flows\(query)&fields=period,flow,value,source") == [
                "2022-11 exports 25705790011 census-2025-06", "2022-11 imports 36638794268 census-2025-06",
                "2022-12 exports 24633923407 census-2025-06", "2022-12 imports 35815845443 census-2025-06",
            ])
        #expect(
            try client.rows("/v1/partners/MEX/flows?year=2010&unit=usd&fields=period,flow,value,months,cell") == [
                "2010 exports 163664645537 12 census-2023-03-sum-MEX-2010-goods-total-total-exports",
                "2010 imports 229985623006 12 census-2023-03-sum-MEX-2010-goods-total-total-imports",
            ])
    }

    @Test("the twelve-month TDR of Mexico, Canada and China, each from one release")
    func windows() throws {
        let rows = try client.rows(
            "/v1/compare?metric=tdr&partner=MEX,CAN,CHN&window=12&period=2024-12&decimals=10&fields=partner,period,value,months"
        )
        // (505523174525 - 334031930350) / 334031930350 and so on.
        #expect(
            rows == [
                "CAN 2024-12 0.1771279969 12", "CHN 2024-12 2.0632685585 12", "MEX 2024-12 0.5133977581 12",
            ])
    }

    @Test("an incomplete year is a year to date, and its growth is over the same months of the year before")
    func yearToDate() throws {
        #expect(
            try client.rows("/v1/partners/CHN/balance?year=2026&type=goods&fields=period,year,exports,months")
                == [
                    "2026-YTD04 - 36773.8 4"
                ])
        // 80661.7 / 128268.2 - 1, from the months of the source file.
        #expect(
            try client.rows(
                "/v1/partners/CHN/growth?period=2026-YTD04&flow=imports&fields=period,previous_period,value,previous_value,growth"
            ) == ["2026-YTD04 2025-YTD04 80661.7 128268.2 -0.3711"])
        #expect(
            try client.rows("/v1/partners/CHN/balance?ytd=true&period=2025..2026&fields=period,imports") == [
                "2025-YTD04 128268.2", "2026-YTD04 80661.7",
            ])
    }

    @Test("flows list the published figures of a year to date beside the sums of months")
    func publishedYearToDate() throws {
        let target = "/v1/partners/MEX/flows?classification=all&ytd=true&fields=period,category,flow,value,months"
        #expect(
            try client.rows(target).filter { !$0.contains(" total ") } == [
                "2025-YTD06 information-communications imports 47800 -",
                "2025-YTD06 information-communications balance -27900 -",
            ])
    }

    @Test("a range of years to date lists the same months of each year")
    func yearsToDate() throws {
        #expect(
            try client.rows("/v1/partners/CHN/balance?period=2024-YTD04..2026-YTD04&fields=period,exports,months") == [
                "2024-YTD04 48335.930856 4", "2025-YTD04 39904.9 4", "2026-YTD04 36773.8 4",
            ])
        for range in ["2024-YTD04..2026-YTD05", "2024-YTD04..", "2024-YTD04..2026"] {
            #expect(client.problem("/v1/partners/CHN/balance?period=\(range)")?.status == .badRequest)
        }
        let problem = client.problem("/v1/partners/CHN/balance?period=2024-YTD04..2026-YTD05")
        #expect(problem?.suggestion == "2024-YTD05..2026-YTD05")
    }

    @Test(
        "a range lists the periods from the start of the first to the end of the last, of the shorter length",
        arguments: [
            ("2024-Q1..2024-06", "2024-01", "2024-06", 6), ("2024-Q1..2024-02", "2024-01", "2024-02", 2),
            ("2024..2024-Q2", "2024-Q1", "2024-Q2", 2), ("2024-06..2024-Q1", "2024-01", "2024-06", 6),
            ("2024-11..2024", "2024-11", "2024-12", 2), ("2023-Q4..2024-02", "2023-10", "2024-02", 5),
        ])
    func mixedRange(_ range: String, _ first: String, _ last: String, _ count: Int) throws {
        let periods = try client.rows("/v1/partners/MEX/balance?type=goods&period=\(range)&fields=period")
        #expect(periods.first == first && periods.last == last && periods.count == count)
    }

    @Test("a period that is longer than the frequency of a ranking selects the latest period in it")
    func periodOfRanking() throws {
        #expect(
            try client.rows("/v1/rankings/tdr?period=2024-Q2&frequency=month&limit=1&fields=period") == ["2024-06"])
        #expect(
            try client.rows("/v1/rankings/tdr?period=2024&frequency=quarter&limit=1&fields=period") == ["2024-Q4"])
    }

    @Test("years to date that are compared have the same months for all partners and releases")
    func comparedYearsToDate() throws {
        // Mexico's series ends in December 2024, China's in April 2026.
        #expect(
            try client.rows(
                "/v1/compare?metric=tdr&partner=MEX,CHN&ytd=true&year=2024..2026&fields=partner,period,value") == [
                    "CHN 2024-YTD04 1.6724", "CHN 2025-YTD04 2.2143", "CHN 2026-YTD04 1.1935",
                    "MEX 2024-YTD04 0.4830", "MEX 2025-YTD04 -", "MEX 2026-YTD04 -",
                ])
        #expect(
            try client.rows("/v1/crossings?partner=MEX&with=CHN&flow=imports&ytd=true&last=true&fields=from,to") == [
                "2022-YTD04 2023-YTD04"
            ])
        // The first release has January of 2023, the second all months.
        #expect(
            try client.rows("/v1/revisions?partner=MEX&ytd=true&year=2022..2023&flow=exports&fields=period,change") == [
                "2022-YTD12 2638.260146"
            ])
    }

    @Test("growth is over the year before or over the period before")
    func growth() throws {
        let target = "/v1/partners/EU/growth?period=2024-Q2&flow=exports&decimals=6&fields=previous_period,growth&over="
        // 92132203928 / 91478636373 - 1 and 92132203928 / 92821804555 - 1.
        #expect(try client.rows(target + "year") == ["2023-Q2 0.007144"])
        #expect(try client.rows(target + "previous") == ["2024-Q1 -0.007429"])
    }

    @Test("growth compares figures of one release if a release gives both")
    func growthOfOneRelease() throws {
        // census-2026-06 has November and not December of 2024: 12452257277 / 12077982858 - 1.
        let target = "/v1/partners/JPN/growth?over=previous&flow=imports&fields=growth,source,previous_source&period="
        #expect(try client.rows(target + "2024-12") == ["0.0310 census-2025-06 census-2025-06"])
        #expect(try client.rows(target + "2025-01").first?.hasSuffix("census-2026-06 census-2025-06") == true)
    }

    @Test("the compound rate of an incomplete year starts with the same months of an earlier year")
    func compoundRateOfYearToDate() throws {
        #expect(
            try client.rows("/v1/partners/CHN/growth?year=2026&from=2024&flow=imports&fields=period,cagr_from") == [
                "2026-YTD04 2024-YTD04"
            ])
    }

    @Test("shares of a sum change among the partners of the later sum")
    func sharesOfSum() throws {
        // Eleven partners in 2025. Mexico's share of their sum in 2025 less its share of their sum in 2024.
        let target = "&type=goods&unit=usd&fields=partner,imports"
        func share(_ year: Int, _ partners: String) throws -> Double {
            let rows = try client.rows("/v1/balances?basis=census&year=\(year)&partner=\(partners)\(target)")
            let amounts = Dictionary(
                uniqueKeysWithValues: rows.map { row in
                    let fields = row.split(separator: " ")
                    return (String(fields[0]), Double(fields[1]) ?? 0)
                })
            return 100 * (amounts["MEX"] ?? 0) / amounts.values.reduce(0, +)
        }
        let partners = try client.rows("/v1/rankings/imports?year=2025&fields=partner")
        #expect(partners.count == 11)
        let codes = partners.joined(separator: ",")
        let served = try client.rows(
            "/v1/partners/MEX/shares?year=2025&of=sum&flow=imports&fields=share_change_points")
        let change = try #require(served.first.flatMap { Double($0) })
        // The years before 2025 are of the release of their world total.
        #expect(abs(change - (try share(2025, codes) - share(2024, codes + "&as_of=2025-12-31"))) < 0.0001)
    }

    @Test("growth and crossings of a group note that its members changed")
    func members() throws {
        for target in ["partners/EU/growth?year=2018&flow=exports", "crossings?partner=EU&with=CHN&flow=imports"] {
            let rows = try client.rows("/v1/\(target)&fields=note")
            #expect(!rows.isEmpty && rows.allSatisfy { $0.contains("27 without the United Kingdom from 2018 on") })
        }
        #expect(try client.rows("/v1/partners/MEX/growth?year=2018&flow=exports&fields=note") == ["-"])
    }

    @Test("crossings of one period, and of a partner with itself, give the reason")
    func noCrossing() throws {
        let meta = try client.get("/v1/crossings?partner=MEX&year=2024").meta()
        #expect(try #require(meta["reason"]?.text).contains("between two periods"))
        #expect(client.problem("/v1/crossings?partner=MEX&with=MEX&flow=imports")?.parameter == "with")
    }

    @Test("an empty list names the parameter that excludes all figures")
    func emptyReasons() throws {
        for (target, reason) in [
            ("rankings/tdr?min_trade=99999999999", "No partner has the total trade of 'min_trade' in these periods."),
            ("concentration?flow=imports&as_of=2000-01-01", "were published by 2000-01-01."),
            ("partners/CHN/balance?period=2024-06&year=2023", "No period is in both 'year' and 'period'."),
            ("partners/MEX/balance?period=2024-01..2024-06&frequency=year", "No whole year is in 'period'."),
            ("intra-industry?partner=CHN&classification=total", "The classification 'total' has no categories"),
            ("concentration?period=2023&year=2022", "No period is in both 'year' and 'period'."),
            ("concentration?type=services&basis=census&year=2022", "The sources give no figures by partner"),
            ("rankings/tdr?basis=bea-partner&year=2018", "The sources give no figures for this combination"),
            ("partners/MEX/balance?period=2023-H1", "No whole year is in 'period'."),
        ] {
            let meta = try client.get("/v1/" + target).meta()
            #expect(try #require(meta["reason"]?.text).contains(reason), "\(target)")
        }
        #expect(client.problem("/v1/rankings/tdr?min_trade=-1")?.parameter == "min_trade")
        #expect(
            try client.rows("/v1/partners/CHN/growth?flow=exports&from=2030&year=2024&fields=cagr_reason") == [
                "The rate starts in 2030, which is not before 2024."
            ])
    }

    @Test("the note on a former country says until when it has figures")
    func formerCountry() throws {
        let data = try client.get("/v1/partners/ANT").json()["data"]
        #expect(data?["existed"]?.text == "../2010")
        #expect(try #require(data?["note"]?.text).contains("April 2011"))
    }

    @Test("a sum over months of two releases is of the later one, which published the others again")
    func releaseOfWindow() throws {
        let query = "?window=36&period=2022-11&type=goods&unit=usd"
        for (day, figure) in [
            ("", "188510553228 census-2025-06 2025-06-05"),
            ("&as_of=2024-01-01", "187869672848 census-2023-03 2023-03-08"),
        ] {
            #expect(
                try client.rows("/v1/partners/KOR/balance\(query)\(day)&fields=exports,source,released") == [figure])
            #expect(
                try client.rows("/v1/partners/KOR/flows\(query)\(day)&flow=exports&fields=value,source,released") == [
                    figure
                ])
        }
    }

    @Test("a window whose months no release has gives the reason")
    func windowWithGap() throws {
        #expect(
            try client.rows("/v1/partners/CHN/growth?window=12&period=2026-01&flow=imports&fields=reason") == [
                "The sources give no figure for all 12 months to 2025-01 on the basis census."
            ])
        let meta = try client.get("/v1/partners/CHN/balance?window=12&period=2025-06").meta()
        #expect(try #require(meta["reason"]?.text).contains("No release has all 12 months of these windows"))
    }

    @Test("a figure that agrees with the one before it within their rounding is no revision")
    func rounding() throws {
        // 105,977.9 is the sum of twelve rounded months, 105,977.8 the year as printed later.
        #expect(try client.rows("/v1/revisions?partner=CHN,DEU,JPN,TWN,KOR&year=2025&fields=partner").isEmpty)
    }

    @Test("the period of a ranking can be an incomplete year")
    func incompleteYear() throws {
        for metric in ["tdr", "balance"] {
            let target = "/v1/rankings/\(metric)?fields=partner,period,rank&"
            let rows = try client.rows(target + "period=2026")
            #expect(rows.count == 5 && rows.allSatisfy { $0.contains("2026-YTD04") })
            #expect(try client.rows(target + "year=2026") == rows)
        }
    }

    @Test("a ranking refuses a group, which is no partner")
    func groupInRanking() throws {
        let problem = try #require(client.problem("/v1/rankings/tdr?partner=EU,MEX"))
        #expect(problem.status == .unprocessableContent && problem.detail.contains("EU is a group"))
    }

    @Test("as of a day, figures are those of the releases up to that day")
    func asOf() throws {
        let target =
            "/v1/partners/MEX/balance?year=2022&type=goods&basis=census&unit=usd&fields=exports,source,released"
        #expect(try client.rows(target) == ["327016123443 census-2025-06 2025-06-05"])
        #expect(try client.rows(target + "&as_of=2024-05-01") == ["324377863297 census-2023-03 2023-03-08"])
        #expect(try client.rows(target + "&as_of=2023-03-07") == [])
        let none = try client.get(target + "&as_of=2023-03-07").json()
        #expect(none["meta"]?["reason"]?.text == "No figures for these filters were published by 2023-03-07.")
    }
}

@Suite("Bases of the Census series")
struct CensusBasisTests {
    @Test("China's goods are on one basis, which meta explains, with the other bases and their links")
    func oneBasis() throws {
        let answer = try client.get("/v1/partners/CHN/balance?type=goods&fields=period,basis,other_bases").json()
        let records = try #require(answer["data"]).values
        #expect(records.count == 42 && records.allSatisfy { $0["basis"] == .string("census") })
        #expect(
            records.first { $0["period"] == .string("2022") }?["other_bases"]?.strings == [
                "bea-partner", "bea-end-use",
            ])
        let basis = try #require(answer["meta"]?["basis"]?[0])
        #expect(
            basis["id"] == .string("census") && basis["reason"]?.text == "It has the most requested periods.")
        #expect(
            basis["others"]?.values.map { $0["id"]?.text } == ["bea-partner", "bea-end-use"])
        let link = try #require(basis["others"]?[1]?["link"]?.text)
        #expect(link == "/v1/partners/CHN/balance?type=goods&fields=period,basis,other_bases&basis=bea-end-use")
        #expect(try client.rows(link).allSatisfy { $0.contains(" bea-end-use ") })
    }

    @Test("goods with Mexico in 2023 are on the report's basis, because no basis has more of the requested periods")
    func mexico() throws {
        let answer = try client.get(
            "/v1/partners/MEX/balance?year=2023&type=goods&fields=exports,imports,other_bases"
        ).json()
        #expect(
            answer["data"]?[0]?["exports"] == .number("323145") && answer["data"]?[0]?["imports"] == .number("484527"))
        #expect(answer["data"]?[0]?["other_bases"]?.strings == ["census"])
        #expect(answer["meta"]?["basis"]?.values.map { $0["id"]?.text } == ["bea-partner"])
    }
}

@Suite("Rankings of all partners")
struct CensusRankingTests {
    @Test("the ten largest deficits of the last twelve months")
    func deficits() throws {
        let rows = try client.rows(
            "/v1/rankings/balance?window=12&order=asc&limit=10&unit=usd&fields=rank,partner,balance")
        #expect(
            rows == [
                "1 CHN -295515248710", "2 MEX -171491244175", "3 VNM -123457028336", "4 IRL -86521420616",
                "5 DEU -84655956213", "6 TWN -73717632759", "7 JPN -69392117328", "8 KOR -65966862268",
                "9 CAN -61978530245", "10 IND -45801130654",
            ])
    }

    @Test(
        "the default period is the latest whose partners make up 95 percent of the total, and meta has their share")
    func coverage() throws {
        let meta = try #require(try client.get("/v1/rankings/tdr").json()["meta"])
        #expect(meta["period"] == .string("2024") && meta["basis"]?[0]?["id"] == .string("census"))
        #expect(meta["among"] == .string("top30") && meta["total"] == .number("30"))
        #expect(meta["partners_listed"] == .number("233") && meta["partners_ranked"] == .number("30"))
        #expect(meta["share_of_world"]?.text.map { $0.hasPrefix("1.0") } == true && meta["not_listed"] == .number("0"))
        #expect(meta["share_of_world_low"] == .null)
        // 3622901.4 of 5594402.0 million.
        let latest = try #require(try client.get("/v1/rankings/total_trade?year=2025").json()["meta"])
        #expect(latest["partners_listed"] == .number("11") && latest["share_of_world"] == .number("0.6476"))
        #expect(latest["not_listed"] == .number("1971500.6"))
    }

    @Test("a ranking compares the largest partners, unless it asks for others")
    func among() throws {
        func total(_ query: String) throws -> String? {
            try client.get("/v1/rankings/tdr?year=2024&limit=1" + query).json()["meta"]?["total"]?.text
        }
        #expect(try total("") == "30" && total("&among=top10") == "10" && total("&among=50") == "50")
        #expect(try total("&group=CAFTA-DR") == "6" && total("&partner=MEX,TUV") == "2")
        // Partners with exports; those without have no ratio.
        #expect(try total("&among=all") == "233")
        let large = try client.rows(
            "/v1/rankings/total_trade?year=2024&min_trade=300000&fields=partner,total_trade")
        #expect(large.map { String($0.prefix(3)) } == ["MEX", "CAN", "CHN"])
        let problem = try #require(client.problem("/v1/rankings/tdr?among=few"))
        #expect(problem.detail.contains("top30") && problem.parameter == "among")
    }

    @Test("partners of a period add up to the world total, because later releases of only some partners are not used")
    func contemporary() throws {
        #expect(
            try client.rows("/v1/rankings/imports?year=2024&partner=CHN&unit=usd&fields=imports,source") == [
                "438741998078 census-2025-06"
            ])
        #expect(
            try client.rows("/v1/partners/CHN/shares?year=2024&type=goods&flow=imports&decimals=8&fields=share")
                == [
                    "0.13431932"
                ])
        #expect(
            try client.rows("/v1/compare?metric=share&flow=imports&partner=CHN&year=2024&decimals=8&fields=value")
                == ["0.13431932"])
    }

    @Test(
        "a total that a later release published again is of that release, and so are the figures compared with it")
    func publishedAgain() throws {
        // The world of 2018 is the same in both releases; the European Union of the later one is without the United Kingdom.
        #expect(
            try client.rows("/v1/partners/EU/shares?year=2018&flow=exports&decimals=8&fields=share,source") == [
                "0.15127149 census-2025-06"
            ])
    }

    @Test("the index of concentration is exact if the list of partners is complete")
    func concentration() throws {
        let rows = try client.rows(
            "/v1/concentration?year=2000,2018,2024&flow=imports&decimals=12&fields=period,hhi,share_of_world,partners")
        #expect(
            rows == [
                "2000 0.079062302809 1.000000000000 231", "2018 0.090576420898 1.000000000000 233",
                "2024 0.072132401349 1.000000000000 233",
            ])
    }

    @Test("rankings, shares and concentration use the total of the release that lists the partners")
    func totalOfOneRelease() throws {
        // By this day a report had published a later total than the release that lists the partners.
        let day = "year=2022&as_of=2025-01-15&unit=usd&decimals=6"
        #expect(
            try client.rows("/v1/concentration?flow=imports&\(day)&fields=whole,hhi,share_of_world") == [
                "3246303852207 0.077418 1.000039"
            ])
        #expect(
            try client.rows(
                "/v1/partners/MEX/shares?type=goods&classification=total&flow=imports&basis=census&\(day)&fields=value,whole"
            )
                == ["454929951197 3246303852207"])
        let sources = try client.get("/v1/rankings/share?\(day)&limit=1").json()["meta"]?["sources"]
        #expect(sources?[0]?["id"]?.text == "census-2023-03" && sources?[1] == nil)
    }

    @Test("the rank of the year before is among the partners that the period lists")
    func previousRank() throws {
        // Eleven partners in 2025, all in 2024.
        let ranked = try client.rows("/v1/rankings/tdr?year=2025&fields=partner,previous_rank")
        let partners = ranked.compactMap { $0.split(separator: " ").first.map(String.init) }
        let before = try client.rows(
            "/v1/rankings/tdr?year=2024&as_of=2025-12-31&partner=\(partners.joined(separator: ","))&fields=partner,rank"
        )
        #expect(ranked.count == 11 && ranked.sorted() == before.sorted())
    }

    @Test("the chart of a ranking says which part of the world total is listed")
    func coverageOfChart() throws {
        let drawing = try client.text("/v1/rankings/tdr?year=2025&format=svg")
        #expect(drawing.contains("Source: census-2026-10; partners listed: 11; share of world: 0.6476"))
    }

    @Test("a figure of an earlier report that a release revised is not a repetition of it")
    func revisedCells() throws {
        #expect(
            try client.rows("/v1/partners/WLD/balance?year=2022..2023&basis=census&fields=period,also") == [
                "2022 ", "2023 ",
            ])
    }

    @Test("a comparison names the release of each figure")
    func sourcesOfComparison() throws {
        #expect(
            try client.rows("/v1/compare?metric=tdr&partner=JPN,MEX&year=2024&fields=partner,source,released") == [
                "JPN census-2026-06 2026-06-17", "MEX census-2025-06 2025-06-05",
            ])
    }

    @Test("a ranking of a group refers to its members only if the sources list them")
    func groupInRanking() throws {
        let problem = try #require(client.problem("/v1/rankings/tdr?partner=EU"))
        #expect(
            problem.detail == "A ranking compares partners, and EU is a group whose members the sources do not list.")
        #expect(try #require(client.problem("/v1/rankings/tdr?partner=USMCA")).detail.contains("group=USMCA"))
    }

    @Test("the share of the USMCA partners in all trade by year")
    func groupShare() throws {
        let rows = try client.rows(
            "/v1/partners/USMCA/shares?year=1987..2024&type=goods&flow=total-trade&decimals=10&fields=period,share")
        #expect(rows.count == 38 && rows.first == "1987 0.2510018355" && rows.last == "2024 0.3005479730")
        #expect(rows.contains("2000 0.3285370576"))
    }

    @Test("the reports' reading of a ratio is given for the partners that they name")
    func readings() throws {
        let rows = try client.rows("/v1/rankings/tdr?year=2024&partner=CAN,MEX,CHN,JPN&fields=partner,reading")
        #expect(
            rows == [
                "CHN one-way import dependency", "JPN -", "MEX balanced, co-produced", "CAN balanced, co-produced",
            ])
    }
}

@Suite("Releases and crossings of the Census series")
struct CensusReleaseTests {
    @Test("Mexico's exports of 2022 were revised by 0.8133 percent between two releases")
    func revision() throws {
        let target = "/v1/revisions?partner=MEX&period=2022&unit=usd&decimals=8"
        let fields = "&fields=flow,first_source,first_value,source,value,change,change_percent,months"
        #expect(
            try client.rows(target + fields) == [
                "exports census-2023-03 324377863297 census-2025-06 327016123443 2638260146 0.81332928 12",
                "imports census-2023-03 454929951197 census-2025-06 452014966511 -2914984686 -0.64075462 12",
            ])
        for least in ["0.7", "0.7%25"] {
            #expect(try client.rows(target + "&min_change=\(least)&fields=flow") == ["exports"])
        }
        let releases = try client.get(target).json()["data"]?[0]?["releases"]?.values.map { $0["released"]?.text }
        #expect(releases == ["2023-03-08", "2025-06-05"])
        #expect(try client.rows(target + "&as_of=2025-06-04") == [])
    }

    @Test("the percentage of a revised deficit has the sign of the change")
    func revisedDeficit() throws {
        // 324377863297 - 454929951197 and 327016123443 - 452014966511, from the source files.
        #expect(
            try client.rows(
                "/v1/revisions?partner=MEX&period=2022&flow=balance&fields=first_value,value,change_percent,months")
                == ["-130552.0879 -124998.843068 4.2537 12"])
    }

    @Test("months are revised one by one")
    func months() throws {
        let target = "/v1/revisions?partner=MEX&period=2022-01..2022-12&flow=exports&unit=usd&fields=period,change"
        let rows = try client.rows(target)
        #expect(rows.count == 12 && rows.first == "2022-01 173008345" && rows.last == "2022-12 -286787945")
    }

    @Test("the European Union of 2018 and 2019 differs by a member, which the note says")
    func definition() throws {
        let records = try #require(
            try client.get("/v1/revisions?partner=EU&flow=exports&min_change=5").json()["data"]
        ).values
        #expect(records.map { $0["period"]?.text } == ["2018", "2019"])
        #expect(records.allSatisfy { $0["note"]?.text?.contains("which is no revision") == true })
    }

    @Test("a source has its day of release, the origin of that day, and its coverage")
    func sources() throws {
        let source = try #require(try client.get("/v1/sources/census-2026-06").json()["data"])
        #expect(source["released"] == .string("2026-06-17") && source["date_note"]?.text?.contains("read") == true)
        let coverage = try #require(source["coverage"])
        #expect(coverage["partners"] == .number("5") && coverage["last_period"] == .string("2026-04"))
        let first = try client.get("/v1/sources/census-2023-03").json()["data"]?["coverage"]
        #expect(first?["first_period"] == .string("1985-01") && first?["last_period"] == .string("2023-01"))
        #expect(try client.get("/v1/sources/ustr-2025").json()["data"]?["coverage"] == .null)
    }

    @Test("imports from Mexico passed those from China in October 2023 and stayed above, over twelve months since July")
    func crossing() throws {
        let target = "/v1/crossings?partner=MEX&with=CHN&flow=imports&last=true&fields=from,to,direction,last,until"
        #expect(try client.rows(target + "&frequency=month") == ["2023-09 2023-10 rise true 2024-12"])
        #expect(try client.rows(target + "&window=12") == ["2023-06 2023-07 rise true 2024-12"])
        // Before that: February to August 2023, February and March 2020, March 2019.
        let all = try client.rows(
            "/v1/crossings?partner=MEX&with=CHN&flow=imports&period=2018-01..2024-12&fields=to,direction")
        #expect(
            all == [
                "2019-03 rise", "2019-04 fall", "2020-02 rise", "2020-04 fall", "2023-02 rise", "2023-09 fall",
                "2023-10 rise",
            ])
    }

    @Test("the balance with 43 partners changed its sign between 2014 and 2024")
    func signs() throws {
        let rows = try client.rows("/v1/crossings?year=2014,2024&unit=usd&fields=partner,value_from,value_to")
        #expect(rows.count == 43)
        #expect(rows.first == "AFG 738224771 -11276589" && rows.last == "ZMB 58452162 -54934501")
        #expect(rows.contains("GBR -776326034 11364553871") && rows.contains("SAU -28324418582 278026376"))
        let problem = try #require(client.problem("/v1/crossings?partner=MEX&flow=imports"))
        #expect(problem.parameter == "flow" && problem.status == .unprocessableContent)
    }
}
