// Rankings: partners, order, and parameters.
import Analytics
import TestSupport
import Testing

@testable import API

@Suite("/v1/rankings/tdr")
struct RankingEndpointTests {
    @Test("partners are ranked by ratio, the largest deficit per dollar exported first")
    func defaults() throws {
        let answer = try client.get("/v1/rankings/tdr?year=2023")
        let records = try answer.data().values
        #expect(records.map { $0["partner"]?.text } == ["CHN", "MEX", "CAN", "DEU", "KOR"])
        #expect(records.map { $0["rank"]?.text } == ["1", "2", "3", "4", "5"])
        #expect(try answer.meta()["year"] == .number("2023") && answer.meta()["total"] == .number("5"))
        #expect(records.allSatisfy { $0["type"] == .string("goods") && $0["year"] == .number("2023") })
        #expect(try client.get("/v1/rankings/tdr?year=2023&type=goods&order=desc").data() == answer.data())
        #expect(
            try client.get("/v1/rankings/tdr").data() == client.get("/v1/rankings/tdr?year=2024&basis=monthly").data())
    }

    @Test("partners with the same ratio have the same rank")
    func ties() throws {
        #expect(
            try client.rows("/v1/rankings/tdr?year=2022&fields=rank,partner,tdr") == [
                "1 CHN 1.0000", "2 DEU 0.5000", "2 MEX 0.5000", "4 CAN 0.0000", "5 KOR -0.3333",
            ])
    }

    @Test("a record has rank, ratio, bounds, amounts and cells")
    func mexico() throws {
        let record = try #require(
            try client.get("/v1/rankings/tdr?year=2023").data().values.first { $0["partner"] == .string("MEX") })
        let expected = """
            {"rank": 2, "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
             "tdr": 0.5000, "tdr_low": 0.5000, "tdr_high": 0.5000, "rank_certain": true,
             "exports": 200, "imports": 300, "balance": -100, "unit": "USD million", "basis": "report",
             "months": null, "source": "report", "released": "2024-12-31",
             "cells": ["goods-r01-c04", "goods-r01-c06"], "previous_rank": 2, "rank_change": 0,
             "reading": "balanced, co-produced"}
            """
        #expect(record == (try JSONText(Array(expected.utf8))))
    }

    @Test("the bounds of a ratio are those of the amounts within their published rounding")
    func bounds() throws {
        // Exports 39.5 to 40.5 and imports 19.5 to 20.5 million: 19.5 / 40.5 - 1 and 20.5 / 39.5 - 1.
        #expect(
            try client.rows("/v1/rankings/tdr?type=services&year=2023&partner=MEX&fields=tdr,tdr_low,tdr_high") == [
                "-0.5000 -0.5185 -0.4810"
            ])
    }

    @Test(
        "the order is that of imports / exports, for every unit, number of decimals and direction",
        arguments: ["asc", "desc"])
    func order(order: String) throws {
        let plain = try client.column("partner", "/v1/rankings/tdr?order=\(order)")
        for change in ["unit=usd", "decimals=0", "decimals=12", "unit=trillion&decimals=1"] {
            #expect(try client.column("partner", "/v1/rankings/tdr?order=\(order)&\(change)") == plain)
            let certain = try client.get("/v1/rankings/tdr?order=\(order)&\(change)").data().values.map {
                $0["rank_certain"]
            }
            #expect(
                try certain == client.get("/v1/rankings/tdr?order=\(order)").data().values.map { $0["rank_certain"] })
        }
        let records = try client.get("/v1/rankings/tdr?order=\(order)&unit=usd").data().values
        let amounts = try records.map { record in
            (
                exports: try #require(record["exports"]?.text.flatMap { Int128($0) }),
                imports: try #require(record["imports"]?.text.flatMap { Int128($0) })
            )
        }
        for (upper, lower) in zip(amounts, amounts.dropFirst()) {
            let (left, right) = (upper.imports * lower.exports, lower.imports * upper.exports)
            #expect(order == "asc" ? left <= right : left >= right)
        }
    }

    @Test("partners restrict the ranking, and ranks count among them; a page keeps the ranks of the whole")
    func restriction() throws {
        #expect(
            try client.rows("/v1/rankings/tdr?year=2023&partner=CAN,MEX,DEU&fields=rank,partner") == [
                "1 MEX", "2 CAN", "3 DEU",
            ])
        #expect(try client.column("rank", "/v1/rankings/tdr?year=2023&limit=2&offset=2") == ["3", "4"])
        #expect(try client.get("/v1/rankings/tdr?year=2023&limit=2").meta()["total"] == .number("5"))
    }

    @Test("another year and another type rank other figures")
    func others() throws {
        #expect(try client.column("year", "/v1/rankings/tdr?year=2022").allSatisfy { $0 == "2022" })
        // 60/30 - 1, 20/30 - 1 and 20/40 - 1.
        #expect(
            try client.rows("/v1/rankings/tdr?type=services&fields=partner,type,tdr") == [
                "CAN services 1.0000", "GBR services -0.3333", "MEX services -0.5000",
            ])
        let none = try client.get("/v1/rankings/tdr?year=1990")
        #expect(try none.data() == .array([]) && none.meta()["reason"]?.text?.contains("2023") == true)
    }

    @Test("an empty ranking of a partner names the period")
    func noYear() throws {
        #expect(try client.get("/v1/rankings/tdr?partner=FRO").meta()["year"] == .number("2024"))
        #expect(try client.get("/v1/rankings/tdr?partner=FRO&year=2022").meta()["year"] == .number("2022"))
    }

    @Test("a ranking of several years or by an unknown metric is refused")
    func refusals() throws {
        for year in ["2022,2023", "2021..2023"] {
            try client.refused(
                "/v1/rankings/tdr?year=\(year)", 400, "invalid-parameter", naming: "one year", parameter: "year")
        }
        try client.refused(
            "/v1/rankings/tdr?type=goods,services", 400, "invalid-parameter", naming: "goods,services",
            parameter: "type")
        try client.refused(
            "/v1/rankings/tdr?order=up", 400, "invalid-parameter", naming: "desc, asc", parameter: "order")
        // Each metric has its own path.
        try client.refused(
            "/v1/rankings/tdf", 404, "not-found", naming: "/v1/rankings/tdf", suggestion: "/v1/rankings/tdr")
    }

    @Test("every metric has a ranking, and the index names all of them")
    func metrics() throws {
        let paths = Metric.allCases.map { "/v1/rankings/" + $0.rawValue }
        let listed = try client.get("/v1").data()["endpoints"]?.values.compactMap { $0["path"]?.text } ?? []
        #expect(listed.filter { $0.hasPrefix("/v1/rankings/") } == paths)
        for (metric, path) in zip(Metric.allCases, paths) {
            let records = try client.get(path + "?year=2023").data().values
            #expect(!records.isEmpty && records.allSatisfy { $0.names.contains(metric.rawValue) }, "\(path)")
        }
        for text in ["TDR", "Tdr"] {
            try client.refused("/v1/rankings/\(text)", 404, "not-found", naming: text, suggestion: "/v1/rankings/tdr")
        }
    }
}
