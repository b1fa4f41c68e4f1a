// The data that a command works on: the embedded files or a folder.

import API
import CPosix
import Dataset

enum DataSource {
    /// Reads and checks the data of a configuration.
    /// - Parameters:
    ///   - checksAll: whether the embedded registers are checked too, which the tests do for each edition.
    ///   - report: takes the name of each finished phase.
    static func snapshot(
        _ configuration: Configuration, checksAll: Bool = false, report: (String) -> Void = { _ in }
    ) throws(DataError) -> Snapshot {
        let files = try configuration.data.map { folder throws(DataError) in try DataFile.read(folder: folder) }
        report("read files")
        let snapshot = try Snapshot(
            files: files ?? DataFile.embedded, strict: configuration.strict,
            registersAtFirstUse: files == nil && !checksAll)
        report("build dataset")
        // Loading needs several times the memory of its result.
        if files != nil { cposix_return_free_memory() }
        return snapshot
    }

    /// Reads and checks the data; ends the program with the error if the data is not valid.
    static func load(_ configuration: Configuration) -> Snapshot {
        required { () throws(DataError) in try snapshot(configuration) }
    }

    /// The report of `check`; ends the program if the data is not valid.
    static func inventory(_ configuration: Configuration) -> [UInt8] {
        required { () throws(DataError) in try snapshot(configuration, checksAll: true).inventory() }
    }

    private static func required<Value>(_ read: () throws(DataError) -> Value) -> Value {
        do throws(DataError) {
            return try read()
        } catch {
            System.fail("the data is not valid: \(error.description)", status: 1)
        }
    }
}
