// The input of all responses until the next reload: the dataset and its identity.

import Arithmetic
import Analytics
import Dataset
import HTTP
import Synchronization

/// A loaded dataset with its identity.
public final class Snapshot: Sendable {
    public let dataset: Dataset
    /// A hash of the loaded files, the same on every instance that loaded the same files.
    public let id: String
    /// The date of the dataset's release, for Last-Modified.
    let lastModified: LastModified?
    let documents = DocumentCache()
    private let readFacts = Mutex<ReviewFacts?>(nil)
    private let madeTexts = AtomicLazyReference<TextCatalog>()
    private let makingTexts = Mutex(())

    /// Nil if a register of the facts is absent or not valid.
    var reviewFacts: ReviewFacts? {
        readFacts.withLock { facts in
            if facts == nil { facts = try? ReviewFacts(dataset) }
            return facts
        }
    }

    /// The texts that searches cover. Made at the first search, which takes about 0.1 s more.
    var texts: TextCatalog {
        if let made = madeTexts.load() { return made }
        // Only one thread makes them.
        return makingTexts.withLock { _ in madeTexts.load() ?? madeTexts.storeIfNil(TextCatalog(dataset)) }
    }

    var hasTexts: Bool { madeTexts.load() != nil }

    /// - Parameters:
    ///   - files: all files of the binary or of a folder; those below `data/` are the dataset.
    ///   - strict: whether a rejected line of a file set is an error.
    ///   - registersAtFirstUse: whether a register is read when it is first needed; for files of which all registers were checked
    ///     before, such as the embedded ones.
    /// - Throws: the first error in the files.
    public init(
        files: [DataFile], strict: Bool = false, registersAtFirstUse: Bool = false
    ) throws(DataError) {
        let data = files.filter { $0.name.hasPrefix("data/") }.sorted { $0.name < $1.name }
        let digests = Background { data.map { Snapshot.checksum($0) + "\n" } }
        dataset = try Dataset(
            files: data.map { DataFile(name: String($0.name.dropFirst(5)), bytes: $0.bytes) }, strict: strict,
            registersAtFirstUse: registersAtFirstUse)
        if !registersAtFirstUse {
            let facts = try ReviewFacts(dataset)
            readFacts.withLock { $0 = facts }
        }
        // Large files are not in memory. The checksums of those of file sets were computed while they were read.
        var checksums = dataset.fileSets.flatMap(\.report.checksums)
        let read = Set(dataset.fileSets.flatMap(\.report.files))
        for file in data {
            guard case .path = file.bytes, !read.contains(String(file.name.dropFirst(5))) else { continue }
            checksums.append(Snapshot.checksum(try file.inMemory()))
        }
        id = Digest(of: Array((digests.value.joined() + checksums.joined(separator: "\n")).utf8).span).hex
        lastModified = CalendarDate(dataset.release.date).map {
            LastModified(HTTPDate(seconds: Int64($0.daysSinceEpoch) * 86_400))
        }
    }

    /// Name and digest of a file in memory.
    private static func checksum(_ file: DataFile) -> String {
        "\(file.name) \(file.bytes.withUnsafeBufferPointer { Digest(of: $0.span) }.hex)"
    }

    /// The size of the dataset, for the line that the server prints at start.
    public var summary: String {
        let cells = dataset.tables.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.cells.count } }
        return "\(dataset.tables.count) tables, \(cells) published cells, \(dataset.store.count) figures"
    }
}
