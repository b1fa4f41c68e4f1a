// The further dimensions and measures of all file sets of a dataset.

/// The dimensions and measures of file sets in addition to the dimensions and the value of every figure.
public struct DatasetDetail: Sendable {
    /// In the order of the file sets.
    public let dimensions: [DetailDimension]
    public let measures: [FurtherMeasure]

    /// Names that no further dimension or measure may have: parameters and fields of flows and balances.
    public static let reservedNames: Set<String> = [
        "also", "as_of", "balance", "basis", "category", "cell", "cells", "classification", "code", "coverage",
        "coverage_high", "coverage_low", "decimals", "deficit_to_imports", "explain", "explanation", "exporter",
        "exports", "fields", "figures", "flow", "format", "frequency", "group", "group_by", "importer", "imports",
        "limit", "months", "normalised_balance", "offset", "other_bases", "over", "partner", "partner_name", "period",
        "precision", "pretty", "q", "released", "reporter", "sort", "source", "tdr", "tdr_high", "tdr_low",
        "total_trade", "type", "unit", "value", "value_text", "window", "year", "ytd",
    ]

    public var isEmpty: Bool { dimensions.isEmpty && measures.isEmpty }

    public func dimension(_ name: String) -> DetailDimension? { dimensions.first { $0.name == name } }

    init(_ sets: [FileSet]) {
        var dimensions: [DetailDimension] = []
        var measures: [FurtherMeasure] = []
        for set in sets {
            for dimension in set.dimensions {
                if let index = dimensions.firstIndex(where: { $0.name == dimension.name }) {
                    dimensions[index].add(dimension, basis: set.basis)
                } else {
                    dimensions.append(DetailDimension(dimension, basis: set.basis))
                }
            }
            for measure in set.measures where !measures.contains(where: { $0.name == measure.name }) {
                measures.append(measure)
            }
        }
        (self.dimensions, self.measures) = (dimensions, measures)
    }
}

/// A further dimension of one or several file sets.
public struct DetailDimension: Sendable, Equatable {
    public let name: String
    public let label: String
    /// Ids of the bases of the file sets that have it.
    public private(set) var bases: [String]
    /// In alphabetical order of the codes.
    public private(set) var values: [FurtherDimension.Value]

    init(_ dimension: FurtherDimension, basis: String) {
        (name, label, bases, values) = (dimension.name, dimension.label, [basis], dimension.values)
    }

    /// A value with a label replaces the same value without one.
    mutating func add(_ other: FurtherDimension, basis: String) {
        if !bases.contains(basis) { bases.append(basis) }
        let known = Dictionary(uniqueKeysWithValues: values.map { ($0.code, $0) })
        let added = other.values.filter { known[$0.code].map { $0.label == $0.code } ?? true }
        let codes = Set(added.map(\.code))
        values = (values.filter { !codes.contains($0.code) } + added).sorted { $0.code < $1.code }
    }
}
