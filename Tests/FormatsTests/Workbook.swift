// A reader of workbooks for tests: ZIP directory, inflated files with their checksums, cells.

import CZlib

struct Workbook {
    struct Cell: Equatable {
        /// The type: `inlineStr`, `b`, or nil for a number.
        var type: String?
        var style: String?
        var text: String
    }

    let files: [String: [UInt8]]

    /// Nil if the archive is damaged.
    init?(_ bytes: [UInt8]) {
        func number(_ index: Int, _ count: Int) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[index + $1]) << (8 * $1) }
        }
        let end = bytes.count - 22
        guard end > 0, number(end, 4) == 0x0605_4b50 else { return nil }
        var entry = number(end + 16, 4)
        var files: [String: [UInt8]] = [:]
        for _ in 0..<number(end + 10, 2) {
            guard number(entry, 4) == 0x0201_4b50, number(entry + 10, 2) == 8 else { return nil }
            let (checksum, compressed, size) = (number(entry + 16, 4), number(entry + 20, 4), number(entry + 24, 4))
            let nameEnd = entry + 46 + number(entry + 28, 2)
            let name = String(decoding: bytes[entry + 46..<nameEnd], as: UTF8.self)
            let local = number(entry + 42, 4)
            let data = local + 30 + number(local + 26, 2) + number(local + 28, 2)
            guard number(local, 4) == 0x0403_4b50,
                let content = Workbook.inflate(Array(bytes[data..<data + compressed]), size: size),
                Int(crc32(0, content, UInt32(content.count))) == checksum
            else { return nil }
            files[name] = content
            entry = nameEnd + number(entry + 30, 2) + number(entry + 32, 2)
        }
        guard entry == end else { return nil }
        self.files = files
    }

    private static func inflate(_ data: [UInt8], size: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var (data, output) = (data, [UInt8](repeating: 0, count: size + 1))
        let status = data.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                return CZlib.inflate(&stream, Z_FINISH)
            }
        }
        return status == Z_STREAM_END && stream.avail_out == 1 && stream.avail_in == 0 ? output.dropLast() : nil
    }

    func text(_ file: String) -> String { String(decoding: files[file] ?? [], as: UTF8.self) }

    /// The cells of a sheet by address.
    func cells(_ sheet: Int) -> [String: Cell] {
        var cells: [String: Cell] = [:]
        for part in text("xl/worksheets/sheet\(sheet).xml").split(separator: "<c ").dropFirst() {
            let (head, body) = (part.prefix { $0 != ">" }, part.drop { $0 != ">" }.dropFirst())
            func attribute(_ name: String) -> String? {
                head.split(separator: " ").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(3).dropLast()) }
            }
            var (content, inTag) = ("", false)
            for character in body.prefix(upTo: body.firstRange(of: "</c>")?.lowerBound ?? body.endIndex) {
                if character == "<" { inTag = true }
                if !inTag { content.append(character) }
                if character == ">" { inTag = false }
            }
            for (entity, character) in ["&lt;": "<", "&gt;": ">", "&amp;": "&"] {
                content = content.replacing(entity, with: character)
            }
            guard let address = attribute("r") else { continue }
            cells[address] = Cell(type: attribute("t"), style: attribute("s"), text: content)
        }
        return cells
    }
}
