// Parsing of printed numbers.
import Arithmetic
import Testing

@testable import Arithmetic

@Suite("Printed numbers")
struct PrintedNumberTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let text: String
        let mantissa: Int64
        let decimals: Int
        var isPercent = false
        var isBillions = false
        var testDescription: String { text }
    }

    @Test(
        "a printed number is parsed with its digits, decimals and marks",
        arguments: [
            Good(text: "0", mantissa: 0, decimals: 0),
            Good(text: "0.00", mantissa: 0, decimals: 2),
            Good(text: "007", mantissa: 7, decimals: 0),
            Good(text: "-0.4", mantissa: -4, decimals: 1),
            Good(text: "+1.5", mantissa: 15, decimals: 1),
            Good(text: "–18.81", mantissa: -1881, decimals: 2),
            Good(text: "−18.81", mantissa: -1881, decimals: 2),
            Good(text: "-135 764.00", mantissa: -13_576_400, decimals: 2),
            Good(text: "1,258.56", mantissa: 125_856, decimals: 2),
            Good(text: "1\u{a0}258.56", mantissa: 125_856, decimals: 2),
            Good(text: "1\u{2009}258\u{2009}000", mantissa: 1_258_000, decimals: 0),
            Good(text: "1\u{202f}258", mantissa: 1258, decimals: 0),
            Good(text: "12345678", mantissa: 12_345_678, decimals: 0),
            Good(text: "999,999,999,999,999,999", mantissa: 999_999_999_999_999_999, decimals: 0),
            Good(text: "999,999,999.999999999", mantissa: 999_999_999_999_999_999, decimals: 9),
            Good(text: "-999999999999999.999", mantissa: -999_999_999_999_999_999, decimals: 3),
            Good(text: "000999999999999999999", mantissa: 999_999_999_999_999_999, decimals: 0),
            Good(text: "0.123456789", mantissa: 123_456_789, decimals: 9),
            Good(text: "15.7%", mantissa: 157, decimals: 1, isPercent: true),
            Good(text: "–3%", mantissa: -3, decimals: 0, isPercent: true),
            Good(text: "1,000.0%", mantissa: 10_000, decimals: 1, isPercent: true),
            Good(text: "+107%", mantissa: 107, decimals: 0, isPercent: true),
            Good(text: "$54.3 B", mantissa: 543, decimals: 1, isBillions: true),
            Good(text: "-$49.1 B", mantissa: -491, decimals: 1, isBillions: true),
            Good(text: "–$1,049 B", mantissa: -1049, decimals: 0, isBillions: true),
        ])
    func good(number: Good) throws {
        let read = try #require(PrintedNumber(number.text))
        #expect(read.number.mantissa == number.mantissa)
        #expect(read.number.decimals == number.decimals)
        #expect(read.isPercent == number.isPercent)
        #expect(read.isBillions == number.isBillions)
    }

    @Test(
        "other text is refused",
        arguments: [
            "", " ", "-", "–", "%", "-%", ".", "1.", ".5", "1..2", "1.2.3", "--1", "+-1", "1-", "(1)", "1e3", "0x1",
            "1_000",
            " 1", "1 ", "- 1", "1 %", "1%%", "%1", "1%2", "1,23", "1,2345", "12,34,567", ",123", "123,", "1,,234",
            "1234,567",
            "1,234 567", "1 234,567", "1  234", "1,234,56", "1.234,5", "1.000 000", "0.1234567890", "NaN", "inf",
            "n.a.", "١٢٣",
            "１２", "1\n", "1\u{301}", "1,090.26 32.3%", "5$", "5 B$", "$", "$ B", " B", "B",
            "$-5 B", "$+5 B", "$$5 B", "$5B", "$5  B", "$5 b", "$5 B B", "$5 B%", "$5% B", "5% B", "$5 BB",
        ])
    func bad(text: String) {
        #expect(PrintedNumber(text) == nil)
    }

    @Test(
        "a dollar sign without a B, and a B without a dollar sign, are refused",
        arguments: ["$5", "-$49.1", "54.3 B", "-49.1 B", "$5%"])
    func halfOfTheSigns(text: String) {
        #expect(PrintedNumber(text) == nil)
    }

    @Test(
        "more than 18 digits are refused, wherever the point is",
        arguments: [
            "1000000000000000000", "9223372036854775807", "9223372036854775808", "9223372036854775.807",
            "1,000,000,000,000,000,000", "1000000000.000000000", "$1000000000000000000 B", "-1000000000000000000%",
            "99999999999999999999999999999999999999999999",
        ])
    func tooLong(text: String) {
        #expect(PrintedNumber(text) == nil)
    }

    @Test("empty text and a single dash are missing figures; numbers are not")
    func missing() {
        for text in ["", "-", "–", "—", "−"] {
            #expect(PrintedNumber.isMissing(text))
            #expect(PrintedNumber(text) == nil)
        }
        for text in ["0", "--", "- ", "n.a.", "x", "0.00"] { #expect(!PrintedNumber.isMissing(text)) }
    }

    @Test("numbers up to a million, printed with each separator and sign, are parsed")
    func roundTrip() {
        for value in stride(from: 0, to: 1_000_000, by: 997) {
            for separator in ["", ",", " ", "\u{a0}"] {
                let (high, low) = value.quotientAndRemainder(dividingBy: 1000)
                let padded = String(String(1000 + low).suffix(3))
                let text = high == 0 ? String(low) : "\(high)\(separator)\(padded)"
                #expect(PrintedNumber(text)?.number.mantissa == Int64(value), "\(text)")
                #expect(PrintedNumber("–\(text).05%")?.number.mantissa == -Int64(value * 100 + 5), "\(text)")
            }
        }
    }
}
