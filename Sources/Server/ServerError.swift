/// The reason why a server could not start, in one line.
public struct ServerError: Error, CustomStringConvertible, Equatable {
    public let description: String
}
