// The time a figure is about.

/// A year `2023`, a half `2025-H1`, a quarter `2025-Q2`, a year to date `2025-YTD06`, a month `2024-07`, or years `2000/2003`.
public struct Period: Sendable, Hashable, Comparable {
    public let code: String
    /// The year it starts in, 1000 to 9999.
    public let firstYear: Int
    /// The year it ends in.
    public let lastYear: Int

    /// The year, where the period is exactly one.
    public var year: Int? { code.utf8.count == 4 ? firstYear : nil }

    /// Nil for text of any other form.
    public init?(_ text: String) {
        func year(_ part: Substring) -> Int? {
            part.utf8.count == 4 && part.utf8.allSatisfy { (0x30...0x39).contains($0) } && part.first != "0"
                ? Int(part) : nil
        }
        let years = text.split(separator: "/", omittingEmptySubsequences: false)
        if years.count == 2 {
            guard let first = year(years[0]), let last = year(years[1]), first < last else { return nil }
            (code, firstYear, lastYear) = (text, first, last)
            return
        }
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first.flatMap(year) else { return nil }
        (code, firstYear, lastYear) = (text, first, first)
        guard parts.count == 2 else { return }
        let month = parts[1].hasPrefix("YTD") ? parts[1].dropFirst(3) : parts[1]
        // Int reads a sign as well.
        let isMonth = month.utf8.count == 2 && month.first != "+" && (Int(month).map { (1...12).contains($0) } ?? false)
        guard isMonth || ["H1", "H2", "Q1", "Q2", "Q3", "Q4"].contains(parts[1]) else { return nil }
    }

    public static func < (left: Period, right: Period) -> Bool {
        (left.firstYear, left.lastYear, left.code) < (right.firstYear, right.lastYear, right.code)
    }
}

/// What is traded.
public enum TradeType: String, Sendable, CaseIterable {
    case goods
    case services
    case goodsAndServices = "goods-and-services"
}

/// What a figure measures. Money is in US dollars, shares are in percent.
public enum Measure: String, Sendable, CaseIterable {
    case exports
    case imports
    case balance
    case totalTrade = "total-trade"
    /// In the same flow with all countries.
    case exportsShare = "exports-share"
    case importsShare = "imports-share"
    case balanceShare = "balance-share"
    case totalTradeShare = "total-trade-share"
    /// In all trade of that type with the same partner.
    case exportsShareInTotal = "exports-share-in-total"
    case importsShareInTotal = "imports-share-in-total"
    /// In the trade of the whole classification with the same partner.
    case exportsShareInClassification = "exports-share-in-classification"
    case importsShareInClassification = "imports-share-in-classification"

    public var isShare: Bool {
        switch self {
        case .exports, .imports, .balance, .totalTrade: false
        default: true
        }
    }
}
