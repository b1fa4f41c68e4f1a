// Balances and flows: one whole record byte for byte, and the figures of all others.
import Analytics
import Dataset
import TestSupport
import Testing

@testable import API

@Suite("/v1/partners/{code}/balance and /v1/balances")
struct BalanceEndpointTests {
    @Test("a record has the figures, cells and source, and the other cells with the same figures")
    func mexico() throws {
        let answer = try client.get("/v1/partners/MEX/balance?type=goods&year=2023")
        let expected = """
            [{"partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
              "classification": "total", "category": "total",
              "exports": 200, "imports": 300, "balance": -100, "total_trade": 500,
              "tdr": 0.5000, "coverage": 0.6667, "unit": "USD million", "basis": "report",
              "other_bases": ["report-kinds", "monthly"],
              "months": null, "source": "report", "released": "2024-12-31",
              "cells": {"exports": "goods-r01-c04", "imports": "goods-r01-c06",
                        "balance": "goods-r01-c02", "total_trade": "goods-r01-c08"},
              "also": ["billions-r01-c01", "billions-r01-c02"],
              "tdr_low": 0.5000, "tdr_high": 0.5000, "coverage_low": 0.6667, "coverage_high": 0.6667,
              "deficit_to_imports": 0.3333, "normalised_balance": -0.2000}]
            """
        #expect(try answer.data() == JSONText(Array(expected.utf8)))
        let meta = try answer.meta()
        #expect(
            meta["count"] == .number("1") && meta["total"] == .number("1") && meta["unit"] == .string("USD million"))
        #expect(meta["dataset"] == .string(client.snapshot.id) && meta["reason"] == nil)
        #expect(meta["sources"]?[0]?["id"] == .string("report"))
        #expect(meta["sources"]?[0]?["citation"]?.text?.contains("A made-up report, Document 1") == true)
        #expect(try answer.links()["self"] == .string("/v1/partners/MEX/balance?type=goods&year=2023"))
    }

    @Test(
        "a partner is accepted by every code and name; the response has its canonical code",
        arguments: ["mex", "Mex", "MX", "mx", "484", "Mexico", "mexico", "MEXICO", "%4dEX"])
    func spellings(spelling: String) throws {
        let expected = try client.get("/v1/partners/MEX/balance?type=goods&year=2023").data()
        #expect(try client.get("/v1/partners/\(spelling)/balance?type=goods&year=2023").data() == expected)
        #expect(try client.get("/v1/balances?partner=\(spelling)&type=goods&year=2023").data() == expected)
    }

    @Test("names of several words are accepted with %20 and with +")
    func names() throws {
        #expect(
            try client.column("partner", "/v1/balances?partner=united+kingdom,South%20Korea&year=2023") == [
                "GBR", "KOR",
            ])
        #expect(try client.column("partner", "/v1/partners/South%20Korea/balance?type=goods&year=2023") == ["KOR"])
        #expect(
            try client.column(
                "partner", "/v1/partners/People's%20Republic%20of%20China/balance?year=2023&type=goods") == ["CHN"])
    }

    @Test("by default a list has the totals of every year and type, each on one basis")
    func defaults() throws {
        #expect(
            try client.rows("/v1/partners/MEX/balance?fields=period,type,basis,classification,category") == [
                "2021 services report-services total total", "2022 goods monthly total total",
                "2022 services report-services total total", "2023 goods monthly total total",
                "2023 services report-services total total", "2024 goods monthly total total",
                "2025-YTD04 goods monthly total total",
            ])
    }

    @Test("a list has one of several bases by default, and each basis on request")
    func bases() throws {
        let china = "/v1/partners/CHN/balance?type=goods&year=2023&fields=basis,exports"
        #expect(try client.rows(china) == ["report 100"])
        #expect(try client.rows(china + "&basis=all") == ["report 100", "report-kinds 100", "monthly 60"])
        #expect(try client.rows(china + "&basis=report-kinds") == ["report-kinds 100"])
        #expect(try client.rows(china + "&basis=monthly") == ["monthly 60"])
        #expect(try client.rows(china + "&basis=report-services").isEmpty)
    }

    @Test(
        "a unit scales money exactly and changes no other value",
        arguments: [
            ("usd", "USD", "200000000", "-100000000"), ("thousand", "USD thousand", "200000", "-100000"),
            ("million", "USD million", "200", "-100"), ("billion", "USD billion", "0.2", "-0.1"),
            ("trillion", "USD trillion", "0.0002", "-0.0001"), ("BILLION", "USD billion", "0.2", "-0.1"),
        ])
    func units(unit: String, label: String, exports: String, balance: String) throws {
        let answer = try client.get("/v1/partners/MEX/balance?type=goods&year=2023&unit=\(unit)")
        let record = try #require(try answer.data()[0])
        #expect(record["exports"] == .number(exports) && record["balance"] == .number(balance))
        #expect(record["unit"] == .string(label))
        #expect(try answer.meta()["unit"] == .string(label))
        #expect(record["tdr"] == .number("0.5000") && record["coverage"] == .number("0.6667"))
    }

    @Test("decimals are those of ratios, rounded half to even from the exact figure")
    func decimals() throws {
        // 250 / 200 - 1 = 0.25, and 300 / 200 - 1 = 0.5.
        for (partner, decimals, tdr) in [
            ("CAN", 0, "0"), ("CAN", 1, "0.2"), ("CAN", 4, "0.2500"), ("CAN", 12, "0.250000000000"), ("MEX", 0, "0"),
            ("CHN", 0, "3"), ("KOR", 12, "-0.333333333333"),
        ] {
            let target = "/v1/partners/\(partner)/balance?type=goods&year=2023&decimals=\(decimals)"
            #expect(try client.column("tdr", target) == [tdr])
        }
    }

    @Test("years, types, classifications and categories narrow or widen, by lists and ranges")
    func filters() throws {
        #expect(
            try client.column("period", "/v1/balances?partner=MEX&basis=monthly&year=2022..2023,2025") == [
                "2022", "2023", "2025-YTD04",
            ])
        #expect(try client.column("category", "/v1/balances?partner=CHN&year=2023&category=machines") == ["machines"])
        #expect(
            try client.column("category", "/v1/balances?partner=CHN&year=2023&classification=kinds") == [
                "food", "machines",
            ])
        #expect(
            Set(try client.column("classification", "/v1/balances?partner=MEX&classification=all")) == [
                "total", "kinds", "services",
            ])
        #expect(
            Set(try client.column("type", "/v1/balances?partner=WLD&type=goods,services")) == ["goods", "services"])
        #expect(Set(try client.column("partner", "/v1/balances?partner=MEX,CAN,MX&type=goods")) == ["CAN", "MEX"])
    }

    @Test("/v1/balances serves every balance of Analytics with its figures")
    func all() throws {
        let dataset = client.snapshot.dataset
        let balances = dataset.balances(Filter())
        let records = try client.get("/v1/balances?classification=all&basis=all&unit=usd&decimals=12").data().values
        try #require(records.count == balances.count)
        for (record, balance) in zip(records, balances) {
            #expect(record["partner"]?.text == balance.partner && record["basis"]?.text == balance.basis)
            #expect(record["period"]?.text == balance.period.code && record["category"]?.text == balance.category)
            #expect(record["exports"]?.text == balance.exports.map { String($0.value) })
            #expect(record["imports"]?.text == balance.imports.map { String($0.value) })
            #expect(record["balance"]?.text == balance.balance.map(String.init))
            #expect(record["total_trade"]?.text == balance.totalTrade.map(String.init))
            #expect(record["tdr"]?.text == Metric.tdr.compute(balance).measured?.value.rounded(decimals: 12)?.text)
            #expect(
                record["coverage"]?.text == Metric.coverage.compute(balance).measured?.value.rounded(decimals: 12)?.text
            )
        }
    }

    @Test("a known partner without figures has an empty list with the reason")
    func noData() throws {
        for target in [
            "/v1/partners/FRO/balance", "/v1/balances?partner=FRO,AFG", "/v1/flows?partner=FRO",
            "/v1/rankings/tdr?partner=FRO",
        ] {
            let answer = try client.get(target)
            #expect(try answer.data() == .array([]))
            #expect(try answer.meta()["total"] == .number("0"))
            #expect(try answer.meta()["reason"]?.text?.contains("FRO") == true, "\(target)")
        }
        let years = try client.get("/v1/partners/MEX/balance?type=goods&year=1994")
        #expect(try years.data() == .array([]) && years.meta()["reason"]?.text?.contains("2022, 2023") == true)
        let combination = try client.get("/v1/balances?partner=CAN&category=machines")
        #expect(try combination.data() == .array([]) && combination.meta()["reason"]?.text?.isEmpty == false)
        #expect(try client.get("/v1/partners/MEX/balance").meta()["reason"] == nil)
    }
}

@Suite("/v1/flows")
struct FlowEndpointTests {
    @Test("the record of a figure has its printed text, precision, cell and the other cells with the same figure")
    func record() throws {
        let answer = try client.get("/v1/flows?partner=MEX&year=2023&type=goods&flow=exports")
        let expected = """
            [{"reporter": "USA", "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023,
              "type": "goods", "classification": "total", "category": "total", "flow": "exports",
              "value": 200, "unit": "USD million", "precision": 0.000001, "value_text": "200.00",
              "basis": "report", "other_bases": ["report-kinds", "monthly"], "months": null, "cell": "goods-r01-c04",
              "source": "report", "released": "2024-12-31", "also": ["billions-r01-c01"]}]
            """
        let (data, text) = (try answer.data(), try JSONText(Array(expected.utf8)))
        #expect(data == text)
    }

    @Test("shares are listed only on request, and `unit` does not change them")
    func shares() throws {
        let flows = Set(try client.column("flow", "/v1/flows?partner=MEX&year=2023&type=goods"))
        #expect(flows == ["exports", "imports", "balance", "total-trade"])
        let share = "/v1/flows?partner=MEX&year=2023&type=goods&flow=total-trade-share&unit=billion"
        #expect(try client.column("value", share) == ["25"])
        #expect(try client.column("unit", share) == ["percent"] && client.column("precision", share) == ["0.1"])
    }

    @Test("a cell that is not one number has the value that readings.csv gives; a dash has none")
    func readings() throws {
        #expect(
            try client.rows("/v1/flows?year=2021&type=goods&fields=partner,value,value_text,cell") == [
                "MEX 90 90 a unclear-r01-c01"
            ])
    }

    @Test("a series is on one basis, unless the request names others")
    func bases() throws {
        let china = "/v1/flows?partner=CHN&year=2023&type=goods&flow=exports"
        #expect(try client.column("basis", china) == ["report"])
        #expect(try client.get(china).data()[0]?["other_bases"]?.strings == ["report-kinds", "monthly"])
        #expect(try client.column("basis", china + "&basis=all") == ["report", "report-kinds", "monthly"])
        #expect(try client.column("basis", china + "&basis=report-kinds") == ["report-kinds"])
    }
}
