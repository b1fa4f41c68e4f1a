// Properties of any text that is read as data. The fuzzer compiles this file together with the sources of Dataset.

import Arithmetic
#if !FUZZING
    @testable import Dataset
#endif

/// Properties of the readers of data for every input.
enum DataFuzzProperties {
    /// A CSV file is read, or refused with the number of one of its lines. Each record has as many fields as the header.
    static func csv(_ input: [UInt8]) -> String? {
        do throws(DataError) {
            let csv = try CSV(DataFile(name: "fuzz.csv", bytes: input))
            for record in csv.records {
                guard record.fields.count == csv.header.count else { return "a record has another number of fields" }
                for field in record.fields {
                    if let fault = number(field) { return fault }
                    _ = Period(field)
                    _ = Suggestions.nearest(to: field, among: [("MEX", "MEX"), ("Mexico", "MEX")])
                }
            }
            return nil
        } catch {
            let lines = input.reduce(1) { $0 + ($1 == 0x0a ? 1 : 0) }
            return (error.line ?? 1) >= 1 && (error.line ?? 1) <= lines ? nil : "the error points outside the file"
        }
    }

    /// The digits of a parsed number are those of the text, in order.
    static func number(_ text: String) -> String? {
        guard let number = PrintedNumber(text) else { return nil }
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }.drop { $0 == 0x30 }
        let read = String(number.number.mantissa.magnitude).utf8.drop { $0 == 0x30 }
        return read.elementsEqual(digits) ? nil : "'\(text)' is read as \(number.number.mantissa)"
    }
}
