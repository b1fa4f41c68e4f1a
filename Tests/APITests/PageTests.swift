// The dashboard: content negotiation, media types, and no requests to other hosts.
import Dataset
import Testing

@testable import API
@testable import Formats

@Suite("RecordPage")
struct PageTests {
    static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

    private static func type(_ target: String, accept: String?) throws -> String {
        let line = try client.response(target, accept: accept).fields.split(separator: "\r\n").first {
            $0.hasPrefix("Content-Type: ")
        }
        return line.map { String($0.dropFirst(14)) } ?? ""
    }

    @Test(
        "browsers get the page at /, other clients the index",
        arguments: [
            ("/", browser, "text/html; charset=utf-8"), ("/", "text/html", "text/html; charset=utf-8"),
            ("/?partner=MEX&year=2023", browser, "text/html; charset=utf-8"),
            ("/?anything=at%20all", browser, "text/html; charset=utf-8"),
            ("/", nil, "text/plain; charset=utf-8"), ("/", "*/*", "text/plain; charset=utf-8"),
            ("/", "application/json", "application/json"),
            ("/", "text/html;q=0.5, application/json", "application/json"),
            ("/", "text/*;q=0.2, */*", "application/json"),
            ("/?format=json", browser, "application/json"), ("/v1", browser, "application/json"),
            ("/v1/rankings/tdr", browser, "application/json"),
        ])
    func negotiation(target: String, accept: String?, type: String) throws {
        #expect(try PageTests.type(target, accept: accept) == type)
    }

    @Test("the page has a strict policy and is revalidated for each use")
    func fields() throws {
        let fields = try client.response("/", accept: PageTests.browser).fields
        for line in [
            "Cache-Control: public, no-cache", "Vary: Accept, Accept-Encoding", "X-Content-Type-Options: nosniff",
            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        ] {
            #expect(fields.contains(line + "\r\n"), "\(line)")
        }
        #expect(fields.contains("ETag: \""))
        #expect(try client.response("/").fields.contains("Vary: Accept, Accept-Encoding\r\n"))
    }

    @Test("each file is served byte for byte with its media type; other paths are 404")
    func assets() throws {
        let types = [
            "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8",
            "svg": "image/svg+xml; charset=utf-8",
        ]
        let files = DataFile.embedded.filter { $0.name.hasPrefix("web/") && $0.name != "web/index.html" }
        #expect(files.count >= 5)
        for file in files {
            let answer = try client.response("/" + file.name, accept: "*/*")
            #expect(answer.body == file.bytes.array, "\(file.name)")
            let ending = String(file.name.split(separator: ".").last ?? "")
            #expect(try PageTests.type("/" + file.name, accept: "*/*") == types[ending], "\(file.name)")
        }
        for target in [
            "/web", "/web/", "/web/index.html", "/web/nothing.js", "/web/../data/tables.csv", "/web/..%2Fdata",
        ] {
            #expect(client.problem(target)?.status == .notFound, "\(target)")
        }
    }

    @Test("the files are small, and contain no inline code and no external address")
    func selfContained() throws {
        let files = DataFile.embedded.filter { $0.name.hasPrefix("web/") }
        // The reference has its own style and script.
        let page = files.filter { !$0.name.hasPrefix("web/docs.") }
        let size = page.reduce(0) { $0 + $1.bytes.array.count }
        #expect(size < 120_000, "shorten the scripts before the limit is raised")
        let names = Set(files.map(\.name))
        for file in files {
            let text = String(decoding: file.bytes.array, as: UTF8.self).replacing(
                "http://www.w3.org/2000/svg", with: "")
            #expect(!text.contains("://"), "\(file.name)")
            #expect(
                !text.contains("<style") && !text.contains(" style=") && !text.contains("javascript:"), "\(file.name)")
            for match in text.matches(of: /\b(?:from |import\()'\.\/([^']+)'/) {
                #expect(names.contains("web/\(match.output.1)"), "\(file.name)")
            }
            guard file.name.hasSuffix(".html") else { continue }
            for match in text.matches(of: /(?:src|href)="(\/web\/[^"]+)"/) {
                #expect(names.contains(String(match.output.1.dropFirst())), "\(file.name)")
            }
            for match in text.matches(of: /<script([^>]*)>(.)/) {
                #expect(match.output.1.contains("src=") && match.output.2 == "<")
            }
            #expect(text.firstMatch(of: /<[a-z][^>]* on[a-z]+=/) == nil)
        }
    }

    @Test("the type of an error is a page in a browser and JSON elsewhere")
    func problemPages() throws {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        for (target, title) in [("/problems", "errors"), ("/problems/unknown-partner", "Unknown partner")] {
            #expect(try PageTests.type(target, accept: browser) == "text/html; charset=utf-8")
            #expect(try PageTests.type(target, accept: "*/*") == "application/json")
            let page = String(decoding: try client.response(target, accept: browser).body, as: UTF8.self)
            #expect(page.contains("<title>bilateral: \(title)</title>"))
            #expect(page.contains("<code>unknown-partner</code>"))
        }
        #expect(client.problem("/problems/nothing")?.status == .notFound)
    }
}
