// A value that another thread makes.

import Dispatch
import Synchronization

/// Starts to make a value when it is initialised, on a thread that yields to those of the load.
public final class Background<Value: Sendable>: Sendable {
    private let made = Mutex<Value?>(nil)
    private let group = DispatchGroup()

    public init(_ make: @escaping @Sendable () -> Value) {
        DispatchQueue.global(qos: .utility).async(group: group) { [self] in
            let value = make()
            made.withLock { $0 = value }
        }
    }

    /// Waits for the value.
    public var value: Value {
        while true {
            if let value = made.withLock({ $0 }) { return value }
            group.wait()
        }
    }
}
