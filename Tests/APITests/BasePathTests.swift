import APITestSupport
import HTTP
import Testing

@testable import API

/// Requests to a service below `/trade`.
@Suite("Base path") struct BasePathTests {
    private func response(_ target: String, accept: String? = nil) throws -> Response {
        let service = Service(
            snapshot: client.snapshot, configuration: ServiceConfiguration(basePath: "/trade"))
        return try service.answer(target, fields: accept.map { ["Accept: \($0)"] } ?? [])
    }

    private func body(_ target: String, accept: String? = nil) throws -> String {
        String(decoding: try response(target, accept: accept).body, as: UTF8.self)
    }

    /// Every absolute path in quotes, such as a link.
    private func paths(_ text: String) -> [String] {
        text.split(separator: "\"").filter { $0.first == "/" && !$0.contains("\n") }.map(String.init)
    }

    @Test(arguments: [
        "/trade/v1/partners/MEX/balance", "/trade/v1/flows?limit=2&offset=2", "/trade/v1/tables/goods",
        "/trade/v1/sources", "/trade/nothing",
    ]) func `every link of a response starts with the base path`(target: String) throws {
        let links = try body(target).split(separator: "\"links\"")[1]
        let paths = paths(String(links))
        #expect(!paths.isEmpty)
        for path in paths { #expect(path.hasPrefix("/trade/"), "\(path)") }
    }

    @Test func `the Link field starts with the base path`() throws {
        let fields = try response("/trade/v1/flows?limit=2").fields
        #expect(fields.contains("Link: </trade/v1/flows?limit=2&offset=2>; rel=\"next\""))
    }

    @Test func `the page is at the base path, with and without a slash, and its links start with it`() throws {
        for target in ["/trade", "/trade/"] {
            let page = try body(target, accept: "text/html")
            #expect(page.contains("src=\"/trade/web/app.js\""))
            for path in paths(page) { #expect(path.hasPrefix("/trade/"), "\(path)") }
        }
        #expect(try response("/trade/web/app.js").status == .ok)
    }

    @Test func `the reference and the OpenAPI document name the base path`() throws {
        #expect(try body("/trade/openapi.json").contains("\"servers\":[{\"url\":\"/trade\""))
        let reference = try body("/trade/docs")
        #expect(reference.contains("href=\"/trade/v1\""))
        #expect(!reference.contains("href=\"/v1"))
        #expect(!reference.contains("href=\"/web"))
    }

    @Test(arguments: ["/v1/partners", "/", "/tradex/v1", "/x/trade/v1"])
    func `a path that does not start with the base path is not found, and the error names it`(target: String) throws {
        let response = try response(target)
        #expect(response.status == .notFound)
        #expect(String(decoding: response.body, as: UTF8.self).contains("All paths of this server start with /trade."))
    }

    @Test func `the data does not depend on the base path`() throws {
        let below = try body("/trade/v1/balances?partner=MEX&format=csv")
        let plain = try Service(snapshot: client.snapshot).get(
            "/v1/balances?partner=MEX&format=csv", at: APIClient.noon)
        #expect(below == String(decoding: plain.body, as: UTF8.self))
    }
}
