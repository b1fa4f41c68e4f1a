"""Persistence, pipelining, closing (RFC 9112 9) and Expect (RFC 9110 10.1.1)."""
import threading
from .table import case, scenario, HALF_CLOSE, MISSING, RANKING, request, same
from .wire import Ended, Fault

case("HTTP/1.1 persists", "9112 9.3", request(), "200 =balance !open")
case("HTTP/1.1 with Connection: keep-alive persists", "9112 9.3", request("Connection: keep-alive"), "200 =balance !open")
for value in ["close", "Close", "CLOSE", " close ", "keep-alive, close", "close, keep-alive", "foo, close", ",close", "close,", "foo ,\tclose\t, bar"]:
    case("Connection: %r closes, and says so" % value, "9112 9.6", request("Connection: " + value), "200 =balance Connection~\\bclose\\b !close")
case("connection: in lower case closes", "9110 5.1", request("connection: close"), "200 =balance !close")
case("close in a second Connection field closes", "9110 5.3", request("Connection: keep-alive", "Connection: close"), "200 =balance !close")
case("close in the first of two Connection fields closes", "9110 5.3", request("Connection: close", "Connection: keep-alive"), "200 =balance !close")
for value in ["closed", "not-close", "clos", "foo", "Host", "Upgrade", "TE", ",", "", "Content-Length, Transfer-Encoding"]:
    case("Connection: %s does not close" % (value or "(empty)"), "9112 9.6", request("Connection: " + value), "200 =balance !open")
case("Connection: close on HEAD is echoed", "9112 9.6", request("Connection: close", method="HEAD"), "HEAD:200 Connection~close !close")
case("Connection: close on OPTIONS is echoed", "9112 9.6", request("Connection: close", method="OPTIONS"), "200|204 Connection~close !close")
case("Connection: close on a 404 is echoed", "9112 9.6", request("Connection: close", target=MISSING), "404 Connection~close !close")
case("Connection: close on a 304 is echoed", "9112 9.6", request("Connection: close", "If-None-Match: *"), "304 Connection~close !close")
case("Connection: close after a body is echoed", "9112 9.6", request("Connection: close", "Content-Length: 5", body="hello"), "200 Connection~close !close")
case("HTTP/1.0 closes", "9112 9.3", request(version="HTTP/1.0"), "200 =balance !eof")
for value in ["keep-alive", "Keep-Alive", "foo, keep-alive"]:
    case("HTTP/1.0 with %s says so if it persists" % value, "9112 9.3", request("Connection: " + value, version="HTTP/1.0"), "200 =balance Connection~keep-alive !open || 200 =balance !eof")
case("HTTP/1.0 with keep-alive and close closes", "9112 9.3", request("Connection: keep-alive, close", version="HTTP/1.0"), "200 =balance !eof")
case("HTTP/1.0 answered 404 closes", "9112 9.3", request(version="HTTP/1.0", target=MISSING), "404 !eof")
case("HTTP/1.0 pipelined is not answered twice", "9112 9.3", request(version="HTTP/1.0") + request(version="HTTP/1.0"), "200 =balance !eof")

MIX = [(request(), "200 =balance"), (request(method="HEAD"), "HEAD:200"), (request(target=MISSING), "404"), (request("If-None-Match: *"), "304"), (request(target=RANKING), "200 =ranking"), (request("Content-Length: 5", body="hello"), "200 =balance"),
       (request(method="HEAD", target=MISSING), "HEAD:404"), (request(method="OPTIONS"), "200|204"), (request("If-Match: \"no\"", target=RANKING), "412"), (request("Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n", target=RANKING), "200 =ranking")]
case("two pipelined are answered in order", "9112 9.3.2", request() + request(target=RANKING), "200 =balance;200 =ranking !open")
case("ten pipelined, mixed, are answered in order", "9112 9.3.2", "".join(r for r, _ in MIX), ";".join(e for _, e in MIX) + " !open")
case("a hundred pipelined, mixed, are answered in order", "9112 9.3.2", "".join(r for r, _ in MIX) * 10, ";".join([e for _, e in MIX] * 10) + " !open")
case("ten in two parts cut within a request are answered", "9112 9.3.2", [(w := "".join(r for r, _ in MIX))[:300], 0.1, w[300:]], ";".join(e for _, e in MIX) + " !open")
case("a request byte by byte is answered", "9112 9.3", [x for c in request() for x in (c, 0.003)], "200 =balance !open")
case("a request in three writes is answered", "9112 9.3", [request()[:10], 0.1, request()[10:50], 0.1, request()[50:]], "200 =balance !open")
case("a head split within its last CRLF is answered", "9112 2", [request()[:-1], 0.15, "\n"], "200 =balance !open")
case("a head split between CRLF and CRLF is answered", "9112 2", [request()[:-2], 0.15, "\r\n"], "200 =balance !open")
case("one and a half requests, then the rest, are answered", "9112 9.3.2", [request() + request(target=RANKING)[:20], 0.15, request(target=RANKING)[20:]], "200 =balance;200 =ranking !open")
case("an empty line between pipelined requests is ignored", "9112 2.2", request() + "\r\n" + request(target=RANKING), "200 =balance;200 =ranking !open")
case("no response is sent before the head is complete", "9112 2", [request()[:-2], 0.3, "X: \0\r\n\r\n"], "400 !close")
case("a request after Connection: close is not answered", "9112 9.6", request("Connection: close") + request(target=MISSING), "200 =balance !close")
case("garbage after Connection: close is ignored", "9112 9.6", request("Connection: close") + "\0\1\2garbage\r\n\r\n", "200 =balance !close")
case("64 KiB of garbage after Connection: close is ignored", "9112 9.6", request("Connection: close") + "\x80" * 65536, "200 =balance !close")
case("garbage after the close has no effect", "9112 9.6", [request("Connection: close"), 0.2, "garbage"], "200 =balance !gone")
case("close within a pipeline ends it", "9112 9.6", request() + request("Connection: close", target=RANKING) + request(target=MISSING), "200 =balance;200 =ranking Connection~close !close")
case("an error within a pipeline is answered in order and ends it", "9112 9.3.2", request() + request(target=RANKING) + "BAD\0\r\n\r\n" + request(target=MISSING), "200 =balance;200 =ranking;400 !close")
case("a framing error within a pipeline is answered in order and ends it", "9112 9.3.2", request() + request("Content-Length: x") + request(target=MISSING), "200 =balance;400 !close")
case("garbage after a request is 400", "9112 2.2", request() + "\0\1\2garbage\r\n\r\n", "200 =balance;400 !close")
case("a request is answered after the client's half-close", "9112 9.6", [request(), HALF_CLOSE], "200 =balance !eof")
case("a late half-close ends the connection", "9112 9.6", [request(), 0.1, HALF_CLOSE], "200 =balance !eof")
case("ten pipelined are answered after the client's half-close", "9112 9.6", ["".join(r for r, _ in MIX), HALF_CLOSE], ";".join(e for _, e in MIX) + " !eof")
case("a half-close with nothing sent closes without a response", "9112 9.6", [HALF_CLOSE], "- !eof")
case("a half-close within the head closes", "9112 8", [request()[:-2], HALF_CLOSE], "- !eof || 400|408 !eof")
case("a half-close within the request line closes", "9112 8", ["GET /v1", HALF_CLOSE], "- !eof || 400|408 !eof")
case("the first request is answered after a half-close within the second head", "9112 8", [request() + request()[:30], HALF_CLOSE], "200 =balance !eof || 200 =balance;400|408 !eof")
case("an error is answered after the client's half-close", "9112 9.6", [request(host=None), HALF_CLOSE], "400 !eof")


def flood(name, rfc, start, status):
    @scenario(name, rfc)
    def _(run):
        peer = run.peer()
        try:
            peer.send(start.encode("latin-1"))
            for _ in range(16):
                peer.send(b"z" * 65536, read=False)     # the response stays unread meanwhile
            if peer.cut:
                raise Fault("reset while the client was sending: the %s may be lost" % status)
            r = run.read(peer, False, name)
            if str(r.status) not in status.split("|"):
                raise Fault("status %s" % r.brief())
            peer.expect_end()
        finally:
            peer.close()


flood("a 400 is received although the client sends 1 MB more", "9112 9.6", request(host=None), "400")
flood("a 400 to framing is received although the client sends 1 MB more", "9112 9.6", request("Content-Length: x"), "400")
flood("a 413 is received although the client sends 1 MB more", "9112 9.6", request("Content-Length: 1000000000"), "413")
flood("a 431 is received although the client sends 1 MB more", "9112 9.6", request()[:-2] + "X: " + "a" * 131072, "431")
flood("a 505 is received although the client sends 1 MB more", "9112 9.6", request(version="HTTP/2.0"), "505")
flood("a final 200 is received although the client sends 1 MB more", "9112 9.6", request("Connection: close"), "200")


@scenario("a thousand pipelined, read late, are answered in order", "9112 9.3.2")
def _(run):
    peer = run.peer()
    try:
        data = (request() + request(target=RANKING)).encode() * 500

        def push():
            try:
                peer.send(data, read=False)
            except (Fault, OSError, ValueError):
                pass                                    # the reading side reports it
        sender = threading.Thread(target=push, daemon=True)
        sender.start()
        peer.timeout = 8
        sender.join(0.5)                                # a backlog of unread responses
        for i in range(1000):
            r = run.read(peer, False, "thousand")
            if r.status != 200 or not same(r.body, run.ref[("balance", "ranking")[i % 2]].body):
                raise Fault("response %d of 1000 is %s" % (i + 1, r.brief()))
        sender.join(1)
        run.still_open(peer, "thousand")
    finally:
        peer.close()


@scenario("two hundred requests one after another share a connection", "9112 9.3")
def _(run):
    peer = run.peer()
    try:
        for i in range(200):
            r = run.ask(request(), peer=peer, name="two hundred")
            if r.status != 200 or r.says_close:
                raise Fault("response %d is %s" % (i + 1, r.brief()))
        run.still_open(peer, "two hundred")
    finally:
        peer.close()


EXPECT = "Expect: 100-continue"
case("Expect with the body at once is answered", "9110 10.1.1", request(EXPECT, "Content-Length: 5", body="hello"), "?100;200 =balance !open")
case("Expect in another case is the same", "9110 10.1.1", request("Expect: 100-CONTINUE", "Content-Length: 5", body="hello"), "?100;200 =balance !open")
case("Expect without a body is answered", "9110 10.1.1", request(EXPECT), "?100;200 =balance !open")
case("Expect on HTTP/1.0 is ignored", "9110 10.1.1", request(EXPECT, "Content-Length: 5", version="HTTP/1.0", body="hello"), "200 =balance !eof")
case("an unknown expectation is 417 or ignored", "9110 10.1.1", request("Expect: miracles"), "417 || 200 =balance")
case("100-continue with an unknown expectation is 417 or answered", "9110 10.1.1", request("Expect: 100-continue, miracles"), "417 || ?100;200 =balance")
case("Expect twice is answered once", "9110 10.1.1", request(EXPECT, EXPECT, "Content-Length: 5", body="hello"), "?100;200 =balance !open || 400|417 !any")
case("Expect with a body too large is refused at once", "9110 10.1.1", request(EXPECT, "Content-Length: 1000000000"), "413|417 !close")
case("Expect with bad framing is 400, not 100", "9110 10.1.1", request(EXPECT, "Content-Length: x"), "400 !close")
case("Expect with no Host is 400, not 100", "9110 10.1.1", request(EXPECT, "Content-Length: 5", host=None), "400")
case("Expect with chunked is answered", "9110 10.1.1", request(EXPECT, "Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n"), "?100;200 =balance !open")


def waits(name, head, statuses):
    @scenario(name, "9110 10.1.1")
    def _(run):
        peer = run.peer()
        try:
            peer.send(head.encode())
            try:
                r = run.read(peer, False, name)
            except (TimeoutError, Ended):
                raise Fault("neither 100 nor a final response while the client waits with its body") from None
            if r.status == 100:
                peer.send(b"hello")
                r = run.read(peer, False, name)
            elif not r.says_close:
                peer.send(b"hello")                     # the final response came first; the body still follows
            if r.status not in statuses:
                raise Fault("status %s" % r.brief())
            peer.expect_end() if r.says_close else run.still_open(peer, name)
        finally:
            peer.close()


waits("a client that waits for 100 is answered", request(EXPECT, "Content-Length: 5"), [200])
waits("a client that waits for 100 on POST is answered", request(EXPECT, "Content-Length: 5", method="POST"), [405, 417])
waits("a client that waits for 100 on a 404 is answered", request(EXPECT, "Content-Length: 5", target=MISSING), [404])
