// The precision of the figures of a file set, if it differs by partner, flow and time.

/// A file with the columns `release,flow,first,last,unit` and one named after a code list: the unit to which a release gives the
/// figures of a partner, or of all partners for `*`, from one month to another. Rows with a code precede rows with `*`.
struct PrecisionRules: Sendable {
    struct Rule {
        fileprivate let flow: Measure?
        fileprivate let months: ClosedRange<Int>
        fileprivate let exponent: Int
    }

    private var byArea: [UInt32: [Rule]] = [:]
    private var general: [Rule] = []

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
    }

    /// The rules for a partner and flow, in the order of their precedence.
    func rules(partner: UInt32, _ flow: Measure) -> [Rule] {
        ((byArea[partner] ?? []) + general).filter { $0.flow == nil || $0.flow == flow }
    }
}

extension [PrecisionRules.Rule] {
    /// The power of ten of a figure's precision; nil if no rule covers it.
    func exponent(_ period: Period) -> Int? {
        let months = period.months
        return first { $0.months.lowerBound <= months.lowerBound && months.upperBound <= $0.months.upperBound }?
            .exponent
    }
}
