// Replays the inputs that the fuzzer found telling: each reaches code that no smaller one reaches.
import Glibc
import Testing

@testable import HTTP

@Suite("What must hold for any bytes")
struct FuzzReplayTests {
    @Test("no kept input breaks a claim about request heads and connections")
    func requests() throws { try replay("request", [FuzzProperties.requestHead, FuzzProperties.connection]) }

    @Test("no kept input breaks a claim about chunked bodies")
    func chunked() throws { try replay("chunked", [FuzzProperties.chunkedBody]) }

    @Test("no kept input breaks a claim about targets and field values")
    func values() throws { try replay("text", [FuzzProperties.fieldValues]) }

    private func replay(_ corpus: String, _ properties: [([UInt8]) -> String?]) throws {
        let inputs = try Corpus.inputs(corpus)
        #expect(inputs.count >= 20)
        for (name, input) in inputs {
            for property in properties {
                let fault = property(input)
                #expect(fault == nil, "\(name): \(fault ?? "")")
            }
        }
    }
}

enum Corpus {
    /// The files of a corpus, by name.
    static func inputs(_ name: String, from file: String = #filePath) throws -> [(name: String, bytes: [UInt8])] {
        let folder = file.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fuzz/corpus/" + name
        let directory = try #require(opendir(folder), "\(folder) is missing")
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.first != "." { names.append(name) }
        }
        return try names.sorted().map { name in
            let stream = try #require(fopen(folder + "/" + name, "rb"))
            defer { fclose(stream) }
            var bytes = [UInt8](repeating: 0, count: 1 << 20)
            bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, stream))
            return (name, bytes)
        }
    }
}
