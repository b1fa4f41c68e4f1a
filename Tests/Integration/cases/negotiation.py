"""Accept and Accept-Encoding: RFC 9110 8.4, 12.4, 12.5."""
import zlib
from .table import case, scenario, HEALTH, MISSING, BALANCE, RANKING, request, same
from .wire import Fault

JSON = "200 =balance Content-Type~^application/json\\b"
for what, fields in {
    "no Accept": [],
    "Accept: */*": ["Accept: */*"],
    "Accept: application/json": ["Accept: application/json"],
    "Accept: APPLICATION/JSON": ["Accept: APPLICATION/JSON"],
    "Accept: application/*": ["Accept: application/*"],
    "a low q": ["Accept: application/json;q=0.001"],
    "q=1.000": ["Accept: application/json;q=1.000"],
    "Q in capitals": ["Accept: application/json;Q=0.5"],
    "white space around q": ["Accept: application/json ; q=0.5 , image/png"],
    "a list with JSON in it": ["Accept: image/png, application/json"],
    "a list with empty members": ["Accept: , ,application/json,"],
    "Accept in two lines": ["Accept: image/png", "Accept: application/json"],
    "an unsupported type and */*": ["Accept: image/png, */*;q=0.1"],
    "*/*;q=0 but JSON": ["Accept: */*;q=0, application/json"],
    "application/*;q=0 but JSON": ["Accept: application/*;q=0, application/json;q=0.1"],
    "JSON preferred to CSV": ["Accept: text/csv;q=0.5, application/json;q=0.9"],
    "JSON before a wildcard": ["Accept: application/json, */*;q=0.5"],
    "an empty Accept": ["Accept:"],
}.items():
    case("JSON is served for %s" % what, "9110 12.5.1", request(*fields), JSON)
case("the Accept of a browser is answered", "9110 12.5.1", request("Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"), "200")
case("Accept of JSON with a charset is 200 or 406", "9110 12.5.1", request("Accept: application/json;charset=utf-8"), "200|406")
for value in ["image/png", "application/xml", "audio/*", "application/json;q=0", "application/json;q=0.000", "*/*;q=0", "video/mp4;q=1, audio/*;q=0.5", "application/jsonx", "application/js"]:
    case("Accept: %s is 406" % value, "9110 15.5.7", request("Accept: " + value), "406 problem !open")
case("HEAD with an unsupported Accept is 406", "9110 15.5.7", request("Accept: image/png", method="HEAD"), "HEAD:406 !open")
case("JSON;q=0 beside */* is another type, or 406", "9110 12.5.1", request("Accept: application/json;q=0, */*"), "200 Content-Type~^(?!application/json\\b) || 406 problem")
case("text/csv is served for Accept: text/csv", "design", request("Accept: text/csv"), "200 Content-Type~^text/csv\\b Vary~\\baccept\\b ETag~^(?!@ETAG@$) !open")
case("text/csv is served if preferred", "9110 12.4.2", request("Accept: application/json;q=0.5, text/csv"), "200 Content-Type~^text/csv\\b")
case("the most specific range decides", "9110 12.5.1", request("Accept: text/*;q=0.9, text/csv;q=0, application/json;q=0.2, */*;q=0"), "200 Content-Type~^(?!text/csv)")
for value in ["application", "///", ";;;", "q=1", "application/json;q=5", "application/json;q=-1", "application/json;q=x", "application/json;q=", "application/json;q=0.0001", "application /json", '"application/json"', "\xe9/\xe9", "*/json", "text"]:
    case("a malformed Accept is ignored, 400 or 406: %s" % value, "9110 12.4.2", request("Accept: " + value), "200|400|406 !any")
case("an Accept of 1,000 members is read", "9110 12.5.1", request("Accept: " + ", ".join("a/b%d" % i for i in range(500)) + ", application/json"), "200 =balance || 400|431 !any")
case("Accept does not turn a 404 into a 406", "9110 15.5.7", request("Accept: image/png", target=MISSING), "404 problem !open")
case("Accept does not turn a 405 into a 406", "9110 15.5.7", request("Accept: image/png", "Content-Length: 0", method="PUT"), "405 problem")
case("a 406 is not hidden by If-None-Match", "9110 13.2.1", request("Accept: image/png", "If-None-Match: *"), "406")
case("a negotiated response has Vary: Accept", "9110 12.5.5", request(), "200 Vary~\\baccept\\b")

PLAIN = "200 =balance -Content-Encoding ETag~^@ETAG@$"
for what, fields in {
    "no Accept-Encoding": [],
    "an empty Accept-Encoding": ["Accept-Encoding:"],
    "identity": ["Accept-Encoding: identity"],
    "gzip;q=0": ["Accept-Encoding: gzip;q=0"],
    "gzip;q=0.000 with white space": ["Accept-Encoding: gzip ; q=0.000"],
    "gzip;q=0 and x-gzip;q=0": ["Accept-Encoding: gzip;q=0, x-gzip;q=0"],
    "gzip;q=0 beside *": ["Accept-Encoding: gzip;q=0, *"],
    "*;q=0 but identity": ["Accept-Encoding: *;q=0, identity"],
    "an unknown coding": ["Accept-Encoding: cow"],
    "br, zstd": ["Accept-Encoding: br, zstd"],
    "identity preferred": ["Accept-Encoding: identity;q=1, gzip;q=0.5"],
    "gzip as part of a name": ["Accept-Encoding: gzipx, xgzip"],
    "gzip as a parameter": ["Accept-Encoding: cow;gzip"],
}.items():
    case("no coding is applied for %s" % what, "9110 12.5.3", request(*fields), PLAIN)
case("no coding is applied to HTTP/1.0 without Accept-Encoding", "9110 12.5.3", request(version="HTTP/1.0"), PLAIN + " !eof")
case("identity;q=0 alone is 406 or coded", "9110 12.5.3", request("Accept-Encoding: identity;q=0"), "406 problem !open || 200 Content-Encoding~^gzip$ !open")
case("*;q=0 alone is 406", "9110 12.5.3", request("Accept-Encoding: *;q=0"), "406 problem !open")
case("identity;q=0 with gzip is gzip, or 406", "9110 12.5.3", request("Accept-Encoding: identity;q=0, gzip"), "200 Content-Encoding~^gzip$ !open || 406 problem !open")
case("*;q=0 with gzip is gzip, or 406", "9110 12.5.3", request("Accept-Encoding: *;q=0, gzip"), "200 Content-Encoding~^gzip$ !open || 406 problem !open")
case("identity;q=0 and gzip;q=0 are 406", "9110 12.5.3", request("Accept-Encoding: identity;q=0, gzip;q=0"), "406 problem !open")
case("Accept-Encoding does not turn a 404 into a 406", "9110 12.5.3", request("Accept-Encoding: *;q=0", target=MISSING), "404|406 problem")
for value in ["gzip;q=x", "gzip;q=5", ";", "gzip;;q=1", "q=0", "gzip q=0", "\xe9"]:
    case("a malformed Accept-Encoding is 200 or 400: %s" % value, "9110 12.5.3", request("Accept-Encoding: " + value), "200|400 !any")


def unpack(r):
    """The content without its coding."""
    if r["content-encoding"] is None:
        return r.body
    if r["content-encoding"].lower() not in ("gzip", "x-gzip"):
        raise Fault("Content-Encoding: %s" % r["content-encoding"])
    d = zlib.decompressobj(31)
    body = d.decompress(r.body) + d.flush()
    if not d.eof or d.unused_data:
        raise Fault("the gzip stream is truncated or followed by other bytes")
    return body


@scenario("gzip has the same content, another strong ETag, and Vary", "9110 8.4")
def _(run):
    for target, plain in ((BALANCE, run.ref["balance"]), (RANKING, run.ref["ranking"])):
        for value in ("gzip", "GZIP", "gzip, deflate, br", "*", "gzip;q=0.5", "br, gzip;q=0.1, identity;q=0"):
            r = run.get(target, "Accept-Encoding: " + value)
            if r.status != 200 or not same(unpack(r), plain.body):
                raise Fault("%s with %s: %s" % (target, value, r.brief()))
            if "accept-encoding" not in [m.lower() for m in r.members("vary")] and ("content-encoding" in r or run.gz):
                raise Fault("%s with %s: Vary: %s" % (target, value, r["vary"]))
            if "content-encoding" in r and (r["etag"] == plain["etag"] or (r["etag"] or "W/").startswith("W/")):
                raise Fault("%s with %s: ETag %s, without %s" % (target, value, r["etag"], plain["etag"]))


@scenario("the plain response has Vary: Accept-Encoding if another one has a coding", "9110 12.5.5")
def _(run):
    if run.gz and "accept-encoding" not in [m.lower() for m in run.ref["balance"].members("vary")]:
        raise Fault("Vary: %s" % run.ref["balance"]["vary"])


@scenario("a body of 2 KiB or more is compressed", "design")
def _(run):
    if len(run.ref["balance"].body) >= 2048 and not run.gz:
        raise Fault("%d bytes are not compressed" % len(run.ref["balance"].body))
    if run.gz and len(run.gz.body) >= len(run.ref["balance"].body):
        raise Fault("%d bytes became %d" % (len(run.ref["balance"].body), len(run.gz.body)))


@scenario("each coding revalidates by its own ETag", "9110 8.8.3.3")
def _(run):
    if not run.gz:
        return
    plain, packed = run.ref["balance"]["etag"], run.gz["etag"]
    for coding, etag, status in (("gzip", packed, 304), ("gzip", plain, 200), ("identity", plain, 304), ("identity", packed, 200)):
        r = run.get(BALANCE, "Accept-Encoding: " + coding, "If-None-Match: " + etag)
        if r.status != status:
            raise Fault("%s with %s is %s, not %d" % (coding, etag, r.brief(), status))
        r = run.get(BALANCE, "Accept-Encoding: " + coding, "If-Match: " + etag)
        if r.status != (200 if status == 304 else 412):
            raise Fault("If-Match: %s with %s is %s" % (etag, coding, r.brief()))


@scenario("HEAD with gzip has the fields of GET with gzip", "9110 9.3.2")
def _(run):
    compare(run, BALANCE, "Accept-Encoding: gzip")


def compare(run, target, *fields):
    a, b = run.get(target, *fields), run.get(target, *fields, method="HEAD")
    if a.status != b.status:
        raise Fault("%s: GET %s, HEAD %s" % (target, a.brief(), b.brief()))
    drop = ("date", "age") + (("transfer-encoding", "content-length") if "transfer-encoding" in a else ())
    x, y = ({(n, v) for n, v in r.fields if n not in drop} for r in (a, b))
    if x != y:
        raise Fault("%s %s: only GET %s, only HEAD %s" % (target, fields, sorted(x - y), sorted(y - x)))


@scenario("HEAD has the fields of GET: resources", "9110 9.3.2")
def _(run):
    for target in (BALANCE, RANKING):
        compare(run, target)


@scenario("HEAD has the fields of GET: liveness and the root", "9110 9.3.2")
def _(run):
    for target in (HEALTH, "/"):
        a, b = run.get(target), run.get(target, method="HEAD")
        if a.status != b.status or a["content-type"] != b["content-type"]:
            raise Fault("%s: GET %s %s, HEAD %s %s" % (target, a.brief(), a["content-type"], b.brief(), b["content-type"]))


@scenario("HEAD has the fields of GET: errors", "9110 9.3.2")
def _(run):
    compare(run, MISSING)
    compare(run, BALANCE, "Accept: image/png")
    compare(run, BALANCE, 'If-Match: "no"')
    compare(run, BALANCE + "?nonsense=1")


@scenario("HEAD has the fields of GET: 304", "9110 9.3.2")
def _(run):
    compare(run, BALANCE, "If-None-Match: *")
