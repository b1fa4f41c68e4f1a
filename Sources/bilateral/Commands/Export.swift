// `bilateral export`: all figures of the data, for other programs.

import Dataset

enum Export {
    static func run(_ part: String?, _ configuration: Configuration) throws(UsageError) {
        let name = configuration.format ?? FigureExport.Format.csv.rawValue
        guard let format = FigureExport.Format(rawValue: name) else {
            let names = FigureExport.Format.allCases.map(\.rawValue)
            throw UsageError(description: "export has no format '\(name)'; expected \(names.alternatives)")
        }
        let dataset = DataSource.load(configuration).dataset
        let parts = FigureExport.parts(dataset)
        if let part, !parts.contains(part) {
            throw UsageError(
                description: "the data has no part '\(part)'\(nearest(to: part, parts)); "
                    + "the parts are \(parts.joined(separator: ", "))")
        }
        var export = FigureExport(dataset, format, part: part)
        var hasMore = true
        while hasMore {
            var piece: [UInt8] = []
            hasMore = export.next(into: &piece)
            System.write(piece[...])
        }
    }
}
