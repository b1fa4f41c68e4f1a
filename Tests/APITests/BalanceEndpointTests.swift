// Balances and flows: one whole record byte for byte, and the figures of all others.
import Analytics
import Dataset
import Testing

@testable import API

@Suite("/v1/partners/{code}/balance and /v1/balances")
struct BalanceEndpointTests {
    @Test("the record of goods with Mexico in 2023 has these figures, cells and source")
    func mexico() throws {
        let answer = try Client.get("/v1/partners/MEX/balance?type=goods&year=2023")
        let expected = """
            [{"partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
              "classification": "total", "category": "total",
              "exports": 323145, "imports": 484527, "balance": -161382, "total_trade": 807672,
              "tdr": 0.4994, "coverage": 0.6669, "unit": "USD million", "basis": "bea-partner", "other_bases": [],
              "months": null, "source": "eclac-2024", "released": "2024-12-31",
              "cells": {"exports": "eclac-2024-t06-r01-c04", "imports": "eclac-2024-t06-r01-c06",
                        "balance": "eclac-2024-t06-r01-c02", "total_trade": "eclac-2024-t06-r01-c08"},
              "also": ["eclac-2024-t03-r01-c04", "eclac-2024-t03-r01-c06",
                       "eclac-2024-t03-r01-c02", "eclac-2024-t03-r01-c08"],
              "tdr_low": 0.4994, "tdr_high": 0.4994, "coverage_low": 0.6669, "coverage_high": 0.6669,
              "deficit_to_imports": 0.3331, "normalised_balance": -0.1998}]
            """
        #expect(try answer.data() == JSONText(Array(expected.utf8)))
        let meta = try answer.meta()
        #expect(
            meta["count"] == .number("1") && meta["total"] == .number("1") && meta["unit"] == .string("USD million"))
        #expect(meta["dataset"] == .string(Client.snapshot.id) && meta["reason"] == nil)
        #expect(meta["sources"]?[0]?["id"] == .string("eclac-2024"))
        #expect(meta["sources"]?[0]?["citation"]?.text?.contains("LC/WAS/TS.2024/5") == true)
        #expect(try answer.links()["self"] == .string("/v1/partners/MEX/balance?type=goods&year=2023"))
    }

    @Test(
        "a partner is accepted by every code and name; the response has its canonical code",
        arguments: ["mex", "Mex", "MX", "mx", "484", "Mexico", "mexico", "MEXICO", "%4dEX"])
    func spellings(spelling: String) throws {
        let expected = try Client.get("/v1/partners/MEX/balance?type=goods&year=2023").data()
        #expect(try Client.get("/v1/partners/\(spelling)/balance?type=goods&year=2023").data() == expected)
        #expect(try Client.get("/v1/balances?partner=\(spelling)&type=goods&year=2023").data() == expected)
    }

    @Test("names of several words are accepted with %20 and with +")
    func names() throws {
        #expect(
            try Client.column("partner", "/v1/balances?partner=united+kingdom,South%20Korea&type=goods&year=2023") == [
                "GBR", "KOR",
            ])
        #expect(try Client.column("partner", "/v1/partners/Costa%20Rica/balance?type=goods&year=2023") == ["CRI"])
        #expect(
            try Client.column(
                "partner", "/v1/partners/Venezuela%20(Bolivarian%20Republic%20of)/balance?year=2023&type=goods")
                == ["VEN"])
    }

    @Test("by default a list has the totals of every year and type, each on one basis")
    func defaults() throws {
        let records = try Client.get("/v1/partners/MEX/balance").data().values
        let keys = records.map { "\($0["period"]?.text ?? "") \($0["type"]?.text ?? "")" }
        #expect(keys == ["2021 services", "2022 goods", "2022 services", "2023 goods", "2023 services"])
        #expect(
            records.map { $0["basis"]?.text }
                == keys.map { key in
                    key.hasSuffix("services") ? "bea-services" : "bea-partner"
                })
        #expect(records.allSatisfy { $0["classification"] == .string("total") && $0["category"] == .string("total") })
    }

    @Test("a list has one of several bases by default, and each basis on request")
    func bases() throws {
        let world = "/v1/partners/WLD/balance?type=goods&year=2023"
        #expect(try Client.column("basis", world) == ["bea-partner"])
        #expect(try Client.column("exports", world) == ["2045221"])
        #expect(try Client.column("basis", world + "&basis=all") == ["bea-partner", "bea-end-use", "census"])
        #expect(try Client.column("exports", world + "&basis=all") == ["2045221", "2006057", "2018059"])
        #expect(try Client.column("exports", world + "&basis=bea-end-use") == ["2006057"])
        #expect(try Client.column("exports", world + "&basis=census") == ["2018059"])
        #expect(try Client.column("exports", world + "&basis=bea-services").isEmpty)
    }

    @Test(
        "a unit scales money exactly and changes no other value",
        arguments: [
            ("usd", "USD", "323145000000", "-161382000000"), ("thousand", "USD thousand", "323145000", "-161382000"),
            ("million", "USD million", "323145", "-161382"), ("billion", "USD billion", "323.145", "-161.382"),
            ("trillion", "USD trillion", "0.323145", "-0.161382"), ("BILLION", "USD billion", "323.145", "-161.382"),
        ])
    func units(unit: String, label: String, exports: String, balance: String) throws {
        let answer = try Client.get("/v1/partners/MEX/balance?type=goods&year=2023&unit=\(unit)")
        let record = try #require(try answer.data()[0])
        #expect(record["exports"] == .number(exports) && record["balance"] == .number(balance))
        #expect(record["unit"] == .string(label))
        #expect(try answer.meta()["unit"] == .string(label))
        #expect(record["tdr"] == .number("0.4994") && record["coverage"] == .number("0.6669"))
    }

    @Test("decimals are those of ratios, rounded half to even from the exact figure")
    func decimals() throws {
        for (decimals, tdr) in [("0", "0"), ("1", "0.5"), ("4", "0.4994"), ("12", "0.499410481363")] {
            #expect(
                try Client.column("tdr", "/v1/partners/MEX/balance?type=goods&year=2023&decimals=\(decimals)") == [tdr])
        }
    }

    @Test("years, types, classifications and categories narrow or widen, by lists and ranges")
    func filters() throws {
        #expect(
            try Client.column("period", "/v1/balances?partner=WLD&type=services&year=2018..2020,2022") == [
                "2018", "2019", "2020", "2022",
            ])
        #expect(
            try Client.column("category", "/v1/balances?partner=CHN&year=2023&category=automotive") == ["automotive"])
        #expect(try Client.column("category", "/v1/balances?partner=CHN&year=2023&classification=end-use").count == 6)
        #expect(
            Set(try Client.column("classification", "/v1/balances?partner=CHN&classification=all")) == [
                "total", "end-use", "services", "atp", "trucks",
            ])
        #expect(
            Set(try Client.column("type", "/v1/balances?partner=WLD&type=goods,services")) == ["goods", "services"])
        #expect(Set(try Client.column("partner", "/v1/balances?partner=MEX,CAN,MX&type=goods")) == ["CAN", "MEX"])
    }

    @Test("/v1/balances serves every balance of Analytics with its figures")
    func all() throws {
        let dataset = Client.snapshot.dataset
        let balances = dataset.balances(Filter())
        let records = try Client.get("/v1/balances?classification=all&basis=all&unit=usd&decimals=12").data().values
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
            "/v1/partners/FRO/balance", "/v1/balances?partner=FRO,ALA", "/v1/flows?partner=FRO",
            "/v1/rankings/tdr?partner=FRO",
        ] {
            let answer = try Client.get(target)
            #expect(try answer.data() == .array([]))
            #expect(try answer.meta()["total"] == .number("0"))
            #expect(try answer.meta()["reason"]?.text?.contains("FRO") == true, "\(target)")
        }
        let years = try Client.get("/v1/partners/MEX/balance?type=goods&year=1994")
        #expect(try years.data() == .array([]) && years.meta()["reason"]?.text?.contains("2022, 2023") == true)
        let combination = try Client.get("/v1/balances?partner=MEX&category=automotive")
        #expect(try combination.data() == .array([]) && combination.meta()["reason"]?.text?.isEmpty == false)
        #expect(try Client.get("/v1/partners/MEX/balance").meta()["reason"] == nil)
    }
}

@Suite("/v1/flows")
struct FlowEndpointTests {
    @Test("the record of a figure has its printed text, precision, cell and the other cells with the same figure")
    func record() throws {
        let answer = try Client.get("/v1/flows?partner=MEX&year=2023&type=goods&flow=exports")
        let expected = """
            [{"reporter": "USA", "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023,
              "type": "goods", "classification": "total", "category": "total", "flow": "exports",
              "value": 323145, "unit": "USD million", "precision": 1, "value_text": "323 145.00",
              "basis": "bea-partner", "other_bases": [], "months": null, "cell": "eclac-2024-t06-r01-c04",
              "source": "eclac-2024", "released": "2024-12-31", "also": ["eclac-2024-t03-r01-c04"]}]
            """
        let (data, text) = (try answer.data(), try JSONText(Array(expected.utf8)))
        #expect(data == text)
    }

    @Test("every figure of the tables is served once, or listed once as another cell with the figure")
    func complete() throws {
        let store = Client.snapshot.dataset.store
        let flows = Measure.allCases.map(\.rawValue).joined(separator: ",")
        let records = try Client.get("/v1/flows?classification=all&basis=all&flow=\(flows)&limit=10000").data().values
        let cells = records.compactMap { $0["cell"]?.text } + records.flatMap { $0["also"]?.strings ?? [] }
        #expect(cells.count == store.count && Set(cells).count == store.count)
    }

    @Test("every value is its printed text times the unit of its table, and a share is in percent")
    func values() throws {
        let dataset = Client.snapshot.dataset
        let flows = Measure.allCases.map(\.rawValue).joined(separator: ",")
        for record in try Client.get("/v1/flows?classification=all&basis=all&flow=\(flows)&limit=10000").data().values {
            let cell = try #require(record["cell"]?.text)
            let table = try #require(dataset.tables.first { cell.hasPrefix($0.id + "-") })
            let isShare = try #require(record["flow"]?.text.flatMap(Measure.init)).isShare
            #expect(record["unit"]?.text == (isShare ? "percent" : "USD million"))
            let printed = try #require(record["value_text"]?.text)
            // Of two figures in one cell, the percentage is the value.
            let text = isShare ? String(printed.split(separator: " ").last ?? "") : printed
            let value = try millionths(record["value"]?.text)
            switch isShare ? "percent" : table.unit {
            case "USD billion": #expect(try value == millionths(text) * 1000, "\(cell)")
            case "USD million", "percent": #expect(try value == millionths(text), "\(cell)")
            case "USD": #expect(try value * 1_000_000 == millionths(text), "\(cell)")
            default: Issue.record("\(cell): \(table.unit)")
            }
        }
    }

    /// A decimal times a million, by its digits.
    private func millionths(_ text: String?) throws -> Int {
        let text = try #require(text)
        let decimals = text.split(separator: ".").dropFirst().last?.filter(\.isNumber).count ?? 0
        let digits = try #require(Int(text.filter(\.isNumber)))
        let value = (decimals..<6).reduce(digits) { value, _ in value * 10 }
        return text.hasPrefix("-") || text.hasPrefix("–") ? -value : value
    }

    @Test("shares are listed only on request, and `unit` does not change them")
    func shares() throws {
        let flows = Set(try Client.column("flow", "/v1/flows?partner=MEX"))
        #expect(flows == ["exports", "imports", "balance", "total-trade"])
        let share = "/v1/flows?partner=MEX&year=2023&type=goods&flow=total-trade-share&unit=billion"
        #expect(try Client.column("value", share) == ["15.7"])
        #expect(try Client.column("unit", share) == ["percent"] && Client.column("precision", share) == ["0.1"])
    }

    @Test("a series is on one basis, unless the request names others")
    func bases() throws {
        let world = "/v1/flows?partner=WLD&year=2023&type=goods&flow=exports"
        #expect(try Client.column("basis", world) == ["bea-partner"])
        #expect(try Client.get(world).data()[0]?["other_bases"]?.strings == ["bea-end-use", "census"])
        #expect(try Client.column("basis", world + "&basis=all") == ["bea-partner", "bea-end-use", "census"])
        #expect(try Client.column("basis", world + "&basis=bea-end-use") == ["bea-end-use"])
    }
}
