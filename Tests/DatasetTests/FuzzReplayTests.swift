// Replays the fuzzer's corpus: each input covers code that no smaller input covers.
import Testing

@Suite("Properties of any CSV input")
struct DataFuzzReplayTests {
    @Test("no input of the corpus breaks a property of CSV files")
    func replay() throws {
        let text = try #require(contents(of: checkout + "/Tests/Fuzz/corpus/data.hex"))
        var inputs = 0
        // One input per line, in hexadecimal; a line that starts with # is a comment.
        for line in text.split(separator: 0x0a) where line.first != UInt8(ascii: "#") {
            let digits = try line.map { try #require(Character(Unicode.Scalar($0)).hexDigitValue) }
            let input = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
            let fault = DataFuzzProperties.csv(input)
            #expect(fault == nil, "\(input): \(fault ?? "")")
            inputs += 1
        }
        #expect(inputs >= 200)
    }
}
