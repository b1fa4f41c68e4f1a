// Field lines that many responses share.

/// Field lines that many responses share: Cache-Control, further ones, and the fields of every response.
public struct FieldLines: Sendable {
    let bytes: [UInt8]

    /// - Parameter fields: further fields, such as Vary.
    public init(cacheControl: String, _ fields: [(name: String, value: String)] = []) {
        var lines: [UInt8] = []
        for field in [(name: "Cache-Control", value: cacheControl)] + fields { FieldLines.append(field, to: &lines) }
        lines.append(Response.commonFields)
        bytes = lines
    }

    static func append(_ field: (name: String, value: String), to lines: inout [UInt8]) {
        lines.append(field.name)
        lines.append(": " as StaticString)
        lines.append(field.value)
        lines.append("\r\n" as StaticString)
    }
}
