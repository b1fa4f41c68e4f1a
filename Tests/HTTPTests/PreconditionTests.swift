// Conditional requests, RFC 9110 section 13.
import Testing

@testable import HTTP

@Suite("Preconditions")
struct PreconditionTests {
    /// Last changed on Sunday, 1994-11-06 at 08:49:37.
    private static let response = Response(
        contentType: "text/plain", body: Array("hello".utf8),
        shared: FieldLines(cacheControl: "no-cache", [("Vary", "Accept")]),
        lastModified: LastModified(HTTPDate(seconds: 784_111_777)))
    private static let undated = Response(
        contentType: "text/plain", body: Array("hello".utf8), shared: FieldLines(cacheControl: "no-cache"))
    /// XXH64 of `hello` by another implementation.
    private static let tag = "\"26c7827d889f6da3\""

    private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let after = "Sun, 06 Nov 1994 08:49:38 GMT"

    /// The condition lines of a request and the expected status.
    struct Row: Sendable, CustomTestStringConvertible {
        let lines: [String]
        let status: Int
        var testDescription: String { "\(lines) → \(status)" }

        init(_ status: Int, _ lines: String...) {
            self.status = status
            self.lines = lines
        }
    }

    private func check(_ row: Row, with response: Response = PreconditionTests.response) {
        let get = reply("GET", row.lines, with: response)
        let head = reply("HEAD", row.lines, with: response)
        #expect(get.status == row.status)
        #expect(head.statusLine == get.statusLine)
        #expect(head.fields == get.fields)
        #expect(head.body.isEmpty)
        switch row.status {
        case 200: #expect(get.body == response.body)
        case 304: #expect(get.body.isEmpty)
        default: #expect(get["Content-Type"] == "application/problem+json" && !get.body.isEmpty)
        }
    }

    @Test(
        "If-None-Match compares weakly, and names the representation or all of them",
        arguments: [
            Row(200), Row(304, "If-None-Match: \(tag)"), Row(304, "If-None-Match: W/\(tag)"),
            Row(304, "If-None-Match: *"),
            Row(200, "If-None-Match: \"other\""), Row(200, "If-None-Match: \"*\""), Row(200, "If-None-Match:"),
            Row(304, "If-None-Match: \"a\", \(tag)"), Row(304, "If-None-Match: \(tag), \"a\""),
            Row(304, "If-None-Match: \"a\",\(tag),\"b\""), Row(304, "If-None-Match: , ,\t\(tag) ,"),
            Row(304, "If-None-Match: W/\"a\" , W/\(tag)"), Row(304, "If-None-Match: \"a,b\", \(tag)"),
            Row(304, "If-None-Match: \"\", \(tag)"), Row(304, "If-None-Match: \"a\"", "If-None-Match: \(tag)"),
            Row(304, "If-None-Match: \(tag)", "If-None-Match: \"a\""),
            Row(200, "If-None-Match: \"a\"", "If-None-Match: \"b\""),
            // The tag follows tags that contain commas.
            Row(200, "If-None-Match: \"x,\(tag),y\""),
            // Malformed elements match nothing and hide nothing.
            Row(200, "If-None-Match: \(tag.dropFirst().dropLast())"), Row(200, "If-None-Match: w/\(tag)"),
            Row(200, "If-None-Match: \(tag.dropLast())"), Row(200, "If-None-Match: \(tag.dropFirst())"),
            Row(200, "If-None-Match: W/ \(tag)"), Row(304, "If-None-Match: junk, \(tag)"),
            Row(200, "If-None-Match: \(tag.dropLast())0\""), Row(200, "If-None-Match: \(tag.uppercased())"),
        ])
    func ifNoneMatch(row: Row) { check(row) }

    @Test(
        "If-Match compares strongly, and fails with 412 where it names nothing that is there",
        arguments: [
            Row(200, "If-Match: \(tag)"), Row(200, "If-Match: *"), Row(412, "If-Match: \"other\""),
            Row(412, "If-Match:"),
            Row(412, "If-Match: W/\(tag)"), Row(200, "If-Match: \"a\", \(tag)"), Row(200, "If-Match: W/\(tag), \(tag)"),
            Row(412, "If-Match: W/\"a\", W/\(tag)"), Row(200, "If-Match: \"a\"", "If-Match: \(tag)"),
            Row(412, "If-Match: \"a\"", "If-Match: \"b\""), Row(412, "If-Match: \"*\""),
            Row(200, "If-Match: \"a,b\",\(tag)"),
        ])
    func ifMatch(row: Row) { check(row) }

    @Test(
        "dates are compared with the last change, in any of the three forms",
        arguments: [
            Row(304, "If-Modified-Since: \(same)"), Row(304, "If-Modified-Since: \(after)"),
            Row(200, "If-Modified-Since: \(before)"), Row(304, "If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
            Row(200, "If-Modified-Since: Sunday, 06-Nov-94 08:49:36 GMT"),
            Row(304, "If-Modified-Since: Sun Nov  6 08:49:37 1994"),
            Row(200, "If-Modified-Since: Sun Nov  6 08:49:36 1994"),
            Row(200, "If-Unmodified-Since: \(same)"), Row(200, "If-Unmodified-Since: \(after)"),
            Row(412, "If-Unmodified-Since: \(before)"), Row(412, "If-Unmodified-Since: Sunday, 06-Nov-94 08:49:36 GMT"),
            Row(412, "If-Unmodified-Since: Sun Nov  6 08:49:36 1994"),
        ])
    func dates(row: Row) { check(row) }

    @Test(
        "an invalid date and a repeated date are ignored",
        arguments: [
            Row(200, "If-Modified-Since: yesterday"), Row(200, "If-Modified-Since:"),
            Row(200, "If-Modified-Since: Sun, 32 Nov 2094 08:49:37 GMT"),
            Row(200, "If-Modified-Since: \(after), \(after)"),
            Row(200, "If-Modified-Since: \(after)", "If-Modified-Since: \(after)"),
            Row(200, "If-Modified-Since: 2094-11-06T08:49:37Z"), Row(200, "If-Modified-Since: 784111777"),
            Row(200, "If-Unmodified-Since: never"),
            Row(200, "If-Unmodified-Since: \(before)", "If-Unmodified-Since: \(before)"),
            Row(200, "If-Unmodified-Since: Sun, 06 Nov 1994 24:00:00 GMT"), Row(200, "If-Unmodified-Since: 0"),
        ])
    func invalidDates(row: Row) { check(row) }

    @Test(
        "conditions are evaluated in the order of RFC 9110 section 13.2.2",
        arguments: [
            // If-Match is evaluated first, and If-Unmodified-Since is ignored with it.
            Row(412, "If-None-Match: \(tag)", "If-Match: \"a\""), Row(304, "If-None-Match: \(tag)", "If-Match: \(tag)"),
            Row(200, "If-Match: \(tag)", "If-Unmodified-Since: \(before)"),
            Row(412, "If-Match: \"a\"", "If-Unmodified-Since: \(after)"),
            Row(412, "If-Unmodified-Since: \(before)", "If-None-Match: \(tag)"),
            Row(412, "If-Unmodified-Since: \(before)", "If-Modified-Since: \(same)"),
            Row(304, "If-Unmodified-Since: \(same)", "If-Modified-Since: \(same)"),
            Row(304, "If-Unmodified-Since: \(same)", "If-None-Match: \(tag)"),
            // If-Modified-Since is ignored with If-None-Match.
            Row(200, "If-None-Match: \"a\"", "If-Modified-Since: \(after)"),
            Row(304, "If-None-Match: \(tag)", "If-Modified-Since: \(before)"),
            Row(
                200, "If-None-Match: \"a\"", "If-Match: *", "If-Modified-Since: \(after)",
                "If-Unmodified-Since: \(before)"),
            Row(
                412, "If-Match: \"a\"", "If-None-Match: *", "If-Modified-Since: \(after)",
                "If-Unmodified-Since: \(after)"),
        ])
    func order(row: Row) { check(row) }

    @Test(
        "dates are ignored if the last change is unknown",
        arguments: [
            Row(200, "If-Modified-Since: \(after)"), Row(200, "If-Unmodified-Since: \(before)"),
            Row(304, "If-Unmodified-Since: \(before)", "If-None-Match: \(tag)"),
        ])
    func undated(row: Row) { check(row, with: PreconditionTests.undated) }

    @Test("a response without validators ignores conditions")
    func withoutValidators() {
        let problem = Response(Problem(.notFound, kind: "not-found", title: "Not Found", detail: "No."))
        for line in ["If-Match: \"a\"", "If-None-Match: *", "If-Unmodified-Since: \(PreconditionTests.before)"] {
            #expect(reply("GET", [line], with: problem).status == 404)
            #expect(reply("OPTIONS", [line], with: Response(allowedMethods: "GET")).status == 204)
        }
    }

    @Test("a 304 has the fields of RFC 9110 section 15.4.5, and none about a body")
    func notModified() {
        let full = reply(with: PreconditionTests.response)
        let short = reply("GET", ["If-None-Match: *"], with: PreconditionTests.response)
        #expect(short.statusLine == "HTTP/1.1 304 Not Modified")
        for name in ["ETag", "Cache-Control", "Last-Modified", "Vary", "Date", "Access-Control-Allow-Origin"] {
            #expect(full[name] != nil && short[name] == full[name], "\(name)")
        }
        #expect(short["Content-Length"] == nil && short["Content-Type"] == nil && short["Transfer-Encoding"] == nil)
    }

    @Test("a 412 names the failed condition")
    func failed() {
        let match = reply("GET", ["If-Match: \"a\""], with: PreconditionTests.response)
        #expect(String(decoding: match.body, as: UTF8.self).contains("If-Match"))
        let date = reply("GET", ["If-Unmodified-Since: \(PreconditionTests.before)"], with: PreconditionTests.response)
        #expect(String(decoding: date.body, as: UTF8.self).contains("If-Unmodified-Since"))
    }
}
