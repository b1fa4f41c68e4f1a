"""The table of cases: how a case is written down, and how one is run."""
import json, re, time
from wire import Ended, Fault, Peer, asctime, imf, parse_imf, read_response, rfc850

P, T, HZ, NONE = "/v1/partners/MEX/balance", "/v1/rankings/tdr", "/healthz", "/nothing/here"
HALF = object()          # a step: close the sending half
CASES = []


class Case:
    def __init__(self, name, rfc, steps, expect, fn, slow):
        self.name, self.rfc, self.fn, self.slow = name, rfc, fn, slow
        self.steps = steps if isinstance(steps, (list, tuple)) else [steps]
        self.expect = expect
        self.ways = parse_expect(expect) if expect else None
        text = b"".join(encode(s) for s in self.steps if isinstance(s, (str, bytes)))
        self.half = any(s is HALF for s in self.steps)
        self.old = b" HTTP/1.0\r\n" in text and b" HTTP/1.1\r\n" not in text


def C(name, rfc, steps, expect, slow=False):
    """A case by table. steps: bytes or str (latin-1) to write, a number to pause, HALF to half-close; one or a list.
    expect: 'way || way'; a way is 'response ; response … !after'; a response is '[HEAD:]200|404 token…' or '?100' (may come
    or not), '-' for no response at all. Tokens: +Field must be there, -Field must not, Field~regex must match, =P / =T body
    equal to that resource's, problem for RFC 9457. after: !open (a next good request is answered), !close (says close, then
    EOF), !eof (EOF whether or not said), !gone (EOF or reset), !any (does what its Connection field says)."""
    CASES.append(Case(name, rfc, steps, expect, None, slow))


def F(name, rfc, slow=False):
    """A case by function: fn(run) raises Fault."""
    def register(fn):
        CASES.append(Case(name, rfc, [], None, fn, slow))
        return fn
    return register


def encode(s):
    return s if isinstance(s, bytes) else s.encode("latin-1")


def q(*fields, t=P, m="GET", v="HTTP/1.1", host="localhost", body=""):
    """A request with these field lines; host=None leaves Host out."""
    lines = ["%s %s %s" % (m, t, v)] + ([] if host is None else ["Host: " + host]) + list(fields)
    return "\r\n".join(lines) + "\r\n\r\n" + body


class Want:
    def __init__(self, text):
        parts = text.split()
        first = parts.pop(0)
        self.head = first.startswith("HEAD:")
        self.statuses = first.removeprefix("HEAD:").split("|")
        self.tokens, self.text = parts, text

    def allows(self, status):
        return str(status) in self.statuses or "%dxx" % (status // 100) in self.statuses


def parse_expect(text):
    ways = []
    for alternative in text.split(" || "):
        alternative, after = re.fullmatch(r"\s*(.*?)(?:\s+!(\w+))?\s*", alternative).groups("")
        responses = [r.strip() for r in alternative.split(";") if r.strip() and r.strip() != "-"]
        variants = [[]]
        for r in responses:
            if r.startswith("?"):
                variants = [v + [Want(r[1:])] for v in variants] + variants
            else:
                variants = [v + [Want(r)] for v in variants]
        for v in variants:
            default = "eof" if not v else "any" if any(s[0] in "45" for s in v[-1].statuses) else "open"
            ways.append((v, after.strip() or default))
    return ways


class Run:
    """What the cases share: the server's address, reference responses, and a ledger of every response seen."""

    def __init__(self, address, timeout=4.0, plain=False):
        self.plain = plain
        self.address, self.timeout, self.ledger, self.marks = address, timeout, [], {}
        self.ref = {"P": self.get(P), "T": self.get(T)}
        for key, r in self.ref.items():
            if r.status != 200 or not r.body:
                raise SystemExit("the reference %s answers %s" % ({"P": P, "T": T}[key], r.brief()))
        etag, modified = self.ref["P"]["etag"] or '"none"', self.ref["P"]["last-modified"]
        stamp = parse_imf(modified, "Last-Modified") if modified else 1700000000
        gz = self.get(P, "Accept-Encoding: gzip")
        self.gz = gz if gz["content-encoding"] == "gzip" else None
        self.marks = {"E": etag, "EG": self.gz["etag"] or etag if self.gz else etag, "ET": self.ref["T"]["etag"] or '"none"', "LM": imf(stamp), "LM-1": imf(stamp - 1),
                      "LM-DAY": imf(stamp - 86400), "LM+1": imf(stamp + 1), "LM850": rfc850(stamp), "LMASC": asctime(stamp),
                      "LM850-1": rfc850(stamp - 1), "LMASC-1": asctime(stamp - 1), "EBARE": etag.removeprefix("W/").strip('"'),
                      "EW": "W/" + etag.removeprefix("W/"), "EPRE": etag[:-2] + '"', "FUTURE": imf(time.time() + 86400 * 365)}

    def fill_in(self, data, quote=lambda s: s):
        def mark(m):
            key = m[1].decode()
            return quote(self.marks[key]).encode("latin-1") if key in self.marks else m[0]
        return re.sub(rb"@([A-Z0-9+-]+)@", mark, encode(data))

    def peer(self, **more):
        return Peer(self.address, self.timeout, **more)

    def read(self, peer, head=False, case="?"):
        r = read_response(peer, head)
        self.ledger.append((case, r))
        return r

    def ask(self, data, head=False, peer=None, case="helper"):
        """One request, one final response; the connection is closed if it was opened here."""
        own = peer is None
        peer = peer or self.peer()
        try:
            peer.send(self.fill_in(data))
            r = self.read(peer, head, case)
            while r.status < 200:
                r = self.read(peer, head, case)
            return r
        finally:
            if own:
                peer.close()

    def get(self, target, *fields, m="GET"):
        return self.ask(q("Connection: close", *fields, t=target, m=m), head=m == "HEAD", case="helper %s %s %s" % (m, target, fields))

    def still_open(self, peer, case):
        if peer.eof:
            raise Fault("the connection was closed; it must stay open")
        peer.send(q("Connection: close", t=T).encode())
        try:
            r = self.read(peer, False, case + " [next]")
        except Ended:
            raise Fault("the connection was closed; it must stay open") from None
        except TimeoutError:
            raise Fault("the next request on the connection was not answered") from None
        if r.status != 200 or not same(r.body, self.ref["T"].body):
            raise Fault("the next request on the connection was answered %s, not as itself" % r.brief())
        peer.expect_end()

    def check(self, case):
        if case.fn:
            return case.fn(self)
        peer = self.peer()
        got = []
        try:
            for step in case.steps:
                if step is HALF:
                    peer.half_close()
                elif isinstance(step, (int, float)):
                    peer.pause(step)
                else:
                    peer.send(self.fill_in(step))
            ways = case.ways
            while True:
                longer = [w for w in ways if len(w[0]) > len(got)]
                if not longer:
                    break
                shorter = [w for w in ways if len(w[0]) == len(got)]
                try:
                    r = self.read(peer, longer[0][0][len(got)].head, case.name)
                except (Ended, TimeoutError) as e:
                    if not shorter:
                        raise Fault(str(e)) from None
                    ways = shorter
                    break
                got.append(r)
                ways = [w for w in longer if w[0][len(got) - 1].allows(r.status)]
                if not ways:
                    raise Fault("this status is not among the expected")
                if case.old and "transfer-encoding" in r:
                    raise Fault("Transfer-Encoding in answer to HTTP/1.0 (RFC 9112 6.1)")
                if case.old and r.status < 200:
                    raise Fault("1xx in answer to HTTP/1.0 (RFC 9110 15.2)")
            problems = []
            for way in ways:
                try:
                    for want, r in zip(way[0], got):
                        self.tokens(want, r)
                    after = way[1]
                    break
                except Fault as e:
                    problems.append(str(e))
            else:
                raise Fault(" / ".join(dict.fromkeys(problems)))
            self.after(peer, case, after, got[-1] if got else None)
        except Fault as e:
            raise Fault("%s   [answers: %s]" % (e, ", ".join(r.brief() for r in got[-6:]) or "none")) from None
        finally:
            peer.close()

    def after(self, peer, case, after, last):
        if case.half and after != "gone":
            after = "eof"
        if after == "any":
            stays = last.says_keep if case.old else not last.says_close
            after = "open" if stays else "eof"
        if after == "open":
            return self.still_open(peer, case.name)
        peer.expect_end(reset_ok=after == "gone")
        if after == "close" and not case.old and not last.says_close:
            raise Fault("closed, but the last response did not say Connection: close (RFC 9112 9.6)")

    def tokens(self, want, r):
        for token in want.tokens:
            if token == "problem":
                if not self.plain:
                    check_problem(r)
            elif token[0] == "=":
                if not same(r.body, self.ref[token[1:]].body):
                    raise Fault("the body is not that of %s" % token[1:])
            elif token[0] == "+":
                if token[1:] not in r:
                    raise Fault("no %s" % token[1:])
            elif token[0] == "-":
                if token[1:] in r:
                    raise Fault("%s: %s" % (token[1:], r[token[1:]]))
            else:
                name, _, pattern = token.partition("~")
                pattern = self.fill_in(pattern, re.escape).decode("latin-1")
                if name not in r or not re.search(pattern, r[name], re.I):
                    raise Fault("%s: %s (expected %s)" % (name, r[name], pattern))


def same(a, b):
    """Equal bytes, or equal `data` where a `links` or `meta` may echo how it was asked."""
    if a == b:
        return True
    try:
        return json.loads(a)["data"] == json.loads(b)["data"]
    except (ValueError, KeyError, TypeError):
        return False


def check_problem(r):
    if (r["content-type"] or "").split(";")[0].strip().lower() != "application/problem+json":
        raise Fault("%d with Content-Type %s" % (r.status, r["content-type"]))
    if "content-length" not in r:
        raise Fault("%d without Content-Length" % r.status)
    if (r["x-content-type-options"] or "").lower() != "nosniff":
        raise Fault("%d without X-Content-Type-Options: nosniff" % r.status)
    if r.head:
        return
    try:
        p = json.loads(r.body)
    except ValueError:
        raise Fault("%d whose body is no JSON: %r" % (r.status, r.body[:80])) from None
    for key in ("type", "title", "detail"):
        if not isinstance(p.get(key), str) or not p[key]:
            raise Fault("problem without %s" % key)
    if p.get("status") != r.status:
        raise Fault("problem says status %s, the status line %d" % (p.get("status"), r.status))
