// Arithmetic in 128 bits that throws instead of trapping: a data file may hold figures of any size.

/// A result does not fit 128 bits. No published amount comes near that size.
struct TooLarge: Error {}

extension Int128 {
    func times(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = multipliedReportingOverflow(by: other)
        guard !overflows else { throw TooLarge() }
        return result
    }

    func plus(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = addingReportingOverflow(other)
        guard !overflows else { throw TooLarge() }
        return result
    }

    func minus(_ other: Int128) throws(TooLarge) -> Int128 {
        let (result, overflows) = subtractingReportingOverflow(other)
        guard !overflows else { throw TooLarge() }
        return result
    }
}
