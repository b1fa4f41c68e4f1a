// The texts of the reports, which the repository does not hold.
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
    /// Reports the test as skipped if the reports' texts, which the repository does not hold, are not available.
    static var needsReportTexts: Self {
        .enabled(
            if: reportTexts != nil, "the reports' texts (shared/seeds beside or above the checkout) are not available")
    }
}

/// The lines of a report's text; nil if the text is not available.
func reportLines(_ source: String) -> [String]? {
    let names = [
        "eclac-2024": "000_c93d55b4d90d0f2e", "nap-2025": "001_3a4adefc3544d18c", "ustr-2025": "002_658152dc279d6a0f",
        "nap-2026": "003_5dfb943955bc4a88", "usmx-2021": "004_5304398463ce567d",
    ]
    guard let folder = reportTexts, let name = names[source], let bytes = contents(of: "\(folder)/\(name).txt") else {
        return nil
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
}

/// The folder of the reports' texts: `shared/seeds` in any folder above the checkout; nil without one.
let reportTexts: String? = {
    var folders = checkout.split(separator: "/")
    while !folders.isEmpty {
        folders.removeLast()
        let path = folders.map { "/" + $0 }.joined() + "/shared/seeds"
        if contents(of: path + "/000_c93d55b4d90d0f2e.txt") != nil { return path }
    }
    return nil
}()
