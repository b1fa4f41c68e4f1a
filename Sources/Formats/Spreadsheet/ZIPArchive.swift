// ZIP archives (APPNOTE.TXT 6.3.4) of deflated files. The sizes of a file follow it in a data descriptor, so that it is compressed
// while it is made. No ZIP64: an archive has less than 4 GiB.

import HTTP

struct ZIPArchive {
    private struct File {
        let name: String
        let start: Int
        var checksum = 0
        var compressed = 0
        var original = 0

        /// Version 2.0, sizes in a data descriptor, names in UTF-8, deflated. The date is 1980-01-01, the first one, so that the
        /// same records have the same archive.
        static let description: [UInt8] = [20, 0, 0x08, 0x08, 8, 0, 0, 0, 0x21, 0]

        func appendSizes(to bytes: inout [UInt8]) {
            for number in [checksum, compressed, original] { bytes.append(littleEndian: number, bytes: 4) }
        }
    }

    private var bytes: [UInt8] = []
    private var files: [File] = []

    /// Adds a file of the pieces that `next` gives until nil.
    mutating func add(_ name: String, pieces next: () -> [UInt8]?) {
        var file = File(name: name, start: bytes.count)
        bytes.append(littleEndian: 0x0403_4b50, bytes: 4)
        bytes.append(contentsOf: File.description)
        file.appendSizes(to: &bytes)
        appendLengths(name, 0, to: &bytes)
        bytes.append(name)
        let dataStart = bytes.count
        // A gzip member (RFC 1952) consists of 10 bytes of header, the deflated data, CRC-32 and size.
        let (header, trailer) = (10, 8)
        if let compressor = GzipStream() {
            var ahead = next() ?? []
            var headerLeft = header
            func add(_ output: [UInt8]) {
                let count = min(headerLeft, output.count)
                headerLeft -= count
                bytes.append(contentsOf: output.dropFirst(count))
            }
            while let piece = next() {
                add(compressor.compress(ahead, isLast: false))
                ahead = piece
            }
            add(compressor.compress(ahead, isLast: true))
        }
        file.checksum = bytes.littleEndian(at: bytes.count - trailer)
        file.original = bytes.littleEndian(at: bytes.count - trailer / 2)
        bytes.removeLast(trailer)
        file.compressed = bytes.count - dataStart
        bytes.append(littleEndian: 0x0807_4b50, bytes: 4)
        file.appendSizes(to: &bytes)
        files.append(file)
    }

    mutating func add(_ name: String, _ content: String) {
        var content: [UInt8]? = Array(content.utf8)
        add(name) { content.take() }
    }

    /// The archive with its directory.
    func finished() -> [UInt8] {
        var directory: [UInt8] = []
        for file in files {
            directory.append(littleEndian: 0x0201_4b50, bytes: 4)
            // Made by version 2.0 for MS-DOS, whose attributes are 0.
            directory.append(littleEndian: 20, bytes: 2)
            directory.append(contentsOf: File.description)
            file.appendSizes(to: &directory)
            appendLengths(file.name, 10, to: &directory)
            directory.append(littleEndian: file.start, bytes: 4)
            directory.append(file.name)
        }
        var end: [UInt8] = []
        end.append(littleEndian: 0x0605_4b50, bytes: 4)
        // This disk and the disk of the directory; the number of files on this disk and in total.
        end.append(littleEndian: 0, bytes: 4)
        end.append(littleEndian: files.count, bytes: 2)
        end.append(littleEndian: files.count, bytes: 2)
        end.append(littleEndian: directory.count, bytes: 4)
        end.append(littleEndian: bytes.count, bytes: 4)
        end.append(littleEndian: 0, bytes: 2)
        return bytes + directory + end
    }

    /// The length of the name, and of an empty extra field; in the directory then comment, disk and attributes.
    private func appendLengths(_ name: String, _ others: Int, to bytes: inout [UInt8]) {
        bytes.append(littleEndian: name.utf8.count, bytes: 2)
        bytes.append(contentsOf: repeatElement(0, count: 2 + others))
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian number: Int, bytes count: Int) {
        for index in 0..<count { append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
    }

    fileprivate func littleEndian(at index: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(self[index + $1]) << (8 * $1) }
    }
}
