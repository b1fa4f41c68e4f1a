// Data files: named bytes, embedded or read from a folder.

import CResources

/// One data file.
public struct DataFile: Sendable, Equatable {
    /// The path below the data folder, e.g. `tables/eclac-2024-t06.csv`.
    public let name: String
    public let bytes: FileBytes

    public init(name: String, bytes: FileBytes) {
        self.name = name
        self.bytes = bytes
    }

    /// Whether the file is compressed with gzip.
    var isCompressed: Bool { name.hasSuffix(".gz") }

    /// The approximate size in bytes without compression. Gzip shrinks tables to about a fifth.
    var uncompressedSize: Int { bytes.count * (isCompressed ? 5 : 1) }

    public init(name: String, bytes: [UInt8]) { self.init(name: name, bytes: .read(bytes)) }

    /// The bytes of an embedded file; empty for an unknown name, which a test excludes.
    public static func embedded(named name: String) -> [UInt8] {
        embedded.first { $0.name == name }?.bytes.array ?? []
    }

    /// The embedded files of `Resources/`, by path (`data/partners.csv`).
    public static var embedded: [DataFile] {
        (0..<cresources_count).map { index in
            let file = cresources_file_at(index)
            return DataFile(
                name: String(cString: file.name),
                bytes: .embedded(UnsafeBufferPointer(start: file.bytes, count: file.length)))
        }
    }
}

/// The bytes of a file. Embedded bytes are static memory and are not copied.
public enum FileBytes: @unchecked Sendable, Equatable {
    case embedded(UnsafeBufferPointer<UInt8>)
    case read([UInt8])
    /// A file that is read in pieces when it is loaded.
    /// - size: in bytes.
    case path(String, size: Int)

    public func withUnsafeBufferPointer<Result, Failure>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .embedded(let bytes): try body(bytes)
        case .read(let bytes): try bytes.span.withUnsafeBufferPointer(body)
        case .path: try body(UnsafeBufferPointer(start: nil, count: 0))
        }
    }

    /// The size in bytes as stored.
    public var count: Int {
        switch self {
        case .embedded(let bytes): bytes.count
        case .read(let bytes): bytes.count
        case .path(_, let size): size
        }
    }

    /// A part of bytes in memory.
    func slice(_ range: Range<Int>) -> FileBytes {
        switch self {
        case .embedded(let bytes): .embedded(UnsafeBufferPointer(rebasing: bytes[range]))
        case .read(let bytes): .read(Array(bytes[range]))
        case .path: self
        }
    }

    public var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }

    public static func == (left: FileBytes, right: FileBytes) -> Bool {
        left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { left.elementsEqual($0) } }
    }
}

/// An error in a data file, with its line.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil for an error of the whole file.
    public let line: Int?
    public let reason: String

    public init(_ file: String, _ line: Int?, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String { line.map { "\(file), line \($0): \(reason)" } ?? "\(file): \(reason)" }
}
