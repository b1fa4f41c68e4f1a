"""Target forms and percent-encoding: RFC 9112 3.2, RFC 9110 4.2, RFC 3986."""
from table import C, F, HZ, NONE, P, T, q
from wire import Fault

C("absolute-form is served", "9112 3.2.2", q(t="http://localhost" + P), "200 =P")
C("absolute-form with a port is served", "9112 3.2.2", q(t="http://localhost:8080" + P), "200 =P")
C("absolute-form with an IPv6 address is served", "9112 3.2.2", q(t="http://[::1]" + P), "200 =P")
C("absolute-form wins over Host", "9112 3.2.2", q(t="http://localhost" + P, host="other.example"), "200 =P")
C("absolute-form without Host is 400", "9112 3.2", q(t="http://localhost" + P, host=None), "400")
C("absolute-form with two Hosts is 400", "9112 3.2", q("Host: localhost", t="http://localhost" + P), "400")
C("absolute-form on HTTP/1.0 is served", "9112 3.2.2", q(t="http://localhost" + P, v="HTTP/1.0", host=None), "200 =P !eof")
C("absolute-form: scheme and host in any case", "9110 4.2.3", q(t="HTTP://LOCALHOST" + P), "200 =P")
C("absolute-form with an empty path is the root", "9110 4.2.3", q(t="http://localhost"), "200|404")
C("absolute-form with an empty port is served", "3986 3.2.3", q(t="http://localhost:" + P), "200 =P")
C("absolute-form HEAD is served", "9112 3.2.2", q(m="HEAD", t="http://localhost" + P), "HEAD:200")
C("absolute-form https is refused on plain TCP", "9110 7.4", q(t="https://localhost" + P), "400|403|404|421")
C("absolute-form with another scheme is refused", "9110 7.4", q(t="ftp://localhost" + P), "400|403|404|421|501")
C("absolute-form with user information is 400", "9110 4.2.4", q(t="http://user:secret@localhost" + P), "400")
C("absolute-form with an empty user is 400", "9110 4.2.4", q(t="http://@localhost" + P), "400")
C("absolute-form with no host is 400", "9110 4.2.1", q(t="http://" + P), "400")
C("absolute-form with a port but no host is 400", "9110 4.2.1", q(t="http://:80" + P), "400")
C("absolute-form with a bad port is 400", "3986 3.2.3", q(t="http://localhost:8x" + P), "400")
C("absolute-form with one slash is 400", "9110 4.2.1", q(t="http:" + P), "400")
C("absolute-form with an open bracket is 400", "3986 3.2.2", q(t="http://[::1" + P), "400")
C("authority-form with GET is 400", "9112 3.2.3", q(t="localhost:80"), "400")
C("a bare name as target is 400", "9112 3.2.1", q(t="healthz"), "400")
C("a target without its first slash is 400", "9112 3.2.1", q(t=P[1:]), "400")
C("a query without a path is 400", "9112 3.2.1", q(t="?type=goods"), "400")
C("asterisk with OPTIONS is answered", "9112 3.2.4", q(m="OPTIONS", t="*"), "200|204")
C("asterisk by absolute-form with OPTIONS is answered", "9112 3.2.4", q(m="OPTIONS", t="http://localhost"), "200|204")
for method in ["GET", "HEAD"]:
    C("asterisk with %s is 400" % method, "9112 3.2.4", q(m=method, t="*"), ("HEAD:" if method == "HEAD" else "") + "400")
C("asterisk with POST is refused", "9112 3.2.4", q("Content-Length: 0", m="POST", t="*"), "400|405")
C("two asterisks are 400", "9112 3.2.4", q(m="OPTIONS", t="**"), "400")
C("an asterisk with a query is 400", "9112 3.2.4", q(m="OPTIONS", t="*?x"), "400")
C("a fragment in the target is 400", "9112 3.2", q(t=HZ + "#top"), "400")
C("a fragment after the query is 400", "9112 3.2", q(t=P + "?type=goods#top"), "400")
C("a lone # is 400", "9112 3.2", q(t="#"), "400")

C("%4dEX is MEX", "9110 4.2.3", q(t="/v1/partners/%4dEX/balance"), "200 =P")
C("%4DEX is MEX, hex digits in any case", "3986 6.2.2.1", q(t="/v1/partners/%4DEX/balance"), "200 =P")
C("any letter and digit may be escaped", "3986 2.3", q(t="/%76%31/%70artners/M%45%58/balanc%65"), "200 =P")
C("a query may be escaped", "3986 2.3", q(t=P + "?t%79pe=%67oods"), "200")
C("an empty query is none", "3986 3.4", q(t=P + "?"), "200 =P")
C("a path is case-sensitive", "9110 4.2.3", q(t="/HEALTHZ"), "404")
C("%2F never splits a segment", "3986 2.2", q(t="/v1/partners%2FMEX/balance"), "404|400")
C("%2f never splits a segment", "3986 2.2", q(t="/v1/partners/MEX%2fbalance"), "404|400")
C("%3F begins no query", "3986 2.2", q(t=P + "%3Ftype=goods"), "404|400")
C("%23 begins no fragment", "3986 2.2", q(t=HZ + "%23top"), "404|400")
C("%25 is decoded once only", "3986 2.4", q(t="/v1/partners/%254dEX/balance"), "404|400")
C("%5C is no slash", "3986 2.2", q(t="/v1/partners%5CMEX%5Cbalance"), "404|400")
for bad in ["%", "%2", "%zz", "%4", "%g0", "%0g", "%%4d", "%u004d", "% 4d", "%-1", "%+4", "%0x4d", "%00", "%4d%00"]:
    C("%s in the path is 400" % bad, "3986 2.1", q(t="/v1/partners/%s/balance" % bad), "400")
C("a % at the very end of the path is 400", "3986 2.1", q(t=HZ + "%"), "400")
C("%4 at the very end of the path is 400", "3986 2.1", q(t=HZ + "%4"), "400")
for bad in ["%", "%2", "%zz", "%00"]:
    C("%s in the query is 400" % bad, "3986 2.1", q(t=P + "?type=" + bad), "400 problem !any")
C("%0d%0a splits no response", "9110 5.5", q(t="/v1/partners/x%0d%0aX-Injected:%201/balance"), "400|404 -X-Injected problem")
C("%0d%0a in the query splits no response", "9110 5.5", q(t=P + "?type=x%0d%0aX-Injected:%201"), "400 -X-Injected problem")
C("%ff is no text", "3986 2.5", q(t="/v1/partners/%ff/balance"), "400|404 problem")
C("an overlong UTF-8 slash is no slash", "3629 10", q(t="/v1/partners%c0%afMEX/balance"), "400|404 problem")
C("a UTF-16 surrogate in UTF-8 is no text", "3629 3", q(t="/v1/partners/%ed%a0%80/balance"), "400|404 problem")
C("quotes and brackets echoed in an error leave it JSON", "9457 3", q(t="/v1/partners/%22%5C%3Cb%3E%0a%01/balance"), "400|404 problem")
C("// is not /", "3986 3.3", q(t="/" + P), "404|400|301|308")
C("// begins no authority", "9112 3.2.1", q(t="//localhost" + P), "404|400")
C("an empty segment is a segment", "3986 3.3", q(t="/v1//partners/MEX/balance"), "404|400|301|308")
for path in ["/v1/./partners/MEX/balance", "/v1/x/../partners/MEX/balance", "/../healthz", "/%2e%2e/healthz", "/%2e/healthz", "/v1/partners/%2E%2E/%2e%2e/healthz",
             "/../../../../etc/passwd", "/v1/partners/..%2f..%2fhealthz", "/..;/healthz", "/healthz/..", "/..%5c..%5cetc/passwd"]:
    C("dot segments lead nowhere: %s" % path, "3986 6.2.2.3", q(t=path), "404|400" + ("|200" if path == "/healthz/.." else "|301|308"))
for char in '"<>\\^`{|}':
    C("a raw %s in the path is 400" % char, "3986 3.3", q(t="/v1/partners/%s/balance" % char), "400")
C("%7B and the like are a path", "3986 2.1", q(t="/v1/partners/%7B%22%7D/balance"), "404|400 problem")
C("a semicolon is part of a segment", "3986 3.3", q(t="/v1/partners/MEX;x=1/balance"), "404|400")
C("sub-delims are part of a segment", "3986 3.3", q(t="/v1/partners/!$&'()*+,;=:@/balance"), "404|400")
C("two thousand segments are a path", "3986 3.3", q(t="/a" * 2000), "404|400")
C("a slash and a question mark may stand in a query", "3986 3.4", q(t=P + "?/?"), "200|400")


@F("the root by absolute-form is the root by origin-form", "9110 4.2.3")
def _(run):
    a, b = run.get("http://localhost"), run.get("/")
    if (a.status, a["etag"], a["content-type"]) != (b.status, b["etag"], b["content-type"]):
        raise Fault("%s against %s" % (a.brief(), b.brief()))


@F("equivalent targets have one ETag", "9110 8.8.3")
def _(run):
    for t in ["/v1/partners/%4dEX/balance", "http://localhost" + P, P + "?"]:
        r = run.get(t)
        if (r.status, r["etag"]) != (200, run.marks["E"]):
            raise Fault("%s: %s ETag %s, plain %s" % (t, r.status, r["etag"], run.marks["E"]))
