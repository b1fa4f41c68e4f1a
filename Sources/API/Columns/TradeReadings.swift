// How the reports interpret a Trade Deficit Ratio, for `meta.readings`.

import Analytics
import Formats

struct TradeReadings {
    let note: String
    let readings: [TradeReading]

    /// The readings with their ranges and quotes.
    static let published = TradeReadings(note: TradeReading.note, readings: TradeReading.allCases)

    static func column<Meta>(_ readings: @escaping @Sendable (Meta) -> TradeReadings) -> Column<Meta> {
        Column("readings", object: columns, "How the reports interpret a Trade Deficit Ratio.") { meta, _ in
            readings(meta)
        }
    }

    static let columns: [Column<TradeReadings>] = [
        Column("note", "The origin of the readings.") { $0.note },
        Column(
            "readings",
            objects: [
                Column<TradeReading>("reading", "The name of the reading.") { $0.rawValue },
                Column("range", "The ratios that it covers.") { $0.range },
                Column("quote", "The report's own words.") { $0.quote },
            ], "One reading for each range."
        ) { readings, _ in readings.readings },
    ]
}
