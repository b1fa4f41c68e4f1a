// The description of the API for programs and for people, with the parts of its page.

import Dataset
import HTTP

enum ReferenceEndpoints {
    static let parts = ["/docs/style.css", "/docs/script.js"]

    /// Nothing but what this server itself sends, and nothing inline.
    private static let policy = [
        (
            name: "Content-Security-Policy",
            value: "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ), (name: "Referrer-Policy", value: "no-referrer"),
    ]

    static let all = [
        Endpoint(
            "/openapi.json", "The API as an OpenAPI 3.1 document.", [],
            .document(contentType: "application/json") { request throws(Problem) in
                request.snapshot.referenceDocuments.openAPI
            }),
        Endpoint(
            "/docs", "The API to read about, with examples to try.", [], fields: policy,
            .document(contentType: "text/html; charset=utf-8") { request throws(Problem) in
                request.snapshot.referenceDocuments.page
            }),
        Endpoint(
            parts[0], "The style of the reference.", [],
            .document(contentType: "text/css; charset=utf-8") { _ throws(Problem) in file("web/docs.css") }),
        Endpoint(
            parts[1], "The script of the reference.", [],
            .document(contentType: "text/javascript; charset=utf-8") { _ throws(Problem) in file("web/docs.js") }),
    ]

    /// Pages belong to the binary; a folder of the user's has data only.
    private static let files = DataFile.embedded.filter { $0.name.hasPrefix("web/") }

    private static func file(_ name: String) -> [UInt8] { files.first { $0.name == name }?.bytes ?? [] }
}
