// The outcome of recomputing a claim.

/// The outcome of recomputing a claim.
public enum Verdict: String, Sendable, CaseIterable {
    case exact, rounding, discrepancy
}
