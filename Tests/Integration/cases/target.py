"""Target forms and percent-encoding: RFC 9112 3.2, RFC 9110 4.2, RFC 3986."""
from .table import case, scenario, HEALTH, BALANCE, request
from .wire import Fault

case("absolute-form is served", "9112 3.2.2", request(target="http://localhost" + BALANCE), "200 =balance")
case("absolute-form with a port is served", "9112 3.2.2", request(target="http://localhost:8080" + BALANCE), "200 =balance")
case("absolute-form with an IPv6 address is served", "9112 3.2.2", request(target="http://[::1]" + BALANCE), "200 =balance")
case("absolute-form wins over Host", "9112 3.2.2", request(target="http://localhost" + BALANCE, host="other.example"), "200 =balance")
case("absolute-form without Host is 400", "9112 3.2", request(target="http://localhost" + BALANCE, host=None), "400")
case("absolute-form with two Hosts is 400", "9112 3.2", request("Host: localhost", target="http://localhost" + BALANCE), "400")
case("absolute-form on HTTP/1.0 is served", "9112 3.2.2", request(target="http://localhost" + BALANCE, version="HTTP/1.0", host=None), "200 =balance !eof")
case("absolute-form: scheme and host in any case", "9110 4.2.3", request(target="HTTP://LOCALHOST" + BALANCE), "200 =balance")
case("absolute-form with an empty path is the root", "9110 4.2.3", request(target="http://localhost"), "200|404")
case("absolute-form with an empty port is served", "3986 3.2.3", request(target="http://localhost:" + BALANCE), "200 =balance")
case("absolute-form HEAD is served", "9112 3.2.2", request(method="HEAD", target="http://localhost" + BALANCE), "HEAD:200")
case("absolute-form https is refused on plain TCP", "9110 7.4", request(target="https://localhost" + BALANCE), "400|403|404|421")
case("absolute-form with another scheme is refused", "9110 7.4", request(target="ftp://localhost" + BALANCE), "400|403|404|421|501")
case("absolute-form with user information is 400", "9110 4.2.4", request(target="http://user:secret@localhost" + BALANCE), "400")
case("absolute-form with an empty user is 400", "9110 4.2.4", request(target="http://@localhost" + BALANCE), "400")
case("absolute-form with no host is 400", "9110 4.2.1", request(target="http://" + BALANCE), "400")
case("absolute-form with a port but no host is 400", "9110 4.2.1", request(target="http://:80" + BALANCE), "400")
case("absolute-form with a bad port is 400", "3986 3.2.3", request(target="http://localhost:8x" + BALANCE), "400")
case("absolute-form with one slash is 400", "9110 4.2.1", request(target="http:" + BALANCE), "400")
case("absolute-form with an open bracket is 400", "3986 3.2.2", request(target="http://[::1" + BALANCE), "400")
case("authority-form with GET is 400", "9112 3.2.3", request(target="localhost:80"), "400")
case("a bare name as target is 400", "9112 3.2.1", request(target="healthz"), "400")
case("a target without its first slash is 400", "9112 3.2.1", request(target=BALANCE[1:]), "400")
case("a query without a path is 400", "9112 3.2.1", request(target="?type=goods"), "400")
case("asterisk with OPTIONS is answered", "9112 3.2.4", request(method="OPTIONS", target="*"), "200|204")
case("asterisk by absolute-form with OPTIONS is answered", "9112 3.2.4", request(method="OPTIONS", target="http://localhost"), "200|204")
for method in ["GET", "HEAD"]:
    case("asterisk with %s is 400" % method, "9112 3.2.4", request(method=method, target="*"), ("HEAD:" if method == "HEAD" else "") + "400")
case("asterisk with POST is refused", "9112 3.2.4", request("Content-Length: 0", method="POST", target="*"), "400|405")
case("two asterisks are 400", "9112 3.2.4", request(method="OPTIONS", target="**"), "400")
case("an asterisk with a query is 400", "9112 3.2.4", request(method="OPTIONS", target="*?x"), "400")
case("a fragment in the target is 400", "9112 3.2", request(target=HEALTH + "#top"), "400")
case("a fragment after the query is 400", "9112 3.2", request(target=BALANCE + "?type=goods#top"), "400")
case("a lone # is 400", "9112 3.2", request(target="#"), "400")

case("%4dEX is MEX", "9110 4.2.3", request(target="/v1/partners/%4dEX/balance"), "200 =balance")
case("%4DEX is MEX, hex digits in any case", "3986 6.2.2.1", request(target="/v1/partners/%4DEX/balance"), "200 =balance")
case("any letter and digit may be escaped", "3986 2.3", request(target="/%76%31/%70artners/M%45%58/balanc%65"), "200 =balance")
case("a query may be escaped", "3986 2.3", request(target=BALANCE + "?t%79pe=%67oods"), "200")
case("an empty query has no effect", "3986 3.4", request(target=BALANCE + "?"), "200 =balance")
case("a path is case-sensitive", "9110 4.2.3", request(target="/HEALTHZ"), "404")
case("%2F never splits a segment", "3986 2.2", request(target="/v1/partners%2FMEX/balance"), "404|400")
case("%2f never splits a segment", "3986 2.2", request(target="/v1/partners/MEX%2fbalance"), "404|400")
case("%3F does not begin a query", "3986 2.2", request(target=BALANCE + "%3Ftype=goods"), "404|400")
case("%23 does not begin a fragment", "3986 2.2", request(target=HEALTH + "%23top"), "404|400")
case("%25 is decoded once only", "3986 2.4", request(target="/v1/partners/%254dEX/balance"), "404|400")
case("%5C is not a slash", "3986 2.2", request(target="/v1/partners%5CMEX%5Cbalance"), "404|400")
for bad in ["%", "%2", "%zz", "%4", "%g0", "%0g", "%%4d", "%u004d", "% 4d", "%-1", "%+4", "%0x4d", "%00", "%4d%00"]:
    case("%s in the path is 400" % bad, "3986 2.1", request(target="/v1/partners/%s/balance" % bad), "400")
case("a % at the very end of the path is 400", "3986 2.1", request(target=HEALTH + "%"), "400")
case("%4 at the very end of the path is 400", "3986 2.1", request(target=HEALTH + "%4"), "400")
for bad in ["%", "%2", "%zz", "%00"]:
    case("%s in the query is 400" % bad, "3986 2.1", request(target=BALANCE + "?type=" + bad), "400 problem !any")
case("%0d%0a does not split the response", "9110 5.5", request(target="/v1/partners/x%0d%0aX-Injected:%201/balance"), "400|404 -X-Injected problem")
case("%0d%0a in the query does not split the response", "9110 5.5", request(target=BALANCE + "?type=x%0d%0aX-Injected:%201"), "400 -X-Injected problem")
case("%ff is refused", "3986 2.5", request(target="/v1/partners/%ff/balance"), "400|404 problem")
case("an overlong UTF-8 slash is not a slash", "3629 10", request(target="/v1/partners%c0%afMEX/balance"), "400|404 problem")
case("a UTF-16 surrogate in UTF-8 is refused", "3629 3", request(target="/v1/partners/%ed%a0%80/balance"), "400|404 problem")
case("quotes and brackets echoed in an error leave it JSON", "9457 3", request(target="/v1/partners/%22%5C%3Cb%3E%0a%01/balance"), "400|404 problem")
case("// is not /", "3986 3.3", request(target="/" + BALANCE), "404|400|301|308")
case("// does not begin an authority", "9112 3.2.1", request(target="//localhost" + BALANCE), "404|400")
case("an empty segment is a segment", "3986 3.3", request(target="/v1//partners/MEX/balance"), "404|400|301|308")
for path in ["/v1/./partners/MEX/balance", "/v1/x/../partners/MEX/balance", "/../healthz", "/%2e%2e/healthz", "/%2e/healthz", "/v1/partners/%2E%2E/%2e%2e/healthz",
             "/../../../../etc/passwd", "/v1/partners/..%2f..%2fhealthz", "/..;/healthz", "/healthz/..", "/..%5c..%5cetc/passwd"]:
    case("dot segments lead nowhere: %s" % path, "3986 6.2.2.3", request(target=path), "404|400" + ("|200" if path == "/healthz/.." else "|301|308"))
for char in '"<>\\^`{|}':
    case("a raw %s in the path is 400" % char, "3986 3.3", request(target="/v1/partners/%s/balance" % char), "400")
case("%7B and the like are a path", "3986 2.1", request(target="/v1/partners/%7B%22%7D/balance"), "404|400 problem")
case("a semicolon is part of a segment", "3986 3.3", request(target="/v1/partners/MEX;x=1/balance"), "404|400")
case("sub-delims are part of a segment", "3986 3.3", request(target="/v1/partners/!$&'()*+,;=:@/balance"), "404|400")
case("two thousand segments are a path", "3986 3.3", request(target="/a" * 2000), "404|400")
case("a slash and a question mark are allowed in a query", "3986 3.4", request(target=BALANCE + "?/?"), "200|400")


@scenario("the root by absolute-form is the root by origin-form", "9110 4.2.3")
def _(run):
    a, b = run.get("http://localhost"), run.get("/")
    if (a.status, a["etag"], a["content-type"]) != (b.status, b["etag"], b["content-type"]):
        raise Fault("%s against %s" % (a.brief(), b.brief()))


@scenario("equivalent targets have one ETag", "9110 8.8.3")
def _(run):
    for t in ["/v1/partners/%4dEX/balance", "http://localhost" + BALANCE, BALANCE + "?"]:
        r = run.get(t)
        if (r.status, r["etag"]) != (200, run.marks["ETAG"]):
            raise Fault("%s: %s ETag %s, plain %s" % (t, r.status, r["etag"], run.marks["ETAG"]))
