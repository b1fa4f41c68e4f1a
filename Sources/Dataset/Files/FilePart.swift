// The division of a large file among threads.

import CPosix

/// A file of a file set, or a part of its records.
struct FilePart {
    let file: DataFile
    /// The number of the file in the dataset.
    let number: Int
    /// The bytes of the records without the header, and the line of the first; nil for all records.
    let records: (bytes: FileBytes, firstLine: Int)?

    /// - Parameter records: as the property.
    init(_ file: DataFile, number: Int, records: (bytes: FileBytes, firstLine: Int)? = nil) {
        (self.file, self.number, self.records) = (file, number, records)
    }

    /// The approximate number of bytes without compression.
    var uncompressedSize: Int { records?.bytes.count ?? file.uncompressedSize }

    /// Two parts of about the same size, of which the second starts with another first field than the record before it: in a file
    /// that is sorted by its first column, they have no figure in common. Only this part if the file is compressed or not in memory,
    /// or has quotes or carriage returns, with which a line feed may not be the end of a record, or starts with an empty line.
    func halves(delimiter: UInt8) -> [FilePart] {
        guard !file.isCompressed else { return [self] }
        let division = file.bytes.withUnsafeBufferPointer { bytes -> (header: Int, middle: Int, line: Int)? in
            /// The index of the first byte with a value from an index on.
            func index(of byte: UInt8, from start: Int) -> Int? {
                let rest = UnsafeBufferPointer(rebasing: bytes[start...])
                guard let first = rest.baseAddress else { return nil }
                let offset = cposix_index_of(byte, first, rest.count)
                return offset < 0 ? nil : start + offset
            }
            func lineEnd(from start: Int) -> Int? { index(of: 0x0a, from: start).map { $0 + 1 } }
            func firstField(_ start: Int) -> Slice<UnsafeBufferPointer<UInt8>> {
                bytes[start...].prefix { $0 != delimiter && $0 != 0x0a }
            }
            guard index(of: UInt8(ascii: "\""), from: 0) == nil, index(of: 0x0d, from: 0) == nil,
                let header = lineEnd(from: 0), header > 1, var middle = lineEnd(from: max(header, bytes.count / 2))
            else { return nil }
            var previous = middle
            repeat {
                guard let next = lineEnd(from: middle), next < bytes.count else { return nil }
                (previous, middle) = (middle, next)
            } while firstField(previous).elementsEqual(firstField(middle))
            var (line, start) = (1, 0)
            while start < middle, let end = lineEnd(from: start) { (line, start) = (line + 1, end) }
            return (header, middle, line)
        }
        guard let (header, middle, line) = division else { return [self] }
        return [(header..<middle, 2), (middle..<file.bytes.count, line)].map { range, line in
            FilePart(file, number: number, records: (file.bytes.slice(range), line))
        }
    }
}
