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
    /// The ids of groups of partners.
    let groups: Set<UInt32>
    private let ids: [String: UInt32]

    init(_ codes: CodeLists) {
        self.codes = (codes.partners.map(\.code) + codes.groups.map(\.code)).sorted()
        let ids = Dictionary(uniqueKeysWithValues: self.codes.enumerated().map { ($1, UInt32($0)) })
        groups = Set(codes.groups.compactMap { ids[$0.code] })
        self.ids = ids
    }

    subscript(code: String) -> UInt32? { ids[code] }
    subscript(id: UInt32) -> String { codes[Int(id)] }
}

/// Categories in the alphabetical order of classification and code; the id of a category is its position.
struct CategoryIDs: Sendable {
    struct Key: Hashable, Comparable {
        let classification: String
        let category: String

        static let total = Key(classification: "total", category: "total")

        static func < (left: Key, right: Key) -> Bool {
            (left.classification, left.category) < (right.classification, right.category)
        }
    }

    let keys: [Key]

    subscript(id: UInt32) -> Key { keys[Int(id)] }
}

extension CodeBook<CategoryIDs.Key> {
    /// The categories of the code lists.
    convenience init(_ codes: CodeLists) {
        self.init(
            codes.categories.map { CategoryIDs.Key(classification: $0.classification, category: $0.code) }.sorted())
    }
}
