// What must hold for any bytes at all, as functions over bytes: the fuzzer calls them on what it makes up, and the tests on
// the inputs that were telling. The fuzzer compiles this file together with the sources of HTTP, as one module.
#if !FUZZING
    @testable import HTTP
#endif

/// Claims about HTTP's readers that no input may break. Each returns what went wrong, or nil.
enum FuzzProperties {
    /// A head is read the same whole, cut in two anywhere the input says, and byte by byte; its ranges stay inside it.
    static func requestHead(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[0]) * input.count / 256
        let whole = parse(input, cuts: [input.count])
        guard parse(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) reads otherwise" }
        if isTriedByteByByte(input) {
            guard parse(input, cuts: Array(0...input.count)) == whole else { return "byte by byte reads otherwise" }
        }
        return whole.fault
    }

    /// A whole connection hands out the same steps however its bytes are cut.
    static func connection(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[input.count - 1]) * input.count / 256
        let whole = steps(input, cuts: [input.count])
        guard steps(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) steps otherwise" }
        guard !isTriedByteByByte(input) || steps(input, cuts: Array(0...input.count)) == whole else {
            return "byte by byte steps otherwise"
        }
        return nil
    }

    /// A chunked body ends at the same byte, or fails, however it is cut, and takes no more than the limit.
    static func chunkedBody(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[0]) * input.count / 256
        let whole = decode(input, cuts: [input.count])
        guard decode(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) decodes otherwise" }
        guard !isTriedByteByByte(input) || decode(input, cuts: Array(0...input.count)) == whole else {
            return "byte by byte decodes otherwise"
        }
        return whole.end <= Limits().body ? nil : "more than the limit was taken"
    }

    /// What the target decodes to survives being encoded and decoded again; negotiation and conditions answer anything.
    static func fieldValues(_ input: [UInt8]) -> String? {
        let span = input.span
        if let text = Target.decode(span, 0..<input.count, plusIsSpace: false) {
            let encoded = Array(Target.encode(text).utf8)
            guard Target.decode(encoded.span, 0..<encoded.count, plusIsSpace: false) == text else {
                return "encoding and decoding changed the text"
            }
        }
        if let segments = Target.segments(span, 0..<input.count), input.first == UInt8(ascii: "/") {
            let sent = Target.path(segments, sent: span, 0..<input.count)
            guard sent == Target.path(segments, sent: span, 0..<0) else { return "a path is linked in two ways" }
        }
        if let items = Target.queryItems(span, 0..<input.count) {
            let sent = Target.query(items, sent: span, 0..<input.count)
            guard sent == Target.query(items) else { return "a query is linked in two ways" }
        }
        _ = Negotiation.mediaType(accept: input, available: ["application/json", "text/csv"])
        _ = Negotiation.coding(acceptEncoding: input)
        let now = HTTPDate(seconds: 1_800_000_000)
        if let date = HTTPDate(String(decoding: input, as: UTF8.self), now: now) {
            guard HTTPDate(date.text, now: now) == date else { return "a date that was read is written as another" }
        }
        return nil
    }

    /// Byte by byte costs the square of the length, so it is tried for short inputs and for one in sixteen of the others.
    private static func isTriedByteByByte(_ input: [UInt8]) -> Bool {
        input.count <= 16 || input.count <= 512 && input.reduce(0, &+) % 16 == 0
    }

    // MARK: what came of an input

    private struct Head: Equatable {
        var result: RequestParser.Result
        var length = 0
        var target = 0..<0
        var path = 0..<0
        var query: Range<Int>?
        var framing = Framing.none
        var keepsAlive = true
        var values: [Range<Int>?] = []
        var fault: String?
    }

    private static func parse(_ input: [UInt8], cuts: [Int]) -> Head {
        var parser = RequestParser()
        var result = RequestParser.Result.partial
        for cut in cuts where result == .partial { result = parser.parse(input.span.extracting(0..<cut)) }
        guard result == .complete else { return Head(result: result) }
        let head = parser.head
        var outcome = Head(
            result: result, length: head.length, target: head.target, path: head.path, query: head.query,
            framing: head.framing, keepsAlive: head.keepsAlive, values: KnownField.allCases.map { head.firstValue($0) })
        let ranges = [head.target, head.path, head.query ?? 0..<0] + outcome.values.compactMap { $0 }
        if head.length > input.count || ranges.contains(where: { $0.upperBound > head.length }) {
            outcome.fault = "a range reaches beyond the head"
        }
        for field in KnownField.allCases { _ = head.combinedValue(field, in: input.span.extracting(0..<head.length)) }
        return outcome
    }

    private enum Event: Equatable {
        case request(target: [UInt8], keepsAlive: Bool)
        case failed(RequestError)
    }

    /// `100 Continue` is left out: whether it is worth sending depends on what has arrived.
    private static func steps(_ input: [UInt8], cuts: [Int]) -> [Event] {
        var reader = RequestReader()
        var events: [Event] = []
        var done = 0
        for cut in cuts {
            let bytes = Array(input[min(done, cut)..<cut])
            var index = 0
            reading: while true {
                switch reader.advance(bytes.span, from: &index) {
                case .needsBytes, .finished: break reading
                case .sendContinue: continue
                case .failed(let error): events.append(.failed(error))
                case .request:
                    let head = reader.head
                    let source =
                        reader.headCopy.isEmpty ? Array(bytes[reader.requestBytes]) : reader.headCopy
                    events.append(.request(target: Array(source[head.target]), keepsAlive: reader.keepsAlive))
                }
            }
            done = min(done, cut) + index
        }
        return events
    }

    private struct Body: Equatable {
        var result: BodyDecoder.Result
        var end: Int
    }

    private static func decode(_ input: [UInt8], cuts: [Int]) -> Body {
        var decoder = BodyDecoder(.chunked)
        var index = 0
        var result = BodyDecoder.Result.partial
        for cut in cuts where result == .partial && cut >= index {
            result = decoder.decode(input.span.extracting(0..<cut), from: &index)
        }
        // Where a malformed body is given up says nothing.
        if case .failed = result { return Body(result: result, end: 0) }
        return Body(result: result, end: index)
    }
}
