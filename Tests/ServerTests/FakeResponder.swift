import HTTP

/// Responds to `/<number>` with that many bytes, to `/stream/<number>` with a body produced in pieces, to `/late/<number>` with a
/// response that is made on another thread, and to other paths with the path. Paths that begin with `/new` are made, not cached.
final class FakeResponder: Responder {
    private var responses: [String: Response] = [:]

    func response(to request: RequestHead, in bytes: Span<UInt8>, at time: Timestamp) -> ResponderResult {
        let path = bytes.text(request.path)
        if path.hasPrefix("/late") {
            return .later { FakeResponder.makeResponse(path) }
        }
        let response = responses[path] ?? FakeResponder.makeResponse(path)
        responses[path] = response
        return path.hasPrefix("/new") ? .made(response) : .cached(response)
    }

    private static func makeResponse(_ path: String) -> Response {
        let number = Int(path.split(separator: "/").last ?? "")
        let shared = FieldLines(cacheControl: "no-store")
        if path.hasPrefix("/stream"), let number {
            return Response(contentType: "text/plain", identity: Array(path.utf8), shared: shared) {
                PieceProducer(body: body(of: number), pieceSize: 10_000)
            }
        }
        return Response(
            contentType: "text/plain", body: number.map { body(of: $0) } ?? Array(path.utf8), shared: shared)
    }

    /// Bytes with a prime period, so that a lost or repeated piece is detected.
    static func body(of count: Int) -> [UInt8] {
        let pattern = (0..<8_191).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var body: [UInt8] = []
        while body.count < count { body += pattern.prefix(count - body.count) }
        return body
    }
}

/// Produces the bytes of an array.
final class PieceProducer: BodyProducer {
    private var rest: ArraySlice<UInt8>
    private let pieceSize: Int

    init(body: [UInt8], pieceSize: Int) {
        rest = body[...]
        self.pieceSize = pieceSize
    }

    func next(into output: inout [UInt8]) -> Bool {
        output += rest.prefix(pieceSize)
        rest = rest.dropFirst(pieceSize)
        return !rest.isEmpty
    }
}

func get(_ target: String, _ fields: String = "") -> String { "GET \(target) HTTP/1.1\r\nHost: h\r\n\(fields)\r\n" }
