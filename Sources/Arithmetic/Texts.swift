// Search and changes in texts. The functions of the standard library's `_StringProcessing` would add 1.3 MB to the program: the
// parser of regular expressions and its tables.

extension StringProtocol where SubSequence == Substring {
    /// The range of the first occurrence of `sought`, compared byte by byte; nil if there is none.
    public func firstRange(of sought: String) -> Range<String.Index>? { self[...].range(of: sought) }

    public func contains(_ sought: String) -> Bool { firstRange(of: sought) != nil }

    /// The texts between occurrences of `separator`; the whole text if it is empty.
    public func split(at separator: String) -> [Substring] {
        guard !separator.isEmpty else { return [self[...]] }
        var parts: [Substring] = []
        var rest = self[...]
        while let range = rest.range(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }

    /// This text with its first letter in upper case, if that is an ASCII letter.
    public var capitalizedFirst: String {
        guard let first = utf8.first, (0x61...0x7a).contains(first) else { return String(self) }
        return String(UnicodeScalar(first - 0x20)) + dropFirst()
    }

    public func replacing(_ sought: String, with replacement: String) -> String {
        split(at: sought).joined(separator: replacement)
    }
}

extension Substring {
    /// Not in the extension above, because code for any text takes fifteen times as many instructions.
    fileprivate func range(of sought: String) -> Range<Index>? {
        let (bytes, wanted) = (utf8, sought.utf8)
        guard let first = wanted.first else { return startIndex..<startIndex }
        var start = bytes.startIndex
        while let index = bytes[start...].firstIndex(of: first) {
            let rest = bytes[index...]
            if rest.starts(with: wanted) { return index..<rest.index(index, offsetBy: wanted.count) }
            start = bytes.index(after: index)
        }
        return nil
    }
}
