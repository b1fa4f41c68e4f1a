// Accept and Accept-Encoding as tables, RFC 9110 sections 12.4 and 12.5.
import Testing

@testable import HTTP

@Suite("Accept")
struct AcceptTests {
    private static let available = ["application/json", "text/csv", "text/html", "image/svg+xml"]

    @Test(
        "the available type with the highest weight is selected, the first of equals",
        arguments: [
            ("*/*", 0), ("application/json", 0), ("text/csv", 1), ("TEXT/CSV", 1), ("text/*", 1), ("image/*", 3),
            ("text/html, application/json", 0), ("text/html;q=0.9, application/json;q=0.8", 2),
            ("application/json;q=0.5, text/csv", 1), ("*/*;q=0.1, text/csv;q=0.2", 1), ("text/*;q=0.5, */*;q=0.4", 1),
            // The most specific range has precedence, RFC 9110 section 12.5.1.
            ("text/*, text/csv;q=0", 2), ("*/*, application/json;q=0", 1), ("*/*, application/json;q=0.1", 1),
            ("*/*;q=0.9, text/*;q=0.3, text/html", 2), ("text/html;q=0.3, text/*;q=0.7, */*;q=0.5", 1),
            ("text/csv ; q=0.5 , text/html ;\tq=0.6", 2), ("text/csv;Q=0.5, text/html", 2), (",, text/csv ,,", 1),
            ("text/csv;q=0.001", 1), ("text/csv;q=1.000", 1), ("text/csv;q=1., text/html", 1),
            ("text/csv;q=0.999, text/html", 2),
            ("text/csv;q=0., text/html", 2), ("application/xml, text/csv;q=0.1", 1),
            ("audio/*, image/svg+xml;q=0.2", 3),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", 2),
            ("text/csv;header=present", 1),
            // A comma or semicolon in quotes is not a separator; an unclosed quote is an ordinary character.
            ("application/xml;a=\", text/html,\", text/csv;q=0.5", 1),
            ("application/xml;a=\";q=0\", text/csv;q=0.5", 1),
            ("application/xml;a=\"\\\",text/html;\\\"\", text/csv;q=0.5", 1), ("application/xml;a=\", text/html", 2),
        ])
    func chosen(accept: String, index: Int) {
        #expect(Negotiation.mediaType(accept: Array(accept.utf8), available: AcceptTests.available) == index)
    }

    @Test(
        "no type is selected if none is acceptable",
        arguments: [
            "application/xml", "audio/*", "*/*;q=0", "text/*;q=0, application/json;q=0.0, image/*;q=0.000",
            "application/json;q=0", "application/jsonx", "text/cs", "application/xml;q=1, */*;q=0", "application/*;q=0",
        ])
    func none(accept: String) {
        #expect(Negotiation.mediaType(accept: Array(accept.utf8), available: AcceptTests.available) == nil)
    }

    @Test("a missing field, and one without a media range, accepts everything")
    func everything() {
        #expect(Negotiation.mediaType(accept: nil, available: AcceptTests.available) == 0)
        for accept in ["", " ", ",", "json", "text", ";q=0", "a b/c"] {
            #expect(
                Negotiation.mediaType(accept: Array(accept.utf8), available: AcceptTests.available) == 0, "\(accept)")
        }
        #expect(Negotiation.mediaType(accept: nil, available: []) == nil)
    }

    @Test(
        "a range with a malformed weight is ignored",
        arguments: [
            "2", "1.001", "-1", "0.1234", ".5", "", "x", "0,5", "1.0000", "00", "01", "0.5.5", "1e0", "+1", "0.5x",
        ])
    func malformedWeight(weight: String) {
        let accept = Array("text/html;q=\(weight), text/csv;q=0.1".utf8)
        #expect(Negotiation.mediaType(accept: accept, available: AcceptTests.available) == 1)
    }
}

@Suite("Accept-Encoding")
struct AcceptEncodingTests {
    @Test(
        "gzip is selected if its weight is at least that of identity, and is mandatory if identity is refused",
        arguments: [
            ("gzip", Negotiation.Coding.gzip), ("GZIP", .gzip), ("x-gzip", .gzip), ("gzip, deflate, br", .gzip),
            ("*", .gzip),
            ("gzip;q=0.5", .gzip), ("gzip;q=0.001", .gzip), ("identity, gzip", .gzip), ("identity;q=0.5, gzip", .gzip),
            ("identity;q=0, gzip;q=0.1", .gzipOnly), ("*;q=0.5", .gzip), ("br, *;q=0.1", .gzip), ("identity;q=0", nil),
            ("gzip;q=0, identity;q=0", nil), ("*;q=0", nil), ("*;q=0, br", nil), ("gzip;q=0, *;q=0", nil),
            ("gzip;q=0", .identity), ("identity", .identity), ("br", .identity), ("", .identity), (" , ", .identity),
            ("deflate;q=1, br", .identity), ("identity;q=1, gzip;q=0.5", .identity), ("gzip;q=0, *", .identity),
            ("identity, *;q=0", .identity), ("identity;q=0.1, *;q=0", .identity), ("*;q=0, gzip", .gzipOnly),
            ("gzip;q=0.000", .identity), ("gzipped", .identity), ("gzip;q=2", .identity), ("gzip;q=0.1234", .identity),
            ("gzip ; q=0.8 ,identity;q=0.9", .identity),
        ] as [(String, Negotiation.Coding?)])
    func table(acceptEncoding: String, coding: Negotiation.Coding?) {
        #expect(Negotiation.coding(acceptEncoding: Array(acceptEncoding.utf8)) == coding)
    }

    @Test("a missing field selects identity")
    func missing() { #expect(Negotiation.coding(acceptEncoding: nil) == .identity) }
}
