// The three forms of dates, RFC 9110 section 5.6.7. Expected values were computed with another program.
import TestSupport
import Testing

@testable import HTTP

@Suite("Dates")
struct HTTPDateTests {
    /// 2026-05-04T12:00:00Z.
    private static let now = HTTPDate(seconds: 1_777_896_000)
    private static let known: [(Int64, String)] = [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (946_684_799, "Fri, 31 Dec 1999 23:59:59 GMT"), (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
        (1_709_164_800, "Thu, 29 Feb 2024 00:00:00 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
        (4_107_499_200, "Sun, 28 Feb 2100 12:00:00 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (-2_208_988_800, "Mon, 01 Jan 1900 00:00:00 GMT"),
    ]

    private func read(_ text: String, now: HTTPDate = HTTPDateTests.now) -> Int64? { HTTPDate(text, now: now)?.seconds }

    @Test("known dates are formatted and parsed", arguments: known)
    func knownMoments(seconds: Int64, text: String) {
        #expect(HTTPDate(seconds: seconds).text == text)
        #expect(read(text) == seconds)
    }

    @Test("parsing is the inverse of formatting")
    func roundTrip() {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: 0...253_402_300_799, using: &random)
            #expect(read(HTTPDate(seconds: seconds).text) == seconds)
        }
    }

    @Test("the obsolete forms are parsed")
    func obsolete() {
        #expect(read("Sunday, 06-Nov-94 08:49:37 GMT") == 784_111_777)
        #expect(read("Sun Nov  6 08:49:37 1994") == 784_111_777)
        #expect(read("Sun Nov 06 08:49:37 1994") == 784_111_777)
        #expect(read("Thu Feb 29 00:00:00 2024") == 1_709_164_800)
        #expect(read("Thursday, 29-Feb-24 00:00:00 GMT") == 1_709_164_800)
    }

    @Test("a two-digit year is in this century, or in the past one if that would be more than 50 years ahead")
    func twoDigits() {
        #expect(read("Monday, 04-May-26 12:00:00 GMT") == 1_777_896_000)
        #expect(read("Friday, 31-Dec-99 23:59:59 GMT") == 946_684_799)
        #expect(read("Tuesday, 29-Feb-00 23:59:59 GMT") == 951_868_799)
        // One month less and one month more than 50 years ahead: 2076-04-04, and 1976-06-04.
        #expect(read("Saturday, 04-Apr-76 00:00:00 GMT") == 3_353_184_000)
        #expect(read("Friday, 04-Jun-76 00:00:00 GMT") == 202_694_400)
        // Parsed in 1999.
        let then = HTTPDate(seconds: 946_684_799)
        #expect(read("Sunday, 06-Nov-94 08:49:37 GMT", now: then) == 784_111_777)
    }

    @Test("a leap second is parsed as the second after it")
    func leapSecond() {
        #expect(read("Sat, 31 Dec 2016 23:59:60 GMT") == 1_483_228_800)
        #expect(read("Tue, 30 Jun 2015 23:59:60 GMT") == 1_435_708_800)
    }

    @Test(
        "other texts are not dates",
        arguments: [
            "", " ", "0", "now", "784111777", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994",
            "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 gmt", "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun 06 Nov 1994 08:49:37 GMT", "Sun,  06 Nov 1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 006 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 November 1994 08:49:37 GMT",
            "Sun, 06 11 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 01994 08:49:37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 32 Dec 1994 08:49:37 GMT",
            "Wed, 29 Feb 2023 00:00:00 GMT", "Mon, 29 Feb 2100 00:00:00 GMT", "Xyz, 06 Nov 1994 08:49:37 GMT",
            ", 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT ", " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT x", "Sun, +6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov +994 08:49:37 GMT",
            "Sun, 06 Nov 1994 +8:49:37 GMT", "Sun, 06 Nov 1994 08:+9:37 GMT", "Sun, 06 Nov 1994 08:49:-0 GMT",
            "Sun, ０６ Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sunday, 6-Nov-94 08:49:37 GMT",
            "Sunday, 06-Nov-+9 08:49:37 GMT", "Sunday, 06-Nov--9 08:49:37 GMT", "Sunday, +6-Nov-94 08:49:37 GMT",
            "Sunday, 06 Nov 94 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37", "Someday, 06-Nov-94 08:49:37 GMT",
            "Someday, 06-Nov-99 08:49:37 GMT", "Wednesday, 29-Feb-23 00:00:00 GMT",
            "Sun Nov 6 08:49:37 1994", "Sun  Nov 6 08:49:37 1994", "Sun Nov 6  08:49:37 1994",
            "Sun Nov 6 08:49:37  1994",
            "Sunday Nov  6 08:49:37 1994", "Sun Nov  6 08:49:37 94", "Sun Nov  6 08:49:37 1994 GMT",
            "Sun Nov +6 08:49:37 1994",
            "sun Nov  6 08:49:37 1994", "Sun Nov 31 08:49:37 1994",
        ])
    func invalid(text: String) { #expect(read(text) == nil) }
}
