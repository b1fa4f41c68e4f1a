// Properties of any input. The fuzzer calls them with generated inputs, the tests with the corpus. The fuzzer compiles this
// file together with the sources of HTTP, as one module.
#if !FUZZING
    @testable import HTTP
#endif

/// Properties of HTTP's parsers. Each function returns the fault, or nil.
enum FuzzProperties {
    /// The result for a head is independent of cuts, and its ranges are within it.
    static func requestHead(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[0]) * input.count / 256
        let whole = parse(input, cuts: [input.count])
        guard parse(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) gives another head" }
        if isTriedByteByByte(input) {
            guard parse(input, cuts: Array(0...input.count)) == whole else { return "byte by byte gives another head" }
        }
        return whole.fault
    }

    /// The steps of a connection are independent of cuts.
    static func connection(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[input.count - 1]) * input.count / 256
        let whole = steps(input, cuts: [input.count])
        guard steps(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) gives other steps" }
        guard !isTriedByteByByte(input) || steps(input, cuts: Array(0...input.count)) == whole else {
            return "byte by byte gives other steps"
        }
        return nil
    }

    /// The end of a chunked body is independent of cuts, and within the limit.
    static func chunkedBody(_ input: [UInt8]) -> String? {
        let cut = input.isEmpty ? 0 : Int(input[0]) * input.count / 256
        let whole = decode(input, cuts: [input.count])
        guard decode(input, cuts: [cut, input.count]) == whole else { return "cut at \(cut) gives another end" }
        guard !isTriedByteByByte(input) || decode(input, cuts: Array(0...input.count)) == whole else {
            return "byte by byte gives another end"
        }
        return whole.end <= Limits().body ? nil : "the body exceeds the limit"
    }

    /// Encoding is the inverse of decoding; negotiation and dates accept any input.
    static func fieldValues(_ input: [UInt8]) -> String? {
        let span = input.span
        if let text = Target.decode(span, 0..<input.count, plusIsSpace: false) {
            let encoded = Array(Target.encode(text).utf8)
            guard Target.decode(encoded.span, 0..<encoded.count, plusIsSpace: false) == text else {
                return "encoding and decoding changed the text"
            }
        }
        if let segments = Target.segments(span, 0..<input.count) {
            let path = Target.path(segments)
            guard Target.segments(path.span, 0..<path.count) == segments else {
                return "encoding and decoding changed the path"
            }
        }
        if let items = Target.queryItems(span, 0..<input.count) {
            let query = Target.query(items)
            guard let decoded = Target.queryItems(query.span, 0..<query.count), decoded.count == items.count,
                zip(decoded, items).allSatisfy({ $0.name == $1.name && $0.value == $1.value })
            else { return "encoding and decoding changed the query" }
        }
        _ = Negotiation.mediaType(accept: input, available: ["application/json", "text/csv"])
        _ = Negotiation.coding(acceptEncoding: input)
        let now = HTTPDate(seconds: 1_800_000_000)
        if let date = HTTPDate(String(decoding: input, as: UTF8.self), now: now) {
            guard HTTPDate(date.text, now: now) == date else { return "a parsed date is written as another" }
        }
        return nil
    }

    /// Byte by byte takes quadratic time, so it is tried for short inputs and 1 in 16 of the others.
    private static func isTriedByteByByte(_ input: [UInt8]) -> Bool {
        input.count <= 16 || input.count <= 512 && input.reduce(0, &+) % 16 == 0
    }

    // MARK: results

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
            outcome.fault = "a range exceeds the head"
        }
        for field in KnownField.allCases { _ = head.combinedValue(field, in: input.span.extracting(0..<head.length)) }
        return outcome
    }

    private enum Event: Equatable {
        case request(target: [UInt8], keepsAlive: Bool)
        case failed(RequestError)
    }

    /// Without `100 Continue`, which depends on the cuts.
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
        // The index of the failure depends on the cuts.
        if case .failed = result { return Body(result: result, end: 0) }
        return Body(result: result, end: index)
    }
}
