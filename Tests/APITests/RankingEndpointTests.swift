// Rankings: partners, order, and parameters.
import Analytics
import Testing

@testable import API

@Suite("/v1/rankings/tdr")
struct RankingEndpointTests {
    @Test("goods in 2023 rank 27 partners, the largest deficit per dollar exported first")
    func defaults() throws {
        let answer = try Client.get("/v1/rankings/tdr?year=2023")
        let records = try answer.data().values
        #expect(records.count == 27)
        #expect(try answer.meta()["year"] == .number("2023") && answer.meta()["total"] == .number("27"))
        #expect(records.allSatisfy { $0["type"] == .string("goods") && $0["year"] == .number("2023") })
        #expect(records.compactMap { $0["rank"]?.text } == (1...27).map(String.init))
        #expect(records.first?["partner"] == .string("VNM") && records.last?["partner"] == .string("PAN"))
        #expect(try Client.get("/v1/rankings/tdr?year=2023&type=goods&order=desc").data() == answer.data())
        // The latest full year, on a basis that the years before are not on.
        #expect(
            try Client.get("/v1/rankings/tdr").data() == Client.get("/v1/rankings/tdr?year=2025&basis=census").data())
    }

    @Test("the record of Mexico has rank, ratio, bounds, amounts and cells")
    func mexico() throws {
        let record = try #require(
            try Client.get("/v1/rankings/tdr?year=2023").data().values.first { $0["partner"] == .string("MEX") })
        // Exports 323144.5 to 323145.5 and imports 484526.5 to 484527.5, in millions.
        let expected = """
            {"rank": 11, "partner": "MEX", "partner_name": "Mexico", "period": "2023", "year": 2023, "type": "goods",
             "tdr": 0.4994, "tdr_low": 0.4994, "tdr_high": 0.4994, "rank_certain": true,
             "exports": 323145, "imports": 484527, "balance": -161382, "unit": "USD million", "basis": "bea-partner",
             "months": null, "source": "eclac-2024", "released": "2024-12-31", "cells": ["eclac-2024-t06-r01-c04", "eclac-2024-t06-r01-c06"], "previous_rank": 11, "rank_change": 0,
             "reading": "balanced, co-produced"}
            """
        #expect(record == (try JSONText(Array(expected.utf8))))
    }

    @Test(
        "the order is that of imports / exports, for every unit, number of decimals and direction",
        arguments: ["asc", "desc"])
    func order(order: String) throws {
        let plain = try Client.column("partner", "/v1/rankings/tdr?order=\(order)")
        for change in ["unit=usd", "decimals=0", "decimals=12", "unit=trillion&decimals=1"] {
            #expect(try Client.column("partner", "/v1/rankings/tdr?order=\(order)&\(change)") == plain)
            let certain = try Client.get("/v1/rankings/tdr?order=\(order)&\(change)").data().values.map {
                $0["rank_certain"]
            }
            #expect(
                try certain == Client.get("/v1/rankings/tdr?order=\(order)").data().values.map { $0["rank_certain"] })
        }
        let records = try Client.get("/v1/rankings/tdr?order=\(order)&unit=usd").data().values
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
        let three = "/v1/rankings/tdr?partner=CAN,MEX,CHN"
        #expect(try Client.column("partner", three) == ["CHN", "MEX", "CAN"])
        #expect(try Client.column("rank", three) == ["1", "2", "3"])
        #expect(try Client.column("rank", "/v1/rankings/tdr?limit=2&offset=5") == ["6", "7"])
        #expect(try Client.get("/v1/rankings/tdr?limit=2").meta()["total"] == .number("11"))
    }

    @Test("another year and another type rank other figures")
    func others() throws {
        #expect(try Client.column("year", "/v1/rankings/tdr?year=2022").allSatisfy { $0 == "2022" })
        let services = try Client.get("/v1/rankings/tdr?type=services")
        #expect(try services.data().values.count == 28)
        #expect(try services.data().values.allSatisfy { $0["type"] == .string("services") })
        let none = try Client.get("/v1/rankings/tdr?year=1990")
        #expect(try none.data() == .array([]) && none.meta()["reason"]?.text?.contains("2023") == true)
    }

    @Test("an empty ranking of a partner names the period")
    func noYear() throws {
        #expect(try Client.get("/v1/rankings/tdr?partner=FRO").meta()["year"] == .number("2025"))
        #expect(try Client.get("/v1/rankings/tdr?partner=FRO&year=2022").meta()["year"] == .number("2022"))
    }

    @Test("a ranking of several years or by an unknown metric is refused")
    func refusals() throws {
        for year in ["2022,2023", "2021..2023"] {
            try Client.refused(
                "/v1/rankings/tdr?year=\(year)", 400, "invalid-parameter", naming: "one year", parameter: "year")
        }
        try Client.refused(
            "/v1/rankings/tdr?type=goods,services", 400, "invalid-parameter", naming: "goods,services",
            parameter: "type")
        try Client.refused(
            "/v1/rankings/tdr?order=up", 400, "invalid-parameter", naming: "desc, asc", parameter: "order")
        // Each metric has its own path.
        try Client.refused(
            "/v1/rankings/tdf", 404, "not-found", naming: "/v1/rankings/tdf", suggestion: "/v1/rankings/tdr")
    }

    @Test("every metric has a ranking, and the index names all of them")
    func metrics() throws {
        let paths = Metric.allCases.map { "/v1/rankings/" + $0.rawValue }
        let listed = try Client.get("/v1").data()["endpoints"]?.values.compactMap { $0["path"]?.text } ?? []
        #expect(listed.filter { $0.hasPrefix("/v1/rankings/") } == paths)
        for (metric, path) in zip(Metric.allCases, paths) {
            let records = try Client.get(path + "?year=2023").data().values
            #expect(!records.isEmpty && records.allSatisfy { $0.names.contains(metric.rawValue) }, "\(path)")
        }
        for text in ["TDR", "Tdr"] {
            try Client.refused("/v1/rankings/\(text)", 404, "not-found", naming: text, suggestion: "/v1/rankings/tdr")
        }
    }
}
