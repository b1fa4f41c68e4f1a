// Data files from a user's folder. A folder in the layout of Resources/data replaces the embedded data. A folder with a
// `dataset.json` and without `tables.csv` holds file sets, which extend or replace it.

import CPosix

extension DataFile {
    /// Files of at most this size are read at once; larger ones when they are loaded.
    private static let wholeSize = 1 << 20

    /// Reads the files below a folder. Their names start with `data/`, like those of the embedded files.
    /// - Throws: a `DataError` with the folder or file that cannot be read and the reason.
    public static func read(folder: String) throws(DataError) -> [DataFile] {
        var files: [DataFile] = []
        try read(folder, name: "", &files)
        guard !files.isEmpty else { throw DataError(folder, nil, "the folder holds no .csv files") }
        guard !files.contains(where: { $0.name == "tables.csv" }),
            let description = files.first(where: { $0.name == DatasetDescription.fileName })
        else {
            return try files.map { file throws(DataError) in
                DataFile(name: "data/" + file.name, bytes: try file.inMemory().bytes)
            }
        }
        let isExtension = try DatasetDescription(description).extendsEmbedded
        let added = files.map { DataFile(name: "data/" + Dataset.addedFolder + $0.name, bytes: $0.bytes) }
        return added + (isExtension ? embedded.filter { $0.name.hasPrefix("data/") } : codeLists)
    }

    /// The embedded code lists, and the other embedded files that a dataset requires, without their records.
    private static var codeLists: [DataFile] {
        let lists = ["partners", "groups", "categories", "sources", "bases", "release"].map { "data/\($0).csv" }
        return embedded.compactMap { file in
            guard file.name.hasPrefix("data/"), file.name.hasSuffix(".csv") else { return nil }
            if lists.contains(file.name) { return file }
            guard ["data/tables.csv", "data/readings.csv", "data/discrepancies.csv"].contains(file.name) else {
                return nil
            }
            let bytes = file.bytes.array
            return DataFile(name: file.name, bytes: Array(bytes.prefix { $0 != 0x0a }) + [0x0a])
        }
    }

    private static func read(_ path: String, name: String, _ files: inout [DataFile]) throws(DataError) {
        var folder: OpaquePointer?
        let result = cposix_folder_open(path, &folder)
        guard result == 0 else { throw .unreadable(path, -result) }
        defer { cposix_folder_close(folder) }
        var entries: [String] = []
        while let entry = cposix_folder_next(folder).map({ String(cString: $0) }) {
            if entry.first != "." { entries.append(entry) }
        }
        for entry in entries.sorted() {
            let entryPath = path + "/" + entry
            let size = cposix_file_size(entryPath)
            if -size == cposix_is_folder {
                try read(entryPath, name: name + entry + "/", &files)
            } else if size < 0 {
                throw .unreadable(entryPath, Int32(-size))
            } else if [".csv", ".csv.gz", ".tsv", ".txt"].contains(where: entry.hasSuffix)
                || name + entry == DatasetDescription.fileName
            {
                let isWhole = size <= wholeSize && !entry.hasSuffix(".gz")
                files.append(
                    DataFile(
                        name: name + entry,
                        bytes: isWhole ? .read(try contents(entryPath, Int(size))) : .path(entryPath, size: Int(size))))
            }
        }
    }

    /// One file, which is read in pieces. Its name is the last part of the path.
    public init(path: String) throws(DataError) {
        let size = cposix_file_size(path)
        if -size == cposix_is_folder { throw DataError(path, nil, "is a folder, not a file") }
        guard size >= 0 else { throw .unreadable(path, Int32(-size)) }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self.init(name: name, bytes: .path(path, size: Int(size)))
    }

    /// This file with its bytes in memory.
    public func inMemory() throws(DataError) -> DataFile {
        guard case .path(let path, let size) = bytes else { return self }
        return DataFile(name: name, bytes: .read(try DataFile.contents(path, size)))
    }

    private static func contents(_ path: String, _ size: Int) throws(DataError) -> [UInt8] {
        // Not decompressed: the name of the source says whether it is gzip.
        let source = try ByteSource(DataFile(name: "", bytes: .path(path, size: size)))
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var filled = 0
        while true {
            let count = try bytes.withUnsafeMutableBytesOrError { bytes throws(DataError) in
                try source.read(into: UnsafeMutableBufferPointer(rebasing: bytes[filled...]))
            }
            guard count > 0 else { return Array(bytes.prefix(filled)) }
            filled += count
        }
    }
}
