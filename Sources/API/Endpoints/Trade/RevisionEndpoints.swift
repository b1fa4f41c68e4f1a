// Figures that releases of their sources revised.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum RevisionEndpoints {
    static let all = [
        Endpoint(
            "/v1/revisions",
            "Figures that later releases of a source changed: the first and the latest value with their releases, and the change.",
            parameters: [.partner] + .periods + [
                .type, flow, .classification, .category, .basis, minimumChange, .unit, .decimals,
            ],
            columns: columns,
            chart: Chart(
                "Revisions of United States trade figures, in percent",
                .series(
                    over: "period", values: ["change_percent"],
                    panels: ["partner_name", "flow", "type", "category", "basis"]),
                constants: ["partner_name", "flow", "type"]),
            problems: ["conflicting-parameters"], example: "partner=MEX&period=2022&min_change=0.5",
            related: ["/v1/sources", "/v1/flows"]
        ) { request throws(Problem) in try revisions(request) }
    ]

    private static let flow = Parameter(
        list: "flow", .words(Balance.flows), "Flows, separated by commas.", defaultText: "exports,imports")
    private static let minimumChange = Parameter(
        optional: "min_change", .percent,
        "Only figures that changed by at least so many percent: `0.5`, or `0.5%25` in a URL.")

    private static func revisions(_ request: Request) throws(Problem) -> RecordList<Revision> {
        let periods = try request.periods()
        var filter = request.filter(partners: request[.partner])
        filter.bases = request.requestedBases ?? []
        let flows = request[flow].isEmpty ? [.exports, .imports] : request[flow]
        let ofAllReleases = periods.endingTogether(request.dataset.balances(filter, periods))
        let all = request.dataset.revisions(of: flows, asOf: periods.asOf) { partners, day in
            var ofPartners = filter
            ofPartners.partners = partners.filter { filter.partners.isEmpty || filter.partners.contains($0) }.sorted()
            guard !ofPartners.partners.isEmpty else { return [] }
            return request.dataset.balances(ofPartners, ofAllReleases.asOf(day))
        }
        let least = request[minimumChange].flatMap { Rational(Int128($0.mantissa), .powerOfTen($0.decimals + 2)) }
        let large = all.filter { revision in
            guard let least else { return true }
            // A change from zero has no percentage, and is larger than any.
            guard let ratio = revision.ratio else { return true }
            return ratio >= least || ratio <= Rational(-least.numerator, least.denominator) ?? least
        }
        let sources = large.flatMap { $0.versions.map(\.source) }.distinct
        return RecordList(
            large, unit: request.unit.label, sources: sources,
            emptyReason: {
                all.isEmpty
                    ? request.dataset.balances(filter, periods).isEmpty
                        ? request.whyEmpty(filter, periods) : "No release changed these figures."
                    : "No release changed these figures by so much; \(all.count) changed by less."
            })
    }

    private static let columns: [Column<Revision>] = [
        .partner, .partnerName, .period, .year, .type, .classification, .category, .flow, .basis,
        Column("first_source", "Id of the source that gave the figure first.") { $0.versions.first?.source },
        Column("first_released", "The day of its release.") { $0.versions.first?.released },
        Column("first_value", "The first value, in `unit`.") { $1.money($0.versions.first?.value) },
        Column("source", "Id of the source that gives the latest value.") { $0.versions.last?.source },
        Column("released", "The day of its release.") { $0.versions.last?.released },
        Column("value", "The latest value, in `unit`.") { $1.money($0.versions.last?.value) },
        Column("change", "value − first_value, in `unit`.") { $1.money(Optional($0.change)) },
        Column(
            "change_percent",
            "The change in percent of the first value, with the sign of the change; null if that is zero."
        ) {
            $1.points($0.ratio)
        },
        .unit,
        Column("months", "The number of months in the sums; null for published figures.") { $0.balance.months },
        Column(
            "releases",
            objects: [
                Column<Revision.Version>("source", "Id of the source.") { $0.source },
                Column("released", "The day of the release.") { $0.released },
                Column("value", "The value, in `unit`.") { $1.money(Optional($0.value)) },
            ], "The releases that gave a value different from the one before, by date."
        ) { revision, _ in revision.versions },
        .areaNote,
    ]
}

extension Revision: DerivedRecord, FlowRecord {}

extension ValueType<ExactDecimal> {
    /// A percentage from 0 on, with or without the sign.
    static var percent: ValueType {
        ValueType(
            "percentage", "a percentage such as 0.5 or 0.5%",
            schema: ["type": .string("string"), "pattern": .string("^[0-9]{1,6}([.][0-9]{1,6})?%?$")], example: "0.5"
        ) { text in
            let digits = text.hasSuffix("%") ? String(text.dropLast()) : text
            guard digits.utf8.count <= 13, digits.utf8.first != UInt8(ascii: "-"), let number = ExactDecimal(digits),
                number.decimals <= 6
            else { return nil }
            return number
        }
    }
}
