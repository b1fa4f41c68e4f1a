// Data files from a folder of the user's, named as the embedded ones are.

import CPosix

extension DataFile {
    /// Reads all `.csv` files below a folder; the names they get start with `data/`, as those of the embedded files do.
    /// - Throws: a `DataError` naming the folder or file that cannot be read, and why.
    public static func read(folder: String) throws(DataError) -> [DataFile] {
        var files: [DataFile] = []
        try read(folder, name: "data", &files)
        guard !files.isEmpty else { throw DataError(folder, nil, "the folder holds no .csv files") }
        return files
    }

    private static func read(_ path: String, name: String, _ files: inout [DataFile]) throws(DataError) {
        var folder: OpaquePointer?
        let result = cposix_folder_open(path, &folder)
        guard result == 0 else { throw failure(path, -result) }
        defer { cposix_folder_close(folder) }
        var entries: [String] = []
        while let entry = cposix_folder_next(folder).map({ String(cString: $0) }) {
            if entry.first != "." { entries.append(entry) }
        }
        for entry in entries.sorted() {
            let entryPath = path + "/" + entry
            let size = cposix_file_size(entryPath)
            if -size == cposix_is_folder {
                try read(entryPath, name: name + "/" + entry, &files)
            } else if size < 0 {
                throw failure(entryPath, Int32(-size))
            } else if entry.hasSuffix(".csv") {
                files.append(DataFile(name: name + "/" + entry, bytes: try contents(entryPath, Int(size))))
            }
        }
    }

    private static func contents(_ path: String, _ size: Int) throws(DataError) -> [UInt8] {
        let descriptor = cposix_open_to_read(path)
        guard descriptor >= 0 else { throw failure(path, -descriptor) }
        defer { _ = cposix_close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = bytes.withUnsafeMutableBytes {
                cposix_read(descriptor, $0.baseAddress.map { $0 + filled }, size - filled)
            }
            guard count >= 0 else { throw failure(path, Int32(-count)) }
            if count == 0 { break }
            filled += Int(count)
        }
        return Array(bytes.prefix(filled))
    }

    /// - Parameter code: a positive errno value.
    private static func failure(_ path: String, _ code: Int32) -> DataError {
        DataError(path, nil, "cannot be read: \(String(cString: cposix_error_text(code)))")
    }
}
