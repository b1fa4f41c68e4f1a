// Properties of every resource: methods, formats, conditions, and header fields.
import Testing

@testable import API
@testable import Formats
@testable import HTTP

@Suite("Methods, formats and fields of every endpoint")
struct ProtocolTests {
    static let targets = EndpointList.api.all.map(client.concrete)
    /// The endpoints of unavailable measures, which always return a problem.
    static let refusals = EndpointList.api.all.filter(\.isRefusal).map(client.concrete)
    static let answered = targets.filter { !refusals.contains($0) }
    /// The targets whose responses are JSON with data, meta and links.
    static let enveloped = EndpointList.api.all.filter { $0.path != "/" && !$0.isRefusal && $0.formats.contains(.json) }
        .map(
            client.concrete)

    @Test("HEAD has the fields of GET and no body", arguments: targets)
    func head(target: String) throws {
        let (get, head) = (try client.request("GET", target), try client.request("HEAD", target))
        #expect(get.status == (Self.refusals.contains(target) ? 422 : 200) && head.status == get.status)
        #expect(head.fields == get.fields && head.body.isEmpty && !get.body.isEmpty)
    }

    @Test("OPTIONS names the methods, of each resource and of the server", arguments: targets + ["*"])
    func options(target: String) throws {
        let answer = try client.request("OPTIONS", target)
        #expect(answer.status == 204 && answer.body.isEmpty)
        #expect(answer.fields["allow"] == "GET, HEAD, OPTIONS")
        #expect(answer.fields["access-control-allow-methods"] == "GET, HEAD, OPTIONS")
    }

    @Test("methods that change state are 405, and unknown methods 501", arguments: targets)
    func otherMethods(target: String) throws {
        for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE"] {
            let answer = try client.request(method, target)
            #expect(answer.status == 405 && answer.fields["allow"] == "GET, HEAD, OPTIONS", "\(method)")
            #expect(try answer.json()["allowed"]?.strings == ["GET", "HEAD", "OPTIONS"])
            #expect(answer.fields["content-type"] == "application/problem+json")
        }
        for method in ["BREW", "get", "PROPFIND"] {
            let answer = try client.request(method, target)
            #expect(answer.status == 501 && answer.fields["content-type"] == "application/problem+json", "\(method)")
        }
    }

    @Test("an unknown resource is 404 for every known method")
    func missing() throws {
        for method in ["GET", "HEAD", "OPTIONS", "POST", "DELETE"] {
            #expect(try client.request(method, "/nowhere").status == 404)
        }
        #expect(try client.request("BREW", "/nowhere").status == 501)
    }

    @Test("Accept must allow an available format, and the parameter `format` has precedence over it")
    func accept() throws {
        let good = [
            "*/*", "application/json", "application/*;q=0.1", "text/html, */*;q=0.1", "APPLICATION/JSON", "nonsense",
            "",
        ]
        for field in good {
            #expect(try client.request("GET", "/v1", fields: ["Accept: \(field)"]).status == 200, "\(field)")
        }
        for field in [
            "text/html", "image/svg+xml, application/json;q=0", "application/xml", "*/*;q=0",
        ] {
            let answer = try client.request("GET", "/v1", fields: ["Accept: \(field)"])
            #expect(answer.status == 406, "\(field)")
            #expect(try answer.json()["allowed"]?.strings.prefix(2) == ["application/json", "text/csv"])
            #expect(
                try client.request("GET", "/v1?format=json", fields: ["Accept: \(field)"]).status == 200, "\(field)")
        }
        #expect(
            try client.request("GET", "/v1", fields: ["Accept: text/html", "Accept: application/json"]).status == 200)
    }

    @Test("pretty JSON is the same document, indented and ended with a line feed", arguments: enveloped)
    func pretty(target: String) throws {
        let (compact, pretty) = (try client.get(target + "?pretty=false"), try client.get(target + "?pretty=true"))
        #expect(try pretty.data() == compact.data() && pretty.meta() == compact.meta())
        #expect(try pretty.links().names == compact.links().names)
        #expect(pretty.body.last == 0x0a && pretty.body.starts(with: Array("{\n  \"data\": ".utf8)))
        #expect(!compact.body.contains(0x0a))
        #expect(try client.get(target).data() == compact.data())
    }

    @Test("every response allows any origin, and its content has its media type", arguments: targets + ["/nowhere"])
    func commonFields(target: String) throws {
        let fields = try client.request("GET", target).fields
        #expect(fields["access-control-allow-origin"] == "*" && fields["access-control-expose-headers"] == "ETag, Link")
        #expect(fields["x-content-type-options"] == "nosniff")
        #expect(fields["date"] == "Sat, 21 Nov 2026 12:00:00 GMT")
    }

    @Test("data is cached until it changes, reviews for a day, and operational responses never")
    func freshness() throws {
        let lasting = "public, max-age=300, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400"
        for endpoint in EndpointList.api.all where !endpoint.isRefusal {
            let fields = try client.request("GET", client.concrete(endpoint)).fields
            let control = fields["cache-control"]
            switch endpoint.path {
            case "/healthz", "/readyz", "/metrics", "/version": #expect(control == "no-store")
            case "/v1/usmca", "/v1/usmca/reviews": #expect(control == "public, no-cache")
            default: #expect(control == lasting, "\(endpoint.path)")
            }
            #expect(fields["vary"] == "Accept, Accept-Encoding", "\(endpoint.path)")
            #expect((fields["last-modified"] != nil) == (control == lasting), "\(endpoint.path)")
        }
        for target in Self.refusals + ["/nowhere"] {
            let fields = try client.request("GET", target).fields
            #expect(fields["cache-control"] == "no-store", "\(target)")
            #expect(fields["etag"] == nil && fields["last-modified"] == nil, "\(target)")
        }
    }

    @Test("a request with the current tag gets 304", arguments: answered)
    func notModified(target: String) throws {
        let first = try client.request("GET", target)
        let tag = try #require(first.fields["etag"])
        #expect(try client.request("GET", target).fields["etag"] == tag)
        let second = try client.request("GET", target, fields: ["If-None-Match: \(tag)"])
        #expect(second.status == 304 && second.body.isEmpty && second.fields["etag"] == tag)
        #expect(try client.request("GET", target, fields: ["If-None-Match: \"other\""]).status == 200)
    }

    @Test("representations of one resource have different tags", arguments: enveloped)
    func tags(target: String) throws {
        let endpoint = try #require(EndpointList.api.all.first { client.concrete($0) == target })
        let variants =
            [target + "?pretty=false", target + "?pretty=true"]
            + endpoint.formats.dropFirst().map { target + "?format=\($0)" }
        let tags = try variants.map { try #require(try client.request("GET", $0).fields["etag"]) }
        #expect(Set(tags).count == variants.count, "\(tags)")
    }

    @Test("the responses of two services with the same data have the same bytes", arguments: targets)
    func deterministic(target: String) throws {
        #expect(try client.request("GET", target).body == client.request("GET", target).body)
        #expect(try client.request("GET", "http://example.org\(target)").body == client.request("GET", target).body)
    }
}
