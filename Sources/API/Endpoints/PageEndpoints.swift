// The dashboard: a page for browsers at `/`, and below `/web/` the files it is made of. It asks the API as any client does.

import Dataset
import HTTP

enum PageEndpoints {
    /// A file of `Resources/web/`.
    struct File: Sendable {
        let bytes: [UInt8]
        let contentType: String
        let fields: [(name: String, value: String)]

        init?(_ file: DataFile) {
            let types = ["html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"]
            guard let ending = file.name.split(separator: ".").last, let type = types[String(ending)] else {
                return nil
            }
            bytes = file.bytes.array
            contentType = type + "; charset=utf-8"
            fields = [
                // At `/` there is an index too.
                ("Vary", file.name == PageEndpoints.page ? "Accept, Accept-Encoding" : "Accept-Encoding"),
                ("Content-Security-Policy", PageEndpoints.policy), ("Referrer-Policy", "no-referrer"),
            ]
        }
    }

    /// Scripts, styles, pictures and data of this origin only, nothing inline, and no frame around it.
    static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'"

    private static let page = "web/index.html"

    /// By the path below `Resources/`.
    static let files: [String: File] = {
        let files = DataFile.embedded.filter { $0.name.hasPrefix("web/") }
        return Dictionary(uniqueKeysWithValues: files.compactMap { file in File(file).map { (file.name, $0) } })
    }()

    /// The file at a path; nil where the API answers. `/` is the page for who likes HTML better than JSON.
    static func file(at path: [String], _ request: RequestHead, _ bytes: Span<UInt8>) -> File? {
        if path.count == 2, path[0] == "web" {
            let name = "web/" + path[1]
            return name == page ? nil : files[name]
        }
        guard path == [""], let accept = request.combinedValue(.accept, in: bytes) else { return nil }
        let items = request.query.flatMap { Target.queryItems(bytes, $0) } ?? []
        guard !items.contains(where: { $0.name == "format" }),
            Negotiation.mediaType(accept: accept, available: ["application/json", "text/html"]) == 1
        else { return nil }
        return files[page]
    }
}

extension Service {
    /// A file as it is. It may be kept, but whether it is still this one is asked each time: its parts belong together.
    func answer(
        with file: PageEndpoints.File, _ request: RequestHead, _ bytes: Span<UInt8>
    ) throws(Problem) -> Response {
        switch request.method {
        case .get, .head: break
        case .options: return optionsAnswer
        default: throw Service.methodNotAllowed
        }
        guard let coding = Negotiation.coding(acceptEncoding: request.combinedValue(.acceptEncoding, in: bytes)) else {
            throw Service.codingNotAcceptable
        }
        return Response(
            contentType: file.contentType, body: file.bytes,
            shared: FieldLines(cacheControl: "public, no-cache", file.fields),
            coding: coding, isLasting: true)
    }
}
