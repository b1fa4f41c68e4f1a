// Pages, sorting, and the choice of fields.
import Dataset
import TestSupport
import Testing

@testable import API

@Suite("Pages, order and fields")
struct PagingTests {
    private let list = "/v1/balances?classification=all&basis=all"

    @Test("the pages of a list, joined, are the whole list in order, for every page size", arguments: [1, 7, 50, 1000])
    func pages(limit: Int) throws {
        let whole = try client.get(list).data().values
        var (collected, pages): ([JSONText], Int) = ([], 0)
        var next: String? = list + "&limit=\(limit)"
        while let target = next {
            let answer = try client.get(target)
            let data = try answer.data().values
            collected += data
            pages += 1
            #expect(data.count <= limit)
            #expect(try answer.meta()["count"] == .number(String(data.count)))
            #expect(try answer.meta()["total"] == .number(String(whole.count)))
            next = try answer.links()["next"]?.text
        }
        #expect(collected == whole && whole.count > 50)
        #expect(pages == (whole.count + limit - 1) / limit)
    }

    @Test("links lead to the first and the previous page, and the Link field has the links of the body")
    func links() throws {
        let total = try client.get(list).data().values.count
        for (offset, prev, next) in [
            (0, nil, 10), (5, 0, 15), (10, 0, 20), (25, 15, 35), (total - 10, total - 20, nil),
            (total + 50, (total - 1) / 10 * 10, nil),
        ] as [(Int, Int?, Int?)] {
            let answer = try client.get(list + "&limit=10&offset=\(offset)")
            func target(_ offset: Int?) -> String? {
                offset.map { list + "&limit=10" + ($0 > 0 ? "&offset=\($0)" : "") }
            }
            let links = try answer.links()
            #expect(links["self"]?.text == list + "&limit=10&offset=\(offset)")
            #expect(links["first"]?.text == (offset > 0 ? target(0) : nil), "\(offset)")
            #expect(links["prev"]?.text == target(prev), "\(offset)")
            #expect(links["next"]?.text == target(next), "\(offset)")
            let field = ["first", "prev", "next"].compactMap { name in
                links[name]?.text.map { "<\($0)>; rel=\"\(name)\"" }
            }
            #expect(answer.fields["link"] == (field.isEmpty ? nil : field.joined(separator: ", ")))
        }
        #expect(try client.get(list + "&limit=10&offset=\(total + 50)").data() == .array([]))
    }

    @Test("a list that fits one page has no links to others, and a limit of none gives the total only")
    func onePage() throws {
        let answer = try client.get("/v1/partners/MEX/balance")
        #expect(answer.fields["link"] == nil)
        let names = ["self", "csv", "ndjson", "table", "xlsx", "svg", "source", "related", "index", "docs"]
        let links = try answer.links().names
        #expect(links == names)
        let none = try client.get("/v1/partners/MEX/balance?limit=0")
        #expect(
            try none.data() == .array([]) && none.meta()["count"] == .number("0")
                && none.meta()["total"] == .number("7"))
        #expect(try none.links().names == names && none.fields["link"] == nil)
        #expect(try none.meta()["reason"]?.text == "A limit of 0 returns no records; 7 match.")
    }

    @Test("the query of a link is escaped, so that the link repeats the request")
    func escapes() throws {
        let target = "/v1/partners/South%20Korea/balance?type=goods&limit=1&fields=partner_name,%20period"
        let answer = try client.get(target)
        let next = try #require(try answer.links()["next"]?.text)
        #expect(next == "/v1/partners/South%20Korea/balance?type=goods&limit=1&fields=partner_name,%20period&offset=1")
        #expect(try client.get(next).data()[0]?.names == ["partner_name", "period"])
    }

    @Test("numbers sort by size, in both directions, and equal ones keep their order")
    func numbers() throws {
        for (sort, descending) in [("exports", false), ("-exports", true)] {
            let plain = try client.get(list + "&unit=usd").data().values
            let sorted = try client.get(list + "&unit=usd&sort=\(sort)").data().values
            // Missing values are last in both directions.
            let least = descending ? Int.min : Int.max
            func key(_ record: JSONText) -> Int { record["exports"]?.text.flatMap { Int($0) } ?? least }
            let expected = plain.enumerated().sorted { left, right in
                let (a, b) = (key(left.element), key(right.element))
                return a == b ? left.offset < right.offset : descending ? a > b : a < b
            }
            #expect(sorted == expected.map(\.element))
        }
    }

    @Test("negative numbers and decimals sort by their value, not by their digits")
    func values() throws {
        let ratios = try client.column("tdr", "/v1/balances?year=2023&type=goods&sort=tdr").compactMap {
            $0.flatMap { Double($0) }
        }
        #expect(ratios.count == 8 && ratios == ratios.sorted() && (ratios.first ?? 0) < 0)
    }

    @Test("null sorts last in both directions")
    func nulls() throws {
        for sort in ["alpha2", "-alpha2"] {
            let codes = try client.column("alpha2", "/v1/partners?sort=\(sort)")
            let lists = client.snapshot.dataset.codes
            let missing = lists.groups.count + lists.partners.filter(\.alpha2.isEmpty).count
            #expect(codes.suffix(missing).allSatisfy { $0 == nil } && codes.dropLast(missing).allSatisfy { $0 != nil })
            let present = codes.compactMap(\.self)
            #expect(present == (sort == "alpha2" ? present.sorted() : present.sorted(by: >)))
        }
    }

    @Test("several keys sort one after the other")
    func severalKeys() throws {
        let records = try client.get("/v1/balances?type=goods&sort=-year,partner").data().values
        let keys = records.map { (-(Int($0["year"]?.text ?? "") ?? 0), $0["partner"]?.text ?? "") }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 } && Set(keys.map(\.0)).count > 2)
    }

    @Test("sorting and paging together page the sorted list")
    func sortedPages() throws {
        let sorted = try client.column("exports", list + "&sort=-exports")
        #expect(try client.column("exports", list + "&sort=-exports&limit=5&offset=3") == Array(sorted[3..<8]))
    }

    @Test("fields are in the requested order, and a list can be sorted by a hidden field")
    func fields() throws {
        let records = try client.get("/v1/balances?partner=MEX&fields=tdr,partner,cells&sort=-exports").data().values
        #expect(records.count == 7 && records.allSatisfy { $0.names == ["tdr", "partner", "cells"] })
        let expected = try client.column("tdr", "/v1/balances?partner=MEX&sort=-exports")
        #expect(records.map { $0["tdr"]?.text } == expected)
        #expect(try client.get("/v1/balances?partner=MEX&fields=type,type&limit=1").data()[0]?.names == ["type"])
    }
}
