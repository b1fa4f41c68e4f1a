"""OPTIONS, CORS, problem details, caching, and properties of every response of the run (RFC 9110, 9111, 9457; Fetch; the API's own
contract, marked 'design')."""
import re
from .table import case, scenario, HEALTH, MISSING, BALANCE, RANKING, check_problem, request
from .wire import Fault, parse_imf

case("OPTIONS is answered with Allow", "9110 9.3.7", request(method="OPTIONS"), "200|204 Allow~\\bGET\\b Allow~\\bHEAD\\b Allow~\\bOPTIONS\\b !open")
case("OPTIONS does not allow methods that are not served", "9110 10.2.1", request(method="OPTIONS"), "200|204 Allow~^(?!.*\\b(POST|PUT|DELETE|PATCH|TRACE|CONNECT)\\b)")
case("OPTIONS on liveness is answered", "9110 9.3.7", request(method="OPTIONS", target=HEALTH), "200|204 +Allow")
case("OPTIONS on an unknown path is 200, 204 or 404", "9110 9.3.7", request(method="OPTIONS", target=MISSING), "200|204|404")
case("OPTIONS on HTTP/1.0 is answered", "9110 9.3.7", request(method="OPTIONS", version="HTTP/1.0"), "200|204 +Allow !eof")

OPEN = "Access-Control-Allow-Origin~^\\*$ -Access-Control-Allow-Credentials"
for what, message, status in [
    ("a 200", request("Origin: https://a.example"), "200"), ("a 200 without Origin", request(), "200"), ("a 200 with Origin: null", request("Origin: null"), "200"),
    ("a HEAD", request("Origin: https://a.example", method="HEAD"), "HEAD:200"), ("a 304", request("Origin: https://a.example", "If-None-Match: *"), "304"),
    ("a 400 of the API", request("Origin: https://a.example", target=BALANCE + "?nonsense=1"), "400"), ("a 400 of HTTP", request("Origin: https://a.example", "Host: x"), "400"), ("a 404", request("Origin: https://a.example", target=MISSING), "404"),
    ("a 405", request("Origin: https://a.example", "Content-Length: 0", method="PUT"), "405"), ("a 406", request("Origin: https://a.example", "Accept: image/png"), "406"),
    ("a 412", request("Origin: https://a.example", 'If-Match: "no"'), "412"), ("a 413", request("Origin: https://a.example", "Content-Length: 1000000000"), "413"), ("a 414", request("Origin: https://a.example", target="/" + "a" * 65536), "414"),
    ("a 431", request("Origin: https://a.example", "X: " + "a" * 131072), "431"), ("a 501", request("Origin: https://a.example", method="FOO"), "501"), ("a 505", request("Origin: https://a.example", version="HTTP/2.0"), "505"),
]:
    case("%s may be read across origins" % what, "Fetch", message, "%s %s" % (status, OPEN))
case("ETag and Link are exposed", "Fetch", request("Origin: https://a.example"), "200 Access-Control-Expose-Headers~(\\*|\\betag\\b) Access-Control-Expose-Headers~(\\*|\\blink\\b)")
PREFLIGHT = ["Origin: https://a.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: if-none-match,accept"]
case("a preflight is answered", "Fetch", request(*PREFLIGHT, method="OPTIONS"),
  "200|204 %s Access-Control-Allow-Methods~\\bGET\\b Access-Control-Allow-Methods~\\bHEAD\\b Access-Control-Allow-Headers~(\\*|if-none-match) !open" % OPEN)
case("a preflight for a method not served does not allow it", "Fetch", request("Origin: null", "Access-Control-Request-Method: DELETE", method="OPTIONS"), "2xx|403|405 Access-Control-Allow-Methods~^(?!.*DELETE)")
case("a preflight on an unknown path may be read", "Fetch", request(*PREFLIGHT, method="OPTIONS", target=MISSING), "200|204|404 " + OPEN)
case("a preflight and its GET share a connection", "Fetch", request(*PREFLIGHT, method="OPTIONS") + request("Origin: https://a.example"), "200|204 +Access-Control-Allow-Methods;200 =balance !open")
case("an Origin is not echoed", "Fetch", request("Origin: https://evil.example"), "200 Access-Control-Allow-Origin~^\\*$")

for what, message, status in [
    ("a 400 for a parameter", request(target=BALANCE + "?nonsense=1"), "400"), ("a 400 for Host", request(host="a b"), "400"), ("a 400 for a request line", "GET  / HTTP/1.1\r\n\r\n", "400"),
    ("a 400 for a field", request("X Y: 1"), "400"), ("a 400 for framing", request("Content-Length: x"), "400"), ("a 404 for a path", request(target=MISSING), "404"), ("a 404 for a partner", request(target="/v1/partners/XQX/balance"), "404"),
    ("a 501", request(method="FOO"), "501"), ("a 505", request(version="HTTP/2.0"), "505"), ("a 404 on HTTP/1.0", request(target=MISSING, version="HTTP/1.0"), "404"),
]:
    case("%s is a problem" % what, "9457 3", message, "%s problem" % status)
case("a 404 to HEAD has the problem's fields", "9457 3", request(method="HEAD", target=MISSING), "HEAD:404 problem !open")
case("liveness answers", "design", request(target=HEALTH), "200 +Content-Type !open")
for what, target in {"a resource": BALANCE, "a ranking": RANKING}.items():
    case("%s has ETag, Cache-Control and nosniff" % what, "design", request(target=target), "200 ETag~^\" +Cache-Control X-Content-Type-Options~^nosniff$ Content-Type~^application/json")
case("Age is not sent by an origin", "9111 5.1", request(), "200 -Age")
case("Warning and Pragma are not sent", "9111 5.4", request(), "200 -Warning -Pragma")
case("hop-by-hop fields of others are not sent", "9110 7.6.1", request(), "200 -Proxy-Connection -Upgrade -Trailer -TE")
case("the response to HTTP/1.0 is not chunked", "9112 6.1", request(version="HTTP/1.0"), "200 -Transfer-Encoding +Content-Length !eof")


@scenario("Cache-Control is well formed and may be stored", "9111 5.2")
def _(run):
    for target in (BALANCE, RANKING):
        value = run.get(target)["cache-control"] or ""
        for d in value.split(","):
            if not re.fullmatch(r"\s*[a-z-]+(=(\d+|\"[^\"]*\"|[\w-]+))?\s*", d, re.I):
                raise Fault("Cache-Control: %s" % value)
        if "no-store" in value and "max-age" in value:
            raise Fault("Cache-Control contradicts itself: %s" % value)


@scenario("equivalent GET requests have the same body", "9110 9.2.1")
def _(run):
    want = run.ref["balance"].body
    for r in (run.get(BALANCE), run.get("http://localhost" + BALANCE), run.ask(request(version="HTTP/1.0")), run.ask(request("Accept: */*"))):
        if r.body != want:
            raise Fault("%s differs" % r.brief())


def over_all_responses(name, rfc):
    return scenario("in this run " + name, rfc)


def require_none(bad, total):
    if bad:
        raise Fault("%d of %d responses failed; the first: %s" % (len(bad), total, "; ".join("%s (%s)" % b for b in bad[:3])))


@over_all_responses("every Date was the current time", "9110 6.6.1")
def _(run):
    finals = [(c, r) for c, r in run.responses if r.status >= 200]
    require_none([(c, r["date"]) for c, r in finals if abs(parse_imf(r["date"], "Date") - r.at) > 5], len(finals))


@over_all_responses("every error was a problem with the response's status", "9457 3")
def _(run):
    errors, bad = [(c, r) for c, r in run.responses if r.status >= 400], []
    for c, r in errors:
        try:
            check_problem(r)
        except Fault as e:
            bad.append((c, e))
    require_none(bad, len(errors))


@over_all_responses("every response may be read across origins", "Fetch")
def _(run):
    finals = [(c, r) for c, r in run.responses if r.status >= 200]
    require_none([(c, r.brief()) for c, r in finals if r["access-control-allow-origin"] != "*"], len(finals))


@over_all_responses("every response had nosniff", "design")
def _(run):
    finals = [(c, r) for c, r in run.responses if r.status >= 200 and r.status != 304]
    require_none([(c, r.brief()) for c, r in finals if (r["x-content-type-options"] or "").lower() != "nosniff"], len(finals))


@over_all_responses("every 304 and every 200 had a strong ETag", "design")
def _(run):
    finals = [(c, r) for c, r in run.responses if r.status in (200, 304) and "OPTIONS" not in c and "preflight" not in c and "allow" not in r]
    require_none([(c, "%s ETag %s" % (r.brief(), r["etag"])) for c, r in finals if not (r["etag"] or "").startswith('"')], len(finals))


@over_all_responses("no response was a 5xx except 501 and 505", "9110 15.6")
def _(run):
    require_none([(c, r.brief()) for c, r in run.responses if r.status >= 500 and r.status not in (501, 505)], len(run.responses))


@over_all_responses("no error revealed internals", "9110 17.5")
def _(run):
    pattern = re.compile(rb"(/build/|/home/|\.swift\b|Fatal error|Optional\(|stack trace|0x[0-9a-f]{8})", re.I)
    errors = [(c, r) for c, r in run.responses if r.status >= 400]
    require_none([(c, pattern.search(r.body)[0]) for c, r in errors if pattern.search(r.body)], len(errors))
