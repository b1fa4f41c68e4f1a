// XXH64, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md.

/// XXH64 with the seed 0. Not a cryptographic hash: it identifies content, but does not prove it. Rejected: MurmurHash3 with 128 bits,
/// which took four times as long, and FNV-1a, which took longer than making the response.
public struct Digest: Sendable, Equatable {
    private let value: UInt64

    private static let p1: UInt64 = 0x9e37_79b1_85eb_ca87
    private static let p2: UInt64 = 0xc2b2_ae3d_27d4_eb4f
    private static let p3: UInt64 = 0x1656_67b1_9e37_79f9
    private static let p4: UInt64 = 0x85eb_ca77_c2b2_ae63
    private static let p5: UInt64 = 0x27d4_eb2f_1656_67c5

    public init(of content: Span<UInt8>) {
        var hash = Digest.p5
        content.withUnsafeBytes { raw in
            // The conditions of the loops keep offsets within the content.
            func word(_ offset: Int) -> UInt64 {
                UInt64(littleEndian: (raw.baseAddress.unsafelyUnwrapped + offset).loadUnaligned(as: UInt64.self))
            }
            var offset = 0
            if raw.count >= 32 {
                var a = Digest.p1 &+ Digest.p2
                var b = Digest.p2
                var c: UInt64 = 0
                var d = 0 &- Digest.p1
                while offset &+ 32 <= raw.count {
                    a = Digest.round(a, word(offset))
                    b = Digest.round(b, word(offset &+ 8))
                    c = Digest.round(c, word(offset &+ 16))
                    d = Digest.round(d, word(offset &+ 24))
                    offset &+= 32
                }
                hash =
                    Digest.rotate(a, 1) &+ Digest.rotate(b, 7) &+ Digest.rotate(c, 12) &+ Digest.rotate(d, 18)
                for lane in [a, b, c, d] { hash = (hash ^ Digest.round(0, lane)) &* Digest.p1 &+ Digest.p4 }
            }
            hash &+= UInt64(raw.count)
            while offset &+ 8 <= raw.count {
                hash = Digest.rotate(hash ^ Digest.round(0, word(offset)), 27) &* Digest.p1 &+ Digest.p4
                offset &+= 8
            }
            if offset &+ 4 <= raw.count {
                let half = UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                hash = Digest.rotate(hash ^ UInt64(half) &* Digest.p1, 23) &* Digest.p2 &+ Digest.p3
                offset &+= 4
            }
            while offset < raw.count {
                hash = Digest.rotate(hash ^ UInt64(raw[offset]) &* Digest.p5, 11) &* Digest.p1
                offset &+= 1
            }
        }
        hash = (hash ^ hash &>> 33) &* Digest.p2
        hash = (hash ^ hash &>> 29) &* Digest.p3
        value = hash ^ hash &>> 32
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value &<< count | value &>> (64 &- count) }

    @inline(__always)
    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 { rotate(lane &+ word &* p2, 31) &* p1 }

    /// Calls `body` with each digit of `hex`.
    @inline(__always)
    func forEachDigit(_ body: (UInt8) -> Void) {
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value &>> UInt64(60 &- index &* 4)) & 0xf
            body(digit < 10 ? 0x30 &+ digit : 0x57 &+ digit)
        }
    }

    /// 16 hexadecimal digits.
    public var hex: String {
        var bytes: [UInt8] = []
        forEachDigit { bytes.append($0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
