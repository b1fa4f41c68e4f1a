// Data files from a folder of the user's, named as the embedded ones are.

import Glibc

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
        guard let directory = opendir(path) else { throw failure(path) }
        defer { closedir(directory) }
        var entries: [String] = []
        while let entry = readdir(directory) {
            let entryName = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if entryName.first != "." { entries.append(entryName) }
        }
        for entry in entries.sorted() {
            var status = stat()
            let entryPath = path + "/" + entry
            guard stat(entryPath, &status) == 0 else { throw failure(entryPath) }
            if status.st_mode & S_IFMT == S_IFDIR {
                try read(entryPath, name: name + "/" + entry, &files)
            } else if entry.hasSuffix(".csv") {
                files.append(DataFile(name: name + "/" + entry, bytes: try contents(entryPath, Int(status.st_size))))
            }
        }
    }

    private static func contents(_ path: String, _ size: Int) throws(DataError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: size)
        var filled = 0
        while filled < size {
            let count = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress.map { $0 + filled }, size - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }

    private static func failure(_ path: String) -> DataError {
        DataError(path, nil, "cannot be read: \(String(cString: strerror(errno)))")
    }
}
