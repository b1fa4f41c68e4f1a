// The reference for readers: one HTML page derived from the declarations. It is readable without style and script; the script adds
// buttons that copy a line and show a response in place.

import Dataset
import Formats
import HTTP

struct ReferencePage {
    private let endpoints: EndpointList
    private let snapshot: Snapshot
    private let dataset: Dataset
    private var basePath: String { endpoints.basePath }

    init(_ endpoints: EndpointList, _ snapshot: Snapshot) {
        self.endpoints = endpoints
        self.snapshot = snapshot
        dataset = snapshot.dataset
    }

    func html() -> [UInt8] {
        var page = HTMLWriter()
        writeHead("reference", &page)
        page.raw("<div class=\"columns\">\n")
        writeContents(&page)
        page.raw("<main id=\"main\">\n")
        page.raw(ReferencePage.grammar)
        page.raw(start)
        for endpoint in endpoints.described { write(endpoint, &page) }
        writeProblems(ProblemKind.all, &page)
        page.raw("</main>\n</div>\n")
        writeFoot(&page)
        return page.bytes
    }

    /// The page of one kind of errors or of all.
    func html(of kinds: [ProblemKind]) -> [UInt8] {
        var page = HTMLWriter()
        writeHead(kinds.count == 1 ? kinds[0].title : "errors", &page)
        page.raw("<main id=\"main\">\n")
        writeProblems(kinds, &page)
        page.raw("</main>\n")
        writeFoot(&page)
        return page.bytes
    }

    private func writeHead(_ title: String, _ page: inout HTMLWriter) {
        page.raw(
            """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>bilateral: \(title)</title>
            <link rel="icon" href="\(basePath)/web/icon.svg">
            <link rel="stylesheet" href="\(basePath)/web/style.css">
            <link rel="stylesheet" href="\(basePath)/web/docs.css">
            <script src="\(basePath)/web/docs.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">To the content</a>
            <header>
            <h1>bilateral</h1>
            <p>United States trade with its partners: every figure with its exact digits and its place in a published report.</p>
            <p><a href="\(basePath)/">Dashboard</a> · <a href="\(basePath)/docs">Reference</a> · <a href="\(basePath)/v1">Index</a> · \
            <a href="\(basePath)/openapi.json">OpenAPI 3.1</a> · <a href="\(basePath)/problems">Errors</a></p>
            </header>

            """)
    }

    private func writeFoot(_ page: inout HTMLWriter) {
        page.raw("<footer><p>bilateral \(bilateralVersion), dataset ")
        page.text(snapshot.id)
        page.raw(", edition ")
        page.text(dataset.release.version)
        page.raw(".</p></footer>\n</body>\n</html>\n")
    }

    private func writeContents(_ page: inout HTMLWriter) {
        page.raw("<nav aria-label=\"Endpoints\">\n<details open><summary>Endpoints</summary>\n<ul>\n")
        page.raw("<li><a href=\"#grammar\">Common rules</a></li>\n")
        page.raw("<li><a href=\"#getRoot\"><code>/</code></a></li>\n")
        for endpoint in endpoints.described {
            page.raw("<li><a href=\"#\(endpoint.id)\"><code>")
            page.text(endpoint.path)
            page.raw("</code></a></li>\n")
        }
        page.raw("<li><a href=\"#errors\">Errors</a></li>\n</ul>\n</details>\n</nav>\n")
    }

    private static let grammar = """
        <section aria-labelledby="grammar">
        <h2 id="grammar">Common rules</h2>
        <ul>
        <li>A response is <code>{"data": …, "meta": …, "links": …}</code>; the <code>data</code> of a list is an array of flat \
        records.</li>
        <li>Lists take <code>fields=partner,tdr</code>, <code>sort=-tdr,partner</code>, <code>limit</code> and <code>offset</code>; \
        <code>meta.total</code>, <code>links.next</code> and the <code>Link</code> field describe further pages.</li>
        <li>Several values are separated by commas, <code>partner=MEX,CAN</code>, or given by repeating the parameter. Years may be \
        ranges: <code>year=2021..2023</code>.</li>
        <li>A partner is accepted by its ISO alpha-3 or alpha-2 code, M49 number or name, in any letter case: <code>MEX</code>, \
        <code>mx</code>, <code>484</code>, <code>mexico</code>.</li>
        <li>Money is in USD million unless <code>unit=</code> selects another unit. Digits are exact; ratios are rounded once, half to \
        even, to <code>decimals=</code> places. A missing value is <code>null</code>.</li>
        <li>The parameter <code>format=</code> or the <code>Accept</code> field selects the format. In CSV and text tables a list is \
        joined by <code>|</code>, an object is <code>key=value|key=value</code>, and null is empty.</li>
        <li>Unknown parameters, repeated parameters that take one value, and invalid values are refused with the accepted ones. An \
        empty list has its reason in <code>meta.reason</code>.</li>
        <li>Every response has an <code>ETag</code>; a request with it in <code>If-None-Match</code> returns 304 while it is current. \
        Scripts of any origin may read every response.</li>
        </ul>
        </section>

        """

    private var start: String {
        """
        <section aria-labelledby="getRoot">
        <h2 id="getRoot"><code>GET /</code></h2>
        <p>For browsers <a href="\(basePath)/">the dashboard</a>, for other clients the index, as at \
        <a href="#getIndex"><code>/v1</code></a>.</p>
        </section>

        """
    }

    private func write(_ endpoint: Endpoint, _ page: inout HTMLWriter) {
        let target = basePath + endpoint.exampleTarget(dataset)
        page.raw("<section aria-labelledby=\"\(endpoint.id)\">\n<h2 id=\"\(endpoint.id)\"><code>GET ")
        page.text(endpoint.path)
        page.raw("</code></h2>\n<p>")
        page.prose(endpoint.summary)
        page.raw("</p>\n<pre class=\"curl\"><code>curl '<span class=\"origin\">http://127.0.0.1:8080</span>")
        page.text(target)
        page.raw("'</code></pre>\n<p class=\"live\"\(endpoint.isData ? " data-json" : "")>Response: <a href=\"")
        page.text(target)
        page.raw("\">")
        page.text(target)
        page.raw("</a>")
        for format in endpoint.formats where format != .json {
            page.raw(" · <a href=\"")
            page.text(target + (target.contains("?") ? "&" : "?") + "format=" + format.rawValue)
            page.raw("\">\(format.rawValue)</a>")
        }
        page.raw("</p>\n")
        if !endpoint.parameters.isEmpty { writeParameters(endpoint, &page) }
        switch endpoint.content {
        case .list(let list):
            writeFields("Fields of a record", list.fields, &page)
            if !list.meta.isEmpty { writeFields("Further fields of meta", list.meta, &page) }
        case .object(let object): writeFields("Fields", object.fields, &page)
        case .document, .refusal: break
        }
        if !endpoint.problems.isEmpty {
            page.raw("<p>Errors of this endpoint: ")
            page.raw(
                endpoint.problems.map { "<a href=\"\(basePath)/problems/\($0)\">\($0)</a>" }.joined(separator: ", "))
            page.raw(".</p>\n")
        }
        page.raw("</section>\n")
    }

    private func writeParameters(_ endpoint: Endpoint, _ page: inout HTMLWriter) {
        page.raw("<details><summary>Parameters (\(endpoint.parameters.count))</summary>\n<dl>\n")
        for parameter in endpoint.parameters {
            page.raw("<dt><code>")
            page.text(parameter.name)
            page.raw("</code>\(parameter.location == .path ? " in the path" : "")</dt>\n<dd>")
            page.prose(parameter.summary)
            if let words = parameter.type.words?(dataset), words.count <= 40 {
                page.raw(" One of ")
                page.prose(words.map { "`\($0)`" }.joined(separator: ", "))
                page.raw(".")
            }
            if let text = parameter.defaultText {
                page.raw(" Default: ")
                page.text(text)
                page.raw(".")
            }
            page.raw("</dd>\n")
        }
        page.raw("</dl>\n</details>\n")
    }

    private func writeFields(_ title: String, _ fields: [Field], _ page: inout HTMLWriter) {
        page.raw("<details><summary>\(title) (\(fields.count))</summary>\n")
        writeList(fields, &page)
        page.raw("</details>\n")
    }

    private func writeList(_ fields: [Field], _ page: inout HTMLWriter) {
        page.raw("<dl>\n")
        for field in fields {
            page.raw("<dt><code>")
            page.text(field.name)
            page.raw("</code> \(field.kind.words)\(field.isNullable ? " or null" : "")</dt>\n<dd>")
            page.prose(field.summary)
            switch field.kind {
            case .object(let inner), .objects(let inner): writeList(inner, &page)
            case .map(let value):
                if case .object(let inner) = value.kind { writeList(inner, &page) }
            default: break
            }
            page.raw("</dd>\n")
        }
        page.raw("</dl>\n")
    }

    private func writeProblems(_ kinds: [ProblemKind], _ page: inout HTMLWriter) {
        page.raw("<section aria-labelledby=\"errors\">\n<h2 id=\"errors\">Errors</h2>\n<p>")
        page.prose(
            "An error is `application/problem+json` (RFC 9457). Its `type` is one of these kinds, its `detail` describes the "
                + "problem, and `parameter`, `allowed` and `suggestion` name the valid values.")
        page.raw("</p>\n<dl>\n")
        for kind in kinds {
            page.raw(
                "<dt><a href=\"\(basePath)/problems/\(kind.name)\"><code>\(kind.name)</code></a> \(kind.status.rawValue)</dt>\n<dd>"
            )
            page.prose(kind.meaning + " " + kind.remedy)
            page.raw("</dd>\n")
        }
        page.raw("</dl>\n</section>\n")
    }
}

extension Field.Kind {
    /// A description for readers.
    var words: String {
        switch self {
        case .string: "text"
        case .date: "date"
        case .integer: "whole number"
        case .number: "number"
        case .boolean: "true or false"
        case .list: "list of texts"
        case .texts: "texts by name"
        case .map(let value): "by name: \(value.kind.words)\(value.isNullable ? " or null" : "")"
        case .object: "object"
        case .objects: "list of objects"
        }
    }
}

/// Writes HTML as bytes.
struct HTMLWriter {
    private(set) var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(131_072) }

    mutating func raw(_ text: String) { bytes.append(text) }

    mutating func text(_ text: String) { bytes.append(escaped: text) }

    /// Text in which backquotes mark code, as in the declarations.
    mutating func prose(_ text: String) {
        for (index, part) in text.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
            if !index.isMultiple(of: 2) { raw("<code>") }
            self.text(String(part))
            if !index.isMultiple(of: 2) { raw("</code>") }
        }
    }
}
