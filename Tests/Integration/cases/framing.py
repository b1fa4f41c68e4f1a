"""Message framing: RFC 9112 6, 7; RFC 9110 8.6, 10.1.1. Bodies contain a request whose path is 404: a server that takes body bytes
for a request answers 404 where the next response is expected."""
from .table import case, scenario, HALF_CLOSE, MISSING, request
from .wire import Fault

INNER = request(target=MISSING)
LENGTH = "Content-Length: %d" % len(INNER)
CHUNKED = "Transfer-Encoding: chunked"


def chunked(body, more=""):
    return request(CHUNKED, *([more] if more else []), body=body)


def refused(name, rfc, message, expect="400 !close"):
    case(name, rfc, message, expect)


case("a body on GET is discarded", "9110 9.3.1", request("Content-Length: 5", body="hello"), "200 =balance !open")
case("a body on HEAD is discarded", "9110 9.3.2", request("Content-Length: 5", method="HEAD", body="hello"), "HEAD:200 !open")
case("a body on OPTIONS is discarded", "9110 9.3.7", request("Content-Length: 5", method="OPTIONS", body="hello"), "200|204 !open")
case("a body on a 404 is discarded", "9112 9.3", request("Content-Length: 5", target=MISSING, body="hello"), "404 !any")
case("a body on a 405 is discarded or closes the connection", "9112 9.3", request(LENGTH, method="POST", body=INNER), "405 !any")
case("a body on a 501 is discarded or closes the connection", "9112 9.3", request(LENGTH, method="FOO", body=INNER), "501 !any")
case("Content-Length: 0 means no body", "9110 8.6", request("Content-Length: 0"), "200 =balance !open")
case("Content-Length with leading zeros is a number", "9110 8.6", request("Content-Length: 0005", body="hello"), "200 =balance !open || 400 !close")
case("a late body is discarded", "9112 6.3", [request("Content-Length: 5"), 0.2, "hel", 0.1, "lo"], "200 =balance !open")
case("a body byte by byte is discarded", "9112 6.3", [request("Content-Length: 5")] + [x for c in "hello" for x in (0.01, c)], "200 =balance !open")
case("a body that looks like a request is not answered", "9112 6.3", request(LENGTH, body=INNER), "200 =balance !open")
case("a late body that looks like a request is not answered", "9112 6.3", [request(LENGTH), 0.2, INNER], "200 =balance !open")
case("two bodies that look like requests are not answered", "9112 6.3", request(LENGTH, body=INNER) + request(LENGTH, body=INNER), "200 =balance;200 =balance !open")
case("a body of CRLFs is not leading empty lines", "9112 6.3", request("Content-Length: 4", body="\r\n\r\n"), "200 =balance !open")
case("a body of 8 KB is discarded", "9112 6.3", request("Content-Length: 8192", body="b" * 8192), "200 =balance !open || 413 problem !any")
case("a body on HTTP/1.0 is discarded", "9112 6.3", request("Content-Length: 5", version="HTTP/1.0", body="hello"), "200 =balance !eof")
case("bytes after a GET with no length are the next request", "9112 6.3", request() + INNER, "200 =balance;404 !open")
case("bytes beyond Content-Length are the next request", "9112 6.3", request("Content-Length: 5", body="hello") + INNER, "200 =balance;404 !open")
case("a body cut by the end of input is not a request", "9112 8", [request("Content-Length: 500", body="hello"), HALF_CLOSE], "400|408 !eof || 200 !eof || - !eof")

for value in ["+5", "-5", "-0", "5,", ",5", "0x5", "5.0", "5 5", "5;", "five", '"5"', "1e1", "5_0", "0b101", "5h", "NaN", "\xb2", "٥".encode().decode("latin-1"), ""]:
    refused("Content-Length: %s is 400" % (value.encode("latin-1").decode("utf-8", "replace") or "(empty)"), "9112 6.3", request("Content-Length: " + value, body="hello"),
            "400 !close || 200 !open" if value in ("5,", ",5") else "400 !close")
case("Content-Length: 5, 5 is five, or 400", "9112 6.3", request("Content-Length: 5, 5", body="hello"), "400 !close || 200 =balance !open")
case("the same Content-Length twice is five, or 400", "9112 6.3", request("Content-Length: 5", "Content-Length: 5", body="hello"), "400 !close || 200 =balance !open")
refused("Content-Length: 5, 6 is 400", "9112 6.3", request("Content-Length: 5, 6", body="hello!"))
refused("two different Content-Lengths are 400", "9112 6.3", request("Content-Length: 5", "Content-Length: 6", body="hello!"))
refused("two Content-Lengths, one in another case, are 400", "9112 6.3", request("Content-Length: 0", "content-length: %d" % len(INNER), body=INNER))
refused("two Content-Lengths, one malformed, are 400", "9112 6.3", request("Content-Length: 5", "Content-Length: x", body="hello"))
refused("a malformed Content-Length on HTTP/1.0 is 400", "9112 6.3", request("Content-Length: x", version="HTTP/1.0", body="hello"), "400 !eof")
refused("a malformed Content-Length on HEAD is 400", "9112 6.3", request("Content-Length: x", method="HEAD", body="hello"), "HEAD:400 !close")
refused("a malformed Content-Length on POST is 400", "9112 6.3", request("Content-Length: x", method="POST", body=INNER))
refused("a malformed Content-Length on an unknown path is 400", "9112 6.3", request("Content-Length: x", target=MISSING, body=INNER))
for number, what in {2**63 - 1: "2^63-1", 2**63: "2^63", 2**64: "2^64", 2**64 + 5: "2^64+5", 2**32 + 5: "2^32+5", 10**30: "10^30", 10**400: "10^400"}.items():
    refused("Content-Length: %s does not wrap" % what, "9110 8.6", request("Content-Length: %d" % number, body="hello"), "400|413 !close" + (" || 200 !close" if number < 2**63 else ""))
refused("a body of 1 GB is refused before it is sent", "9110 15.5.14", request("Content-Length: 1000000000"), "413 problem !close")
refused("a body of 1 GB on POST is refused before it is sent", "9110 15.5.14", request("Content-Length: 1000000000", method="POST"), "413|405 !close")

refused("Content-Length and chunked are 400", "9112 6.1", request("Content-Length: 5", CHUNKED, body="0\r\n\r\n" + INNER))
refused("chunked and Content-Length are 400", "9112 6.1", request(CHUNKED, "Content-Length: 5", body="0\r\n\r\n" + INNER))
refused("chunked and Content-Length: 0 are 400", "9112 6.1", request(CHUNKED, "Content-Length: 0", body="0\r\n\r\n" + INNER))
refused("chunked and Content-Length on POST are 400", "9112 6.1", request(CHUNKED, "Content-Length: 5", method="POST", body="0\r\n\r\n" + INNER))
refused("Content-Length and an unknown coding are refused", "9112 6.1", request("Content-Length: 5", "Transfer-Encoding: identity", body="hello"), "400|501 !close")
for coding in ["identity", "gzip", "deflate", "xchunked", "chunkedx", "chunked, identity", "chunked, gzip", "chunked, chunked", "identity, chunked", '"chunked"', "chunked;q=1", "chunked;x", "chunked chunked",
               "chunked\x0b", "\x0bchunked", "chunked\0", "", ";", "gzip, chunked", "gzip;chunked", "chunk\xe9d", "cow"]:
    refused("Transfer-Encoding: %r is refused" % coding, "9112 6.1", request("Transfer-Encoding: " + coding, body="0\r\n\r\n" + INNER),
            "400|501 !close" if coding != "gzip, chunked" else "400|501 !close || 501;404 !open")
refused("Transfer-Encoding in two lines, chunked twice, is refused", "9112 6.1", request(CHUNKED, CHUNKED, body="0\r\n\r\n" + INNER), "400|501 !close")
refused("Transfer-Encoding in two lines, identity last, is refused", "9112 6.1", request(CHUNKED, "Transfer-Encoding: identity", body="0\r\n\r\n" + INNER), "400|501 !close")
refused("Transfer-Encoding in two lines, identity first, is refused", "9112 6.1", request("Transfer-Encoding: identity", CHUNKED, body="0\r\n\r\n" + INNER), "400|501 !close")
refused("a folded Transfer-Encoding is 400", "9112 5.2", request("Transfer-Encoding:\r\n chunked", body="0\r\n\r\n" + INNER))
refused("chunked on HTTP/1.0 is 400", "9112 6.1", request(CHUNKED, version="HTTP/1.0", body="0\r\n\r\n" + INNER), "400 !eof")
refused("chunked on HTTP/1.0 keep-alive ends the connection", "9112 6.1", request(CHUNKED, "Connection: keep-alive", version="HTTP/1.0", body="0\r\n\r\n" + INNER), "400 !eof")
for coding in ["chunked", "CHUNKED", "Chunked", "chunked \t"]:
    case("Transfer-Encoding: %r is discarded" % coding, "9112 7", request("Transfer-Encoding: " + coding, body="5\r\nhello\r\n0\r\n\r\n"), "200 =balance !open")
case("Transfer-Encoding with an empty list member is chunked, or refused", "9110 5.6.1.2", request("Transfer-Encoding: , chunked", body="0\r\n\r\n"), "200 =balance !open || 400|501 !close")

for what, body in {
    "one chunk": "5\r\nhello\r\n0\r\n\r\n",
    "no chunk": "0\r\n\r\n",
    "three chunks": "1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n",
    "an upper-case size": "A\r\n0123456789\r\n0\r\n\r\n",
    "a lower-case size": "a\r\n0123456789\r\n0\r\n\r\n",
    "a size of two digits": "1a\r\n" + "x" * 26 + "\r\n0\r\n\r\n",
    "leading zeros": "0005\r\nhello\r\n000\r\n\r\n",
    "an extension": "5;a\r\nhello\r\n0\r\n\r\n",
    "an extension with a value": "5;a=b;c=d\r\nhello\r\n0;e=f\r\n\r\n",
    "a quoted extension": '5;a="b;c, \\" d"\r\nhello\r\n0\r\n\r\n',
    "a quoted extension with a tab and obs-text": '5;a="\t\xe9"\r\nhello\r\n0\r\n\r\n',
    "a trailer": "5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
    "two trailers": "0\r\nX-Sum: 1\r\nX-More:\r\n\r\n",
    "forbidden trailers": "0\r\nContent-Length: 400\r\nHost: evil.example\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nIf-Match: \"x\"\r\n\r\n",
    "CRLFs as data": "4\r\n\r\n\r\n\r\n0\r\n\r\n",
    "a chunk that looks like the end": "5\r\n0\r\n\r\n\r\n0\r\n\r\n",
    "a body that looks like a request": "%x\r\n%s\r\n0\r\n\r\n" % (len(INNER), INNER),
    "8 KB": "2000\r\n" + "c" * 8192 + "\r\n0\r\n\r\n",
}.items():
    case("chunked with %s is discarded" % what, "9112 7.1", chunked(body), "200 =balance !open")
case("bad white space before an extension is read, or 400", "9112 7.1.1", chunked("5 ; a = b\r\nhello\r\n0\r\n\r\n"), "200 =balance !open || 400 !close")
case("a chunk size of twenty zeros and a 5 is five, or refused", "9112 7.1", chunked("0" * 20 + "5\r\nhello\r\n0\r\n\r\n"), "200 =balance !open || 400|413 !close")
case("chunked byte by byte is discarded", "9112 7.1", [chunked("")] + [x for c in '3;x="y"\r\nabc\r\n0\r\nT: 1\r\n\r\n' for x in (0.005, c)], "200 =balance !open")
case("chunked on HEAD is discarded", "9112 7.1", request(CHUNKED, method="HEAD", body="5\r\nhello\r\n0\r\n\r\n"), "HEAD:200 !open")
case("chunked on POST is discarded or closes the connection", "9112 7.1", request(CHUNKED, method="POST", body="%x\r\n%s\r\n0\r\n\r\n" % (len(INNER), INNER)), "405 !any")
case("a request after a chunked body is the next", "9112 7.1", chunked("5\r\nhello\r\n0\r\n\r\n") + INNER + request(), "200 =balance;404;200 =balance !open")
case("two thousand chunks of a byte are discarded, or refused", "9112 7.1", chunked("1\r\nx\r\n" * 2000 + "0\r\n\r\n"), "200 =balance !open || 400|413 !close")

for what, body in {
    "an invalid size": "g\r\nhello\r\n0\r\n\r\n",
    "an empty size": "\r\nhello\r\n0\r\n\r\n",
    "an empty size with an extension": ";a=b\r\nhello\r\n0\r\n\r\n",
    "a minus sign": "-5\r\nhello\r\n0\r\n\r\n",
    "a plus sign": "+5\r\nhello\r\n0\r\n\r\n",
    "0x before the size": "0x5\r\nhello\r\n0\r\n\r\n",
    "a space before the size": " 5\r\nhello\r\n0\r\n\r\n",
    "a space after the size": "5 \r\nhello\r\n0\r\n\r\n",
    "a space in the size": "1 0\r\n" + "x" * 16 + "\r\n0\r\n\r\n",
    "a comma after the size": "5,\r\nhello\r\n0\r\n\r\n",
    "an underscore in the size": "1_0\r\n" + "x" * 16 + "\r\n0\r\n\r\n",
    "a NUL after the size": "5\0\r\nhello\r\n0\r\n\r\n",
    "a bare LF after the size": "5\nhello\r\n0\r\n\r\n",
    "a bare CR after the size": "5\rhello\r\n0\r\n\r\n",
    "a bare LF after the data": "5\r\nhello\n0\r\n\r\n",
    "no CRLF after the data": "5\r\nhello0\r\n\r\n",
    "too much data": "5\r\nhello!\r\n0\r\n\r\n",
    "too little data": "5\r\nhell\r\n0\r\n\r\n",
    "two bytes in place of CRLF": "5\r\nhelloXX0\r\n\r\n",
    "a bare LF after the last size": "0\n\r\n",
    "a bare LF at the very end": "0\r\n\n",
    "a bare LF in an extension": "5;a\nb\r\nhello\r\n0\r\n\r\n",
    "a bare CR in an extension": "5;a\rb\r\nhello\r\n0\r\n\r\n",
    "a NUL in an extension": "5;a\0b\r\nhello\r\n0\r\n\r\n",
    "an extension with no name": "5;\r\nhello\r\n0\r\n\r\n",
    "an open quote in an extension": '5;a="b\r\nhello\r\n0\r\n\r\n',
    "a trailer with no colon": "0\r\nNoColon\r\n\r\n",
    "a trailer with a space before the colon": "0\r\nX : a\r\n\r\n",
    "a folded trailer": "0\r\nX: a\r\n b\r\n\r\n",
    "a NUL in a trailer": "0\r\nX: a\0\r\n\r\n",
    "a bare LF after a trailer": "0\r\nX: a\n\r\n",
    "a trailer that is a request": "0\r\n" + INNER,
}.items():
    refused("chunked with %s is 400" % what, "9112 7.1", chunked(body))
for size in ["7fffffffffffffff", "8000000000000000", "ffffffffffffffff", "10000000000000005", "fffffffffffffffff", "1" + "0" * 300]:
    refused("a chunk size of %s does not wrap" % (size if len(size) < 20 else "16^300"), "9112 7.1", chunked(size + "\r\nhello\r\n0\r\n\r\n" + INNER), "400|413 !close")
refused("a chunk extension of 256 KiB is refused", "9112 7.1.1", chunked("5;" + "a" * 262144 + "\r\nhello\r\n0\r\n\r\n"), "400|413|431 !close")
refused("ten thousand chunk extensions are refused", "9112 7.1.1", chunked("".join("1;%s\r\nx\r\n" % ("a" * 100) for _ in range(10000)) + "0\r\n\r\n"), "400|413|431 !close")
refused("a trailer of 256 KiB is refused", "9112 7.1.2", chunked("0\r\nX: " + "a" * 262144 + "\r\n\r\n"), "400|413|431 !close")
refused("ten thousand trailers are refused", "9112 7.1.2", chunked("0\r\n" + "x: y\r\n" * 10000 + "\r\n"), "400|413|431 !close")
case("a chunk cut by the end of input is not a request", "9112 8", [chunked("50\r\nhello"), HALF_CLOSE], "400|408 !eof || 200 !eof || - !eof")
case("a body without its last chunk is not a whole request", "9112 8", [chunked("5\r\nhello\r\n"), HALF_CLOSE], "400|408 !eof || 200 !eof || - !eof")


@scenario("a chunked body of 64 MiB is refused", "9110 15.5.14")
def _(run):
    peer = run.peer()
    try:
        peer.send(chunked("").encode())
        for _ in range(1024):
            peer.send(b"10000\r\n" + b"z" * 65536 + b"\r\n")
            if peer.buf or peer.eof or peer.cut:
                break
        r = run.read(peer, False, "a chunked body of 64 MiB is refused")
        if r.status != 413 or not r.says_close:
            raise Fault("status %s" % r.brief())
        peer.expect_end(reset_ok=True)
    finally:
        peer.close()


@scenario("a chunked body split at every offset is discarded", "9112 7.1")
def _(run):
    whole = chunked('4;e="v"\r\nabcd\r\n00\r\nT: 1\r\n\r\n').encode()
    peer = run.peer()
    try:
        for i in range(1, len(whole)):
            peer.send(whole[:i])
            peer.pause(0.002)
            peer.send(whole[i:])
            r = run.read(peer, False, "split")
            if r.status != 200:
                raise Fault("split at %d (%r | %r): %s" % (i, whole[max(0, i - 8):i], whole[i:i + 8], r.brief()))
        run.still_open(peer, "split")
    finally:
        peer.close()
