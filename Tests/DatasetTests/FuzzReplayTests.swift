// Replays the fuzzer's corpus: each input covers code that no smaller input covers.
import TestSupport
import Testing

@Suite("Properties of any CSV input")
struct DataFuzzReplayTests {
    @Test("no input of the corpus breaks a property of CSV files")
    func replay() throws {
        let inputs = try fuzzCorpus("data")
        #expect(inputs.count >= 200)
        for (line, input) in inputs {
            let fault = DataFuzzProperties.csv(input)
            #expect(fault == nil, "line \(line): \(fault ?? "")")
        }
    }
}
