// Columns of records on trade with a partner, declared once for every record that has the property.

import Analytics
import Dataset
import Formats

protocol PartnerRecord: SendableMetatype {
    /// The code of a partner or group.
    var partner: String { get }
}

extension Column where Record: PartnerRecord {
    static var partner: Column { Column("partner", "Code of the partner or group.") { $0.partner } }
    static var partnerName: Column {
        Column("partner_name", "Name of the partner or group, as the reports print it.") { record, request in
            request.codes.areaName(record.partner)
        }
    }
    /// For comparisons of periods and of releases.
    static var areaNote: Column {
        Column(
            "note",
            "A note on the partner, or on the members of the group, which can differ between periods and releases; null "
                + "without one."
        ) { record, request in
            request.codes.partner(record.partner)?.note.nonEmpty
                ?? request.codes.group(record.partner)?.definitions.map(\.note).first { !$0.isEmpty }
        }
    }
}

protocol PeriodRecord: SendableMetatype {
    var period: Period { get }
}

extension Column where Record: PeriodRecord {
    static var period: Column {
        Column("period", "`2023`, `2023-Q2`, `2024-07`, `2026-YTD04`; of a window of months, the last month.") {
            $0.period.code
        }
    }
    static var year: Column { Column("year", "The year; null if the period is not a year.") { $0.period.year } }
}

protocol YearRecord: SendableMetatype {
    var year: Int { get }
}

extension Column where Record: YearRecord {
    static var year: Column { Column("year", "The year.") { $0.year } }
}

protocol TypeRecord: SendableMetatype {
    var type: TradeType { get }
}

extension Column where Record: TypeRecord {
    static var type: Column { Column("type", "goods, services, or goods-and-services.") { $0.type.rawValue } }
}

protocol CategoryRecord: SendableMetatype {
    var classification: String { get }
    var category: String { get }
}

extension Column where Record: CategoryRecord {
    static var classification: Column {
        Column("classification", "The classification of the category, or `total`.") { $0.classification }
    }
    static var category: Column { Column("category", "The category within the classification.") { $0.category } }
}

protocol FlowRecord: SendableMetatype {
    var flow: Measure { get }
}

extension Column where Record: FlowRecord {
    static var flow: Column { Column("flow", "exports, imports, balance, or total-trade.") { $0.flow.rawValue } }
}

/// Exports and imports, in US dollars.
protocol AmountsRecord: SendableMetatype {
    var exportsValue: Int128? { get }
    var importsValue: Int128? { get }
}

extension AmountsRecord {
    fileprivate var balanceValue: Int128? {
        guard let exportsValue, let importsValue else { return nil }
        return exportsValue - importsValue
    }

    fileprivate var totalTradeValue: Int128? {
        guard let exportsValue, let importsValue else { return nil }
        return exportsValue + importsValue
    }
}

extension Column where Record: AmountsRecord {
    static var exports: Column {
        Column("exports", "Exports to the partner, in `unit`.") { $1.money($0.exportsValue) }
    }
    static var imports: Column {
        Column("imports", "Imports from the partner, in `unit`.") { $1.money($0.importsValue) }
    }
    static var balance: Column {
        Column("balance", "Exports − imports, in `unit`.") { $1.money($0.balanceValue) }
    }
    static var totalTrade: Column {
        Column("total_trade", "Exports + imports, in `unit`.") { $1.money($0.totalTradeValue) }
    }
}

protocol BasisRecord: SendableMetatype {
    var basis: String { get }
}

extension Column where Record: BasisRecord {
    static var basis: Column { Column("basis", "The published total that the figures belong to.") { $0.basis } }
}

extension Column {
    /// The unit of money values, the same in every record.
    static var unit: Column { Column("unit", "The unit of money values.") { _, request in request.unit.label } }
}

/// A record on trade of one type and category with one partner in one period.
protocol TradeRecord: PartnerRecord, PeriodRecord, TypeRecord, CategoryRecord, BasisRecord {}

extension Balance: TradeRecord, AmountsRecord {
    var exportsValue: Int128? { exports.map { Int128($0.value) } }
    var importsValue: Int128? { imports.map { Int128($0.value) } }
}

/// A record whose partner, period, type, category and basis are those of a balance.
protocol DerivedRecord: TradeRecord {
    var balance: Balance { get }
}

/// A record with figures of a release.
protocol ReleasedRecord: SendableMetatype {
    /// The latest release of the figures; nil without figures.
    func release(in store: Store) -> SourceRelease?
}

extension Column where Record: ReleasedRecord {
    static var source: Column {
        Column("source", "Id of the source, which is a release of the figures; of a sum, the latest.") {
            $0.release(in: $1.store)?.source
        }
    }
    static var released: Column {
        Column("released", "The day of the release; if only its month or year is known, the last day.") {
            $0.release(in: $1.store)?.date
        }
    }
}

extension Balance: ReleasedRecord {
    func release(in store: Store) -> SourceRelease? { latestRelease.map { store.releases[$0] } }
}

/// A record that describes one balance.
protocol BalanceRecord: DerivedRecord, AmountsRecord, ReleasedRecord {
    /// Other bases that publish the same figure.
    var otherBases: [String] { get }
}

extension Column where Record: BalanceRecord {
    static var otherBases: Column {
        Column("other_bases", "Ids of the other bases on which the sources publish the same figure.") { $0.otherBases }
    }
    static var months: Column {
        Column("months", "The number of months in the sum; null for a published period.") { $0.balance.months }
    }
}

extension DerivedRecord {
    var partner: String { balance.partner }
    var period: Period { balance.period }
    var type: TradeType { balance.type }
    var classification: String { balance.classification }
    var category: String { balance.category }
    var basis: String { balance.basis }
}

extension BalanceRecord {
    var exportsValue: Int128? { balance.exportsValue }
    var importsValue: Int128? { balance.importsValue }
    func release(in store: Store) -> SourceRelease? { balance.release(in: store) }
}

extension Array {
    /// The first columns of every record on trade.
    static func identity<Record: TradeRecord>() -> [Column<Record>] where Element == Column<Record> {
        [.partner, .partnerName, .period, .year, .type, .classification, .category]
    }
}
