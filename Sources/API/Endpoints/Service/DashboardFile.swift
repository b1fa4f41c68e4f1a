// The dashboard: a page for browsers at `/`, and its files below `/web/`. It uses the API as any client does.

import Arithmetic
import Dataset
import HTTP

/// A file of `Resources/web/`.
struct DashboardFile: Sendable {
    private let bytes: [UInt8]
    private let isPage: Bool
    let contentType: String
    let headerFields: FieldLines

    private init?(_ file: DataFile) {
        let types = ["html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
        guard let ending = file.name.split(separator: ".").last, let type = types[String(ending)] else { return nil }
        bytes = file.bytes.array
        isPage = file.name == DashboardFile.page
        contentType = type + "; charset=utf-8"
        headerFields = FieldLines(
            // The files must be of one version, so a client revalidates each of them.
            cacheControl: "public, no-cache",
            [
                // The page shares its path with the index.
                ("Vary", file.name == DashboardFile.page ? "Accept, Accept-Encoding" : "Accept-Encoding"),
                ("Content-Security-Policy", DashboardFile.policy), ("Referrer-Policy", "no-referrer"),
            ])
    }

    /// The content with links that start with `basePath`. Only the page has such links; scripts find the base path by themselves.
    func bytes(below basePath: String) -> [UInt8] {
        guard isPage, !basePath.isEmpty else { return bytes }
        let text = String(decoding: bytes, as: UTF8.self)
        return Array(
            text.replacing("href=\"/", with: "href=\"\(basePath)/").replacing("src=\"/", with: "src=\"\(basePath)/")
                .utf8)
    }

    /// Scripts, styles, images and data of the same origin only, nothing inline, no frames.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    private static let page = "web/index.html"

    /// By the path below `Resources/`.
    private static let all: [String: DashboardFile] = {
        let files = DataFile.embedded.filter { $0.name.hasPrefix("web/") }
        return Dictionary(
            uniqueKeysWithValues: files.compactMap { file in DashboardFile(file).map { (file.name, $0) } })
    }()

    /// The file at a path; nil if the API responds. `/` is the page where Accept prefers text/html to application/json.
    static func find(_ path: [String], _ request: RequestHead, _ bytes: Span<UInt8>) -> DashboardFile? {
        if path.count == 2, path[0] == "web" {
            let name = "web/" + path[1]
            return name == page ? nil : all[name]
        }
        guard path == [""], let accept = request.combinedValue(.accept, in: bytes) else { return nil }
        let items = request.query.flatMap { Target.queryItems(bytes, $0) } ?? []
        guard !items.contains(where: { $0.name == "format" }),
            Negotiation.mediaType(accept: accept, available: ["application/json", "text/html"]) == 1
        else { return nil }
        return all[page]
    }
}

extension Service {
    func response(
        with file: DashboardFile, _ request: RequestHead, _ bytes: Span<UInt8>
    ) throws(Problem) -> Response {
        switch request.method {
        case .get, .head: break
        case .options: return optionsResponse
        default: throw Service.methodNotAllowed
        }
        guard let coding = Negotiation.coding(acceptEncoding: request.combinedValue(.acceptEncoding, in: bytes)) else {
            throw Service.codingNotAcceptable
        }
        return Response(
            contentType: file.contentType, body: file.bytes(below: basePath), shared: file.headerFields, coding: coding,
            isLasting: true, route: Service.dashboardRoute)
    }
}
