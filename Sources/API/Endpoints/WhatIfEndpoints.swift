// What would bring a partner to a target.

import Arithmetic
import Analytics
import Dataset
import HTTP

enum WhatIfEndpoints {
    private static let columns: [Column] = [
        Column("partner", .string, "Code of the partner or group."),
        Column("partner_name", .string, "Its name as the reports print it."),
        Column("year", .integer, "The year.", nullable: true),
        Column("type", .string, "goods, services, or goods-and-services."),
        Column("exports", .number, "Exports as published, in `unit`.", nullable: true),
        Column("imports", .number, "Imports as published, in `unit`.", nullable: true),
        Column("balance", .number, "Exports − imports, in `unit`.", nullable: true),
        Column("tdr", .number, "The ratio as it is.", nullable: true),
        Column("target_metric", .string, "tdr or balance."),
        Column("target", .number, "What to reach; a balance in `unit`.", nullable: true),
        Column("lever", .string, "What changes while the other stays: exports or imports."),
        Column("change", .number, "By how much it has to change, in `unit`; negative to fall.", nullable: true),
        Column("change_low", .number, "The least change that the published rounding allows.", nullable: true),
        Column("change_high", .number, "The largest.", nullable: true),
        Column("change_ratio", .number, "The change as a part of what it is.", nullable: true),
        Column("new_value", .number, "What it comes to, in `unit`.", nullable: true),
        .unit, .basis, .reason, .cells, .explain,
    ]

    static let all = [
        Endpoint(
            "/v1/what-if/tdr",
            "The rise of exports or the cut of imports, the other unchanged, that reaches a Trade Deficit Ratio or a balance.",
            [
                .partner, .group, .oneYear, .oneType, .oneClassification, .oneCategory,
                Parameter("target", .decimal, "The ratio to reach; 0 is balanced trade.", default: "0"),
                Parameter("balance", .decimal, "The balance to reach instead, in `unit`; negative for a deficit."),
                Parameter(
                    "lever", .choices { _ in TradeLever.allCases.map(\.rawValue) }, "What may change.",
                    default: "exports,imports"),
                .oneBasis, .unit, .decimals, .explain,
            ],
            meta: [
                Column("year", .integer, "The year it starts from.", nullable: true),
                Column("note", .string, "What this is and is not."),
            ], problems: ["conflicting-parameters"], example: "partner=MEX&target=0.25", related: ["/v1/rankings/tdr"],
            .list(columns) { request throws(Problem) in try listing(request) })
    ]

    private static func target(_ request: Request) throws(Problem) -> TradeTarget {
        let ratio = request.query.text("target").flatMap { ExactDecimal($0) }
        guard let balance = request.query.text("balance").flatMap({ ExactDecimal($0) }) else {
            let ratio = ratio ?? ExactDecimal(0)
            guard ExactDecimal(-largest) <= ratio, ratio <= ExactDecimal(largest) else {
                throw .conflicting("target", "A ratio to reach is at most \(largest).")
            }
            return .tdr(ratio)
        }
        guard ratio == nil else {
            throw .conflicting("balance", "Give either 'target', a ratio, or 'balance', an amount of money; not both.")
        }
        guard let dollars = balance.dollars(in: request.query.unit) else {
            throw .conflicting(
                "balance", "\(balance.text) \(request.query.unit.label) is not a whole number of US dollars.")
        }
        guard dollars.magnitude <= 1_000_000_000_000_000_000 else {
            throw .conflicting("balance", "A balance to reach is at most a million trillion US dollars.")
        }
        return .balance(dollars)
    }

    /// The largest ratio that can be asked for; amounts beyond it could not be written.
    private static let largest: Int64 = 1_000_000

    private static func listing(_ request: Request) throws(Problem) -> RecordList {
        let target = try target(request)
        let (type, category) = (request.oneType, try request.oneCategory())
        let (wanted, noMembers) = request.partners(type)
        let basis = request.query.text("basis")
        let candidates = request.balances(type, category).filter { balance in
            balance.period.year != nil && balance.figure(.totalTrade) != nil
                && (wanted?.contains(balance.partner) ?? (request.codes.partner(balance.partner) != nil))
        }
        let year = request.oneYear() ?? candidates.compactMap(\.period.year).max()
        let ofYear = candidates.filter { $0.period.year == year }
        let chosen = basis ?? Balance.broadestBasis(ofYear, request.dataset)
        let asked = request.query.list("lever").compactMap(TradeLever.init)
        var used: [Int] = []
        var rows: [[JSON]] = []
        for balance in ofYear where balance.basis == chosen {
            for lever in asked.isEmpty ? TradeLever.allCases : asked {
                let change = WhatIf.change(balance, lever, to: target)
                used += change.rows
                rows.append(row(balance, lever, target, change, request))
            }
        }
        var filter = request.query.filter
        (filter.types, filter.partners) = ([type], wanted?.sorted() ?? [])
        let reason = noMembers ?? FlowEndpoints.emptyReason(filter, request)
        let listing = RecordList(rows, from: used, request, reason: reason)
        listing.meta = [
            JSON.Member(name: "year", value: .optional(year)),
            JSON.Member(
                name: "note",
                value: .string(
                    "Arithmetic on published figures, not a forecast: one flow moves and the other stays. Amounts are rounded to "
                        + "whole dollars.")),
        ]
        return listing
    }

    private static func row(
        _ balance: Balance, _ lever: TradeLever, _ target: TradeTarget, _ change: Computation, _ request: Request
    ) -> [JSON] {
        let moving = balance.figure(lever == .exports ? .exports : .imports)
        let tdr = Metric.tdr.compute(balance)
        let (metric, value): (String, JSON) =
            switch target {
            case .tdr(let ratio): ("tdr", .number(ratio))
            case .balance(let dollars): ("balance", request.money(dollars))
            }
        let newValue = (change.measured?.value).flatMap { change in
            moving.flatMap { change.adding(Rational(whole: $0.value)) }
        }
        return [
            .string(balance.partner), .string(request.codes.areaName(balance.partner)),
            .optional(balance.period.year), .string(balance.type.rawValue),
            request.money(balance.figure(.exports)?.value), request.money(balance.figure(.imports)?.value),
            request.money(balance.figure(.balance)?.value), request.ratio(tdr.measured?.value), .string(metric), value,
            .string(lever.rawValue),
        ] + request.range(change, isMoney: true) + [
            request.ratio(
                (change.measured?.value).flatMap { change in
                    moving.flatMap { change.divided(by: Rational(whole: $0.value)) }
                }),
            request.money(newValue), .string(request.query.unit.label), .string(balance.basis),
            .optional(change.reason), request.cells(change.rows),
            request.explain([Derivation(column: "change", computation: change)]),
        ]
    }
}

extension ExactDecimal {
    /// US dollars; nil where they are not whole.
    func dollars(in unit: MoneyUnit) -> Int128? {
        let (dollars, rest) = (Int128(mantissa) * .powerOfTen(unit.exponent))
            .quotientAndRemainder(dividingBy: .powerOfTen(decimals))
        return rest == 0 ? dollars : nil
    }
}
