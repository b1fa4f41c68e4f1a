// The reports' interpretations of a Trade Deficit Ratio, for `meta.readings`.

import Analytics
import Formats

struct TradeReadings {
    let note: String
    let readings: [TradeReading]

    /// The readings with their ranges and quotes.
    static let published = TradeReadings(note: TradeReading.note, readings: TradeReading.allCases)

    static func column<Meta>(_ readings: @escaping @Sendable (Meta) -> TradeReadings) -> Column<Meta> {
        Column("readings", object: columns, "The reports' interpretations of a Trade Deficit Ratio.") { meta, _ in
            readings(meta)
        }
    }

    static let columns: [Column<TradeReadings>] = [
        Column("note", "The origin of the readings and of the limits between them.") { $0.note },
        Column("sources", "Ids of the reports with the quotes.") { _ in TradeReading.sources },
        Column("partners", "Codes of the partners that the quotes name; other partners have no reading.") {
            _ in TradeReading.partners
        },
        Column("threshold", "The ratio from which a deficit is read as one-way; an assumption.") { _, request in
            request.ratio(TradeReading.line)
        },
        Column(
            "readings",
            objects: [
                Column<TradeReading>("reading", "The name of the reading.") { $0.rawValue },
                Column("range", "The ratios that it covers.") { $0.range },
                Column("quote", "The report's words, verbatim.") { $0.quote },
            ], "One reading for each range."
        ) { readings, _ in readings.readings },
    ]
}

extension Column where Record: BalanceRecord {
    /// The reading of the record's ratio.
    static func reading(_ tdr: @escaping @Sendable (Record) -> Computation) -> Column {
        Column(
            "reading",
            "The reports' interpretation of the ratio, for goods trade with Canada, Mexico or China; otherwise null. See "
                + "`meta.readings`."
        ) { record in
            (tdr(record).measured?.value).flatMap { TradeReading($0, of: record.balance)?.rawValue }
        }
    }
}
