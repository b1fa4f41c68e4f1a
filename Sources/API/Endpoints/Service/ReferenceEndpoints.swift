// The description of the API for programs and for readers.

import Dataset
import Formats
import HTTP

enum ReferenceEndpoints {
    static let all = [
        Endpoint("/openapi.json", "The API as an OpenAPI 3.1 document.", contentType: "application/json") {
            request throws(Problem) in OpenAPI(request.endpoints, request.snapshot).document()
        },
        Endpoint(
            "/schemas/dataset.schema.json", "The JSON Schema of dataset.json, which describes files of a data folder.",
            contentType: "application/schema+json"
        ) { _ throws(Problem) in DataFile.embedded(named: "schemas/dataset.schema.json") },
        Endpoint(
            "/docs", "The API reference, with examples.", contentType: "text/html; charset=utf-8",
            headerFields: [
                (name: "Content-Security-Policy", value: DashboardFile.policy),
                (name: "Referrer-Policy", value: "no-referrer"),
            ]
        ) { request throws(Problem) in ReferencePage(request.endpoints, request.snapshot).html().compact },
    ]
}
