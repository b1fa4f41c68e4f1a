// The Parties to the agreement.

/// A Party to the agreement, by ISO 3166 alpha-3 code.
public enum ReviewParty: String, CaseIterable, Sendable {
    case canada = "CAN"
    case mexico = "MEX"
    case unitedStates = "USA"

    /// The name in a sentence.
    public var name: String {
        switch self {
        case .canada: "Canada"
        case .mexico: "Mexico"
        case .unitedStates: "the United States"
        }
    }
}
