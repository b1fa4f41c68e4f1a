"""Request line: RFC 9112 2.2, 3; RFC 9110 2.5, 9, 15.5, 15.6."""
from .table import case, MISSING, BALANCE, RANKING, HALF_CLOSE, request

HOST = "Host: localhost\r\n\r\n"
case("a plain GET is answered", "9112 3", request(), "200 =balance")
case("a HEAD has no body", "9110 9.3.2", request(method="HEAD"), "HEAD:200 +Content-Length")
case("one empty line before the request line is ignored", "9112 2.2", "\r\n" + request(), "200 =balance")
case("two empty lines before the request line are ignored or refused", "9112 2.2", "\r\n\r\n" + request(), "200 =balance || 400 !close")
case("ten thousand empty lines are ignored or refused", "9112 2.2", "\r\n" * 10000 + request(), "200 =balance || 400 !close || - !eof")

for what, line in {
    "two spaces before the target": "GET  %s HTTP/1.1",
    "two spaces before the version": "GET %s  HTTP/1.1",
    "a tab as the first space": "GET\t%s HTTP/1.1",
    "a tab as the second space": "GET %s\tHTTP/1.1",
    "a vertical tab as a space": "GET\x0b%s HTTP/1.1",
    "a form feed as a space": "GET %s\x0cHTTP/1.1",
    "a space after the version": "GET %s HTTP/1.1 ",
    "a space before the method": " GET %s HTTP/1.1",
    "a tab before the method": "\tGET %s HTTP/1.1",
    "a fourth word": "GET %s HTTP/1.1 x",
    "a space in the target": "GET %s/a b HTTP/1.1",
    "no target": "GET HTTP/1.1%.0s",
    "an empty target": "GET  HTTP/1.1%.0s",
    "a method only": "GET%.0s",
    "no method": "%s HTTP/1.1",
    "a bare CR within": "GET %s\rHTTP/1.1",
    "a bare CR in the target": "GET %s\rx HTTP/1.1",
    "CR CR LF at its end": "GET %s HTTP/1.1\r",
    "a NUL in the target": "GET %s\0 HTTP/1.1",
    "a NUL in the method": "G\0ET %s HTTP/1.1",
    "a NUL in the version": "GET %s HTTP/1.1\0",
    "a NUL before the method": "\0GET %s HTTP/1.1",
    "a control character in the target": "GET %s\x01 HTTP/1.1",
    "an escape character in the target": "GET %s\x1b[0m HTTP/1.1",
    "a DEL in the target": "GET %s\x7f HTTP/1.1",
    "an 8-bit byte in the target": "GET %s\xe9 HTTP/1.1",
    "raw UTF-8 in the target": "GET %s/\xc3\xa9 HTTP/1.1",
    "an 8-bit byte in the method": "G\xc9T %s HTTP/1.1",
    "a parenthesis in the method": "GE(T %s HTTP/1.1",
    "a quoted method": '"GET" %s HTTP/1.1',
    "a colon after the method": "GET: %s HTTP/1.1",
    "a comma in the method": "GET,HEAD %s HTTP/1.1",
}.items():
    case("a request line with %s is 400" % what, "9112 3", line % BALANCE + "\r\n" + HOST, "400")

for version in ["HTTP/01.1", "HTTP/1.01", "HTTP/1.10", "HTTP/11.1", "HTTP/1.", "HTTP/.1", "HTTP/1", "HTTP/", "HTTP", "http/1.1", "Http/1.1", "HTTP/1,1", "HTTP/1.1.1",
                "HTTP/+1.1", "HTTP/-1.1", "HTTP/a.b", "HTTP/1.x", "HTTP /1.1", "HTTP/ 1.1", "HTTP/1.1x", "HTTPS/1.1", "HTCPCP/1.0", "XHTTP/1.1", "HTTP/0x1.1", "HTTP/1.\xb2", "HTTP\\1.1"]:
    case("the version %r is 400" % version, "9112 2.3", "GET %s %s\r\n%s" % (BALANCE, version, HOST),
      "400 || 505" if version in ("HTTP/11.1", "HTTP/1.10", "HTTP/01.1", "HTTP/1.01") else "400")
case("HTTP/1.0 is answered and closed", "9110 2.5", request(version="HTTP/1.0"), "200 =balance !eof")
case("HTTP/1.0 with no Host is answered", "9112 3.2", request(version="HTTP/1.0", host=None), "200 =balance !eof")
case("HTTP/1.2 is answered as 1.1", "9110 2.5", request(version="HTTP/1.2"), "200 =balance !open")
case("HTTP/1.9 is answered as 1.1", "9110 2.5", request(version="HTTP/1.9"), "200 =balance !open")
for version in ["HTTP/2.0", "HTTP/3.0", "HTTP/9.9"]:
    case("%s is 505" % version, "9110 15.6.6", request(version=version), "505")
case("HTTP/0.9 by name is 505 or 400", "9110 15.6.6", request(version="HTTP/0.9"), "505|400")
case("a request line without a version is 400", "9112 3", "GET %s\r\n\r\n" % BALANCE, "400 || 505")
case("a request line without a version but with fields is 400", "9112 3", "GET %s\r\n%s" % (BALANCE, HOST), "400 || 505")

for method in ["get", "Get", "geT", "head", "options", "FOO", "GETT", "GE", "G", "M-SEARCH", "!#$%&'*+-.^_`|~"]:
    case("the method %s is unknown: 501" % method, "9110 9.1", request(method=method), "501")
case("a method of 100 letters is 501", "9112 3.1", request(method="A" * 100), "501")
case("a method of 64 KiB is refused", "9112 3", request(method="A" * 65536), "501|400|414|431 !close")
for method in ["POST", "PUT", "DELETE", "PATCH"]:
    case("%s is 405 with Allow" % method, "9110 15.5.6", request("Content-Length: 0", method=method),
      "405 Allow~\\bGET\\b Allow~\\bHEAD\\b Allow~\\bOPTIONS\\b problem !open")
    case("Allow of a 405 to %s omits it" % method, "9110 10.2.1", request("Content-Length: 0", method=method), "405 Allow~^(?!.*\\b%s\\b)" % method)
case("DELETE with neither length nor body stays open", "9112 6.3", request(method="DELETE"), "405 !open")
case("POST without Content-Length has no body", "9112 6.3", request(method="POST") + request(target=RANKING), "405;200 =ranking !open || 411 !close")
case("POST to an unknown path is 404 or 405", "9110 9.1", request("Content-Length: 0", method="POST", target=MISSING), "404|405")
for method in ["PROPFIND", "QUERY", "LINK", "PRI"]:
    case("%s is 501 or 405" % method, "9110 9.1", request(method=method), "501|405")
case("TRACE is refused", "9110 9.3.8", request("X-Secret: 7", method="TRACE"), "405|501 Content-Type~^(?!message/http)")
case("CONNECT in authority form is refused", "9110 9.3.6", request(method="CONNECT", target="localhost:443"), "405|501|400")
case("CONNECT in origin form is refused", "9110 9.3.6", request(method="CONNECT"), "405|501|400")
case("CONNECT without a port is refused", "9110 9.3.6", request(method="CONNECT", target="localhost"), "405|501|400")

case("bare LF as line ends is 400", "9112 2.2", request().replace("\r\n", "\n"), "400")
case("bare LF after the request line is 400", "9112 2.2", request().replace("\r\n", "\n", 1), "400")
case("bare CR as line ends is 400", "9112 2.2", [request().replace("\r\n", "\r"), HALF_CLOSE], "400 || - !eof")
case("bare LF as the empty line is 400", "9112 2.2", request()[:-2] + "\n", "400")
case("LF CR as line ends is 400", "9112 2.2", request().replace("\r\n", "\n\r") + "\r\n\r\n", "400")
case("CR CR LF as the empty line is 400", "9112 2.2", request()[:-2] + "\r\r\n", "400")

case("a target of 7,900 bytes is not too long", "9112 3", request(target="/v1/partners/" + "A" * 7887), "404 !open")
case("a target of 64 KiB is 414", "9110 15.5.15", request(target="/" + "a" * 65535), "414 problem")
case("a query of 64 KiB is 414", "9110 15.5.15", request(target=BALANCE + "?" + "a" * 65535), "414 problem")
case("a target of 1 MiB without an end is 414", "9110 15.5.15", "GET /" + "a" * (1 << 20), "414 !close")
case("1 MiB of letters is refused", "9112 3", "A" * (1 << 20), "400|414|431|501 !close")
case("a TLS ClientHello is 400", "9112 3", [bytes.fromhex("1603010200010001fc0303") + bytes(range(256)) * 2, HALF_CLOSE], "400 !close || - !eof")
case("an SSH banner is 400", "9112 3", "SSH-2.0-OpenSSH_9.6\r\n\r\n", "400")
case("a SMTP greeting is 400", "9112 3", "EHLO localhost\r\n\r\n", "400")
case("a status line is 400", "9112 2.1", "HTTP/1.1 200 OK\r\nHost: localhost\r\n\r\n", "400")
case("64 KiB of pseudo-random bytes are 400", "9112 3", bytes((i * i * 31 + i * 7 + (i >> 3)) & 255 | 128 for i in range(65536)) + b"\r\n\r\n", "400|414|431|501 !close")
case("the HTTP/2 preface is 505 or 400", "9113 3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0", "505|400|501|405 !close")
case("only a CRLF, then the end: closed in silence", "9112 2.2", ["\r\n", HALF_CLOSE], "- !eof || 400 !eof")
