// Percent-encoding of a target as a user types it.

/// The target of a request (RFC 9112 section 3.2).
enum RequestTarget {
    /// Percent-encodes the bytes that a target cannot hold.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if byte > 0x20, byte < 0x7f, !"\"#<>\\^`{|}".utf8.contains(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (hex.utf8.count < 2 ? "0" : "") + hex
            }
        }
        return encoded
    }
}
