// The change of exports or imports that reaches a target.

import Arithmetic
import Analytics
import Dataset
import Formats
import HTTP

enum WhatIfEndpoints {
    static let all = [
        Endpoint(
            "/v1/what-if/tdr",
            "The change of exports, or of imports, that reaches a Trade Deficit Ratio or a balance while the other flow is unchanged.",
            parameters: [.partner, .group] + .onePeriod + [
                .oneType, .oneClassification, .oneCategory, target, balance, lever, .oneBasis, .unit, .decimals,
                .explain,
            ],
            columns: RequiredChange.columns,
            meta: [
                Column("period", "The period of the published figures.") { (published: PublishedFigures) in
                    published.found?.period.code
                },
                Column("year", "The year; null if the period is not a year.") { $0.found?.period.year },
                BasisNote.column { published in
                    published.found.map {
                        [BasisNote($0.basis, published.type, $0.partners, isRequested: published.isBasisRequested)]
                    } ?? []
                },
                Column("note", "The limits of the computation.") { _ in
                    "Arithmetic on published figures, not a forecast: one flow changes and the other does not. Amounts are rounded "
                        + "to whole dollars."
                },
            ],
            problems: ["conflicting-parameters"], example: "partner=MEX&target=0.25", related: ["/v1/rankings/tdr"]
        ) { request throws(Problem) in try changes(request) }
    ]

    private static let target = Parameter(
        optional: "target", .decimal, "The ratio to reach; 0 is balanced trade.", defaultText: "0")
    private static let balance = Parameter(
        optional: "balance", .decimal, "The balance to reach instead, in `unit`; negative for a deficit.")
    private static let lever = Parameter(
        list: "lever", .words(TradeLever.allCases), "The flows that may change.", defaultText: "exports,imports")

    private static let maximumRatio: Int64 = 1_000_000
    private static let maximumBalance: Int128 = 1_000_000_000_000_000_000

    private static func target(_ request: Request) throws(Problem) -> TradeTarget {
        guard let balance = request[balance] else {
            let ratio = request[target] ?? ExactDecimal(0)
            guard ExactDecimal(-maximumRatio) <= ratio, ratio <= ExactDecimal(maximumRatio) else {
                throw .conflicting("target", "The target ratio exceeds the maximum of \(maximumRatio).")
            }
            return .tdr(ratio)
        }
        guard request[target] == nil else {
            throw .conflicting("balance", "Give either 'target', a ratio, or 'balance', an amount of money; not both.")
        }
        guard let dollars = request.unit.dollars(balance) else {
            throw .conflicting("balance", "\(balance.text) \(request.unit.label) is not a whole number of US dollars.")
        }
        guard dollars.magnitude <= maximumBalance.magnitude else {
            throw .conflicting("balance", "The target balance exceeds the maximum of 10^18 US dollars.")
        }
        return .balance(dollars)
    }

    /// The figures from which the changes start.
    private struct PublishedFigures {
        let found: RankingPeriod?
        let type: TradeType
        let isBasisRequested: Bool
    }

    private static func changes(_ request: Request) throws(Problem) -> (RecordList<RequiredChange>, PublishedFigures) {
        let target = try target(request)
        let (type, category) = (request[.oneType], try request.oneCategory())
        let (choice, periods) = (request.partnerChoice(type), try request.onePeriod())
        let found = request.period(of: choice, type, category, periods)
        let levers = request[lever].isEmpty ? TradeLever.allCases : request[lever]
        let chosen = (found?.balances ?? []).filter {
            $0.value(.totalTrade) != nil && choice.contains($0.partner, request.codes)
        }
        let records = chosen.flatMap { balance in
            levers.map { lever in
                RequiredChange(
                    balance: balance, lever: lever, target: target,
                    change: WhatIf.change(balance, lever, to: target))
            }
        }
        let list = RecordList(
            records, unit: request.unit.label, sources: request.dataset.sources(of: records.flatMap(\.rows)),
            emptyReason: { request.whyEmpty(choice, type, category, periods) })
        return (list, PublishedFigures(found: found, type: type, isBasisRequested: request[.oneBasis] != nil))
    }
}

private struct RequiredChange: BalanceRecord, ComputedRecord {
    let balance: Balance
    var otherBases: [String] { [] }
    let lever: TradeLever
    let target: TradeTarget
    let change: Computation

    var rows: [Int] { change.rows }
    var reason: String? { change.reason }
    var explanation: Explanation {
        Explanation(derivations: [Explanation.Derivation(column: "change", computation: change)])
    }

    /// The published value of the flow that changes.
    private var oldValue: Rational? {
        balance.figure(lever == .exports ? .exports : .imports).map { Rational(whole: $0.value) }
    }
    private var newValue: Rational? { oldValue.flatMap { old in (change.measured?.value)?.adding(old) } }
    private var changeRatio: Rational? { oldValue.flatMap { old in (change.measured?.value)?.divided(by: old) } }

    static let columns: [Column<RequiredChange>] = Column.list(
        [
            .partner, .partnerName, .period, .year, .type, .exports, .imports, .balance,
            Column("tdr", "The ratio of the published figures.") { record, request in
                request.ratio(Metric.tdr.compute(record.balance).measured?.value)
            },
            Column("target_metric", "tdr or balance.") { record in
                switch record.target {
                case .tdr: Metric.tdr.name
                case .balance: Metric.balance.name
                }
            },
            Column("target", "The target; a balance is in `unit`.") { record, request -> ExactDecimal? in
                switch record.target {
                case .tdr(let ratio): ratio
                case .balance(let dollars): request.money(dollars)
                }
            },
            Column("lever", "The flow that changes: exports or imports.") { $0.lever.rawValue },
        ],
        .interval(
            "change", "The required change, in `unit`; negative for a fall.",
            lowSummary: "The lowest change that the published rounding allows.",
            highSummary: "The highest change that the rounding allows.",
            isMoney: { _ in true }
        ) { $0.change },
        [
            Column("change_ratio", "The change as a fraction of the published flow.") { $1.ratio($0.changeRatio) },
            Column("new_value", "The flow after the change, in `unit`.") { $1.money($0.newValue) },
            .unit, .basis, .months, .source, .released, .reason, .cells, .explain,
        ])
}
