// Ids of the sources of records, each once. `meta` cites these sources.

import Analytics
import Dataset

extension Dataset {
    /// Ids of the sources of the figures in some rows, each once.
    func sources(of rows: some Sequence<Int>) -> [String] {
        // Most neighbouring rows have one release, so the source is looked up only after a change of the release.
        var ids: [String] = []
        var lastRelease = -1
        for row in rows {
            let release = store.releaseNumber(row)
            guard release != lastRelease else { continue }
            lastRelease = release
            if !ids.contains(source(row)) { ids.append(source(row)) }
        }
        return ids
    }
}

extension [Balance] {
    /// Ids of the sources of the balances, each once.
    var sources: [String] {
        var sources: [String] = []
        for balance in self {
            for source in balance.sources where !sources.contains(source) { sources.append(source) }
        }
        return sources
    }
}
