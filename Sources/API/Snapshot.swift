// The input of all responses until the next reload: the dataset and its identity.

import Arithmetic
import Analytics
import Dataset
import HTTP
import Synchronization

/// A loaded dataset with its identity.
public final class Snapshot: Sendable {
    public let dataset: Dataset
    /// Nil if the data lacks the registers of the facts.
    let reviewFacts: ReviewFacts?
    /// A hash of the loaded files, the same on every instance that loaded the same files.
    public let id: String
    /// The date of the dataset's release, for Last-Modified.
    let lastModified: LastModified?
    let documents = DocumentCache()
    private let searchedTexts = Mutex<TextCatalog?>(nil)

    /// The texts that searches cover. Made at the first search, which therefore takes some milliseconds more.
    var texts: TextCatalog {
        searchedTexts.withLock { texts in
            if let texts { return texts }
            let made = TextCatalog(dataset)
            texts = made
            return made
        }
    }

    /// - Parameters:
    ///   - files: all files of the binary or of a folder; those below `data/` are the dataset.
    ///   - strict: whether a rejected line of a file set is an error.
    /// - Throws: the first error in the files.
    public init(files: [DataFile], strict: Bool = false) throws(DataError) {
        let data = files.filter { $0.name.hasPrefix("data/") }.sorted { $0.name < $1.name }
        let digests = Background {
            data.map { file in "\(file.name) \(file.bytes.withUnsafeBufferPointer { Digest(of: $0.span) }.hex)\n" }
        }
        dataset = try Dataset(
            files: data.map { DataFile(name: String($0.name.dropFirst(5)), bytes: $0.bytes) }, strict: strict)
        reviewFacts = try ReviewFacts(dataset)
        // Large files are not in memory; their checksums were computed while they were read.
        let checksums = dataset.fileSets.flatMap(\.report.checksums).joined(separator: "\n")
        id = Digest(of: Array((digests.value.joined() + checksums).utf8).span).hex
        lastModified = CalendarDate(dataset.release.date).map {
            LastModified(HTTPDate(seconds: Int64($0.daysSinceEpoch) * 86_400))
        }
    }

    /// The size of the dataset, for the line that the server prints at start.
    public var summary: String {
        let cells = dataset.tables.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.cells.count } }
        return "\(dataset.tables.count) tables, \(cells) published cells, \(dataset.store.count) figures"
    }
}
