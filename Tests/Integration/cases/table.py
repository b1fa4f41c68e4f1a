"""How a conformance case is written, and how it is run.

A case in the table is `case(name, rfc, steps, expect)`; a case that needs code is a function under `@scenario(name, rfc)`.

Steps: text (latin-1) or bytes to send, a number of seconds to pause, HALF_CLOSE; one step or a list.

Expectation: `alternative || alternative`; an alternative is `response ; response … !after`.
A response is `[HEAD:]200|404 token…`; `?100` is optional; `-` means no response at all. Tokens:
  +Field       the field is present         -Field     the field is absent
  Field~regex  its value matches            problem    the body is a problem of RFC 9457
  =balance     the body is that of BALANCE  =ranking   the body is that of RANKING
After the last response:
  !open   the next request on the connection is answered
  !close  the response says close, then the stream ends     !eof   the stream ends
  !gone   the stream ends or the connection is reset        !any   as the response's Connection field says
Without `!after`: !eof if no response is expected, !any after 4xx and 5xx, else !open.

Marks in steps and patterns, replaced by values of the reference response for BALANCE:
  @ETAG@, @ETAG-WEAK@, @ETAG-UNQUOTED@, @ETAG-CUT@ (one letter short), @ETAG-GZIP@; @ETAG-RANKING@ is the tag of RANKING
  @MODIFIED@, @MODIFIED-1@, @MODIFIED+1@, @MODIFIED-DAY@: Last-Modified, a second before and after it, a day before it;
  @MODIFIED-RFC850@, @MODIFIED-ASCTIME@ and both with -1: in the obsolete forms; @FUTURE@: a year from now
"""
import json, re, time
from .wire import Ended, Fault, Peer, asctime, imf, parse_imf, read_response, rfc850

BALANCE, RANKING, HEALTH, MISSING = "/v1/partners/MEX/balance", "/v1/rankings/tdr", "/healthz", "/nothing/here"
HALF_CLOSE = object()
CASES = []


class Case:
    def __init__(self, name, rfc, steps, expect, function, slow):
        self.name, self.rfc, self.function, self.slow = name, rfc, function, slow
        self.steps = steps if isinstance(steps, (list, tuple)) else [steps]
        self.expect = expect
        self.alternatives = parse_expect(expect) if expect else None
        text = b"".join(encode(s) for s in self.steps if isinstance(s, (str, bytes)))
        self.half_closes = any(s is HALF_CLOSE for s in self.steps)
        self.is_http10 = b" HTTP/1.0\r\n" in text and b" HTTP/1.1\r\n" not in text


def case(name, rfc, steps, expect, slow=False):
    CASES.append(Case(name, rfc, steps, expect, None, slow))


def scenario(name, rfc, slow=False):
    """A case whose function gets the Run and raises Fault."""
    def register(function):
        CASES.append(Case(name, rfc, [], None, function, slow))
        return function
    return register


def encode(text):
    return text if isinstance(text, bytes) else text.encode("latin-1")


def request(*fields, target=BALANCE, method="GET", version="HTTP/1.1", host="localhost", body=""):
    """A request with these field lines; host=None omits Host."""
    lines = ["%s %s %s" % (method, target, version)] + ([] if host is None else ["Host: " + host]) + list(fields)
    return "\r\n".join(lines) + "\r\n\r\n" + body


class ExpectedResponse:
    def __init__(self, text):
        first, *self.tokens = text.split()
        self.head = first.startswith("HEAD:")
        self.statuses = first.removeprefix("HEAD:").split("|")

    def allows(self, status):
        return str(status) in self.statuses or "%dxx" % (status // 100) in self.statuses


def parse_expect(text):
    """Pairs of expected responses and what happens after the last of them."""
    parsed = []
    for alternative in text.split(" || "):
        alternative, after = re.fullmatch(r"\s*(.*?)(?:\s+!(\w+))?\s*", alternative).groups("")
        responses = [r.strip() for r in alternative.split(";") if r.strip() and r.strip() != "-"]
        variants = [[]]
        for r in responses:
            with_it = [v + [ExpectedResponse(r.removeprefix("?"))] for v in variants]
            variants = with_it + variants if r.startswith("?") else with_it
        for v in variants:
            default = "eof" if not v else "any" if any(s[0] in "45" for s in v[-1].statuses) else "open"
            parsed.append((v, after.strip() or default))
    return parsed


class Run:
    """Shared by the cases of one run: the server's address, reference responses, and all responses received so far."""

    def __init__(self, address, timeout=4.0, rfc_only=False):
        self.rfc_only = rfc_only
        self.address, self.timeout, self.responses, self.marks = address, timeout, [], {}
        self.ref = {"balance": self.get(BALANCE), "ranking": self.get(RANKING)}
        for key, r in self.ref.items():
            if r.status != 200 or not r.body:
                raise SystemExit("the response for the %s is %s" % (key, r.brief()))
        etag, modified = self.ref["balance"]["etag"] or '"none"', self.ref["balance"]["last-modified"]
        stamp = parse_imf(modified, "Last-Modified") if modified else 1700000000
        gz = self.get(BALANCE, "Accept-Encoding: gzip")
        self.gz = gz if gz["content-encoding"] == "gzip" else None
        self.marks = {
            "ETAG": etag, "ETAG-WEAK": "W/" + etag.removeprefix("W/"), "ETAG-UNQUOTED": etag.removeprefix("W/").strip('"'),
            "ETAG-CUT": etag[:-2] + '"', "ETAG-GZIP": self.gz["etag"] or etag if self.gz else etag,
            "ETAG-RANKING": self.ref["ranking"]["etag"] or '"none"',
            "MODIFIED": imf(stamp), "MODIFIED-1": imf(stamp - 1), "MODIFIED+1": imf(stamp + 1), "MODIFIED-DAY": imf(stamp - 86400),
            "MODIFIED-RFC850": rfc850(stamp), "MODIFIED-RFC850-1": rfc850(stamp - 1),
            "MODIFIED-ASCTIME": asctime(stamp), "MODIFIED-ASCTIME-1": asctime(stamp - 1),
            "FUTURE": imf(time.time() + 86400 * 365)}

    def fill_in(self, data, quote=lambda s: s):
        def mark(m):
            key = m[1].decode()
            return quote(self.marks[key]).encode("latin-1") if key in self.marks else m[0]
        return re.sub(rb"@([A-Z0-9+-]+)@", mark, encode(data))

    def peer(self, **more):
        return Peer(self.address, self.timeout, **more)

    def read(self, peer, head=False, name="?"):
        r = read_response(peer, head)
        self.responses.append((name, r))
        return r

    def ask(self, data, head=False, peer=None, name="helper"):
        """Sends one request and gives its final response. Closes the connection if it was opened here."""
        opened_here = peer is None
        peer = peer or self.peer()
        try:
            peer.send(self.fill_in(data))
            r = self.read(peer, head, name)
            while r.status < 200:
                r = self.read(peer, head, name)
            return r
        finally:
            if opened_here:
                peer.close()

    def get(self, target, *fields, method="GET"):
        return self.ask(request("Connection: close", *fields, target=target, method=method), head=method == "HEAD",
                        name="helper %s %s %s" % (method, target, fields))

    def still_open(self, peer, name):
        if peer.eof:
            raise Fault("the connection was closed; it must stay open")
        peer.send(request("Connection: close", target=RANKING).encode())
        try:
            r = self.read(peer, False, name + " [next]")
        except Ended:
            raise Fault("the connection was closed; it must stay open") from None
        except TimeoutError:
            raise Fault("the next request on the connection was not answered") from None
        if r.status != 200 or not same(r.body, self.ref["ranking"].body):
            raise Fault("the next request on the connection was status %s" % r.brief())
        peer.expect_end()

    def check(self, case):
        if case.function:
            return case.function(self)
        peer = self.peer()
        got = []
        try:
            for step in case.steps:
                if step is HALF_CLOSE:
                    peer.half_close()
                elif isinstance(step, (int, float)):
                    peer.pause(step)
                else:
                    peer.send(self.fill_in(step))
            alternatives = case.alternatives
            while True:
                longer = [w for w in alternatives if len(w[0]) > len(got)]
                if not longer:
                    break
                shorter = [w for w in alternatives if len(w[0]) == len(got)]
                try:
                    r = self.read(peer, longer[0][0][len(got)].head, case.name)
                except (Ended, TimeoutError) as e:
                    if not shorter:
                        raise Fault(str(e)) from None
                    alternatives = shorter
                    break
                got.append(r)
                alternatives = [w for w in longer if w[0][len(got) - 1].allows(r.status)]
                if not alternatives:
                    raise Fault("unexpected status")
                if case.is_http10 and "transfer-encoding" in r:
                    raise Fault("Transfer-Encoding in a response to HTTP/1.0 (RFC 9112 6.1)")
                if case.is_http10 and r.status < 200:
                    raise Fault("1xx in a response to HTTP/1.0 (RFC 9110 15.2)")
            problems = []
            for alternative in alternatives:
                try:
                    for want, r in zip(alternative[0], got):
                        self.tokens(want, r)
                    after = alternative[1]
                    break
                except Fault as e:
                    problems.append(str(e))
            else:
                raise Fault(" / ".join(dict.fromkeys(problems)))
            self.after(peer, case, after, got[-1] if got else None)
        except Fault as e:
            raise Fault("%s   [responses: %s]" % (e, ", ".join(r.brief() for r in got[-6:]) or "none")) from None
        finally:
            peer.close()

    def after(self, peer, case, after, last):
        if case.half_closes and after != "gone":
            after = "eof"
        if after == "any":
            stays = last.says_keep if case.is_http10 else not last.says_close
            after = "open" if stays else "eof"
        if after == "open":
            return self.still_open(peer, case.name)
        peer.expect_end(reset_ok=after == "gone")
        if after == "close" and not case.is_http10 and not last.says_close:
            raise Fault("closed, but the last response has no Connection: close (RFC 9112 9.6)")

    def tokens(self, want, r):
        for token in want.tokens:
            if token == "problem":
                if not self.rfc_only:
                    check_problem(r)
            elif token[0] == "=":
                if not same(r.body, self.ref[token[1:]].body):
                    raise Fault("the body differs from that of the %s" % token[1:])
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
    """Equal bytes, or equal `data`: `links` and `meta` may repeat the request."""
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
        raise Fault("%d whose body is not JSON: %r" % (r.status, r.body[:80])) from None
    for key in ("type", "title", "detail"):
        if not isinstance(p.get(key), str) or not p[key]:
            raise Fault("problem without %s" % key)
    if p.get("status") != r.status:
        raise Fault("problem says status %s, the status line %d" % (p.get("status"), r.status))
