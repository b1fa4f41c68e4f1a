// Splits a data file into records and fields while it is read. Records end with LF, CRLF or CR; fields that hold the delimiter,
// quotes or line breaks are quoted, and a quote in them is doubled (RFC 4180).

/// A file in pieces, one record at a time. The fields of a record are valid until the next is read. The memory is not an array's,
/// because an array checks for other owners in each record: 2.5 % of the instructions of a load.
struct RecordScanner: ~Copyable {
    private let name: String
    private let delimiter: UInt8
    private let source: ByteSource
    /// Up to `end`, bytes that have been read; from `position`, those that have not been scanned. `padding` zeros follow, so that
    /// a field may be loaded as a word of 8 bytes.
    private var buffer: UnsafeMutableBufferPointer<UInt8>
    private var position = 0
    private var end = 0
    private var hasBegun = false
    private var isAtEnd = false
    private var line = 1

    /// The line on which the record starts, counted from 1.
    private(set) var recordLine = 1
    private(set) var fieldCount = 0
    /// Offsets into the buffer.
    private var starts = UnsafeMutableBufferPointer<Int>.zeros(64)
    private var ends = UnsafeMutableBufferPointer<Int>.zeros(64)

    private static let padding = 8
    /// The least number of bytes to read at once.
    private static let minimumRoom = 1 << 16
    /// Fits the second-level cache of a processor.
    private static let bufferSize = 1 << 17
    /// A record that is longer is refused: it is an unclosed quote or not a text.
    private static let maximumRecordSize = 1 << 20

    /// - Parameter line: the line of the first record.
    init(_ file: DataFile, delimiter: UInt8, line: Int = 1) throws(DataError) {
        // A small file needs a small buffer. Its end is found when nothing is read.
        let size = file.isCompressed ? .max : file.bytes.count
        let source = try ByteSource(file)
        self.init(
            name: file.name, delimiter, source,
            room: min(size, RecordScanner.bufferSize - RecordScanner.minimumRoom) + RecordScanner.minimumRoom)
        self.line = line
    }

    private init(name: String, _ delimiter: UInt8, _ source: ByteSource, room: Int) {
        (self.name, self.delimiter, self.source) = (name, delimiter, source)
        buffer = .zeros(room + RecordScanner.padding)
    }

    deinit {
        buffer.deallocate()
        starts.deallocate()
        ends.deallocate()
    }

    /// The checksum and size of the file as stored, when all of it has been read.
    var checksum: (crc: UInt32, count: Int) { (source.checksum, source.storedCount) }

    /// The fields of a record.
    struct Fields {
        fileprivate let bytes: UnsafeMutableBufferPointer<UInt8>
        fileprivate let starts: UnsafeMutableBufferPointer<Int>
        fileprivate let ends: UnsafeMutableBufferPointer<Int>

        /// The bytes of a field; 8 bytes may be read at its start.
        @inline(__always)
        subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
            let start = starts[index]
            return UnsafeBufferPointer(start: bytes.baseAddress.map { $0 + start }, count: ends[index] &- start)
        }
    }

    /// The fields of the current record.
    var fields: Fields {
        @inline(__always) get { Fields(bytes: buffer, starts: starts, ends: ends) }
    }

    /// Moves to the next record that is not empty.
    /// - Returns: false at the end of the file.
    /// - Throws: a `DataError` for a quote that is misplaced or not closed, and if the file cannot be read.
    mutating func next() throws(DataError) -> Bool {
        while true {
            recordLine = line
            var isRecord = scanPlain()
            while !isRecord {
                if needsQuotes {
                    try scanQuoted()
                    break
                }
                guard !isAtEnd else {
                    guard position < end else { return false }
                    endLastRecord()
                    break
                }
                try fill()
                isRecord = scanPlain()
            }
            if fieldCount > 1 || starts[0] < ends[0] { return true }
        }
    }

    /// Set by `scanPlain` when the record holds a quote.
    private var needsQuotes = false

    /// The end of a scan for fields without quotes.
    private struct PlainScan {
        /// The position of the byte that ended the scan, or the end of the bytes.
        var index: Int
        /// The number of delimiters before it.
        var count = 0
        /// The byte: a line end, a quote, or a delimiter for which there is no room; 0 at the end of the bytes.
        var last: UInt8 = 0
    }

    /// Finds delimiters, line ends and quotes eight bytes at a time.
    /// - Parameters:
    ///   - bytes: `padding` bytes beyond the end may be read.
    ///   - starts, ends: receive the bounds of the fields.
    private static func scan(
        _ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>, _ delimiter: UInt8,
        _ starts: UnsafeMutableBufferPointer<Int>, _ ends: UnsafeMutableBufferPointer<Int>
    ) -> PlainScan {
        var result = PlainScan(index: range.upperBound)
        var (word, start) = (range.lowerBound, range.lowerBound)
        // One more than the largest of the bytes to be found, in each byte.
        let offset = 0x0101_0101_0101_0101 &* (UInt64(max(delimiter, UInt8(ascii: "\""))) &+ 1)
        let room = starts.count &- 1
        search: while word < range.upperBound {
            let eight = bytes.loadUnaligned(fromByteOffset: word, as: UInt64.self).littleEndian
            // Marks the highest bit of each byte up to the largest. A byte after a marked one can be marked in error, so the loop
            // compares each marked byte.
            var found = (eight &- offset) & ~eight & 0x8080_8080_8080_8080
            while found != 0 {
                let index = word &+ (found.trailingZeroBitCount &>> 3)
                found &= found &- 1
                guard index < range.upperBound else { break search }
                let byte = bytes[index]
                if byte == delimiter, result.count < room {
                    starts[result.count] = start
                    ends[result.count] = index
                    result.count &+= 1
                    start = index &+ 1
                } else if byte == delimiter || byte == 0x0a || byte == 0x0d || byte == UInt8(ascii: "\"") {
                    (result.index, result.last) = (index, byte)
                    break search
                }
            }
            word &+= 8
        }
        starts[result.count] = start
        ends[result.count] = result.index
        return result
    }

    /// Finds the fields of a record without quotes.
    /// - Returns: false if the record is incomplete or holds a quote.
    private mutating func scanPlain() -> Bool {
        let scan = RecordScanner.scan(
            UnsafeMutableRawBufferPointer(buffer), position..<end, delimiter, starts, ends)
        fieldCount = scan.count + 1
        needsQuotes = false
        switch scan.last {
        case delimiter:
            doubleFieldRoom()
            return scanPlain()
        case 0x0a, 0x0d:
            // A CR may be half of a CRLF of which the second byte has not been read.
            if scan.last == 0x0d, scan.index + 1 == end, !isAtEnd { return false }
            let isPair = scan.last == 0x0d && scan.index + 1 < end && buffer[scan.index + 1] == 0x0a
            position = scan.index + (isPair ? 2 : 1)
            line += 1
            return true
        default:
            needsQuotes = scan.last == UInt8(ascii: "\"")
            return false
        }
    }

    private mutating func doubleFieldRoom() {
        starts.grow(to: 2 * starts.count)
        ends.grow(to: 2 * ends.count)
    }

    /// The last record of a file that does not end with a line break.
    private mutating func endLastRecord() {
        position = end
        line += 1
    }

    /// Finds the fields of a record with quotes, and removes the quotes within the buffer.
    private mutating func scanQuoted() throws(DataError) {
        let quote = UInt8(ascii: "\"")
        var (index, lines) = (position, 0)
        var count = 0
        // Bytes are moved towards the start of the record, so the write position never passes the read position.
        var write = position
        while true {
            if count == starts.count {
                doubleFieldRoom()
            }
            starts[count] = write
            if try peek(&index, &write, count) == quote {
                index += 1
                while true {
                    guard let byte = try peek(&index, &write, count) else {
                        throw DataError(name, recordLine, "a quote is not closed")
                    }
                    index += 1
                    if byte == quote {
                        guard try peek(&index, &write, count) == quote else { break }
                        index += 1
                    }
                    if byte == 0x0a { lines += 1 }
                    buffer[write] = byte
                    write += 1
                }
                let after = try peek(&index, &write, count)
                guard after == nil || after == delimiter || after == 0x0a || after == 0x0d else {
                    throw DataError(name, line + lines, "text follows a closing quote")
                }
            } else {
                while let byte = try peek(&index, &write, count), byte != delimiter, byte != 0x0a, byte != 0x0d {
                    guard byte != quote else {
                        throw DataError(
                            name, line + lines,
                            "a quote in a field without quotes; quote the field and double the quote")
                    }
                    buffer[write] = byte
                    write += 1
                    index += 1
                }
            }
            ends[count] = write
            count += 1
            let after = try peek(&index, &write, count)
            if after == delimiter {
                index += 1
                continue
            }
            if after == 0x0d {
                index += 1
                if try peek(&index, &write, count) == 0x0a { index += 1 }
            } else if after == 0x0a {
                index += 1
            }
            fieldCount = count
            position = index
            line += lines + 1
            return
        }
    }

    /// The byte at a position of a record that may not have been read completely; nil at the end of the file.
    /// - Parameters: positions that move when the buffer is filled, and the number of fields found so far.
    private mutating func peek(_ index: inout Int, _ write: inout Int, _ count: Int) throws(DataError) -> UInt8? {
        while index == end, !isAtEnd {
            let before = position
            try fill()
            let moved = before - position
            index -= moved
            write -= moved
            for field in 0...min(count, starts.count - 1) {
                starts[field] -= moved
                ends[field] -= moved
            }
        }
        return index < end ? buffer[index] : nil
    }

    /// Moves the unscanned bytes to the start of the buffer and reads more.
    private mutating func fill() throws(DataError) {
        let unscanned = end - position
        guard unscanned <= RecordScanner.maximumRecordSize else {
            throw DataError(name, line, "the record is longer than 1 MB; a quote may not be closed")
        }
        if unscanned + RecordScanner.minimumRoom > buffer.count - RecordScanner.padding {
            buffer.grow(to: 2 * buffer.count)
        }
        _ = buffer.update(fromContentsOf: buffer[position..<end])
        position = 0
        end = unscanned
        let room = end..<buffer.count - RecordScanner.padding
        let read = try source.read(into: UnsafeMutableBufferPointer(rebasing: buffer[room]))
        if read == 0 { isAtEnd = true }
        end += read
        // A byte order mark, as spreadsheets write it.
        if !hasBegun, end >= 3, buffer[0] == 0xef, buffer[1] == 0xbb, buffer[2] == 0xbf { position = 3 }
        hasBegun = true
    }
}

extension UnsafeMutableBufferPointer where Element: FixedWidthInteger {
    fileprivate static func zeros(_ count: Int) -> UnsafeMutableBufferPointer {
        let buffer = allocate(capacity: count)
        buffer.initialize(repeating: 0)
        return buffer
    }

    /// Moves the elements to a larger memory; zeros follow.
    fileprivate mutating func grow(to count: Int) {
        let larger = UnsafeMutableBufferPointer.zeros(count)
        _ = larger.update(fromContentsOf: self)
        deallocate()
        self = larger
    }
}
