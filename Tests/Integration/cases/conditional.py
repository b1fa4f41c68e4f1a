"""Conditional requests: RFC 9110 8.8, 13, 15.4.5. Marks such as @ETAG@: table.py."""
from .table import case, scenario, MISSING, BALANCE, RANKING, request
from .wire import Fault

HIT = "304 ETag~^@ETAG@$ +Date -Transfer-Encoding !open"
case("If-None-Match with the ETag is 304", "9110 13.1.2", request("If-None-Match: @ETAG@"), HIT)
case("If-None-Match with another is 200", "9110 13.1.2", request('If-None-Match: "no"'), "200 =balance")
for what, value in {
    "weakly": "@ETAG-WEAK@", "last in a list": '"a", "b", @ETAG@', "first in a list": '@ETAG@, "a"', "in a list without white space": '"a",@ETAG@,"b"', "after empty members": ' , ,, @ETAG@ ,',
    "by asterisk": "*", "after a tag with a comma in it": '"a,b", @ETAG@', "after a tag with a backslash": '"a\\", @ETAG@', "after a weak tag": 'W/"a", @ETAG@', "after an empty tag": '"", @ETAG@', "in a list of a hundred": ", ".join('"t%d"' % i for i in range(100)) + ", @ETAG@",
    "with tabs": '"a"\t,\t@ETAG@\t', "after a tag with obs-text": '"\xe9", @ETAG@', "between weak and strong": 'W/"a", @ETAG-WEAK@, "b"',
}.items():
    case("If-None-Match hits %s" % what, "9110 13.1.2", request("If-None-Match: " + value), HIT)
case("If-None-Match in the second of two lines hits", "9110 5.3", request('If-None-Match: "a"', "If-None-Match: @ETAG@"), HIT)
case("If-None-Match in the first of two lines hits", "9110 5.3", request("If-None-Match: @ETAG@", 'If-None-Match: "a"'), HIT)
for what, value in {
    "a tag that holds the ETag": '"x@ETAG-UNQUOTED@"', "the ETag shortened": "@ETAG-CUT@", "an empty tag": '""', "the ETag within a comma tag": '"a,@ETAG-UNQUOTED@,b"', "the other resource's tag": "@ETAG-RANKING@", "an asterisk in quotes": '"*"',
}.items():
    case("If-None-Match misses with %s" % what, "9110 8.8.3.2", request("If-None-Match: " + value), "200 =balance")
for what, value in {"no quotes": "@ETAG-UNQUOTED@", "one quote": '"@ETAG-UNQUOTED@', "a lower-case w/": "w/@ETAG@", "nothing": "", "commas": ",,,", "letters": "banana", "single quotes": "'@ETAG-UNQUOTED@'", "an open list": '"a", "b'}.items():
    case("a malformed If-None-Match matches nothing: %s" % what, "9110 13.1.2", request("If-None-Match: " + value), "200 =balance || 400 !any")
case("a 304 keeps Cache-Control", "9110 15.4.5", request("If-None-Match: @ETAG@"), "304 +Cache-Control")
case("a 304 has no Content-Encoding and no Content-Language", "9110 15.4.5", request("If-None-Match: @ETAG@"), "304 -Content-Encoding -Content-Language")
case("HEAD with If-None-Match is 304", "9110 13.1.2", request("If-None-Match: @ETAG@", method="HEAD"), "HEAD:304 ETag~^@ETAG@$ !open")
case("HEAD with another is 200", "9110 13.1.2", request('If-None-Match: "no"', method="HEAD"), "HEAD:200 !open")
case("If-None-Match on HTTP/1.0 is 304", "9110 13.1.2", request("If-None-Match: @ETAG@", version="HTTP/1.0"), "304 !eof")
case("304s in a pipeline carry no content", "9110 15.4.5", request("If-None-Match: @ETAG@") * 3 + request(), "304;304;304;200 =balance !open")

case("If-Match with another is 412", "9110 13.1.1", request('If-Match: "no"'), "412 problem !open")
case("If-Match with the ETag is 200", "9110 13.1.1", request("If-Match: @ETAG@"), "200 =balance")
case("If-Match: * is 200", "9110 13.1.1", request("If-Match: *"), "200 =balance")
case("If-Match in a list is 200", "9110 13.1.1", request('If-Match: "a", "b,c", @ETAG@'), "200 =balance")
case("If-Match in two lines is 200", "9110 13.1.1", request('If-Match: "a"', "If-Match: @ETAG@"), "200 =balance")
case("If-Match never matches weakly", "9110 13.1.1", request("If-Match: @ETAG-WEAK@"), "412")
case("If-Match with an empty tag is 412", "9110 13.1.1", request('If-Match: ""'), "412")
case("If-Match with no quotes does not match", "9110 13.1.1", request("If-Match: @ETAG-UNQUOTED@"), "412|400")
case("HEAD with If-Match of another is 412", "9110 13.1.1", request('If-Match: "no"', method="HEAD"), "HEAD:412 !open")

case("If-Modified-Since equal is 304", "9110 13.1.3", request("If-Modified-Since: @MODIFIED@"), HIT)
case("If-Modified-Since later is 304", "9110 13.1.3", request("If-Modified-Since: @MODIFIED+1@"), "304")
case("If-Modified-Since earlier is 200", "9110 13.1.3", request("If-Modified-Since: @MODIFIED-1@"), "200 =balance")
case("If-Modified-Since in RFC 850 form is read", "9110 5.6.7", request("If-Modified-Since: @MODIFIED-RFC850@"), "304")
case("If-Modified-Since in asctime form is read", "9110 5.6.7", request("If-Modified-Since: @MODIFIED-ASCTIME@"), "304")
case("If-Modified-Since earlier in RFC 850 form is read", "9110 5.6.7", request("If-Modified-Since: @MODIFIED-RFC850-1@"), "200 =balance")
case("If-Modified-Since earlier in asctime form is read", "9110 5.6.7", request("If-Modified-Since: @MODIFIED-ASCTIME-1@"), "200 =balance")
case("a two-digit year of 94 is 1994", "9110 5.6.7", request("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"), "200 =balance")
case("HEAD with If-Modified-Since is 304", "9110 13.1.3", request("If-Modified-Since: @MODIFIED@", method="HEAD"), "HEAD:304 !open")
for what, value in {
    "words": "yesterday", "nothing": "", "a number": "1700000000", "ISO 8601": "2099-01-01T00:00:00Z", "an offset": "Thu, 01 Jan 2099 00:00:00 +0000", "the 31st of February": "Tue, 31 Feb 2099 00:00:00 GMT",
    "hour 24": "Thu, 01 Jan 2099 24:00:00 GMT", "minute 60": "Thu, 01 Jan 2099 00:60:00 GMT", "text after it": "Thu, 01 Jan 2099 00:00:00 GMT; length=5", "a tag": "@ETAG@", "day 0": "Thu, 00 Jan 2099 00:00:00 GMT",
    "a year of three digits": "Thu, 01 Jan 999 00:00:00 GMT", "no zone": "Thu, 01 Jan 2099 00:00:00", "an unknown month": "Thu, 01 Foo 2099 00:00:00 GMT", "one digit for the day": "Thu, 1 Jan 2099 00:00:00 GMT",
}.items():
    case("If-Modified-Since is ignored when invalid: %s" % what, "9110 13.1.3", request("If-Modified-Since: " + value), "200 =balance")
case("If-Modified-Since is ignored beside If-None-Match that misses", "9110 13.1.3", request('If-None-Match: "no"', "If-Modified-Since: @MODIFIED@"), "200 =balance")
case("If-Modified-Since is ignored beside If-None-Match that hits", "9110 13.1.3", request("If-None-Match: @ETAG@", "If-Modified-Since: @MODIFIED-DAY@"), HIT)

case("If-Unmodified-Since earlier is 412", "9110 13.1.4", request("If-Unmodified-Since: @MODIFIED-1@"), "412 problem")
case("If-Unmodified-Since equal is 200", "9110 13.1.4", request("If-Unmodified-Since: @MODIFIED@"), "200 =balance")
case("If-Unmodified-Since later is 200", "9110 13.1.4", request("If-Unmodified-Since: @MODIFIED+1@"), "200 =balance")
case("If-Unmodified-Since in RFC 850 form is read", "9110 5.6.7", request("If-Unmodified-Since: @MODIFIED-RFC850-1@"), "412")
case("If-Unmodified-Since in asctime form is read", "9110 5.6.7", request("If-Unmodified-Since: @MODIFIED-ASCTIME-1@"), "412")
case("If-Unmodified-Since invalid is ignored", "9110 13.1.4", request("If-Unmodified-Since: never"), "200 =balance")
case("If-Unmodified-Since is ignored beside If-Match", "9110 13.1.4", request("If-Match: @ETAG@", "If-Unmodified-Since: @MODIFIED-DAY@"), "200 =balance")

case("If-Match true, If-None-Match hit: 304", "9110 13.2.2", request("If-Match: @ETAG@", "If-None-Match: @ETAG@"), HIT)
case("If-Match false, If-None-Match hit: 412", "9110 13.2.2", request("If-None-Match: @ETAG@", 'If-Match: "no"'), "412")
case("If-Match false, If-Unmodified-Since true: 412", "9110 13.2.2", request("If-Unmodified-Since: @MODIFIED@", 'If-Match: "no"'), "412")
case("If-Unmodified-Since false, If-None-Match hit: 412", "9110 13.2.2", request("If-None-Match: @ETAG@", "If-Unmodified-Since: @MODIFIED-DAY@"), "412")
case("If-Unmodified-Since true, If-None-Match hit: 304", "9110 13.2.2", request("If-None-Match: @ETAG@", "If-Unmodified-Since: @MODIFIED@"), HIT)
case("If-Unmodified-Since true, If-Modified-Since equal: 304", "9110 13.2.2", request("If-Modified-Since: @MODIFIED@", "If-Unmodified-Since: @MODIFIED@"), "304")
case("If-Match true, If-Modified-Since equal: 304", "9110 13.2.2", request("If-Match: @ETAG@", "If-Modified-Since: @MODIFIED@"), "304")
for field in ["If-None-Match: *", 'If-Match: "no"', "If-Match: *", "If-Modified-Since: @FUTURE@", "If-Unmodified-Since: @MODIFIED-DAY@"]:
    case("%s is ignored on a 404" % field.replace("@", ""), "9110 13.2.1", request(field, target=MISSING), "404 problem")
case("If-None-Match is ignored on a 405", "9110 13.2.1", request("If-None-Match: *", "Content-Length: 0", method="DELETE"), "405")
case("If-Match is ignored on a 405", "9110 13.2.1", request('If-Match: "no"', "Content-Length: 0", method="PUT"), "405")
case("If-Match is ignored on OPTIONS", "9110 13.2.1", request('If-Match: "no"', method="OPTIONS"), "200|204")
case("If-None-Match is ignored on OPTIONS", "9110 13.2.1", request("If-None-Match: *", method="OPTIONS"), "200|204")
case("a bad request is 400 with any precondition", "9110 13.2.1", request("If-None-Match: *", "Host: other"), "400")

case("Range may be ignored", "9110 14.2", request("Range: bytes=0-3"), "200 =balance || 206 Content-Range~^bytes.0-3/")
case("a Range beyond the end is ignored, or 416", "9110 14.2", request("Range: bytes=99999999-"), "200 =balance || 416")
case("a malformed Range is ignored", "9110 14.2", request("Range: bytes=x-y"), "200 =balance || 416|400")
case("an unknown range unit is ignored", "9110 14.2", request("Range: pages=1-2"), "200 =balance")
case("Range on HEAD is ignored", "9110 14.2", request("Range: bytes=0-3", method="HEAD"), "HEAD:200|206")
case("If-Range without a match gives the whole body", "9110 13.1.5", request("Range: bytes=0-3", 'If-Range: "no"'), "200 =balance")
case("Range beside If-None-Match that hits is 304", "9110 13.2.2", request("Range: bytes=0-3", "If-None-Match: @ETAG@"), HIT)


@scenario("the ETag is strong, stable and unique", "9110 8.8.3")
def _(run):
    a, b, c = run.get(BALANCE), run.get(BALANCE), run.get(RANKING)
    if not a["etag"] or a["etag"].startswith("W/"):
        raise Fault("ETag: %s" % a["etag"])
    if a["etag"] != b["etag"]:
        raise Fault("%s, then %s" % (a["etag"], b["etag"]))
    if a["etag"] == c["etag"]:
        raise Fault("two resources have the ETag %s" % a["etag"])


@scenario("Last-Modified is sent and stable", "9110 8.8.2")
def _(run):
    a, b = run.get(BALANCE), run.get(BALANCE)
    if not a["last-modified"] or a["last-modified"] != b["last-modified"]:
        raise Fault("%s, then %s" % (a["last-modified"], b["last-modified"]))


@scenario("a 304 repeats ETag, Vary, Cache-Control, Expires and Content-Location of the 200", "9110 15.4.5")
def _(run):
    for extra in ([], ["Accept-Encoding: gzip"], ["Accept: application/json"]):
        a = run.get(BALANCE, *extra)
        b = run.get(BALANCE, "If-None-Match: %s" % a["etag"], *extra)
        if b.status != 304:
            raise Fault("%s answered %s to its own ETag" % (extra, b.brief()))
        for name in ("etag", "vary", "cache-control", "expires", "content-location", "access-control-allow-origin"):
            if a[name] != b[name]:
                raise Fault("%s: %s on the 200, %s on the 304" % (name, a[name], b[name]))
        if b["content-length"] not in (None, a["content-length"]):
            raise Fault("304 with Content-Length %s, the 200 had %s" % (b["content-length"], a["content-length"]))


@scenario("one ETag has one body", "9110 8.8.3")
def _(run):
    bodies = {}
    for i in range(5):
        r = run.get(BALANCE)
        if bodies.setdefault(r["etag"], r.body) != r.body:
            raise Fault("two bodies under the ETag %s" % r["etag"])
