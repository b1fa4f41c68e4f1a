"""Deadlines, with --slow. The deadline of a head is absolute (10 s by default); dripping does not extend it (RFC 9110 15.5.9)."""
import select, time
from .table import scenario, request
from .wire import Fault


def until_closed(run, peer, drip, every, limit, name):
    """Drips until the server responds or closes. Gives seconds and the response or None."""
    start, i = time.monotonic(), 0
    while not peer.buf and not peer.eof and not peer.cut:
        if time.monotonic() - start > limit:
            raise Fault("still open after %d s" % limit)
        if drip:
            peer.send(drip[i % len(drip)].encode("latin-1"))
            i += 1
        peer.pause(every)
    took = time.monotonic() - start
    if not peer.buf:
        return took, None
    r = run.read(peer, False, name)
    peer.expect_end(reset_ok=True, timeout=10)
    if not r.says_close:
        raise Fault("%s without Connection: close" % r.brief())
    return took, r


def dripping(name, first, drip, limit=16, least=3, statuses=(408,), every=0.25):
    @scenario(name, "9110 15.5.9", slow=True)
    def _(run):
        peer = run.peer()
        try:
            peer.send(run.fill_in(first))
            took, r = until_closed(run, peer, drip, every, limit, name)
            if r is not None and r.status not in statuses:
                raise Fault("status %s after %.1f s" % (r.brief(), took))
            if took < least:
                raise Fault("closed after only %.1f s" % took)
        finally:
            peer.close()


dripping("a dripped request line meets the deadline", "GET /v1", "a")
dripping("a dripped field meets the deadline", request()[:-2] + "X: ", "a")
dripping("dripped fields meet the deadline", request()[:-2], "A: b\r\n")
dripping("dripped empty lines meet the deadline", "", "\r\n", statuses=(408, 400), least=0)
dripping("half a head with nothing more meets the deadline", request()[:-2], "")
dripping("a second head, dripped, meets its own deadline", "\r\n", "GET /v1/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", statuses=(408, 404, 400))
dripping("a dripped body meets a deadline", request("Content-Length: 5000"), "b", limit=65, statuses=(408, 200))
dripping("a dripped chunked body meets a deadline", request("Transfer-Encoding: chunked"), "1\r\nx\r\n", limit=65, statuses=(408, 200, 413))
dripping("a missing body meets a deadline", request("Content-Length: 5000"), "", limit=65, statuses=(408, 200))


@scenario("a head that arrives over 3 s is answered", "9110 15.5.9", slow=True)
def _(run):
    peer = run.peer()
    try:
        data = request().encode()
        for i in range(0, len(data), 4):
            peer.send(data[i:i + 4])
            peer.pause(3 / (len(data) / 4))
        r = run.read(peer)
        if r.status != 200:
            raise Fault(r.brief())
        run.still_open(peer, "3 s")
    finally:
        peer.close()


@scenario("an idle connection stays open for 3 s", "9112 9.5", slow=True)
def _(run):
    peer = run.peer()
    try:
        run.ask(request(), peer=peer)
        peer.pause(3)
        run.still_open(peer, "idle 3 s")
    finally:
        peer.close()


def idle(name, first):
    @scenario(name, "9112 9.5", slow=True)
    def _(run):
        peer = run.peer()
        try:
            if first:
                run.ask(first, peer=peer)
            took, r = until_closed(run, peer, "", 0.25, 130, name)
            if r is not None and r.status != 408:
                raise Fault("status %s after %.1f s" % (r.brief(), took))
        finally:
            peer.close()


idle("an idle connection is closed within 130 s", request())
idle("a connection without a request is closed within 130 s", "")


@scenario("a client that never reads is closed within 130 s", "design", slow=True)
def _(run):
    peer = run.peer(rcvbuf=4096)
    try:
        view, start = memoryview(request().encode() * 200000), time.monotonic()
        while view:
            if time.monotonic() - start > 130:
                raise Fault("still open after 130 s; the server took %d bytes of requests" % (len(request()) * 200000 - len(view)))
            if not select.select([], [peer.sock], [], 1)[1]:
                continue
            try:
                view = view[peer.sock.send(view[:65536]):]
            except BlockingIOError:
                pass
            except OSError:
                return
        raise Fault("the server took 200,000 requests from a client that reads nothing")
    finally:
        peer.close()
