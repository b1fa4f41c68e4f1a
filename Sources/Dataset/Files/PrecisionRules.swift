// The precision of the figures of a file set, if it differs by partner, flow and time.

/// A file with the columns `release,flow,first,last,unit` and one named after a code list: the unit to which a release gives the
/// figures of a partner, or of all partners for `*`, from one month to another. Rows with a code precede rows with `*`.
/// A class, to avoid copies.
final class PrecisionRules: Sendable {
    private struct Rule {
        let flow: Measure?
        let months: ClosedRange<Int>
        let exponent: Int
    }

    private let byArea: [UInt32: [Rule]]
    private let general: [Rule]

    /// - Parameters:
    ///   - release: the id of the source; rules of other sources are ignored.
    ///   - area: returns the id of the partner of a code.
    init(
        _ file: DataFile, release: String, area: (CodeScheme, String) -> UInt32?
    ) throws(DataError) {
        let csv = try CSV(file)
        guard let scheme = CodeScheme.allCases.first(where: { csv.header.contains($0.rawValue) }) else {
            throw DataError(file.name, 1, "no column is named after a code list such as census or iso3")
        }
        var (byArea, general): ([UInt32: [Rule]], [Rule]) = ([:], [])
        for record in try csv.records(of: [scheme.rawValue, "release", "flow", "first", "last", "unit"])
        where record["release"] == release {
            let (code, flow, unit) = (record[scheme.rawValue], record["flow"], record["unit"])
            guard flow == "both" || flow == "exports" || flow == "imports" else {
                throw record.error("the flow '\(flow)' must be exports, imports or both")
            }
            guard let first = Period(record["first"]), let last = Period(record["last"]),
                let range = PeriodRange(first, last)
            else { throw record.error("'first' and 'last' must be periods in order") }
            guard unit.utf8.first == UInt8(ascii: "1"), unit.utf8.dropFirst().allSatisfy({ $0 == 0x30 }),
                unit.utf8.count <= 13
            else { throw record.error("the unit '\(unit)' is not a power of ten") }
            let rule = Rule(
                flow: Measure(rawValue: flow), months: range.months, exponent: unit.utf8.count - 1)
            if code == "*" {
                general.append(rule)
            } else if let id = area(scheme, code) {
                byArea[id, default: []].append(rule)
            } else {
                throw record.error("unknown code '\(code)' in the code list \(scheme.rawValue)")
            }
        }
        (self.byArea, self.general) = (byArea, general)
    }

    /// Whether rules name a partner.
    func hasRules(partner: UInt32) -> Bool { byArea[partner] != nil }

    /// The power of ten of a figure's precision, by the first rule that covers it; nil without one.
    /// - Parameter partner: nil for the rules for all partners.
    func exponent(partner: UInt32?, _ flow: Measure, _ period: Period) -> Int? {
        let months = period.months
        func covers(_ rule: Rule) -> Bool {
            (rule.flow == nil || rule.flow == flow) && rule.months.lowerBound <= months.lowerBound
                && months.upperBound <= rule.months.upperBound
        }
        return (partner.flatMap { byArea[$0] }?.first(where: covers) ?? general.first(where: covers))?.exponent
    }
}
