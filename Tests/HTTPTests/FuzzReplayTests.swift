// Replays the fuzzer's corpus: each input covers code that no smaller input covers.
import TestSupport
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
        let inputs = try fuzzCorpus(corpus)
        #expect(inputs.count >= 200)
        for (line, input) in inputs {
            for property in properties {
                let fault = property(input)
                #expect(fault == nil, "\(corpus).hex line \(line): \(fault ?? "")")
            }
        }
    }
}
