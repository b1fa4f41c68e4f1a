// The dimensions of a figure.

/// Dimensions that every figure has, in the order in which the rows of a segment are sorted. Further dimensions, which a file
/// set declares, follow them. In a segment each is a column of ids.
enum Dimension: Int, CaseIterable {
    /// Ids of reporters and partners are positions in `AreaIDs`.
    case reporter, partner
    case type
    /// A classification and a category in it, as a position in `CategoryIDs`.
    case category
    /// A position in `bases.csv`.
    case basis
    case flow
    /// The raw value of a `Period`.
    case period
    /// A position among the releases in the order of their dates.
    case release

    static let count = allCases.count
    /// Rows that agree in these are one series.
    static let seriesCount = Dimension.period.rawValue
}

/// Codes of countries, territories and groups in alphabetical order; the id of an area is its position.
struct AreaIDs: Sendable {
    let codes: [String]
    private let ids: [String: UInt32]

    init(_ codes: CodeLists) {
        self.codes = (codes.partners.map(\.code) + codes.groups.map(\.code)).sorted()
        ids = Dictionary(uniqueKeysWithValues: self.codes.enumerated().map { ($1, UInt32($0)) })
    }

    subscript(code: String) -> UInt32? { ids[code] }
    subscript(id: UInt32) -> String { codes[Int(id)] }
}

/// Categories in the alphabetical order of classification and code; the id of a category is its position.
struct CategoryIDs: Sendable {
    struct Key: Hashable, Comparable {
        let classification: String
        let category: String

        static func < (left: Key, right: Key) -> Bool {
            (left.classification, left.category) < (right.classification, right.category)
        }
    }

    let keys: [Key]
    private let ids: [Key: UInt32]

    init(_ codes: CodeLists) {
        keys = codes.categories.map { Key(classification: $0.classification, category: $0.code) }.sorted()
        ids = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, UInt32($0)) })
    }

    subscript(classification: String, category: String) -> UInt32? {
        ids[Key(classification: classification, category: category)]
    }
    subscript(id: UInt32) -> Key { keys[Int(id)] }
}

/// The ids of the code lists.
struct DimensionIDs: Sendable {
    let areas: AreaIDs
    let categories: CategoryIDs

    init(_ codes: CodeLists) {
        areas = AreaIDs(codes)
        categories = CategoryIDs(codes)
    }
}
