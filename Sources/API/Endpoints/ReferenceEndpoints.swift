// The description of the API for programs and for people.

import HTTP

enum ReferenceEndpoints {
    static let all = [
        Endpoint(
            "/openapi.json", "The API as an OpenAPI 3.1 document.", [],
            .document(contentType: "application/json") { request throws(Problem) in
                request.snapshot.referenceDocuments.openAPI
            }),
        Endpoint(
            "/docs", "The API to read about, with examples to try.", [],
            fields: [
                (name: "Content-Security-Policy", value: PageEndpoints.policy),
                (name: "Referrer-Policy", value: "no-referrer"),
            ],
            .document(contentType: "text/html; charset=utf-8") { request throws(Problem) in
                request.snapshot.referenceDocuments.page
            }),
    ]
}
