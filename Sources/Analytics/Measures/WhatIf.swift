// The change of exports or imports that brings a balance to a target. Arithmetic, not a forecast.

import Arithmetic

/// The target of a what-if computation.
public enum TradeTarget: Sendable {
    /// A Trade Deficit Ratio.
    case tdr(ExactDecimal)
    /// A balance in US dollars.
    case balance(Int128)
}

/// The flow that changes; the other one is unchanged.
public enum TradeLever: String, Sendable, CaseIterable {
    case exports
    case imports
}

public enum WhatIf {
    /// The change of the lever that reaches the target, in US dollars; negative for a decrease.
    public static func change(_ balance: Balance, _ lever: TradeLever, to target: TradeTarget) -> Computation {
        let formula = formula(lever, target)
        guard let x = balance.figure(.exports), let m = balance.figure(.imports) else {
            return Computation(missing: "The sources do not give both exports and imports here.", formula)
        }
        let rows = x.rows + m.rows
        let moving = lever == .exports ? x : m
        guard let new = try? new(x.value, m.value, lever, target) else {
            return Computation(
                nil, formula, rows: rows,
                reason: lever == .exports
                    ? "No amount of exports brings the ratio to \(text(target)): for any imports it stays above −1."
                    : "Imports would have to be below zero.")
        }
        guard new.numerator >= 0 else {
            return Computation(
                missing: lever == .exports
                    ? "Exports would have to be below zero." : "Imports would have to be below zero.", formula,
                rows: rows)
        }
        let change = try? difference(new, moving.value)
        // A bound combines an extreme of the unchanged flow with the opposite extreme of the lever; both are doubled.
        func bound(_ staying: Int128, _ moving: Int128) -> Rational? {
            let doubled = if case .balance(let balance) = target { TradeTarget.balance(balance * 2) } else { target }
            guard let new = try? self.new(staying, staying, lever, doubled), let change = try? difference(new, moving)
            else { return nil }
            return try? Rational(change.numerator, change.denominator.times(2))
        }
        let staying = lever == .exports ? m : x
        return Computation(
            change.map {
                BoundedRatio(
                    $0, low: bound(staying.doubledLow, moving.doubledHigh),
                    high: bound(staying.doubledHigh, moving.doubledLow))
            }, formula, rows: rows)
    }

    /// The value of the lever at the target; nil if the target cannot be reached.
    private static func new(
        _ exports: Int128, _ imports: Int128, _ lever: TradeLever, _ target: TradeTarget
    ) throws(TooLarge) -> Rational? {
        switch target {
        case .balance(let balance): return Rational(whole: lever == .exports ? imports + balance : exports - balance)
        case .tdr(let ratio):
            let one = Int128.powerOfTen(ratio.decimals)
            let imported = one + Int128(ratio.mantissa)
            guard imported >= 0 else { return nil }
            return lever == .exports
                ? Rational(try imports.times(one), imported) : Rational(try exports.times(imported), one)
        }
    }

    private static func difference(_ new: Rational, _ old: Int128) throws(TooLarge) -> Rational? {
        Rational(try new.numerator.minus(try old.times(new.denominator)), new.denominator)
    }

    private static func formula(_ lever: TradeLever, _ target: TradeTarget) -> String {
        switch (lever, target) {
        case (.exports, .tdr): "imports / (1 + target) − exports, with target = \(text(target))"
        case (.imports, .tdr): "exports × (1 + target) − imports, with target = \(text(target))"
        case (.exports, .balance): "imports + target − exports, with target = \(text(target)) US dollars"
        case (.imports, .balance): "exports − target − imports, with target = \(text(target)) US dollars"
        }
    }

    private static func text(_ target: TradeTarget) -> String {
        switch target {
        case .tdr(let ratio): ratio.text
        case .balance(let balance): String(balance)
        }
    }
}
