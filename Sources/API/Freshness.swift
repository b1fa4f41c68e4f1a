// The time for which a response is valid.

enum Freshness: Sendable {
    /// Until the dataset changes.
    case dataset
    /// Until midnight UTC.
    case day
    /// For the moment of the request only.
    case now

    var cacheControl: String {
        switch self {
        // A shared cache revalidates after a minute, so that a reload reaches clients soon, but may serve an old response while it
        // does so, and for a day while no instance answers (RFC 5861).
        case .dataset: "public, max-age=300, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400"
        case .day: "public, no-cache"
        case .now: "no-store"
        }
    }
}
