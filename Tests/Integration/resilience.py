#!/usr/bin/env python3
"""A server stays fast beside slow connections: a third drips heads, a third pipelines and never reads, a third is idle, while new
requests are timed. Fails if their p99 exceeds the limit, if one fails, or if a dripping connection outlives the deadline.

usage: resilience.py BINARY [--connections 1000] [--seconds 25] [--deadline 15] [--limit 50] [--addresses 1]
       [--reopen]
"""
import argparse, collections, multiprocessing, resource, select, socket, time
from cases.table import BALANCE, request
from cases.wire import Fault, Peer, read_response
from harness import Checks, Server, descriptors, percentile, resident_memory

KINDS = ("drip", "greedy", "idle")
HEAD = b"GET %s HTTP/1.1\r\nHost: localhost\r\nX-Slow: " % BALANCE.encode()
PIPELINE = request().encode() * 200


class SlowConnection:
    def __init__(self, kind, server, source):
        self.kind, self.socket = kind, socket.socket(socket.AF_INET6 if ":" in server[0] else socket.AF_INET)
        if kind == "greedy":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        if source:
            self.socket.bind((source, 0))
        self.socket.settimeout(10)
        self.socket.connect(server)
        self.socket.setblocking(False)
        self.opened, self.lifetime, self.response, self.sent, self.offset = time.monotonic(), None, b"", 0, 0

    def write(self, data):
        try:
            n = self.socket.send(data)
            self.sent += n
            return n
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            self.end()
            return 0

    def end(self):
        if self.lifetime is None:
            self.lifetime = time.monotonic() - self.opened
            self.socket.close()

    def tick(self, index, tick):
        if self.lifetime is not None:
            return
        if self.kind == "drip":
            if self.sent < len(HEAD):
                self.write(HEAD[self.sent:])
            elif tick % 5 == index % 5:
                self.write(b"a")
        elif self.kind == "greedy":
            for _ in range(4):
                n = self.write(PIPELINE[self.offset:])
                self.offset = (self.offset + n) % len(PIPELINE)
                if not n or self.lifetime is not None:
                    break
        elif index % 2 and not self.sent:
            self.write(request().encode())      # half of the idle connections send one request first

    def read(self, events):
        """Whether the connection ended."""
        ended = bool(events & (select.POLLERR | select.POLLHUP))
        if self.kind == "greedy":
            return ended or bool(events & select.POLLRDHUP)
        try:
            data = self.socket.recv(65536)
            self.response = (self.response + data)[:200]
            return ended or not data
        except BlockingIOError:
            return ended
        except OSError:
            return True


def hold(server, args, pipe):
    """Holds the slow connections. A process, so that it does not disturb the timing."""
    slow, refused, poller, by_descriptor = [], 0, select.poll(), {}

    def add(kind, index):
        connection = SlowConnection(kind, server, "127.0.0.%d" % (1 + index % args.addresses) if args.addresses > 1 else None)
        by_descriptor[connection.socket.fileno()] = connection
        poller.register(connection.socket, select.POLLHUP | select.POLLERR | select.POLLRDHUP | (0 if kind == "greedy" else select.POLLIN))
        slow.append(connection)
    for i in range(args.connections):
        try:
            add(KINDS[i % 3], i)
        except OSError:
            refused += 1
    pipe.send((len(slow), refused))
    start, tick, total = time.monotonic(), 0, len(slow)
    while time.monotonic() - start < args.seconds:
        for i, connection in enumerate(list(slow)):
            connection.tick(i, tick)
        until = time.monotonic() + 0.1
        while (left := until - time.monotonic()) > 0:
            for descriptor, events in poller.poll(left * 1000):
                connection = by_descriptor.get(descriptor)
                if connection is None or connection.lifetime is not None:
                    poller.unregister(descriptor)
                elif connection.read(events):
                    poller.unregister(descriptor)
                    connection.end()
                    if args.reopen:
                        try:
                            add(connection.kind, len(slow))
                        except OSError:
                            refused += 1
            if time.monotonic() > until:
                break
        tick += 1
    pipe.send([(s.kind, s.lifetime, s.response[:12], s.sent) for s in slow[:total]])


def timed_request(server):
    """Milliseconds of one request on a new connection."""
    start = time.perf_counter()
    peer = Peer(server, 5)
    try:
        peer.send(request("Connection: close").encode())
        response = read_response(peer)
        milliseconds = (time.perf_counter() - start) * 1000
        if response.status != 200:
            raise Fault(response.brief())
        return milliseconds
    finally:
        peer.close()


def show(name, times):
    print("%-34s %6d requests   p50 %7.2f ms   p99 %7.2f ms   max %7.2f ms"
          % (name, len(times), percentile(times, .5), percentile(times, .99), max(times or [0])), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=25)
    parser.add_argument("--deadline", type=float, default=15)
    parser.add_argument("--limit", type=float, default=50, help="p99 of new requests, milliseconds")
    parser.add_argument("--addresses", type=int, default=1, help="loopback addresses of the slow clients, for limits per address")
    parser.add_argument("--reopen", action="store_true", help="open a connection again after the server closed it")
    args = parser.parse_args()
    check, process = Checks("resilience"), Server(args.binary, "--port", "0")
    server, pid = (process.host, process.port), process.pid
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    want = args.connections + 200
    if soft < want:
        resource.setrlimit(resource.RLIMIT_NOFILE, (want if hard == resource.RLIM_INFINITY else min(want, hard), hard))
    print("before: %d kB resident, %d descriptors" % (resident_memory(pid), descriptors(pid)))
    show("new requests, server idle", [timed_request(server) for _ in range(300)])
    mine, theirs = multiprocessing.Pipe()
    child = multiprocessing.Process(target=hold, args=(server, args, theirs), daemon=True)
    child.start()
    opened, refused = mine.recv()
    print("%d slow connections opened, %d refused: %d kB resident, %d descriptors"
          % (opened, refused, resident_memory(pid), descriptors(pid)), flush=True)
    early, late, faults, start, memory, most_descriptors = [], [], [], time.monotonic(), 0, 0
    while not mine.poll():
        try:
            (early if time.monotonic() - start < 8 else late).append(timed_request(server))
        except (Fault, OSError) as e:
            faults.append("%.1f s: %s: %s" % (time.monotonic() - start, type(e).__name__, e))
        if (len(early) + len(late)) % 20 == 0:
            memory, most_descriptors = max(memory, resident_memory(pid) or 0), max(most_descriptors, descriptors(pid) or 0)
        time.sleep(0.005)
    slow = mine.recv()
    child.join()
    show("new requests, first 8 s", early)
    show("new requests, later", late)
    outlived = 0
    for kind in KINDS:
        these = [s for s in slow if s[0] == kind]
        lifetimes = [s[1] for s in these if s[1] is not None]
        text = "%-6s %4d of %4d closed" % (kind, len(lifetimes), len(these))
        if lifetimes:
            text += ", after %.1f to %.1f s" % (min(lifetimes), max(lifetimes))
        if kind == "greedy" and these:
            text += ", sent %d kB at most" % (max(s[3] for s in these) // 1024)
        else:
            text += ", responses: %s" % dict(collections.Counter(s[2][9:12].decode("latin-1") or "none" for s in these))
        print(text)
        if kind == "drip":
            outlived = len(these) - len([s for s in lifetimes if s <= args.deadline])
    print("during: at most %d kB resident, %d descriptors" % (memory, most_descriptors))
    time.sleep(2)
    print("2 s after: %s kB resident, %s descriptors" % (resident_memory(pid), descriptors(pid)))
    check("slow connections are opened", opened >= args.connections * 0.9, (opened, refused))
    check("no new request fails", not faults, "%d failed: %s" % (len(faults), "; ".join(faults[:3])))
    check("p99 of new requests is at most %.0f ms" % args.limit, percentile(early + late, .99) <= args.limit,
          percentile(early + late, .99))
    check("each dripping connection is closed within %.0f s" % args.deadline, not outlived, outlived)
    check("the server runs and stops with status 0", process.process.poll() is None and process.stop() == 0)
    check.finish()


if __name__ == "__main__":
    main()
