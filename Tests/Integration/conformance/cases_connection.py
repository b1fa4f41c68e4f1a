"""Persistence, pipelining, closing (RFC 9112 9) and Expect (RFC 9110 10.1.1)."""
from table import C, F, HALF, HZ, NONE, P, T, q, same
from wire import Ended, Fault

C("HTTP/1.1 persists", "9112 9.3", q(), "200 =P !open")
C("HTTP/1.1 with Connection: keep-alive persists", "9112 9.3", q("Connection: keep-alive"), "200 =P !open")
for value in ["close", "Close", "CLOSE", " close ", "keep-alive, close", "close, keep-alive", "foo, close", ",close", "close,", "foo ,\tclose\t, bar"]:
    C("Connection: %r closes, and says so" % value, "9112 9.6", q("Connection: " + value), "200 =P Connection~\\bclose\\b !close")
C("connection: in lower case closes", "9110 5.1", q("connection: close"), "200 =P !close")
C("close in a second Connection field closes", "9110 5.3", q("Connection: keep-alive", "Connection: close"), "200 =P !close")
C("close in the first of two Connection fields closes", "9110 5.3", q("Connection: close", "Connection: keep-alive"), "200 =P !close")
for value in ["closed", "not-close", "clos", "foo", "Host", "Upgrade", "TE", ",", "", "Content-Length, Transfer-Encoding"]:
    C("Connection: %s does not close" % (value or "(empty)"), "9112 9.6", q("Connection: " + value), "200 =P !open")
C("Connection: close on HEAD is echoed", "9112 9.6", q("Connection: close", m="HEAD"), "HEAD:200 Connection~close !close")
C("Connection: close on OPTIONS is echoed", "9112 9.6", q("Connection: close", m="OPTIONS"), "200|204 Connection~close !close")
C("Connection: close on a 404 is echoed", "9112 9.6", q("Connection: close", t=NONE), "404 Connection~close !close")
C("Connection: close on a 304 is echoed", "9112 9.6", q("Connection: close", "If-None-Match: *"), "304 Connection~close !close")
C("Connection: close after a body is echoed", "9112 9.6", q("Connection: close", "Content-Length: 5", body="hello"), "200 Connection~close !close")
C("HTTP/1.0 closes", "9112 9.3", q(v="HTTP/1.0"), "200 =P !eof")
for value in ["keep-alive", "Keep-Alive", "foo, keep-alive"]:
    C("HTTP/1.0 with %s says so if it persists" % value, "9112 9.3", q("Connection: " + value, v="HTTP/1.0"), "200 =P Connection~keep-alive !open || 200 =P !eof")
C("HTTP/1.0 with keep-alive and close closes", "9112 9.3", q("Connection: keep-alive, close", v="HTTP/1.0"), "200 =P !eof")
C("HTTP/1.0 answered 404 closes", "9112 9.3", q(v="HTTP/1.0", t=NONE), "404 !eof")
C("HTTP/1.0 pipelined is not answered twice", "9112 9.3", q(v="HTTP/1.0") + q(v="HTTP/1.0"), "200 =P !eof")

MIX = [(q(), "200 =P"), (q(m="HEAD"), "HEAD:200"), (q(t=NONE), "404"), (q("If-None-Match: *"), "304"), (q(t=T), "200 =T"), (q("Content-Length: 5", body="hello"), "200 =P"),
       (q(m="HEAD", t=NONE), "HEAD:404"), (q(m="OPTIONS"), "200|204"), (q("If-Match: \"no\"", t=T), "412"), (q("Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n", t=T), "200 =T")]
C("two pipelined are answered in order", "9112 9.3.2", q() + q(t=T), "200 =P;200 =T !open")
C("ten pipelined, mixed, are answered in order", "9112 9.3.2", "".join(r for r, _ in MIX), ";".join(e for _, e in MIX) + " !open")
C("a hundred pipelined, mixed, are answered in order", "9112 9.3.2", "".join(r for r, _ in MIX) * 10, ";".join([e for _, e in MIX] * 10) + " !open")
C("ten in two halves cut amid a request are answered", "9112 9.3.2", [(w := "".join(r for r, _ in MIX))[:300], 0.1, w[300:]], ";".join(e for _, e in MIX) + " !open")
C("a request byte by byte is answered", "9112 9.3", [x for c in q() for x in (c, 0.003)], "200 =P !open")
C("a request in three writes is answered", "9112 9.3", [q()[:10], 0.1, q()[10:50], 0.1, q()[50:]], "200 =P !open")
C("a head split within its last CRLF is answered", "9112 2", [q()[:-1], 0.15, "\n"], "200 =P !open")
C("a head split between CRLF and CRLF is answered", "9112 2", [q()[:-2], 0.15, "\r\n"], "200 =P !open")
C("a request and a half, then the rest, are answered", "9112 9.3.2", [q() + q(t=T)[:20], 0.15, q(t=T)[20:]], "200 =P;200 =T !open")
C("an empty line between pipelined requests is ignored", "9112 2.2", q() + "\r\n" + q(t=T), "200 =P;200 =T !open")
C("no response comes before the head is whole", "9112 2", [q()[:-2], 0.3, "X: \0\r\n\r\n"], "400 !close")
C("what follows Connection: close is not answered", "9112 9.6", q("Connection: close") + q(t=NONE), "200 =P !close")
C("garbage after Connection: close is ignored", "9112 9.6", q("Connection: close") + "\0\1\2garbage\r\n\r\n", "200 =P !close")
C("64 KiB of garbage after Connection: close is ignored", "9112 9.6", q("Connection: close") + "\x80" * 65536, "200 =P !close")
C("garbage that comes after the close does not disturb", "9112 9.6", [q("Connection: close"), 0.2, "garbage"], "200 =P !gone")
C("close amid a pipeline ends it", "9112 9.6", q() + q("Connection: close", t=T) + q(t=NONE), "200 =P;200 =T Connection~close !close")
C("an error amid a pipeline comes in order and ends it", "9112 9.3.2", q() + q(t=T) + "BAD\0\r\n\r\n" + q(t=NONE), "200 =P;200 =T;400 !close")
C("a framing error amid a pipeline comes in order and ends it", "9112 9.3.2", q() + q("Content-Length: x") + q(t=NONE), "200 =P;400 !close")
C("garbage after a request is 400", "9112 2.2", q() + "\0\1\2garbage\r\n\r\n", "200 =P;400 !close")
C("a request is answered after the client's half-close", "9112 9.6", [q(), HALF], "200 =P !eof")
C("a late half-close ends the connection", "9112 9.6", [q(), 0.1, HALF], "200 =P !eof")
C("ten pipelined are answered after the client's half-close", "9112 9.6", ["".join(r for r, _ in MIX), HALF], ";".join(e for _, e in MIX) + " !eof")
C("a half-close with nothing sent closes in silence", "9112 9.6", [HALF], "- !eof")
C("a half-close amid the head closes", "9112 8", [q()[:-2], HALF], "- !eof || 400|408 !eof")
C("a half-close amid the request line closes", "9112 8", ["GET /v1", HALF], "- !eof || 400|408 !eof")
C("a half-close amid the second head answers the first", "9112 8", [q() + q()[:30], HALF], "200 =P !eof || 200 =P;400|408 !eof")
C("an error is answered after the client's half-close", "9112 9.6", [q(host=None), HALF], "400 !eof")


def flood(name, rfc, start, status):
    @F(name, rfc)
    def _(run):
        peer = run.peer()
        try:
            peer.send(start.encode("latin-1"))
            for _ in range(16):
                peer.send(b"z" * 65536, read=False)     # the answer waits unread while more is on its way
            if peer.cut:
                raise Fault("the connection was reset while the client went on sending: the %s may be lost" % status)
            r = run.read(peer, False, name)
            if str(r.status) not in status.split("|"):
                raise Fault("answered %s" % r.brief())
            peer.expect_end()
        finally:
            peer.close()


flood("a 400 is not lost when 1 MB more comes", "9112 9.6", q(host=None), "400")
flood("a 400 to framing is not lost when 1 MB more comes", "9112 9.6", q("Content-Length: x"), "400")
flood("a 413 is not lost when 1 MB more comes", "9112 9.6", q("Content-Length: 1000000000"), "413")
flood("a 431 is not lost when 1 MB more comes", "9112 9.6", q()[:-2] + "X: " + "a" * 131072, "431")
flood("a 505 is not lost when 1 MB more comes", "9112 9.6", q(v="HTTP/2.0"), "505")
flood("a last 200 is not lost when 1 MB more comes", "9112 9.6", q("Connection: close"), "200")


@F("a thousand pipelined, read late, are answered in order", "9112 9.3.2")
def _(run):
    peer = run.peer()
    try:
        import threading
        data = (q() + q(t=T)).encode() * 500

        def push():
            try:
                peer.send(data, read=False)
            except (Fault, OSError, ValueError):
                pass                                    # the reading side tells
        sender = threading.Thread(target=push, daemon=True)
        sender.start()
        peer.timeout = 8
        sender.join(0.5)                                # by now an unread backlog
        for i in range(1000):
            r = run.read(peer, False, "thousand")
            if r.status != 200 or not same(r.body, run.ref["PT"[i % 2]].body):
                raise Fault("answer %d of 1000 is %s" % (i + 1, r.brief()))
        sender.join(1)
        run.still_open(peer, "thousand")
    finally:
        peer.close()


@F("two hundred requests one after another share a connection", "9112 9.3")
def _(run):
    peer = run.peer()
    try:
        for i in range(200):
            r = run.ask(q(), peer=peer, case="two hundred")
            if r.status != 200 or r.says_close:
                raise Fault("answer %d is %s" % (i + 1, r.brief()))
        run.still_open(peer, "two hundred")
    finally:
        peer.close()


EX = "Expect: 100-continue"
C("Expect with the body at once is answered", "9110 10.1.1", q(EX, "Content-Length: 5", body="hello"), "?100;200 =P !open")
C("Expect in another case is the same", "9110 10.1.1", q("Expect: 100-CONTINUE", "Content-Length: 5", body="hello"), "?100;200 =P !open")
C("Expect without a body is answered", "9110 10.1.1", q(EX), "?100;200 =P !open")
C("Expect on HTTP/1.0 is ignored", "9110 10.1.1", q(EX, "Content-Length: 5", v="HTTP/1.0", body="hello"), "200 =P !eof")
C("an unknown expectation is 417 or ignored", "9110 10.1.1", q("Expect: miracles"), "417 || 200 =P")
C("100-continue and an unknown expectation are no fault", "9110 10.1.1", q("Expect: 100-continue, miracles"), "417 || ?100;200 =P")
C("Expect twice is answered once", "9110 10.1.1", q(EX, EX, "Content-Length: 5", body="hello"), "?100;200 =P !open || 400|417 !any")
C("Expect with a body too large is refused at once", "9110 10.1.1", q(EX, "Content-Length: 1000000000"), "413|417 !close")
C("Expect with bad framing is 400, not 100", "9110 10.1.1", q(EX, "Content-Length: x"), "400 !close")
C("Expect with no Host is 400, not 100", "9110 10.1.1", q(EX, "Content-Length: 5", host=None), "400")
C("Expect with chunked is answered", "9110 10.1.1", q(EX, "Transfer-Encoding: chunked", body="5\r\nhello\r\n0\r\n\r\n"), "?100;200 =P !open")


def waits(name, head, statuses):
    @F(name, "9110 10.1.1")
    def _(run):
        peer = run.peer()
        try:
            peer.send(head.encode())
            try:
                r = run.read(peer, False, name)
            except (TimeoutError, Ended):
                raise Fault("neither 100 nor a final answer while the client waits with its body") from None
            if r.status == 100:
                peer.send(b"hello")
                r = run.read(peer, False, name)
            elif not r.says_close:
                peer.send(b"hello")                     # the final answer came first: the body is still owed
            if r.status not in statuses:
                raise Fault("answered %s" % r.brief())
            peer.expect_end() if r.says_close else run.still_open(peer, name)
        finally:
            peer.close()


waits("a client that waits for 100 is answered", q(EX, "Content-Length: 5"), [200])
waits("a client that waits for 100 on POST is answered", q(EX, "Content-Length: 5", m="POST"), [405, 417])
waits("a client that waits for 100 on a 404 is answered", q(EX, "Content-Length: 5", t=NONE), [404])
