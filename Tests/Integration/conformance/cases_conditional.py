"""Conditional requests: RFC 9110 8.8, 13, 15.4.5. @E@ is the ETag of the resource, @LM@ its Last-Modified."""
from table import C, F, HZ, NONE, P, T, q
from wire import Fault

HIT = "304 ETag~^@E@$ +Date -Transfer-Encoding !open"
C("If-None-Match with the ETag is 304", "9110 13.1.2", q("If-None-Match: @E@"), HIT)
C("If-None-Match with another is 200", "9110 13.1.2", q('If-None-Match: "no"'), "200 =P")
for what, value in {
    "weakly": "@EW@", "last in a list": '"a", "b", @E@', "first in a list": '@E@, "a"', "in a list without white space": '"a",@E@,"b"', "after empty members": ' , ,, @E@ ,',
    "by asterisk": "*", "after a tag with a comma in it": '"a,b", @E@', "after a tag with a backslash": '"a\\", @E@', "after a weak tag": 'W/"a", @E@', "after an empty tag": '"", @E@', "in a list of a hundred": ", ".join('"t%d"' % i for i in range(100)) + ", @E@",
    "with tabs": '"a"\t,\t@E@\t', "after a tag with obs-text": '"\xe9", @E@', "between weak and strong": 'W/"a", @EW@, "b"',
}.items():
    C("If-None-Match hits %s" % what, "9110 13.1.2", q("If-None-Match: " + value), HIT)
C("If-None-Match in the second of two lines hits", "9110 5.3", q('If-None-Match: "a"', "If-None-Match: @E@"), HIT)
C("If-None-Match in the first of two lines hits", "9110 5.3", q("If-None-Match: @E@", 'If-None-Match: "a"'), HIT)
for what, value in {
    "a tag that holds the ETag": '"x@EBARE@"', "the ETag shortened": "@EPRE@", "an empty tag": '""', "the ETag within a comma tag": '"a,@EBARE@,b"', "the other resource's tag": "@ET@", "an asterisk in quotes": '"*"',
}.items():
    C("If-None-Match misses with %s" % what, "9110 8.8.3.2", q("If-None-Match: " + value), "200 =P")
for what, value in {"no quotes": "@EBARE@", "one quote": '"@EBARE@', "a lower-case w/": "w/@E@", "nothing": "", "commas": ",,,", "letters": "banana", "single quotes": "'@EBARE@'", "an open list": '"a", "b'}.items():
    C("If-None-Match of odd form matches nothing: %s" % what, "9110 13.1.2", q("If-None-Match: " + value), "200 =P || 400 !any")
C("a 304 keeps Cache-Control", "9110 15.4.5", q("If-None-Match: @E@"), "304 +Cache-Control")
C("a 304 has no content type of nothing", "9110 15.4.5", q("If-None-Match: @E@"), "304 -Content-Encoding -Content-Language")
C("HEAD with If-None-Match is 304", "9110 13.1.2", q("If-None-Match: @E@", m="HEAD"), "HEAD:304 ETag~^@E@$ !open")
C("HEAD with another is 200", "9110 13.1.2", q('If-None-Match: "no"', m="HEAD"), "HEAD:200 !open")
C("If-None-Match on HTTP/1.0 is 304", "9110 13.1.2", q("If-None-Match: @E@", v="HTTP/1.0"), "304 !eof")
C("304s in a pipeline carry no content", "9110 15.4.5", q("If-None-Match: @E@") * 3 + q(), "304;304;304;200 =P !open")

C("If-Match with another is 412", "9110 13.1.1", q('If-Match: "no"'), "412 problem !open")
C("If-Match with the ETag is 200", "9110 13.1.1", q("If-Match: @E@"), "200 =P")
C("If-Match: * is 200", "9110 13.1.1", q("If-Match: *"), "200 =P")
C("If-Match in a list is 200", "9110 13.1.1", q('If-Match: "a", "b,c", @E@'), "200 =P")
C("If-Match in two lines is 200", "9110 13.1.1", q('If-Match: "a"', "If-Match: @E@"), "200 =P")
C("If-Match never matches weakly", "9110 13.1.1", q("If-Match: @EW@"), "412")
C("If-Match with an empty tag is 412", "9110 13.1.1", q('If-Match: ""'), "412")
C("If-Match with no quotes does not match", "9110 13.1.1", q("If-Match: @EBARE@"), "412|400")
C("HEAD with If-Match of another is 412", "9110 13.1.1", q('If-Match: "no"', m="HEAD"), "HEAD:412 !open")

C("If-Modified-Since equal is 304", "9110 13.1.3", q("If-Modified-Since: @LM@"), HIT)
C("If-Modified-Since later is 304", "9110 13.1.3", q("If-Modified-Since: @LM+1@"), "304")
C("If-Modified-Since earlier is 200", "9110 13.1.3", q("If-Modified-Since: @LM-1@"), "200 =P")
C("If-Modified-Since in RFC 850 form is read", "9110 5.6.7", q("If-Modified-Since: @LM850@"), "304")
C("If-Modified-Since in asctime form is read", "9110 5.6.7", q("If-Modified-Since: @LMASC@"), "304")
C("If-Modified-Since earlier in RFC 850 form is read", "9110 5.6.7", q("If-Modified-Since: @LM850-1@"), "200 =P")
C("If-Modified-Since earlier in asctime form is read", "9110 5.6.7", q("If-Modified-Since: @LMASC-1@"), "200 =P")
C("a two-digit year of 94 is 1994", "9110 5.6.7", q("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"), "200 =P")
C("HEAD with If-Modified-Since is 304", "9110 13.1.3", q("If-Modified-Since: @LM@", m="HEAD"), "HEAD:304 !open")
for what, value in {
    "words": "yesterday", "nothing": "", "a number": "1700000000", "ISO 8601": "2099-01-01T00:00:00Z", "an offset": "Thu, 01 Jan 2099 00:00:00 +0000", "the 31st of February": "Tue, 31 Feb 2099 00:00:00 GMT",
    "hour 24": "Thu, 01 Jan 2099 24:00:00 GMT", "minute 60": "Thu, 01 Jan 2099 00:60:00 GMT", "text after it": "Thu, 01 Jan 2099 00:00:00 GMT; length=5", "a tag": "@E@", "day 0": "Thu, 00 Jan 2099 00:00:00 GMT",
    "a year of three digits": "Thu, 01 Jan 999 00:00:00 GMT", "no zone": "Thu, 01 Jan 2099 00:00:00", "a month that is none": "Thu, 01 Foo 2099 00:00:00 GMT", "one digit for the day": "Thu, 1 Jan 2099 00:00:00 GMT",
}.items():
    C("If-Modified-Since is ignored when invalid: %s" % what, "9110 13.1.3", q("If-Modified-Since: " + value), "200 =P")
C("If-Modified-Since is ignored beside If-None-Match that misses", "9110 13.1.3", q('If-None-Match: "no"', "If-Modified-Since: @LM@"), "200 =P")
C("If-Modified-Since is ignored beside If-None-Match that hits", "9110 13.1.3", q("If-None-Match: @E@", "If-Modified-Since: @LM-DAY@"), HIT)

C("If-Unmodified-Since earlier is 412", "9110 13.1.4", q("If-Unmodified-Since: @LM-1@"), "412 problem")
C("If-Unmodified-Since equal is 200", "9110 13.1.4", q("If-Unmodified-Since: @LM@"), "200 =P")
C("If-Unmodified-Since later is 200", "9110 13.1.4", q("If-Unmodified-Since: @LM+1@"), "200 =P")
C("If-Unmodified-Since in RFC 850 form is read", "9110 5.6.7", q("If-Unmodified-Since: @LM850-1@"), "412")
C("If-Unmodified-Since in asctime form is read", "9110 5.6.7", q("If-Unmodified-Since: @LMASC-1@"), "412")
C("If-Unmodified-Since invalid is ignored", "9110 13.1.4", q("If-Unmodified-Since: never"), "200 =P")
C("If-Unmodified-Since is ignored beside If-Match", "9110 13.1.4", q("If-Match: @E@", "If-Unmodified-Since: @LM-DAY@"), "200 =P")

C("If-Match true, If-None-Match hit: 304", "9110 13.2.2", q("If-Match: @E@", "If-None-Match: @E@"), HIT)
C("If-Match false, If-None-Match hit: 412", "9110 13.2.2", q("If-None-Match: @E@", 'If-Match: "no"'), "412")
C("If-Match false, If-Unmodified-Since true: 412", "9110 13.2.2", q("If-Unmodified-Since: @LM@", 'If-Match: "no"'), "412")
C("If-Unmodified-Since false, If-None-Match hit: 412", "9110 13.2.2", q("If-None-Match: @E@", "If-Unmodified-Since: @LM-DAY@"), "412")
C("If-Unmodified-Since true, If-None-Match hit: 304", "9110 13.2.2", q("If-None-Match: @E@", "If-Unmodified-Since: @LM@"), HIT)
C("If-Unmodified-Since true, If-Modified-Since equal: 304", "9110 13.2.2", q("If-Modified-Since: @LM@", "If-Unmodified-Since: @LM@"), "304")
C("If-Match true, If-Modified-Since equal: 304", "9110 13.2.2", q("If-Match: @E@", "If-Modified-Since: @LM@"), "304")
for field in ["If-None-Match: *", 'If-Match: "no"', "If-Match: *", "If-Modified-Since: @FUTURE@", "If-Unmodified-Since: @LM-DAY@"]:
    C("%s is ignored on a 404" % field.replace("@", ""), "9110 13.2.1", q(field, t=NONE), "404 problem")
C("If-None-Match is ignored on a 405", "9110 13.2.1", q("If-None-Match: *", "Content-Length: 0", m="DELETE"), "405")
C("If-Match is ignored on a 405", "9110 13.2.1", q('If-Match: "no"', "Content-Length: 0", m="PUT"), "405")
C("If-Match is ignored on OPTIONS", "9110 13.2.1", q('If-Match: "no"', m="OPTIONS"), "200|204")
C("If-None-Match is ignored on OPTIONS", "9110 13.2.1", q("If-None-Match: *", m="OPTIONS"), "200|204")
C("a bad request is 400 whatever its conditions", "9110 13.2.1", q("If-None-Match: *", "Host: other"), "400")

C("Range may be ignored", "9110 14.2", q("Range: bytes=0-3"), "200 =P || 206 Content-Range~^bytes.0-3/")
C("a Range beyond the end is ignored, or 416", "9110 14.2", q("Range: bytes=99999999-"), "200 =P || 416")
C("a malformed Range is ignored", "9110 14.2", q("Range: bytes=x-y"), "200 =P || 416|400")
C("an unknown range unit is ignored", "9110 14.2", q("Range: pages=1-2"), "200 =P")
C("Range on HEAD is ignored", "9110 14.2", q("Range: bytes=0-3", m="HEAD"), "HEAD:200|206")
C("If-Range that misses gives the whole", "9110 13.1.5", q("Range: bytes=0-3", 'If-Range: "no"'), "200 =P")
C("Range beside If-None-Match that hits is 304", "9110 13.2.2", q("Range: bytes=0-3", "If-None-Match: @E@"), HIT)


@F("the ETag is strong, stable, and its own", "9110 8.8.3")
def _(run):
    a, b, c = run.get(P), run.get(P), run.get(T)
    if not a["etag"] or a["etag"].startswith("W/"):
        raise Fault("ETag: %s" % a["etag"])
    if a["etag"] != b["etag"]:
        raise Fault("%s, then %s" % (a["etag"], b["etag"]))
    if a["etag"] == c["etag"]:
        raise Fault("two resources have the ETag %s" % a["etag"])


@F("Last-Modified is sent and stays", "9110 8.8.2")
def _(run):
    a, b = run.get(P), run.get(P)
    if not a["last-modified"] or a["last-modified"] != b["last-modified"]:
        raise Fault("%s, then %s" % (a["last-modified"], b["last-modified"]))


@F("a 304 says what its 200 says: ETag, Vary, Cache-Control, Expires, Content-Location", "9110 15.4.5")
def _(run):
    for extra in ([], ["Accept-Encoding: gzip"], ["Accept: application/json"]):
        a = run.get(P, *extra)
        b = run.get(P, "If-None-Match: %s" % a["etag"], *extra)
        if b.status != 304:
            raise Fault("%s answered %s to its own ETag" % (extra, b.brief()))
        for name in ("etag", "vary", "cache-control", "expires", "content-location", "access-control-allow-origin"):
            if a[name] != b[name]:
                raise Fault("%s: %s on the 200, %s on the 304" % (name, a[name], b[name]))
        if b["content-length"] not in (None, a["content-length"]):
            raise Fault("304 with Content-Length %s, the 200 had %s" % (b["content-length"], a["content-length"]))


@F("what is modified later does not turn up under an old ETag", "9110 8.8.3")
def _(run):
    bodies = {}
    for i in range(5):
        r = run.get(P)
        if bodies.setdefault(r["etag"], r.body) != r.body:
            raise Fault("two bodies under the ETag %s" % r["etag"])
