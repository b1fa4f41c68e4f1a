// Parameters: typed values, defaults, lists by commas and by repetition.

import Arithmetic
import Formats
import HTTP
import Testing

@testable import API

@Suite("Parameters")
struct QueryTests {
    private static let years = Parameter(list: "year", .years, "Years.")
    private static let date = Parameter(optional: "date", .date, "A date.")
    private static let count = Parameter("count", .integer(0...9), "A count.", default: 7, "7")
    private static let endpoint = Endpoint(
        "/test", "For tests.", parameters: [years, date, count], fields: [Column<Void>("a", "A.") { _ in 1 }]
    ) { _ throws(Problem) in () }

    private func query(_ items: [(name: String, value: String)]) throws -> Query {
        try Query(Self.endpoint, path: [], items: items, client.snapshot.dataset)
    }

    @Test("a parameter has the type of its value, and its default where the request does not give it")
    func typed() throws {
        let empty = try query([])
        #expect(empty[Self.years] == [] && empty[Self.date] == nil && empty[Self.count] == 7)
        let given = try query([("year", "2021..2023,2019"), ("date", "2026-07-01"), ("count", "0")])
        #expect(given[Self.years] == [2021...2023, 2019...2019])
        #expect(given[Self.date] == CalendarDate("2026-07-01") && given[Self.count] == 0)
        #expect(given.gives(Self.date) && !empty.gives(Self.date))
    }

    @Test("a list takes values by commas, by repetition, and by both")
    func lists() throws {
        let expected = [2021...2021, 2022...2022, 2023...2023]
        for items in [
            ["2021,2022,2023"], ["2021", "2022", "2023"], ["2021,2022", "2023"], ["2021,2022", "2022,2023"],
        ] {
            #expect(try query(items.map { ("year", $0) })[Self.years] == expected, "\(items)")
        }
        let commas = try client.get("/v1/balances?partner=MEX,CAN&year=2022,2023").data()
        #expect(try client.get("/v1/balances?partner=MEX&year=2022&partner=CAN&year=2023").data() == commas)
    }

    @Test("an invalid value in any repetition is refused")
    func invalidRepetition() throws {
        #expect(throws: Problem.self) { try query([("year", "2021"), ("year", "x")]) }
        #expect(throws: Problem.self) { try query([("year", "2021"), ("year", "")]) }
    }

    @Test("a list has at most 300 values, over all repetitions")
    func maximum() throws {
        let items = (0..<301).map { _ in (name: "year", value: "2023") }
        #expect(try query(Array(items.dropLast()))[Self.years] == [2023...2023])
        #expect(throws: Problem.self) { try query(items) }
    }

    @Test("a year range with a dash is refused with the range that it means")
    func dash() throws {
        #expect(client.problem("/v1/flows?year=2021-2023")?.suggestion == "2021..2023")
    }

    @Test(
        "the parameter fields selects the same columns in every spelling",
        arguments: [
            "fields=partner,tdr,year", "fields=%20Partner,tdr%20,YEAR", "fields=partner,tdr,partner,year",
            "fields=partner&fields=tdr&fields=year",
        ])
    func spellings(query: String) throws {
        let answer = try client.response("/v1/partners/MEX/balance?format=csv&limit=0&" + query)
        #expect(String(decoding: answer.body, as: UTF8.self) == "partner,tdr,year\r\n")
    }
}
