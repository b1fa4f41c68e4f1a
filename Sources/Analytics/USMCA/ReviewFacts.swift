// The facts and rules behind the review schedule, from the registers `review-facts`, `review-rules` and `review-statements`.

import Arithmetic
import Dataset

/// A sentence of a report on the review, verbatim.
public struct ReviewStatement: Hashable, Sendable {
    /// The id of the report.
    public let source: String
    public let quote: String
}

/// Dated facts, rules and statements on the joint reviews of the agreement.
public struct ReviewFacts: Sendable {
    /// A dated fact.
    struct Fact: Sendable {
        let kind: ReviewEventKind
        let date: CalendarDate
        let lastDate: CalendarDate?
        let precision: ReviewDatePrecision
        let title: String
        let provision: String?
        let certainty: ReviewCertainty
        let source: String
        /// Whether one of the reports states it.
        let isInReport: Bool
        let note: String
    }

    /// A period of time set by the agreement or a statute.
    struct Rule: Sendable {
        /// In the unit of the rule's name.
        let value: Int
        let provision: String
        let source: String
    }

    let facts: [Fact]
    let statements: [ReviewStatement]
    let entryIntoForce: CalendarDate
    let termYears: Rule
    let yearsToSixYearReview: Rule
    let monthsForRecommendations: Rule
    let monthsToWithdrawal: Rule
    /// Days before a review.
    let noticeDays: Rule
    let sixYearReportDays: Rule
    let annualReportDays: Rule
    /// Days after a review.
    let briefingDays: Rule

    /// The first day on which the Parties can extend the term.
    var firstReview: CalendarDate { entryIntoForce.adding(years: yearsToSixYearReview.value) }

    /// The registers that a schedule needs; `review-statements` is optional.
    public static let registers = [RegisterSchema.reviewFacts, .reviewRules]

    /// Reads the registers.
    /// - Returns: nil if one of `registers` is absent.
    /// - Throws: an error with file and line for an unknown kind, precision, certainty or unit, for a missing rule, and unless
    ///   there is exactly one entry into force.
    public init?(_ dataset: Dataset) throws(DataError) {
        guard let facts = dataset.register(.reviewFacts), let rules = dataset.register(.reviewRules) else { return nil }
        var read: [Fact] = []
        for row in 0..<facts.count { read.append(try ReviewFacts.fact(row, facts)) }
        self.facts = read
        let entries = read.filter { $0.kind == .entryIntoForce }
        guard entries.count == 1 else {
            throw DataError(
                facts.file, nil, "\(entries.count) records of kind 'entry-into-force'; exactly one is required")
        }
        entryIntoForce = entries[0].date
        func rule(_ id: String, _ unit: String) throws(DataError) -> Rule {
            guard let row = rules.row(id: id) else { throw DataError(rules.file, nil, "missing rule '\(id)'") }
            guard let value = Int(rules.text(row, "value")), 1...999 ~= value, rules.text(row, "unit") == unit else {
                throw rules.error(row, "the rule '\(id)' must be 1 to 999 \(unit)")
            }
            return Rule(value: value, provision: rules.text(row, "provision"), source: rules.text(row, "source"))
        }
        termYears = try rule("term", "years")
        yearsToSixYearReview = try rule("six-year-review", "years")
        monthsForRecommendations = try rule("recommendations", "months")
        monthsToWithdrawal = try rule("withdrawal", "months")
        noticeDays = try rule("notice", "days")
        sixYearReportDays = try rule("six-year-report", "days")
        annualReportDays = try rule("annual-report", "days")
        briefingDays = try rule("briefing", "days")
        let statements = dataset.register(.reviewStatements)
        self.statements = (0..<(statements?.count ?? 0)).compactMap { row in
            statements.map { ReviewStatement(source: $0.text(row, "source"), quote: $0.text(row, "text")) }
        }
    }

    private static func fact(_ row: Int, _ register: Register) throws(DataError) -> Fact {
        func value<Value: RawRepresentable & CaseIterable>(
            _ column: String, _ type: Value.Type
        ) throws(DataError) -> Value where Value.RawValue == String {
            let text = register.text(row, column)
            guard let value = Value(rawValue: text) else {
                let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
                throw register.error(row, "unknown \(column) '\(text)'; known: \(known)")
            }
            return value
        }
        let days = register.text(row, "date").split(separator: "/")
        guard let first = days.first.flatMap({ CalendarDate($0) }), let last = days.last.flatMap({ CalendarDate($0) })
        else {
            let text = register.text(row, "date")
            throw register.error(row, "'\(text)' is not a day or two days such as 2025-12-03/2025-12-05")
        }
        let provision = register.text(row, "provision")
        return Fact(
            kind: try value("kind", ReviewEventKind.self), date: first, lastDate: days.count == 2 ? last : nil,
            precision: try value("precision", ReviewDatePrecision.self), title: register.text(row, "title"),
            provision: provision.isEmpty ? nil : provision, certainty: try value("certainty", ReviewCertainty.self),
            source: register.text(row, "source"), isInReport: !register.text(row, "report").isEmpty,
            note: register.text(row, "note"))
    }
}
