// Files in and around the checkout, located from this source file's path.
import CPosix
import Testing

/// The checkout's folder.
package let checkout = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

/// All regular files below a folder by their path in it.
package func files(below folder: String) throws -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    func visit(_ path: String, _ name: String) throws {
        var folder: OpaquePointer?
        try #require(cposix_folder_open(path, &folder) == 0, "\(path) cannot be opened")
        defer { cposix_folder_close(folder) }
        while let entryName = cposix_folder_next(folder).map({ String(cString: $0) }) {
            guard entryName != ".", entryName != ".." else { continue }
            let below = name.isEmpty ? entryName : name + "/" + entryName
            if let bytes = contents(of: path + "/" + entryName) {
                found[below] = bytes
            } else {
                try visit(path + "/" + entryName, below)
            }
        }
    }
    try visit(folder, "")
    return found
}

/// A file's bytes; nil if there is no such file, or where it is a folder.
package func contents(of path: String) -> [UInt8]? {
    let size = cposix_file_size(path)
    let descriptor = cposix_open_to_read(path)
    guard size >= 0, descriptor >= 0 else { return nil }
    defer { _ = cposix_close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    return cposix_read(descriptor, &bytes, bytes.count) == size ? bytes : nil
}

/// The inputs of a fuzz target: a file with one input per line, in hexadecimal; a line that starts with # is a comment.
package func fuzzCorpus(_ name: String) throws -> [(line: Int, bytes: [UInt8])] {
    let path = "\(checkout)/Tests/Fuzz/corpus/\(name).hex"
    let text = try #require(contents(of: path), "\(path) is missing")
    var inputs: [(line: Int, bytes: [UInt8])] = []
    for (index, line) in text.split(separator: 0x0a).enumerated() where line.first != UInt8(ascii: "#") {
        let digits = try line.map { try #require(hexValue($0)) }
        try #require(digits.count.isMultiple(of: 2))
        let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        inputs.append((index + 1, bytes))
    }
    return inputs
}

private func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
}
