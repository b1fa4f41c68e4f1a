"""OPTIONS, CORS, problem details, caching, and what must hold of every response (RFC 9110, 9111, 9457; Fetch; design)."""
import json, re, time
from table import C, F, HZ, NONE, P, T, check_problem, q
from wire import Fault, parse_imf

C("OPTIONS says what is allowed", "9110 9.3.7", q(m="OPTIONS"), "200|204 Allow~\\bGET\\b Allow~\\bHEAD\\b Allow~\\bOPTIONS\\b !open")
C("OPTIONS does not allow what is not served", "9110 10.2.1", q(m="OPTIONS"), "200|204 Allow~^(?!.*\\b(POST|PUT|DELETE|PATCH|TRACE|CONNECT)\\b)")
C("OPTIONS on liveness is answered", "9110 9.3.7", q(m="OPTIONS", t=HZ), "200|204 +Allow")
C("OPTIONS on an unknown path is no fault", "9110 9.3.7", q(m="OPTIONS", t=NONE), "200|204|404")
C("OPTIONS on HTTP/1.0 is answered", "9110 9.3.7", q(m="OPTIONS", v="HTTP/1.0"), "200|204 +Allow !eof")

OPEN = "Access-Control-Allow-Origin~^\\*$ -Access-Control-Allow-Credentials"
for what, request, status in [
    ("a 200", q("Origin: https://a.example"), "200"), ("a 200 without Origin", q(), "200"), ("a 200 with Origin: null", q("Origin: null"), "200"),
    ("a HEAD", q("Origin: https://a.example", m="HEAD"), "HEAD:200"), ("a 304", q("Origin: https://a.example", "If-None-Match: *"), "304"),
    ("a 400 of the API", q("Origin: https://a.example", t=P + "?nonsense=1"), "400"), ("a 400 of HTTP", q("Origin: https://a.example", "Host: x"), "400"), ("a 404", q("Origin: https://a.example", t=NONE), "404"),
    ("a 405", q("Origin: https://a.example", "Content-Length: 0", m="PUT"), "405"), ("a 406", q("Origin: https://a.example", "Accept: image/png"), "406"),
    ("a 412", q("Origin: https://a.example", 'If-Match: "no"'), "412"), ("a 413", q("Origin: https://a.example", "Content-Length: 1000000000"), "413"), ("a 414", q("Origin: https://a.example", t="/" + "a" * 65536), "414"),
    ("a 431", q("Origin: https://a.example", "X: " + "a" * 131072), "431"), ("a 501", q("Origin: https://a.example", m="FOO"), "501"), ("a 505", q("Origin: https://a.example", v="HTTP/2.0"), "505"),
]:
    C("%s may be read across origins" % what, "Fetch", request, "%s %s" % (status, OPEN))
C("ETag and Link are exposed", "Fetch", q("Origin: https://a.example"), "200 Access-Control-Expose-Headers~(\\*|\\betag\\b) Access-Control-Expose-Headers~(\\*|\\blink\\b)")
PRE = ["Origin: https://a.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: if-none-match,accept"]
C("a preflight is answered", "Fetch", q(*PRE, m="OPTIONS"),
  "200|204 %s Access-Control-Allow-Methods~\\bGET\\b Access-Control-Allow-Methods~\\bHEAD\\b Access-Control-Allow-Headers~(\\*|if-none-match) !open" % OPEN)
C("a preflight for a method not served does not allow it", "Fetch", q("Origin: null", "Access-Control-Request-Method: DELETE", m="OPTIONS"), "2xx|403|405 Access-Control-Allow-Methods~^(?!.*DELETE)")
C("a preflight on an unknown path may be read", "Fetch", q(*PRE, m="OPTIONS", t=NONE), "200|204|404 " + OPEN)
C("a preflight and its GET share a connection", "Fetch", q(*PRE, m="OPTIONS") + q("Origin: https://a.example"), "200|204 +Access-Control-Allow-Methods;200 =P !open")
C("an Origin with control of its own is not echoed", "Fetch", q("Origin: https://evil.example"), "200 Access-Control-Allow-Origin~^\\*$")

for what, request, status in [
    ("a 400 for a parameter", q(t=P + "?nonsense=1"), "400"), ("a 400 for Host", q(host="a b"), "400"), ("a 400 for a request line", "GET  / HTTP/1.1\r\n\r\n", "400"),
    ("a 400 for a field", q("X Y: 1"), "400"), ("a 400 for framing", q("Content-Length: x"), "400"), ("a 404 for a path", q(t=NONE), "404"), ("a 404 for a partner", q(t="/v1/partners/XQX/balance"), "404"),
    ("a 501", q(m="FOO"), "501"), ("a 505", q(v="HTTP/2.0"), "505"), ("a 404 on HTTP/1.0", q(t=NONE, v="HTTP/1.0"), "404"),
]:
    C("%s is a problem" % what, "9457 3", request, "%s problem" % status)
C("a 404 to HEAD has the problem's fields", "9457 3", q(m="HEAD", t=NONE), "HEAD:404 problem !open")
C("liveness answers", "design", q(t=HZ), "200 +Content-Type !open")
for what, target in {"a resource": P, "a ranking": T}.items():
    C("%s has ETag, Cache-Control and nosniff" % what, "design", q(t=target), "200 ETag~^\" +Cache-Control X-Content-Type-Options~^nosniff$ Content-Type~^application/json")
C("Age is not made up by an origin", "9111 5.1", q(), "200 -Age")
C("Warning and Pragma are not sent", "9111 5.4", q(), "200 -Warning -Pragma")
C("hop-by-hop fields of others are not sent", "9110 7.6.1", q(), "200 -Proxy-Connection -Upgrade -Trailer -TE")
C("the answer to HTTP/1.0 is not chunked", "9112 6.1", q(v="HTTP/1.0"), "200 -Transfer-Encoding +Content-Length !eof")


@F("Cache-Control is well formed and may be stored", "9111 5.2")
def _(run):
    for target in (P, T):
        value = run.get(target)["cache-control"] or ""
        for d in value.split(","):
            if not re.fullmatch(r"\s*[a-z-]+(=(\d+|\"[^\"]*\"|[\w-]+))?\s*", d, re.I):
                raise Fault("Cache-Control: %s" % value)
        if "no-store" in value and "max-age" in value:
            raise Fault("Cache-Control contradicts itself: %s" % value)


@F("a GET has one answer however it is asked", "9110 9.2.1")
def _(run):
    want = run.ref["P"].body
    for r in (run.get(P), run.get("http://localhost" + P), run.ask(q(v="HTTP/1.0")), run.ask(q("Accept: */*"))):
        if r.body != want:
            raise Fault("%s differs" % r.brief())


def seen(name, rfc):
    return F("in all this run " + name, rfc)


def complain(bad, total):
    if bad:
        raise Fault("%d of %d did not; the first: %s" % (len(bad), total, "; ".join("%s (%s)" % b for b in bad[:3])))


@seen("every Date was the time", "9110 6.6.1")
def _(run):
    finals = [(c, r) for c, r in run.ledger if r.status >= 200]
    complain([(c, r["date"]) for c, r in finals if abs(parse_imf(r["date"], "Date") - r.at) > 5], len(finals))


@seen("every error was a problem whose status is its own", "9457 3")
def _(run):
    errors, bad = [(c, r) for c, r in run.ledger if r.status >= 400], []
    for c, r in errors:
        try:
            check_problem(r)
        except Fault as e:
            bad.append((c, e))
    complain(bad, len(errors))


@seen("every answer may be read across origins", "Fetch")
def _(run):
    finals = [(c, r) for c, r in run.ledger if r.status >= 200]
    complain([(c, r.brief()) for c, r in finals if r["access-control-allow-origin"] != "*"], len(finals))


@seen("every answer said nosniff", "design")
def _(run):
    finals = [(c, r) for c, r in run.ledger if r.status >= 200 and r.status != 304]
    complain([(c, r.brief()) for c, r in finals if (r["x-content-type-options"] or "").lower() != "nosniff"], len(finals))


@seen("every 304 and every 200 had a strong ETag", "design")
def _(run):
    finals = [(c, r) for c, r in run.ledger if r.status in (200, 304) and "OPTIONS" not in c and "preflight" not in c and "allow" not in r]
    complain([(c, "%s ETag %s" % (r.brief(), r["etag"])) for c, r in finals if not (r["etag"] or "").startswith('"')], len(finals))


@seen("no answer was a 5xx but 501 and 505", "9110 15.6")
def _(run):
    complain([(c, r.brief()) for c, r in run.ledger if r.status >= 500 and r.status not in (501, 505)], len(run.ledger))


@seen("no error told of the inside", "9110 17.5")
def _(run):
    pattern = re.compile(rb"(/build/|/home/|\.swift\b|Fatal error|Optional\(|stack trace|0x[0-9a-f]{8})", re.I)
    errors = [(c, r) for c, r in run.ledger if r.status >= 400]
    complain([(c, pattern.search(r.body)[0]) for c, r in errors if pattern.search(r.body)], len(errors))
