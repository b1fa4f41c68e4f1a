#!/usr/bin/env python3
"""A thousand slow connections: a third drips heads, a third pipelines and never reads, a third is idle, while fresh requests
are timed. Usage: resilience.py HOST:PORT PID [--connections 1000] [--seconds 25] [--deadline 15] [--addresses 1] [--reopen]
Prints p50 and p99 of fresh requests, when the slow ones were closed, VmRSS and descriptors; exit 1 if p99 > 50 ms, a fresh
request failed, or a dripping connection outlived the deadline."""
import argparse, collections, multiprocessing, os, resource, select, socket, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from conformance import address
from table import P, q
from wire import Fault, Peer, read_response

HEAD = b"GET %s HTTP/1.1\r\nHost: localhost\r\nX-Slow: " % P.encode()
PIPE = q().encode() * 200


def rss(pid):
    try:
        with open("/proc/%d/status" % pid) as f:
            return int(next(l for l in f if l.startswith("VmRSS")).split()[1])
    except (OSError, StopIteration):
        return -1


def descriptors(pid):
    try:
        return len(os.listdir("/proc/%d/fd" % pid))
    except OSError:
        return -1


def alive(pid):
    return os.path.exists("/proc/%d" % pid)


class Slow:
    def __init__(self, kind, server, source):
        self.kind, self.sock = kind, socket.socket(socket.AF_INET6 if ":" in server[0] else socket.AF_INET)
        if kind == "greedy":
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        if source:
            self.sock.bind((source, 0))
        self.sock.settimeout(10)
        self.sock.connect(server)
        self.sock.setblocking(False)
        self.born, self.gone, self.answer, self.sent, self.offset = time.monotonic(), None, b"", 0, 0

    def write(self, data):
        try:
            n = self.sock.send(data)
            self.sent += n
            return n
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.end()
            return 0

    def end(self):
        if self.gone is None:
            self.gone = time.monotonic() - self.born
            self.sock.close()

    def tick(self, i, tick):
        if self.gone is not None:
            return
        if self.kind == "drip":
            if self.sent < len(HEAD):
                self.write(HEAD[self.sent:])
            elif tick % 5 == i % 5:
                self.write(b"a")
        elif self.kind == "greedy":
            for _ in range(4):
                n = self.write(PIPE[self.offset:])
                self.offset = (self.offset + n) % len(PIPE)
                if not n or self.gone is not None:
                    break
        elif i % 2 and not self.sent:
            self.write(q().encode())            # half of the idle have asked once


def hold(server, args, pipe):
    """The slow side, in a process of its own so that it does not disturb the timing."""
    slow, refused, poller, by_fd = [], 0, select.poll(), {}

    def add(i):
        kind = ("drip", "greedy", "idle")[i % 3]
        s = Slow(kind, server, "127.0.0.%d" % (1 + i % args.addresses) if args.addresses > 1 else None)
        by_fd[s.sock.fileno()] = s
        poller.register(s.sock, select.POLLHUP | select.POLLERR | select.POLLRDHUP | (0 if kind == "greedy" else select.POLLIN))
        slow.append(s)
    for i in range(args.connections):
        try:
            add(i)
        except OSError:
            refused += 1
    pipe.send(("open", len(slow), refused))
    start, tick, total = time.monotonic(), 0, len(slow)
    while time.monotonic() - start < args.seconds:
        for i, s in enumerate(list(slow)):
            s.tick(i, tick)
        until = time.monotonic() + 0.1
        while (left := until - time.monotonic()) > 0:
            for fd, events in poller.poll(left * 1000):
                s = by_fd.get(fd)
                if s is None or s.gone is not None:
                    poller.unregister(fd)
                    continue
                over = events & (select.POLLERR | select.POLLHUP)
                if s.kind != "greedy":
                    try:
                        data = s.sock.recv(65536)
                        s.answer = (s.answer + data)[:200]
                        over = over or not data
                    except BlockingIOError:
                        pass
                    except OSError:
                        over = True
                else:
                    over = over or events & select.POLLRDHUP
                if over:
                    poller.unregister(fd)
                    s.end()
                    if args.reopen:
                        try:
                            add(len(slow) - len(slow) % 3 + ("drip", "greedy", "idle").index(s.kind))
                        except OSError:
                            refused += 1
            if time.monotonic() > until:
                break
        tick += 1
    pipe.send(("done", [(s.kind, s.gone, s.answer[:12], s.sent) for s in slow[:total]], refused))


def fresh(server):
    """One request on a connection of its own: milliseconds, or a Fault."""
    start = time.perf_counter()
    peer = Peer(server, 5)
    try:
        peer.send(q("Connection: close").encode())
        r = read_response(peer)
        took = (time.perf_counter() - start) * 1000
        if r.status != 200:
            raise Fault(r.brief())
        return took
    finally:
        peer.close()


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p))] if values else float("nan")


def show(name, times):
    print("%-28s %6d requests   p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms" % (name, len(times), percentile(times, .5), percentile(times, .99), max(times or [0])), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("pid", type=int)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--deadline", type=float, default=15)
    parser.add_argument("--addresses", type=int, default=1, help="spread over this many loopback addresses, where there is a limit per address")
    parser.add_argument("--reopen", action="store_true", help="whoever is closed comes back at once")
    args = parser.parse_args()
    server = address(args.server)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    want = args.connections + 200
    if soft < want:
        resource.setrlimit(resource.RLIMIT_NOFILE, (want if hard == resource.RLIM_INFINITY else min(want, hard), hard))
    print("before: VmRSS %d kB, %d descriptors" % (rss(args.pid), descriptors(args.pid)))
    show("fresh, server at rest", [fresh(server) for _ in range(300)])
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=hold, args=(server, args, theirs), daemon=True)
    child.start()
    _, opened, refused = mine.recv()
    print("opened %d slow connections, %d refused: VmRSS %d kB, %d descriptors" % (opened, refused, rss(args.pid), descriptors(args.pid)), flush=True)
    early, times, faults, start, most, most_fds = [], [], [], time.monotonic(), 0, 0
    while not mine.poll():
        try:
            (early if time.monotonic() - start < 8 else times).append(fresh(server))
        except (Fault, OSError) as e:
            faults.append("%.1f s: %s: %s" % (time.monotonic() - start, type(e).__name__, e))
        if (len(early) + len(times)) % 20 == 0:
            most, most_fds = max(most, rss(args.pid)), max(most_fds, descriptors(args.pid))
        time.sleep(0.005)
    _, slow, refused = mine.recv()
    child.join()
    show("fresh, all of them held (8 s)", early)
    show("fresh, after", times)
    show("fresh, altogether", early + times)
    if faults:
        print("fresh requests that failed: %d; the first: %s" % (len(faults), "; ".join(faults[:3])))
    bad = 0
    for kind in ("drip", "greedy", "idle"):
        these = [s for s in slow if s[0] == kind]
        gone = [s[1] for s in these if s[1] is not None]
        answers = collections.Counter(s[2][9:12].decode("latin-1") or "none" for s in these) if kind != "greedy" else ""
        print("%-6s %4d of %4d closed%s%s%s" % (kind, len(gone), len(these), ", after %.1f … %.1f s" % (min(gone), max(gone)) if gone else "", ", sent %d kB at most" % (max(s[3] for s in these) // 1024) if kind == "greedy" and these else "",
                                                 ", answered %s" % dict(answers) if answers else ""))
        if kind == "drip":
            bad = len(these) - len([g for g in gone if g <= args.deadline])
    print("during: VmRSS %d kB at most, %d descriptors at most" % (most, most_fds))
    for wait in (2, 8):
        time.sleep(wait)
        print("after %2d s: VmRSS %d kB, %d descriptors" % (2 if wait == 2 else 10, rss(args.pid), descriptors(args.pid)))
    ok = alive(args.pid) and not faults and not bad and percentile(early + times, .99) <= 50
    print("passed" if ok else "FAILED: %d fresh requests failed, %d dripping ones outlived %.0f s, p99 %.1f ms%s" % (len(faults), bad, args.deadline, percentile(early + times, .99), "" if alive(args.pid) else ", the server is gone"))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
