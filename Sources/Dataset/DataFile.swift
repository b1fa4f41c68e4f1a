// Where data comes from: named bytes, embedded or read from a folder. Reading them is the same for both.

import CResources

/// One data file.
public struct DataFile: Sendable, Equatable {
    /// The path below the data folder, e.g. `tables/eclac-2024-t06.csv`.
    public let name: String
    public let bytes: [UInt8]

    public init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
    }

    /// The files of `Resources/` that this binary carries, names below it included (`data/partners.csv`).
    public static var embedded: [DataFile] {
        (0..<cresources_count).map { index in
            let file = cresources_file_at(index)
            return DataFile(
                name: String(cString: file.name),
                bytes: [UInt8](UnsafeBufferPointer(start: file.bytes, count: file.length)))
        }
    }
}

/// What is wrong in a data file, and where.
public struct DataError: Error, Sendable, Equatable, CustomStringConvertible {
    public let file: String
    /// Counted from 1; nil where the file as a whole is wrong.
    public let line: Int?
    public let reason: String

    public init(_ file: String, _ line: Int?, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String { line.map { "\(file), line \($0): \(reason)" } ?? "\(file): \(reason)" }
}
