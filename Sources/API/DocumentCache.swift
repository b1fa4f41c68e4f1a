// A cache of documents such as the OpenAPI description. They are few, large and slow to make, and would evict all other responses
// from a response cache.

import HTTP
import Synchronization

/// The documents of one snapshot, shared by all event loops.
final class DocumentCache: Sendable {
    private let responses = Mutex<[String: Response]>([:])

    /// The response at a path without parameters, in a content coding; made at the first request.
    func response(
        at path: String, _ coding: Negotiation.Coding, make: () throws(Problem) -> Response
    ) throws(Problem) -> Response {
        let key = "\(coding) \(path)"
        if let kept = responses.withLock({ $0[key] }) { return kept }
        // Made outside the lock: two loops may make the same document at once; the first result is stored.
        let made = try make()
        return responses.withLock { responses in
            let kept = responses[key] ?? made
            responses[key] = kept
            return kept
        }
    }
}
