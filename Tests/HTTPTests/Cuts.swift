// Pieces in which a network may deliver bytes. The results of HTTP must not depend on them, so the vectors of this module are tried
// with every cut.
import HTTP
import TestSupport

/// Cuts of a sequence of bytes. A cut is a list of the ends of its pieces; the last end is the number of bytes.
enum Cuts {
    /// Uncut, byte by byte, cut in two at each offset, and in random pieces. Long sequences are cut at offsets near both ends and at
    /// every 97th in between, because all offsets take quadratic time.
    static func all(_ count: Int) -> [[Int]] {
        guard count > 0 else { return [[0]] }
        var cuts = [[count], Array(1...count)]
        let offsets = 0..<count
        cuts += offsets.filter { count <= 600 || $0 < 24 || $0 > count - 24 || $0 % 97 == 0 }.map { [$0, count] }
        var random = SeededGenerator(seed: UInt64(count))
        for _ in 0..<12 {
            cuts.append(offsets.filter { _ in Int.random(in: 0..<8, using: &random) == 0 } + [count])
        }
        return cuts
    }
}

/// Bytes for names and messages of tests: unprintable bytes are escaped, and long sequences are shortened.
func shown(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes.prefix(160) {
        switch byte {
        case 0x0d: text += "\\r"
        case 0x0a: text += "\\n"
        case 0x20..<0x7f: text.unicodeScalars.append(Unicode.Scalar(byte))
        default: text += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }
    return bytes.count > 160 ? text + "… (\(bytes.count) bytes)" : text
}
