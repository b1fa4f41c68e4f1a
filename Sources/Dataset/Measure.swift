// Types of trade and measures.

/// Goods, services, or both.
public enum TradeType: String, Sendable, CaseIterable {
    case goods
    case services
    case goodsAndServices = "goods-and-services"
}

/// The quantity of a figure. Money is in US dollars, shares are in percent.
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

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
    /// The position among all cases, as a dimension's id.
    var ordinal: UInt32 { UInt32(Self.allCases.firstIndex(of: self) ?? 0) }
}
