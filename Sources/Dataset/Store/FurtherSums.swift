// Sums of the figures of a segment by one of its further dimensions. Rows are sorted by the dimensions that every figure has, so that
// a table with one entry for each code of the further dimension is enough for each run of rows that agree in them.

extension Segment {
    /// The first row of each run of rows that agree in all dimensions except the further ones; one more entry closes the last.
    func runStarts() -> [Int] { PackedColumn.runStarts(codes[..<Dimension.count], rowCount: rowCount) }

    /// Adds the sums of figures to a builder with one further dimension.
    /// - Parameters:
    ///   - column: of the further dimension.
    ///   - runs: as `runStarts` returns them.
    func addSums(by column: Int, runs: [Int], to builder: inout SegmentBuilder) {
        guard case .figures(let columns) = origin else { return }
        let (count, width) = (measureCount, measureCount + 2)
        let isExact = if case .constant(0, _) = columns.precision { true } else { false }
        let targets = ids[column].map { builder.dimensions[Dimension.count].code($0) }
        // By dimension and code of the segment, the code in the builder.
        let coreTargets = Dimension.allCases.map { dimension in
            ids[dimension.rawValue].map { builder[dimension].code($0) }
        }
        var coreCodes: [[UInt32]] = []
        withUnsafeTemporaryAllocation(of: Int64.self, capacity: targets.count * width) { sums in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: Segment.blockSize) { cells in
                withUnsafeTemporaryAllocation(of: Int64.self, capacity: Segment.blockSize) { amounts in
                    sums.initialize(repeating: 0)
                    cells.initialize(repeating: 0)
                    amounts.initialize(repeating: 0)
                    for run in 0..<runs.count - 1 {
                        if run % Segment.blockSize == 0 {
                            let rows = Array(runs[run..<min(run + Segment.blockSize, runs.count - 1)])
                            coreCodes = coreTargets.indices.map { dimension in
                                codes[dimension].numbers(of: rows).map { coreTargets[dimension][Int($0)] }
                            }
                        }
                        for start in stride(from: runs[run], to: runs[run + 1], by: Segment.blockSize) {
                            let part = start..<min(runs[run + 1], start + Segment.blockSize)
                            codes[column].forEach(part) { cells[$0] = Int(truncatingIfNeeded: $1) &* width }
                            values[0].forEach(part) { index, amount in
                                amounts[index] = amount
                                sums[cells[index]] &+= amount
                            }
                            for (measure, column) in values.enumerated().dropFirst() {
                                // The measure, and the value of the rows that have it.
                                let offset = 2 * measure - 1
                                column.forEach(part) { index, number in
                                    sums[cells[index] &+ offset] &+= number
                                    sums[cells[index] &+ offset &+ 1] &+= number > 0 ? amounts[index] : 0
                                }
                            }
                            for index in 0..<part.count { sums[cells[index] &+ count] &+= 1 }
                            guard !isExact else { continue }
                            columns.precision.forEach(part) { index, precision in
                                sums[cells[index] &+ count &+ 1] &+= Store.step(Int(precision))
                            }
                        }
                        for (code, target) in targets.enumerated() where sums[code &* width &+ count] > 0 {
                            let sums = UnsafeMutableBufferPointer(rebasing: sums[(code * width)..<((code + 1) * width)])
                            let block = builder.block()
                            for (dimension, codes) in coreCodes.enumerated() {
                                block.set(dimension, codes[run % Segment.blockSize])
                            }
                            block.set(Dimension.count, target)
                            for index in 0..<width { block.setValue(index, sums[index]) }
                            block.endSum()
                            sums.update(repeating: 0)
                        }
                    }
                }
            }
        }
    }
}
