// What all answers are made from at one time: the dataset and what identifies it.

import Arithmetic
import Analytics
import Dataset
import HTTP
import Synchronization

/// A loaded dataset with its identity.
public final class Snapshot: Sendable {
    public let dataset: Dataset
    /// Nil where the data lacks their registers.
    let reviewFacts: ReviewFacts?
    /// A hash of the loaded files, the same on every instance that loaded the same.
    public let id: String
    /// When the dataset was released, for Last-Modified.
    let lastModified: LastModified?

    /// - Parameter files: all files that the binary or a folder holds; those below `data/` are the dataset.
    /// - Throws: what is wrong in them.
    public init(files: [DataFile]) throws(DataError) {
        let data = files.filter { $0.name.hasPrefix("data/") }.sorted { $0.name < $1.name }
        dataset = try Dataset(files: data.map { DataFile(name: String($0.name.dropFirst(5)), bytes: $0.bytes) })
        reviewFacts = try ReviewFacts(dataset)
        let digests = data.map { file in
            "\(file.name) \(file.bytes.withUnsafeBufferPointer { Digest(of: $0.span) }.hex)\n"
        }
        id = Digest(of: Array(digests.joined().utf8).span).hex
        lastModified = CalendarDate(dataset.release.date).map {
            LastModified(HTTPDate(seconds: Int64($0.daysSinceEpoch) * 86_400))
        }
    }

    private let reference = Mutex<(openAPI: [UInt8], page: [UInt8])?>(nil)

    /// The OpenAPI document and the reference page, made when either is first asked for: they ask every endpoint for an example.
    var referenceDocuments: (openAPI: [UInt8], page: [UInt8]) {
        if let made = reference.withLock({ $0 }) { return made }
        // Made outside the lock; should two loops do so at once, they make the same, and what came first is kept.
        let made = (OpenAPI(self).document(), ReferencePage(self).html().compact)
        return reference.withLock { kept in
            kept = kept ?? made
            return kept ?? made
        }
    }

    private let documents = Mutex<[String: Response]>([:])

    /// The answer at a path that takes no parameters, in a coding; made when it is first asked for, and kept. There are few such
    /// answers, and they are so large that a cache among others has no room for them.
    func document(
        at path: String, _ coding: Negotiation.Coding, make: () throws(Problem) -> Response
    ) throws(Problem) -> Response {
        let key = "\(coding) \(path)"
        if let kept = documents.withLock({ $0[key] }) { return kept }
        let made = try make()
        return documents.withLock { documents in
            documents[key] = documents[key] ?? made
            return documents[key] ?? made
        }
    }

    /// How much there is, in words, for the line that start-up prints.
    public var summary: String {
        let cells = dataset.tables.reduce(0) { $0 + $1.rows.reduce(0) { $0 + $1.cells.count } }
        return "\(dataset.tables.count) tables, \(cells) published cells, \(dataset.store.count) observations, "
            + "dataset \(id)"
    }
}
