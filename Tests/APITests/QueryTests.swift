// Parameters by number and fields by place: what makes reading a query cheap, against what it stands for.
import HTTP
import Testing

@testable import API

@Suite("Names and words")
struct QueryTests {
    @Test("no two parameters have the same number, and a literal has that of the name it spells")
    func numbers() {
        let names = Set(Endpoints.all.flatMap(\.parameters).map(\.name))
        #expect(names.count > 40)
        // What is longer could fall together with another.
        #expect(names.allSatisfy { (1...16).contains($0.utf8.count) })
        let sorted = names.sorted()
        for (index, name) in sorted.enumerated() {
            #expect(!sorted[..<index].contains { ParameterName($0) == ParameterName(name) }, "\(name)")
        }
        #expect(ParameterName("year") == "year" && ParameterName("classification") == "classification")
        #expect(ParameterName("sort") != "year" && ParameterName("") != "a")
        #expect(ParameterName("aaaaaaaab") != ParameterName("aaaaaaaac"))
    }

    @Test("words separated by commas alone have places, in the order given")
    func places() {
        let words = Words(["partner", "year", "tdr", "tdr_low", "é"])
        #expect(words.places(ofList: "tdr_low,year") == [3, 1])
        #expect(words.places(ofList: "partner,year,tdr,tdr_low,é") == [0, 1, 2, 3, 4])
        #expect(words.places(ofList: "tdr") == [2])
        #expect(words.all == ["partner", "year", "tdr", "tdr_low", "é"])
    }

    @Test(
        "a list with anything else in it has none",
        arguments: ["", ",", "tdr,", ",tdr", "tdr,,year", "tdr, year", " tdr", "TDR", "tdr,tdr", "td", "tdr_", "e"])
    func otherwise(list: String) {
        #expect(Words(["partner", "year", "tdr", "tdr_low", "é"]).places(ofList: list) == nil)
    }

    @Test(
        "fields are the same columns however they are spelt",
        arguments: ["fields=partner,tdr,year", "fields=%20Partner,tdr%20,YEAR", "fields=partner,tdr,partner,year"])
    func spellings(query: String) throws {
        let asked = try Asked.answer("/v1/partners/MEX/balance?format=csv&limit=0&" + query)
        #expect(String(decoding: asked.body, as: UTF8.self) == "partner,tdr,year\r\n")
    }
}
