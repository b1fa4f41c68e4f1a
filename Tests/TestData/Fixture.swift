// The dataset of the tests.
import Dataset

/// Made-up data of round figures, in the layout of `--data`: five partners with goods on two bases of a report and one of monthly
/// statistics in two releases, services, and a few records of each register.
package enum Fixture {
    /// The files of `Fixture/` beside this file. Their names start with `data/`.
    package static let files = required {
        let folder = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixture"
        return try DataFile.read(folder: folder)
    }

    package static let dataset = required { try Dataset(dataFiles: files) }

    /// The fixture with another text in one file.
    package static func replacing(_ old: String, with new: String, in name: String) throws -> Dataset {
        try Dataset(
            dataFiles: files.map { file in
                guard file.name == "data/" + name else { return file }
                let text = String(decoding: file.bytes.array, as: UTF8.self).replacing(old, with: new)
                return DataFile(name: file.name, bytes: Array(text.utf8))
            })
    }

    /// The fixture without the files whose names start with a text.
    package static func without(_ prefix: String) throws -> [DataFile] {
        files.filter { !$0.name.hasPrefix("data/" + prefix) }
    }

    private static func required<Value>(_ value: () throws -> Value) -> Value {
        do { return try value() } catch { fatalError("\(error)") }
    }
}

extension Dataset {
    /// A dataset of the files whose names start with `data/`.
    package convenience init(dataFiles files: [DataFile]) throws {
        try self.init(
            files: files.filter { $0.name.hasPrefix("data/") }.map {
                DataFile(name: String($0.name.dropFirst("data/".count)), bytes: $0.bytes)
            })
    }
}

extension Filter {
    package init(_ change: (inout Filter) -> Void) {
        self.init()
        change(&self)
    }
}
