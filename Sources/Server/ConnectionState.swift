/// The states of a connection. Each has one action of the event loop and one deadline; an input leads to the next state.
///
/// | state       | meaning                                | action | deadline | next states                              |
/// |-------------|----------------------------------------|--------|----------|------------------------------------------|
/// | `idle`      | between requests, or before the first  | read   | idle     | any                                      |
/// | `head`      | part of a request's head has arrived   | read   | head     | any                                      |
/// | `body`      | the request's body is being skipped    | read   | body     | any                                      |
/// | `waiting`   | a response is made on another thread   | wait   | none     | any                                      |
/// | `yielding`  | there are more requests or body pieces | resume | write    | any                                      |
/// | `writing`   | the socket has not accepted all output | write  | write    | any                                      |
/// | `lingering` | the last response was sent             | linger | linger   | `closed`                                 |
/// | `closed`    | no byte will be sent or read           | close  | none     | none                                     |
///
/// The next state is the first that applies: `writing` with unsent output, `waiting` with a late response, `yielding` with more work,
/// `lingering` after the last response (`closed` if the client has ended its side), otherwise the state of the reader. Any state
/// becomes `closed` when its deadline passes, except `head` and `body`, which get a 408 first.
enum ConnectionState: Int, CaseIterable {
    case idle, head, body, waiting, yielding, writing, lingering, closed

    /// The event loop's part.
    enum Action {
        /// Read when the client sends.
        case read
        /// Wait for `Mailbox.Message.response`; do not read.
        case wait
        /// Call `resume` after the other connections were served; do not read.
        case resume
        /// Write when the socket accepts output; do not read.
        case write
        /// End the sending side, then read and drop input: closing at once would send a reset, which can destroy the last response
        /// on its way (RFC 9112 section 9.6).
        case linger
        case close
    }

    var action: Action {
        switch self {
        case .idle, .head, .body: .read
        case .waiting: .wait
        case .yielding: .resume
        case .writing: .write
        case .lingering: .linger
        case .closed: .close
        }
    }

    var deadline: DeadlineKind? {
        switch self {
        case .idle: .idle
        case .head: .head
        case .body: .body
        case .yielding, .writing: .write
        case .lingering: .linger
        case .waiting, .closed: nil
        }
    }

    /// Whether the table lists `next` for this state.
    func canBecome(_ next: ConnectionState) -> Bool {
        switch self {
        case .closed: false
        case .lingering: next == .closed
        default: next != self
        }
    }
}
