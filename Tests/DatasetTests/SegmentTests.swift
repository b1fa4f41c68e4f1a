// Segments and their columns, against plain arrays.
import TestSupport
import Testing

@testable import Dataset

@Suite("Segments")
struct SegmentTests {
    /// A builder with rows.
    /// - Parameters:
    ///   - ids: by dimension and row.
    ///   - file: the file of a row.
    private func builder(_ ids: [[UInt32]], values: [Int64], file: (Int) -> Int = { _ in 1 }) -> SegmentBuilder {
        var builder = SegmentBuilder(furtherDimensions: ids.count - Dimension.count, measures: 1)
        for row in values.indices {
            builder.begin(file: file(row))
            let block = builder.block()
            for dimension in ids.indices {
                block.set(dimension, builder.dimensions[dimension].code(ids[dimension][row]))
            }
            block.setValue(0, values[row])
            block.endFigure(precision: 0, line: row + 1, column: 1)
        }
        return builder
    }

    private func rows(_ segments: [Segment]) -> [([UInt32], Int64, Int)] {
        segments.flatMap { segment in
            (0..<segment.rowCount).map { row in
                let ids = segment.ids.indices.map { segment.ids[$0][Int(segment.codes[$0][row])] }
                guard case .figures(let columns) = segment.origin else { return (ids, 0, 0) }
                return (ids, segment.values[0][row], Int(columns.line[row]))
            }
        }
    }

    @Test(
        "rows are sorted by their dimensions, and those that agree are added up, for keys of up to 32, 64 and 128 bits",
        arguments: [(0, 3), (0, 200), (4, 700)])
    func sorted(further: Int, idCount: Int) throws {
        var random = SeededGenerator(seed: 6)
        let count = 6_000
        let dimensions = Dimension.count + further
        // Some rows have the dimensions of the row before.
        var ids = [[UInt32]](repeating: [], count: dimensions)
        var values: [Int64] = []
        for row in 0..<count {
            let repeats = row > 0 && Int.random(in: 0..<4, using: &random) == 0
            for dimension in ids.indices {
                let limit = dimension == Dimension.type.rawValue ? 1 : idCount
                ids[dimension].append(
                    repeats ? ids[dimension][row - 1] : UInt32(Int.random(in: 0..<limit, using: &random)))
            }
            values.append(Int64.random(in: -1_000...1_000, using: &random))
        }
        var expected: [[UInt32]: (sum: Int64, line: Int)] = [:]
        for row in 0..<count {
            let key = ids.map { $0[row] }
            expected[key] = expected[key].map { ($0.sum + values[row], $0.line) } ?? (values[row], row + 1)
        }
        let found = rows(try builder(ids, values: values).segments(duplicates: .sum))
        let keys = expected.keys.sorted { $0.lexicographicallyPrecedes($1) }
        #expect(found.map(\.0) == keys)
        #expect(found.map(\.1) == keys.map { expected[$0]?.sum })
        #expect(found.map(\.2) == keys.map { expected[$0]?.line }, "the address is that of the first row")
        let kept = rows(try builder(ids, values: values, file: { $0 }).segments(duplicates: .keep))
        #expect(kept.count == count && kept.reduce(0) { $0 + $1.1 } == values.reduce(0, +))
    }

    @Test("several files may give a figure, but none twice")
    func repeated() throws {
        let ids = [[UInt32]](repeating: [5, 6, 5, 5], count: Dimension.count)
        let kept = rows(try builder(ids, values: [1, 2, 3, 4], file: { $0 }).segments(duplicates: .keep))
        #expect(kept.map(\.1) == [1, 3, 4, 2])
        #expect {
            try builder(ids, values: [1, 2, 3, 4], file: { $0 / 3 }).segments(duplicates: .keep)
        } throws: { error in
            guard case .duplicate(let first, let second)? = error as? SegmentBuilder.Failure else { return false }
            return (first.line, second.line) == (1, 3)
        }
    }

    @Test("series with ascending periods, in any order and also with parts that overlap, are sorted and added up")
    func runs() throws {
        var random = SeededGenerator(seed: 11)
        var ids = [[UInt32]](repeating: [], count: Dimension.count)
        var expected: [[UInt32]: (sum: Int64, last: Int64, line: Int)] = [:]
        var values: [Int64] = []
        // A partner can come back with other periods, with periods in between, or with the same ones.
        for _ in 0..<200 {
            let (partner, flow) = (UInt32.random(in: 0..<60, using: &random), UInt32.random(in: 0...1, using: &random))
            var period = UInt32.random(in: 0..<40, using: &random)
            for _ in 0..<Int.random(in: 8...40, using: &random) {
                for dimension in Dimension.allCases {
                    let id =
                        switch dimension {
                        case .partner: partner
                        case .flow: flow
                        case .period: period
                        default: UInt32(7)
                        }
                    ids[dimension.rawValue].append(id)
                }
                values.append(Int64.random(in: 0..<1_000, using: &random))
                let (key, value) = (ids.compactMap(\.last), values[values.count - 1])
                let known = expected[key]
                expected[key] = ((known?.sum ?? 0) + value, value, known?.line ?? values.count)
                period += UInt32.random(in: 1...3, using: &random)
            }
        }
        #expect(expected.count < values.count)
        let keys = expected.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let summed = rows(try builder(ids, values: values).segments(duplicates: .sum))
        #expect(summed.map(\.0) == keys)
        #expect(summed.map(\.1) == keys.map { expected[$0]?.sum })
        #expect(summed.map(\.2) == keys.map { expected[$0]?.line })
        let last = rows(try builder(ids, values: values).segments(duplicates: .last))
        #expect(last.map(\.1) == keys.map { expected[$0]?.last })
    }

    @Test("a series stays in one segment, so that no year lacks a month")
    func divided() throws {
        var ids = [[UInt32]](repeating: [], count: Dimension.count)
        for partner in 0..<5 {
            for month in 0..<24 {
                let period = try #require(
                    Period(year: 2000 + month / 12, position: Period.position(month: month % 12 + 1)))
                for dimension in Dimension.allCases {
                    let id =
                        switch dimension {
                        case .partner: UInt32(partner)
                        case .period: period.rawValue
                        case .flow: Measure.exports.ordinal
                        default: UInt32(1)
                        }
                    ids[dimension.rawValue].append(id)
                }
            }
        }
        let values = [Int64](repeating: 1, count: 5 * 24)
        let segments = try builder(ids, values: values).segments(duplicates: .refuse, maximumRowCount: 60)
        #expect(segments.map(\.rowCount) == [48, 48, 24])
        #expect(segments.map { $0.monthSums?.rowCount } == [4, 4, 2])
        // A series that is longer than a segment is divided.
        let short = try builder(ids, values: values).segments(duplicates: .refuse, maximumRowCount: 20)
        #expect(short.reduce(0) { $0 + $1.rowCount } == 120 && short.allSatisfy { $0.rowCount <= 20 })
    }

    @Test("rows that fill several blocks are sorted and added up, and keep their addresses")
    func severalBlocks() throws {
        var random = SeededGenerator(seed: 9)
        let count = 2 * RowBlock.capacity + 1_000
        var builder = SegmentBuilder(measures: 2)
        var expected: [UInt32: (sum: Int64, file: Int, line: Int)] = [:]
        for row in 0..<count {
            let (partner, file) = (UInt32.random(in: 0..<50_000, using: &random), row * 3 / count)
            builder.begin(file: file)
            // The last block may have room for less than a record.
            let block = builder.block(room: row.isMultiple(of: 100) ? 500 : 1)
            builder.set(.partner, partner, in: block)
            for dimension in Dimension.allCases where dimension != .partner { builder.set(dimension, 7, in: block) }
            block.setValue(0, Int64(row))
            block.setValue(1, 1)
            block.endFigure(precision: 0, line: row + 1, column: 2)
            expected[partner] =
                expected[partner].map { ($0.sum + Int64(row), $0.file, $0.line) } ?? (Int64(row), file, row + 1)
        }
        let segments = try builder.segments(duplicates: .sum)
        #expect(segments.reduce(0) { $0 + $1.rowCount } == expected.count)
        var partners: [UInt32] = []
        for segment in segments {
            guard case .figures(let columns) = segment.origin else {
                Issue.record("figures have addresses")
                continue
            }
            for row in 0..<segment.rowCount {
                let partner = segment.id(.partner, row)
                partners.append(partner)
                #expect(segment.values[0][row] == expected[partner]?.sum)
                #expect(columns.address(row).file == expected[partner]?.file)
                #expect(columns.address(row).line == expected[partner]?.line)
            }
            #expect(segment.values[1].magnitudeSum(segment.rowCount) == UInt64(count))
        }
        #expect(partners == expected.keys.sorted())
    }

    @Test("dimensions with more than 2^128 combinations are refused")
    func tooWide() {
        var random = SeededGenerator(seed: 7)
        let ids = (0..<Dimension.count + 8).map { _ in
            (0..<3_000).map { _ in UInt32.random(in: 0...2_000_000, using: &random) }
        }
        #expect(throws: SegmentBuilder.Failure.self) {
            try builder(ids, values: [Int64](repeating: 1, count: 3_000)).segments(duplicates: .sum)
        }
    }

    @Test(
        "a column returns its numbers, one by one and in ranges, in every form", arguments: [1, 7, 300, 70_000])
    func columns(codeCount: Int) {
        var random = SeededGenerator(seed: 8)
        for length in [1, 3, 900] {
            // Runs of at most this many equal codes.
            var codes: [UInt32] = []
            while codes.count < 12_000 {
                let code = UInt32(Int.random(in: 0..<codeCount, using: &random))
                codes += [UInt32](repeating: code, count: Int.random(in: 1...length, using: &random))
            }
            let column = PackedColumn(sortedCodes: codes.count, codeCount: codeCount) { codes[$0] }
            if length == 900, codeCount > 1 {
                guard case .runs = column else {
                    Issue.record("long runs are kept as runs")
                    continue
                }
                #expect(column.byteCount < codes.count / 2)
            }
            #expect((0..<codes.count).allSatisfy { column[$0] == Int64(codes[$0]) })
            for _ in 0..<20 {
                let start = Int.random(in: 0..<codes.count, using: &random)
                let rows = start..<Int.random(in: start...codes.count, using: &random)
                var found: [Int64] = []
                column.forEach(rows) { index, number in
                    #expect(index == found.count)
                    found.append(number)
                }
                #expect(found == codes[rows].map { Int64($0) })
            }
        }
    }
}
