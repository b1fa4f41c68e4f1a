// Documents such as the OpenAPI description: few and large, and expensive to make. They would displace all other responses from a
// response cache, so each is kept here once it is requested.

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
        // Made outside the lock. Two loops may make the same document; the first one is kept.
        let made = try make()
        return responses.withLock { responses in
            let kept = responses[key] ?? made
            responses[key] = kept
            return kept
        }
    }
}
