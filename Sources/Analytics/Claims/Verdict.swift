// The outcome of recomputing a claim.

/// The outcome of recomputing a claim. The rules, which the formulas in `claims.csv` follow:
///
/// 1. A statement about a region as a whole (an amount, its growth, its share) is recomputed from the tables of that region; a
///    total over listed partners is another area. A statement that compares partners is recomputed from the tables of partners.
/// 2. A statement about a partner or the world that names no table is exact if one published basis gives it; the figures of
///    the other basis are listed as a contradiction.
/// 3. A figure is judged with its sign. "Deficit" or "decline" is a sign; a balance printed without its minus is a discrepancy.
/// 4. A trend since or between years compares the ends; one that is called progressive, consistent or recent compares all
///    published years. If a year that the statement names is not published, the verdict is at most `consistent`. So is the
///    verdict on a record if earlier years are not published, and on a figure whose operands are published for a wider area.
/// 5. "Almost", "nearly" and "slightly" allow a tenth below, "about" a tenth on either side.
/// 6. The Census series settles directions and ranks in goods, and amounts if the report names the Census Bureau, another
///    country's statistics or no source. An amount on the balance-of-payments basis is not judged by it. A difference from a
///    later release is a discrepancy of vintage.
public enum Verdict: String, Sendable, CaseIterable {
    /// The published figures give the statement.
    case exact
    /// They give it truncated, or within their rounding.
    case rounding
    /// They agree with the statement, which rests on a further figure that is not published.
    case consistent
    /// They contradict it.
    case discrepancy
}
