// Files in and around the checkout, located from this source file's path.
import CPosix
import Testing

/// The checkout's folder.
let checkout = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

/// All regular files below a folder by their path in it.
func files(below folder: String) throws -> [String: [UInt8]] {
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
func contents(of path: String) -> [UInt8]? {
    let size = cposix_file_size(path)
    let descriptor = cposix_open_to_read(path)
    guard size >= 0, descriptor >= 0 else { return nil }
    defer { _ = cposix_close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(size))
    return cposix_read(descriptor, &bytes, bytes.count) == size ? bytes : nil
}

extension Trait where Self == ConditionTrait {
    /// Reports the test as skipped if the reports' texts, which the repository does not hold, are not available.
    static var needsReportTexts: Self {
        .enabled(
            if: reportTexts != nil, "the reports' texts (shared/seeds beside or above the checkout) are not available")
    }
}

/// The lines of a report's text; nil if the text is not available.
func reportLines(_ source: String) -> [String]? {
    let names = [
        "eclac-2024": "000_c93d55b4d90d0f2e", "nap-2025": "001_3a4adefc3544d18c", "ustr-2025": "002_658152dc279d6a0f",
        "nap-2026": "003_5dfb943955bc4a88", "usmx-2021": "004_5304398463ce567d",
    ]
    guard let folder = reportTexts, let name = names[source], let bytes = contents(of: "\(folder)/\(name).txt") else {
        return nil
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
}

/// The folder of the reports' texts: `shared/seeds` in any folder above the checkout; nil without one.
let reportTexts: String? = {
    var folders = checkout.split(separator: "/")
    while !folders.isEmpty {
        folders.removeLast()
        let path = folders.map { "/" + $0 }.joined() + "/shared/seeds"
        if contents(of: path + "/000_c93d55b4d90d0f2e.txt") != nil { return path }
    }
    return nil
}()
