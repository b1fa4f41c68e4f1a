// How long a response stays valid.

enum Freshness: Sendable {
    /// Until the dataset changes.
    case dataset
    /// Until midnight UTC.
    case day
    /// For the moment of the request only.
    case now

    var cacheControl: String {
        switch self {
        case .dataset: "public, max-age=300"
        case .day: "public, no-cache"
        case .now: "no-store"
        }
    }
}
