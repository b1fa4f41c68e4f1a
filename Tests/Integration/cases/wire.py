"""A strict HTTP/1.1 response reader over a raw socket, independent of any client library: every violation of RFC 9110 or 9112 by
a response raises Fault."""
import calendar, re, select, socket, time

TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9][0-9]) [\t\x20-\x7e\x80-\xff]*")
FIELD = re.compile(rb"(" + TOKEN + rb"):[ \t]*((?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?)[ \t]*")
IMF = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):(\d\d) GMT")
DAYS = "Mon Tue Wed Thu Fri Sat Sun".split()
LONG = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')
MEDIA = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;\s*[\w!#$&^.+-]+=([\w!#$&^.+'*-]+|\"[^\"]*\"))*")
SINGLE = {"content-length", "content-type", "date", "etag", "last-modified", "location", "server", "age", "expires",
          "retry-after", "content-range", "content-location", "access-control-allow-origin"}


class Fault(Exception):
    """A violation by the server."""


class Ended(Fault):
    """The connection ended where a response was expected to begin."""


def imf(seconds):
    t = time.gmtime(seconds)
    return "%s, %02d %s %04d %02d:%02d:%02d GMT" % (DAYS[t.tm_wday], t.tm_mday, MONTHS[t.tm_mon - 1], t.tm_year, t.tm_hour, t.tm_min, t.tm_sec)


def rfc850(seconds):
    t = time.gmtime(seconds)
    return "%s, %02d-%s-%02d %02d:%02d:%02d GMT" % (LONG[t.tm_wday], t.tm_mday, MONTHS[t.tm_mon - 1], t.tm_year % 100, t.tm_hour, t.tm_min, t.tm_sec)


def asctime(seconds):
    t = time.gmtime(seconds)
    return "%s %s %2d %02d:%02d:%02d %04d" % (DAYS[t.tm_wday], MONTHS[t.tm_mon - 1], t.tm_mday, t.tm_hour, t.tm_min, t.tm_sec, t.tm_year)


def parse_imf(text, what):
    m = IMF.fullmatch(text)
    if not m:
        raise Fault("%s is not an IMF-fixdate: %r" % (what, text))
    day, mon, year, h, mi, s = int(m[2]), MONTHS.index(m[3]) + 1, int(m[4]), int(m[5]), int(m[6]), int(m[7])
    stamp = calendar.timegm((year, mon, day, h, mi, s))
    if s < 60 and imf(stamp) != text:
        raise Fault("%s is not a date or has the wrong weekday: %r" % (what, text))
    return stamp


class Peer:
    """One connection. Sends while it reads, so that neither side can block the other for ever."""

    def __init__(self, address, timeout=4.0, rcvbuf=None):
        self.sock = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_STREAM)
        if rcvbuf:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, rcvbuf)
        self.sock.settimeout(timeout)
        self.sock.connect(address)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.timeout = timeout
        self.buf = bytearray()
        self.eof = self.reset = self.cut = False
        self.received = 0

    def close(self):
        self.sock.close()

    def half_close(self):
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.cut = True

    def _recv(self):
        try:
            data = self.sock.recv(1 << 16)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            self.eof = self.reset = True
            return
        if data:
            self.buf += data
            self.received += len(data)
        else:
            self.eof = True

    def send(self, data, read=True):
        """Sends all data, or as much as the server takes before it closes the connection (self.cut)."""
        view = memoryview(data)
        deadline = time.monotonic() + max(self.timeout, 10)
        while view and not self.cut:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Fault("the server stopped reading with %d bytes left to send" % len(view))
            watch = [self.sock] if read and not self.eof else []
            r, w, _ = select.select(watch, [self.sock], [], left)
            if r:
                self._recv()
            if w:
                try:
                    view = view[self.sock.send(view[:1 << 16]):]
                except (BlockingIOError, InterruptedError):
                    pass
                except OSError as e:
                    self.cut = True
                    if isinstance(e, ConnectionResetError):
                        self.reset = True

    def pause(self, seconds):
        """Waits, and receives meanwhile."""
        deadline = time.monotonic() + seconds
        while not self.eof and (left := deadline - time.monotonic()) > 0:
            if select.select([self.sock], [], [], left)[0]:
                self._recv()
        if (left := deadline - time.monotonic()) > 0:
            time.sleep(left)

    def fill(self, timeout=None):
        """Waits for more bytes; False at the end of the stream."""
        if self.eof:
            return False
        before = len(self.buf)
        deadline = time.monotonic() + (timeout or self.timeout)
        while len(self.buf) == before and not self.eof:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no bytes for %.1f s" % (timeout or self.timeout))
            if select.select([self.sock], [], [], left)[0]:
                self._recv()
        return len(self.buf) > before

    def line(self):
        while (i := self.buf.find(b"\n")) < 0:
            if len(self.buf) > 1 << 20:
                raise Fault("a line of more than 1 MiB")
            if not self.fill():
                raise Fault("%s inside a line: %r" % ("reset" if self.reset else "end of stream", bytes(self.buf[:80])))
        line = bytes(self.buf[:i + 1])
        del self.buf[:i + 1]
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            raise Fault("a line not ended by CRLF: %r" % line[:120])
        return line[:-2]

    def take(self, n):
        while len(self.buf) < n:
            if not self.fill():
                raise Fault("%s with %d of %d body bytes" % ("reset" if self.reset else "end of stream", len(self.buf), n))
        data = bytes(self.buf[:n])
        del self.buf[:n]
        return data

    def expect_end(self, reset_ok=False, timeout=None):
        if self.buf:
            raise Fault("bytes after the last response: %r" % bytes(self.buf[:120]))
        try:
            while self.fill(timeout):
                raise Fault("bytes after the last response: %r" % bytes(self.buf[:120]))
        except TimeoutError:
            raise Fault("the connection was left open") from None
        if self.reset and not reset_ok:
            raise Fault("a reset instead of an orderly close (RFC 9112 9.6)")


class Response:
    def __init__(self, status, fields, body, head):
        self.status, self.fields, self.body, self.head, self.at = status, fields, body, head, time.time()

    def __getitem__(self, name):
        """The combined value of a field, or None."""
        values = [v for n, v in self.fields if n == name.lower()]
        return ", ".join(values) if values else None

    def __contains__(self, name):
        return self[name] is not None

    def members(self, name):
        return [m.strip() for m in (self[name] or "").split(",") if m.strip()]

    @property
    def says_close(self):
        return "close" in [m.lower() for m in self.members("connection")]

    @property
    def says_keep(self):
        return "keep-alive" in [m.lower() for m in self.members("connection")]

    def brief(self):
        return "%s%s%s" % (self.status, " close" if self.says_close else "", " (%d bytes)" % len(self.body) if self.body else "")


def read_response(peer, head=False):
    if not peer.buf and not peer.fill():
        raise Ended("the connection was %s instead of a response" % ("reset" if peer.reset else "closed"))
    line = peer.line()
    m = STATUS_LINE.fullmatch(line)
    if not m:
        raise Fault("not a status line: %r" % line[:120])
    status, fields, size = int(m[1]), [], 0
    while line := peer.line():
        size += len(line)
        m = FIELD.fullmatch(line)
        if not m:
            raise Fault("not a field line: %r" % line[:120])
        if size > 1 << 16:
            raise Fault("more than 64 KiB of response fields")
        fields.append((m[1].decode().lower(), m[2].decode("latin-1")))
    r = Response(status, fields, b"", head)
    names = [n for n, _ in fields]
    for n in SINGLE:
        if names.count(n) > 1:
            raise Fault("%d lines of %s" % (names.count(n), n))
    r.body = read_body(peer, r, head)
    check_fields(r)
    return r


def read_body(peer, r, head):
    length, coding = r["content-length"], r["transfer-encoding"]
    if length is not None and not re.fullmatch(r"\d{1,15}", length):
        raise Fault("Content-Length: %s" % length)
    if length is not None and coding is not None:
        raise Fault("Content-Length and Transfer-Encoding")
    if r.status < 200 or r.status == 204:
        if length is not None or coding is not None:
            raise Fault("%d with Content-Length or Transfer-Encoding (RFC 9110 8.6)" % r.status)
        return b""
    if head or r.status == 304:
        return b""
    if coding is not None:
        if coding.lower() != "chunked":
            raise Fault("Transfer-Encoding: %s" % coding)
        body = b""
        while True:
            m = re.fullmatch(rb"([0-9A-Fa-f]{1,15})(;.*)?", peer.line())
            if not m:
                raise Fault("not a chunk header")
            n = int(m[1], 16)
            if n == 0:
                while peer.line():
                    pass
                return body
            body += peer.take(n)
            if peer.take(2) != b"\r\n":
                raise Fault("chunk data not followed by CRLF")
    if length is None:
        raise Fault("%d with neither Content-Length nor Transfer-Encoding" % r.status)
    return peer.take(int(length))


def check_fields(r):
    if r.status >= 200 and r["date"] is None:
        raise Fault("%d without Date (RFC 9110 6.6.1)" % r.status)
    date = parse_imf(r["date"], "Date") if r["date"] is not None else None
    if r["last-modified"] is not None and date is not None and parse_imf(r["last-modified"], "Last-Modified") > date:
        raise Fault("Last-Modified is later than Date (RFC 9110 8.8.2.1)")
    if r["etag"] is not None and not ETAG.fullmatch(r["etag"]):
        raise Fault("ETag: %s" % r["etag"])
    if r["content-type"] is not None and not MEDIA.fullmatch(r["content-type"]):
        raise Fault("Content-Type: %s" % r["content-type"])
    if r.body and r["content-type"] is None:
        raise Fault("content without Content-Type (RFC 9110 8.3)")
    if r.status == 405 and r["allow"] is None:
        raise Fault("405 without Allow (RFC 9110 15.5.6)")
    if r.status == 206 and r["content-range"] is None:
        raise Fault("206 without Content-Range")
    for name in ("vary", "allow", "connection"):
        for member in r.members(name):
            if not re.fullmatch(TOKEN.decode(), member):
                raise Fault("%s: %s" % (name, r[name]))
