// Loads file sets: reads the files on all cores, sorts the figures, joins duplicates, and makes the sums that most requests need.

import Synchronization

/// The file sets of a folder.
struct DescribedFolder {
    /// With a slash at the end; empty for the embedded data.
    let name: String
    let sets: [SetDescription]
}

final class FileSetLoader: Sendable {
    private let strict: Bool
    private let sets: [Loading]
    private let batches: [Batch]
    private let results = Mutex<[(batch: Int, result: Result<BatchResult, DataError>)]>([])

    /// A file set while it is loaded.
    private struct Loading {
        let plan: SetPlan
        let files: [DataFile]
        let firstFile: Int
        var report: LoadReport
        /// By batch.
        var runs: [[Segment]] = []
        /// By measure, the sum of the amounts without their signs, at most 2^64 − 1.
        var totals: [UInt64]
    }

    /// The work of one thread.
    private struct Batch {
        let set: Int
        let files: [FilePart]
    }

    private struct BatchResult {
        let report: LoadReport
        let segments: [Segment]
        /// By measure, the sum of the amounts without their signs, at most 2^64 − 1.
        let totals: [UInt64]
    }

    /// Files are read together until they have this size in bytes.
    private static let batchSize = 8 << 20
    /// In bytes. A larger file with several value columns shares its batch with no other file; if it can be divided, each half is a
    /// batch.
    private static let dividedSize = 1 << 20

    /// Divides the files into batches. The loader is finished by `read` for each batch, then `loaded`.
    /// - Parameter files: the files of the folders, by name below them.
    init(
        _ folders: [DescribedFolder], codes: CodeLists, areas: AreaIDs, categories: CodeBook<CategoryIDs.Key>,
        releases: [SourceRelease], files: [DataFile], strict: Bool
    ) throws(DataError) {
        self.strict = strict
        var sets: [Loading] = []
        var number = FileSet.firstFileNumber
        for (folder, description) in folders.flatMap({ folder in folder.sets.map { (folder.name, $0) } }) {
            let plan = try FileSetLoader.plan(description, folder, codes, areas, categories, releases, files)
            let own = files.filter {
                $0.name.hasPrefix(folder) && description.includes(String($0.name.dropFirst(folder.count)))
            }
            guard !own.isEmpty else {
                throw DataError(
                    description.file, description.line,
                    "no file matches \(description.patterns.map { "'\($0)'" }.joined(separator: ", "))")
            }
            sets.append(
                Loading(
                    plan: plan, files: own, firstFile: number, report: LoadReport(set: description.id),
                    totals: [UInt64](repeating: 0, count: 1 + plan.measures.count)))
            number += own.count
        }
        self.sets = sets
        batches = FileSetLoader.batches(sets)
    }

    private static func batches(_ sets: [Loading]) -> [Batch] {
        var batches: [Batch] = []
        for (index, set) in sets.enumerated() {
            var (files, size): ([FilePart], Int) = ([], 0)
            func endBatch() {
                if !files.isEmpty { batches.append(Batch(set: index, files: files)) }
                (files, size) = ([], 0)
            }
            for (offset, file) in set.files.enumerated() {
                let whole = FilePart(file, number: set.firstFile + offset)
                // Files with one value column are often sorted by period: their parts would have figures in common.
                if set.plan.hasSeveralValueColumns, file.bytes.count > dividedSize {
                    // Batches are in the order of the files: of duplicates the last may count.
                    endBatch()
                    let halves = whole.halves(delimiter: set.plan.description.delimiter)
                    batches += halves.map { Batch(set: index, files: [$0]) }
                    continue
                }
                files.append(whole)
                size += file.uncompressedSize
                if size >= batchSize { endBatch() }
            }
            endBatch()
        }
        return batches
    }

    /// The number of batches, which can be read at the same time.
    var batchCount: Int { batches.count }

    func read(batch index: Int) {
        let result = Result { () throws(DataError) in
            try FileSetLoader.read(batches[index], sets[batches[index].set].plan)
        }
        results.withLock { $0.append((index, result)) }
    }

    /// The file sets, when all batches have been read.
    func loaded() throws(DataError) -> [LoadedSet] {
        var sets = sets
        for (batch, result) in results.withLock({ $0 }).sorted(by: { $0.batch < $1.batch }) {
            let (result, set) = (try result.get(), batches[batch].set)
            sets[set].report.add(result.report)
            if !result.segments.isEmpty { sets[set].runs.append(result.segments) }
            for (measure, total) in result.totals.enumerated() {
                sets[set].totals[measure] = sets[set].totals[measure].addingClamped(total)
            }
        }
        for index in sets.indices { try join(&sets[index]) }
        return sets.map { LoadedSet($0.plan, $0.report, $0.files, $0.firstFile, $0.runs) }
    }

    private static func plan(
        _ description: SetDescription, _ folder: String, _ codes: CodeLists, _ areas: AreaIDs,
        _ categories: CodeBook<CategoryIDs.Key>, _ releases: [SourceRelease], _ files: [DataFile]
    ) throws(DataError) -> SetPlan {
        let (source, basis): (String, String)
        switch description.source {
        case .known(let id): source = id
        case .new(let new): source = new.id
        }
        switch description.basis {
        case .known(let id): basis = id
        case .new(let new): basis = new.id
        }
        guard let release = releases.firstIndex(where: { $0.source == source }) else {
            throw DataError(
                description.file, description.line, "unknown source '\(source)'; describe it with an object")
        }
        guard let basisID = codes.bases.firstIndex(where: { $0.id == basis }) else {
            let known = codes.bases.map(\.id).joined(separator: ", ")
            throw DataError(
                description.file, description.line,
                "unknown basis '\(basis)'; known: \(known); or describe it with an object")
        }
        return try SetPlan(
            description, codes, areas, categories, release: UInt32(release), basis: UInt32(basisID), source: source
        ) { name in files.first { $0.name == folder + name } }
    }

    // MARK: reading

    private static func read(_ batch: Batch, _ plan: SetPlan) throws(DataError) -> BatchResult {
        var reader = FileSetReader(plan)
        for part in batch.files { try reader.read(part) }
        let report = reader.report
        let names = Dictionary(uniqueKeysWithValues: batch.files.map { ($0.number, $0.file.name) })
        let segments = try segments(reader.takeBuilder(), plan, names)
        // The store needs these sums. Made here, they are divided among the threads like the files.
        if plan.further.isEmpty { for segment in segments { _ = segment.monthSums } }
        let totals = (0...plan.measures.count).map { measure in
            segments.reduce(UInt64(0)) { $0.addingClamped($1.values[measure].magnitudeSum($1.rowCount)) }
        }
        return BatchResult(report: report, segments: segments, totals: totals)
    }

    private static func segments(
        _ builder: consuming SegmentBuilder, _ plan: SetPlan, _ names: [Int: String]
    ) throws(DataError) -> [Segment] {
        let (categories, further) = (plan.categories.keys, plan.further.map(\.book.keys))
        do throws(SegmentBuilder.Failure) {
            return try builder.segments(duplicates: plan.description.duplicates) { dimension, left, right in
                if dimension == Dimension.category.rawValue { return categories[Int(left)] < categories[Int(right)] }
                guard dimension >= Dimension.count else { return left < right }
                let keys = further[dimension - Dimension.count]
                return keys[Int(left)] < keys[Int(right)]
            }
        } catch {
            switch error {
            case .duplicate(let first, let second):
                throw DataError(
                    names[second.file] ?? "", second.line,
                    "the figure has the same dimensions as the one on line \(first.line)"
                        + (first.file == second.file ? "" : " of \(names[first.file] ?? "")")
                        + "; declare \"duplicates\": \"sum\" or \"last\", or another column as a dimension")
            case .overflow(let address):
                throw DataError(names[address.file] ?? "", address.line, "the sum of duplicates exceeds 9.2 × 10^18")
            case .tooManyCodes:
                throw DataError(
                    plan.description.file, plan.description.line,
                    "the dimensions of the file set '\(plan.description.id)' have too many values; declare some columns \"ignored\""
                )
            }
        }
    }

    /// Joins runs that may hold the same figures or months of the same year, which are those with an id in common in every dimension.
    private func join(_ set: inout Loading) throws(DataError) {
        if strict, let line = set.report.rejectedLines.first {
            throw DataError(
                line.file, line.line,
                "'\(line.text)' in the column '\(line.column)': \(line.reason); errors in all: \(set.report.rejectedCount)"
            )
        }
        // Sums within the file set then need no check for overflow.
        guard set.totals.allSatisfy({ $0 <= UInt64(Int64.max) }) else {
            throw DataError(
                set.plan.description.file, set.plan.description.line,
                "the sum of all values of the file set '\(set.plan.description.id)' exceeds 9.2 × 10^18")
        }
        // By run and dimension, the ids of its codes. Years instead of periods if months are summed: a sum needs all months of its
        // year in one segment.
        let sumsMonths = set.plan.further.isEmpty
        let ids = set.runs.map { run in
            run[0].ids.indices.map { dimension in
                Set(
                    run.flatMap { $0.ids[dimension] }.map { id in
                        guard sumsMonths, dimension == Dimension.period.rawValue else { return id }
                        return UInt32(Period.yearAndPosition(id).year)
                    })
            }
        }
        let overlaps = ids.indices.contains { run in
            ids[..<run].contains { other in zip(ids[run], other).allSatisfy { !$0.isDisjoint(with: $1) } }
        }
        if overlaps {
            let names = Dictionary(
                uniqueKeysWithValues: set.files.enumerated().map { (set.firstFile + $0, $1.name) })
            set.runs = [
                try FileSetLoader.segments(SegmentBuilder(joining: set.runs.flatMap(\.self)), set.plan, names)
            ]
        }
    }
}

/// The segments of a file set before codes have their final ids.
struct LoadedSet {
    private let plan: SetPlan
    private let report: LoadReport
    private let files: [DataFile]
    private let firstFile: Int
    private let detail: [Segment]

    init(
        _ plan: SetPlan, _ report: LoadReport, _ files: [DataFile], _ firstFile: Int, _ runs: [[Segment]]
    ) {
        self.plan = plan
        self.report = report
        self.files = files
        self.firstFile = firstFile
        detail = runs.flatMap(\.self)
    }

    /// Categories that the files have and the code lists do not.
    static func addedCategories(_ keys: [CategoryIDs.Key], _ sets: [LoadedSet], _ codes: CodeLists) -> [Category] {
        var labels: [String: String] = [:]
        for set in sets {
            for (column, description) in set.plan.columns.indices.map({ ($0, set.plan.description.columns[$0]) }) {
                if case .dimension("category", _, _, _, _) = description.role {
                    labels.merge(set.plan.labels[column], uniquingKeysWith: { first, _ in first })
                }
            }
        }
        return keys.filter { codes.category($0.classification, $0.category) == nil }.map { key in
            let label = labels[key.category] ?? ""
            return Category(
                classification: key.classification, code: key.category, type: nil,
                label: label.isEmpty ? key.category : label, definition: "")
        }
    }

    /// - Parameter categories: by number, the id of a category.
    /// - Throws: a `DataError` if a sum exceeds 64 bits.
    func fileSet(categories: [UInt32], total: UInt32) throws(DataError) -> FileSet {
        var positions = [Dimension.category.rawValue: categories]
        var dimensions: [FurtherDimension] = []
        for (index, further) in plan.further.enumerated() {
            let (keys, numbers) = further.book.sorted()
            positions[Dimension.count + index] = numbers
            let column = plan.columns.firstIndex { if case .coded(.further(index)) = $0 { true } else { false } }
            let labels = column.map { plan.labels[$0] } ?? [:]
            dimensions.append(
                FurtherDimension(
                    name: further.name, label: further.label,
                    values: keys.map { FurtherDimension.Value(code: $0, label: labels[$0] ?? $0) }))
        }
        let detail = detail.map { $0.renumbered(positions) }
        let (source, basis): (String, String)
        switch plan.description.source {
        case .known(let id): source = id
        case .new(let new): source = new.id
        }
        switch plan.description.basis {
        case .known(let id): basis = id
        case .new(let new): basis = new.id
        }
        var report = report
        report.files = files.map(\.name)
        report.figureCount = detail.reduce(0) { $0 + $1.rowCount }
        let rollUps: [FileSet.RollUp]
        do { rollUps = try self.rollUps(detail, total: total) } catch {
            throw DataError(
                plan.description.file, plan.description.line,
                "a sum of the file set '\(plan.description.id)', or of its rounding, exceeds 9.2 × 10^18")
        }
        return FileSet(
            id: plan.description.id, source: source, basis: basis, dimensions: dimensions, measures: plan.measures,
            report: report, release: plan.release, firstFile: firstFile, files: files.map(\.name),
            inherited: plan.description.inherited, detail: detail, rollUps: rollUps)
    }

    /// Sums over the further dimensions, and over the categories if the description declares it, with at most one further dimension
    /// each. Sums by a further dimension are dropped if their number exceeds a quarter of the number of figures.
    private func rollUps(_ detail: [Segment], total: UInt32) throws -> [FileSet.RollUp] {
        let further = Array(plan.further.indices)
        let runs = further.isEmpty ? [] : concurrentMap(detail.count) { detail[$0].runStarts() }
        let measureCount = detail.first?.measureCount ?? 1
        let results = concurrentMap(further.count) { index in
            Result {
                var builder = SegmentBuilder(furtherDimensions: 1, measures: measureCount, sums: true)
                for (segment, runs) in zip(detail, runs) {
                    segment.addSums(by: Dimension.count + index, runs: runs, to: &builder)
                }
                let segments = try builder.segments(duplicates: .sum)
                return FileSet.RollUp(further: [index], isTotal: false, segments: segments)
            }
        }
        var rollUps = try results.map { try $0.get() }
        // The other sums are made from the smallest of these, or from the figures.
        let smallest = rollUps.min { $0.rowCount < $1.rowCount }?.segments ?? detail
        if !further.isEmpty {
            rollUps.append(
                FileSet.RollUp(
                    further: [], isTotal: false, segments: try LoadedSet.sums(smallest, column: nil, total: nil)))
        }
        if plan.description.sumsCategories {
            rollUps += try rollUps.filter { !$0.further.isEmpty }.map { rollUp in
                FileSet.RollUp(
                    further: rollUp.further, isTotal: true,
                    segments: try LoadedSet.sums(rollUp.segments, column: Dimension.count, total: total))
            }
            rollUps.append(
                FileSet.RollUp(
                    further: [], isTotal: true, segments: try LoadedSet.sums(smallest, column: nil, total: total)))
        }
        if plan.description.absentIsZero {
            rollUps = try rollUps.map { rollUp in
                guard rollUp.further.isEmpty else { return rollUp }
                return FileSet.RollUp(
                    further: [], isTotal: rollUp.isTotal, segments: try LoadedSet.withZeros(rollUp.segments))
            }
        }
        let figureCount = detail.reduce(0) { $0 + $1.rowCount }
        return rollUps.filter { $0.further.isEmpty || $0.rowCount * 4 <= figureCount }.sorted { left, right in
            (left.rowCount, left.further.count, left.further.first ?? 0) < (
                right.rowCount, right.further.count, right.further.first ?? 0
            )
        }
    }

    /// The sums with an added 0 for each month of the files without a row of a monthly series.
    private static func withZeros(_ sums: [Segment]) throws -> [Segment] {
        guard let first = sums.first else { return [] }
        let period = Dimension.period.rawValue
        let months = Set(sums.flatMap { $0.ids[period] }).filter { Period(rawValue: $0).kind == .month }.sorted()
        var builder = SegmentBuilder(measures: first.measureCount, sums: true)
        var present: [[UInt32]: Set<UInt32>] = [:]
        func add(
            _ ids: [UInt32], _ value: (Int) -> Int64, count: Int64, steps: Int64, to builder: inout SegmentBuilder
        ) {
            let block = builder.block()
            for (dimension, id) in zip(Dimension.allCases, ids) { builder.set(dimension, id, in: block) }
            for measure in 0..<first.measureCount { block.setValue(measure, value(measure)) }
            block.setValue(first.measureCount, count)
            block.setValue(first.measureCount + 1, steps)
            block.endSum()
        }
        for segment in sums {
            guard case .sums(let counts, let steps) = segment.origin else { continue }
            for row in 0..<segment.rowCount {
                var ids = Dimension.allCases.map { segment.id($0, row) }
                add(ids, { segment.values[$0][row] }, count: counts[row], steps: steps[row], to: &builder)
                let id = ids[period]
                ids[period] = 0
                if Period(rawValue: id).kind == .month { present[ids, default: []].insert(id) }
            }
        }
        for (series, found) in present where found.count < months.count {
            for month in months where !found.contains(month) {
                var ids = series
                ids[period] = month
                add(ids, { _ in 0 }, count: 0, steps: 0, to: &builder)
            }
        }
        return try builder.segments(duplicates: .sum)
    }

    /// - Parameters:
    ///   - column: of the further dimension that remains.
    ///   - total: the id of the total category, if categories are summed.
    private static func sums(_ segments: [Segment], column: Int?, total: UInt32?) throws -> [Segment] {
        guard let first = segments.first else { return [] }
        let core = Dimension.allCases.filter { total == nil || $0 != .category }.map(\.rawValue)
        let columns = core + (column.map { [$0] } ?? [])
        var builder = SegmentBuilder(
            furtherDimensions: column == nil ? 0 : 1, measures: first.measureCount, sums: true)
        if let total { builder.setConstant(Dimension.category.rawValue, total) }
        let targets = core + (column == nil ? [] : [Dimension.count])
        let aggregation = Aggregation(dimensions: columns, groupLimit: .max)
        // Segment by segment, as the table of groups of all would not fit a cache. Most groups lie in one segment.
        for segment in segments {
            let groups = try aggregation.table([segment])
            let codes = zip(targets, groups.axes).map { target, axis in axis.map { builder.dimensions[target].code($0) }
            }
            groups.forEach { positions, sums in
                let block = builder.block()
                for (index, target) in targets.enumerated() {
                    block.set(target, codes[index][positions[index]])
                }
                for index in 0..<groups.measureCount + 2 { block.setValue(index, sums[index]) }
                block.endSum()
            }
        }
        return try builder.segments(duplicates: .sum)
    }
}
