// Words of a text in the form in which searches compare them: letters and digits only, lower case, without accents.

/// A word of a text.
struct FoldedWord: Equatable {
    /// Lower case, without accents, UTF-8.
    let bytes: [UInt8]
    /// UTF-8 offset of its first character in the text.
    let offset: Int
}

enum FoldedWords {
    /// The words of `text`: runs of letters and digits. An apostrophe or a point between two of them belongs to no word and
    /// separates nothing, so that `U.S.` is `us` and `Côte d’Ivoire` is `cote` and `divoire`.
    static func words(of text: String) -> [FoldedWord] {
        var words: [FoldedWord] = []
        var bytes: [UInt8] = []
        var start = 0
        var offset = 0
        var isJoined = false
        func finish() {
            if !bytes.isEmpty { words.append(FoldedWord(bytes: bytes, offset: start)) }
            bytes = []
        }
        for scalar in text.unicodeScalars {
            if isLetterOrDigit(scalar) {
                if bytes.isEmpty { start = offset }
                fold(scalar, into: &bytes)
                isJoined = false
            } else if !isJoiner(scalar) || isJoined {
                finish()
                isJoined = false
            } else {
                isJoined = !bytes.isEmpty
            }
            offset += scalar.utf8.count
        }
        finish()
        return words
    }

    private static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.isASCII else {
            return (0x30...0x39).contains(scalar.value) || (0x61...0x7a).contains(scalar.value | 0x20)
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    /// An apostrophe or a point.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool { "'’.".unicodeScalars.contains(scalar) }

    private static func fold(_ scalar: Unicode.Scalar, into bytes: inout [UInt8]) {
        if scalar.isASCII {
            bytes.append(UInt8(truncatingIfNeeded: scalar.value) | (scalar.value >= 0x41 ? 0x20 : 0))
        } else if let base = latinBases[scalar.value] {
            bytes.append(contentsOf: base)
        } else {
            bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
        }
    }

    /// Base letters of Latin-1 Supplement and Latin Extended-A. The standard library has no public decomposition, and these
    /// blocks cover the languages of the names in the code lists.
    private static let latinBases: [UInt32: [UInt8]] = {
        let table = [
            "a": "ÀÁÂÃÄÅàáâãäåĀāĂăĄą", "ae": "Ææ", "c": "ÇçĆćĈĉĊċČč", "d": "ÐðĎďĐđ", "e": "ÈÉÊËèéêëĒēĔĕĖėĘęĚě",
            "g": "ĜĝĞğĠġĢģ", "h": "ĤĥĦħ", "i": "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", "j": "Ĵĵ", "k": "Ķķ", "l": "ĹĺĻļĽľĿŀŁł",
            "n": "ÑñŃńŅņŇň", "o": "ÒÓÔÕÖØòóôõöøŌōŎŏŐő", "oe": "Œœ", "r": "ŔŕŖŗŘř", "s": "ŚśŜŝŞşŠš", "ss": "ß",
            "t": "ŢţŤťŦŧ", "th": "Þþ", "u": "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", "w": "Ŵŵ", "y": "ÝýÿŶŷŸ", "z": "ŹźŻżŽž",
        ]
        var bases: [UInt32: [UInt8]] = [:]
        for (base, letters) in table {
            for scalar in letters.unicodeScalars { bases[scalar.value] = Array(base.utf8) }
        }
        return bases
    }()
}
