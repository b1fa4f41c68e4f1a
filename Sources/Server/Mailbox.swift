import CPosix
import HTTP
import Synchronization

/// Messages to an event loop from other threads.
final class Mailbox: Sendable {
    enum Message: Sendable {
        /// After the delay in milliseconds, stop accepting connections, finish the requests in flight, then end.
        case stop(delay: Int64)
        /// Use a new responder for the requests that follow.
        case replaceResponder(@Sendable () -> any Responder)
        /// The response that a connection waits for.
        case response(Response, connection: UInt64)
    }

    private let messages = Mutex<[Message]>([])
    private let wake: cposix_wake

    init() throws(ServerError) {
        var wake = cposix_wake()
        let result = cposix_wake_open(&wake)
        guard result == 0 else {
            throw ServerError(description: "cannot create a wake-up descriptor: \(SystemCalls.message(-result))")
        }
        self.wake = wake
    }

    deinit { cposix_wake_close(wake) }

    /// Readable while there are messages.
    var descriptor: Descriptor { wake.reader }

    func post(_ message: Message) {
        messages.withLock { $0.append(message) }
        cposix_wake_raise(wake)
    }

    /// Takes all messages.
    func take() -> [Message] {
        // Cleared first: a message that is posted in between raises the descriptor again.
        cposix_wake_clear(wake)
        return messages.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }
}
