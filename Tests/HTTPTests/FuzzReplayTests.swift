// Replays the fuzzer's corpus: each input covers code that no smaller input covers.
import CPosix
import Testing

@testable import HTTP

@Suite("Properties of any input")
struct FuzzReplayTests {
    @Test("no input of the corpus breaks a property of request heads and connections")
    func requests() throws { try replay("request", [FuzzProperties.requestHead, FuzzProperties.connection]) }

    @Test("no input of the corpus breaks a property of chunked bodies")
    func chunked() throws { try replay("chunked", [FuzzProperties.chunkedBody]) }

    @Test("no input of the corpus breaks a property of targets and field values")
    func values() throws { try replay("text", [FuzzProperties.fieldValues]) }

    private func replay(_ corpus: String, _ properties: [([UInt8]) -> String?]) throws {
        let inputs = try Corpus.inputs(corpus)
        #expect(inputs.count >= 200)
        for (line, input) in inputs {
            for property in properties {
                let fault = property(input)
                #expect(fault == nil, "\(corpus).hex line \(line): \(fault ?? "")")
            }
        }
    }
}

/// The inputs of a fuzz target: a file with one input per line, in hexadecimal; a line that starts with # is a comment.
enum Corpus {
    static func inputs(_ name: String, from file: String = #filePath) throws -> [(line: Int, bytes: [UInt8])] {
        let folder = file.split(separator: "/").dropLast(2).map { "/" + $0 }.joined()
        let text = try contents(of: "\(folder)/Fuzz/corpus/\(name).hex")
        var inputs: [(line: Int, bytes: [UInt8])] = []
        for (index, line) in text.split(separator: 0x0a).enumerated() where line.first != UInt8(ascii: "#") {
            let digits = try line.map { try #require($0.hexValue) }
            try #require(digits.count.isMultiple(of: 2))
            let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
            inputs.append((index + 1, bytes))
        }
        return inputs
    }

    private static func contents(of path: String) throws -> [UInt8] {
        let size = cposix_file_size(path)
        try #require(size >= 0, "\(path) is missing")
        let descriptor = cposix_open_to_read(path)
        defer { _ = cposix_close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: Int(size))
        try #require(cposix_read(descriptor, &bytes, bytes.count) == size)
        return bytes
    }
}
