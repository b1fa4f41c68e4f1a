#!/usr/bin/env python3
"""Runs valid and hostile traffic together for some minutes.

usage: soak.py BINARY [--minutes 10] [--seed 1] [--valid 2] [--hostile 6]

Valid requests must get 200 (or 304, 404) and the right body: cached and new, small and large, gzip, conditional, with bodies,
HTTP/1.0, written byte by byte. Hostile clients mutate requests, reset, half-close, pipeline, never read or read slowly, leave large
responses unread, drip. Fails on a wrong response, a malformed status line, a 500, 502 or 504, a connection left open after a
half-close, an exit of the server, and growth of memory or descriptors. A seed repeats the random choices.
"""
import argparse, collections, gzip, json, multiprocessing, random, select, socket, struct, time
from cases.table import BALANCE, MISSING, RANKING, Run, request, same
from cases.wire import Fault, Peer, read_response
from harness import Checks, Server, cpu_seconds, descriptors, percentile, resident_memory

CHUNKED = "Transfer-Encoding: chunked"
SEEDS = [
    request(), request(method="HEAD"), request(target=RANKING), request(target=MISSING), request(method="OPTIONS"),
    request("If-None-Match: \"a\", W/\"b\", *"), request("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"),
    request("Accept: text/csv;q=0.5, application/json, */*;q=0"), request("Accept-Encoding: gzip;q=0.5, identity;q=0"),
    request("Content-Length: 5", body="hello"),
    request(CHUNKED, body="5;a=\"b\"\r\nhello\r\n1A\r\n" + "x" * 26 + "\r\n0\r\nT: 1\r\n\r\n"),
    request("Expect: 100-continue", "Content-Length: 3", body="abc"), request("Connection: keep-alive, close"),
    request(version="HTTP/1.0"), request(target="http://localhost" + BALANCE),
    request(target="/v1/partners/%4dEX/balance?type=goods&year=2021..2023&sort=-value"), request(method="OPTIONS", target="*"),
    request("Range: bytes=0-3", "Origin: https://a.example"), request(target="/v1/rankings/tdr?limit=3&format=csv"),
    request(target="/v1/flows?partner=MEX,CAN&fields=partner,value"),
    request() + request(target=RANKING) + request(method="HEAD"), request(CHUNKED, method="POST", body="0\r\n\r\n"),
    request("Content-Length: 3", method="PUT", body="abc"),
]
INSERTIONS = [
    b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b";", b",", b"\"", b"%", b"%2F", b"%00", b"%zz", b"\xff", b"\x80", b"0", b"-1",
    b"18446744073709551616", b"ffffffffffffffff", b"chunked", b"Content-Length: 7\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Host: x\r\n", b"HTTP/1.1", b"GET ", b"*", b"//", b"/../", b"?", b"#", b"a" * 9000, b"\r\n\r\n", b"=" * 300, b"W/", b"q=0",
    b"Connection: close\r\n", b"Expect: 100-continue\r\n",
]
HOSTILE = ("mutant", "mutant", "mutant", "mutant", "split mutant", "reset", "reset", "half-close", "pipeline", "pipeline then reset",
           "never reads", "drip", "noise", "connect", "big body", "big head", "large unread", "large then reset", "reads slowly",
           "expensive pipeline")
LARGE = ("/openapi.json", "/v1/flows", "/v1/indicators?format=table")


def mutate(rng):
    data = bytearray(rng.choice(SEEDS).encode("latin-1"))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 30))):
        i = rng.randrange(len(data) + 1)
        kind = rng.choice(("flip bit", "set byte", "delete", "insert", "insert", "repeat", "splice", "replace"))
        if kind == "flip bit" and i < len(data):
            data[i] ^= 1 << rng.randrange(8)
        elif kind == "set byte" and i < len(data):
            data[i] = rng.randrange(256)
        elif kind == "delete":
            del data[i:i + rng.choice((1, 1, 2, 5, 20))]
        elif kind == "insert":
            data[i:i] = rng.choice(INSERTIONS)
        elif kind == "repeat":
            j = rng.randrange(len(data) + 1)
            data[i:i] = data[min(i, j):max(i, j)]
        elif kind == "splice":
            other = rng.choice(SEEDS).encode("latin-1")
            data[i:] = other[rng.randrange(len(other)):]
        elif kind == "replace":
            j = rng.randrange(len(data) + 1)
            data[min(i, j):max(i, j)] = rng.choice(INSERTIONS)
    return bytes(data[:65536])


def large(rng):
    """A large response that is not in the cache."""
    return "/v1/flows?limit=%d&pretty=true" % rng.randrange(2000, 10000)


def expensive(rng):
    """A small response that takes long to compute."""
    return "/v1/indicators?q=%x" % rng.randrange(1 << 40)


class Ask:
    """A request, the status it must get, and a check of the response."""

    def __init__(self, message, status, is_right=lambda response: True, head=False):
        self.message, self.status, self.is_right, self.head = message, status, is_right, head


class ValidClient:
    def __init__(self, server, seed):
        self.server, self.rng, self.peer = server, random.Random(seed), None
        self.run = run = Run(server)
        self.whole = {target: run.get(target).body for target in LARGE}

        def body_of(key):
            return lambda response: same(response.body, run.ref[key].body)
        self.fixed = [
            Ask(request(), 200, body_of("balance")), Ask(request(target=RANKING), 200, body_of("ranking")),
            Ask(request(method="HEAD"), 200, head=True), Ask(request(target="http://localhost" + BALANCE), 200, body_of("balance")),
            Ask(request("If-None-Match: @ETAG@"), 304), Ask(request("If-Modified-Since: @MODIFIED@"), 304),
            Ask(request(target=MISSING), 404), Ask(request("Content-Length: 5", body="hello"), 200, body_of("balance")),
            Ask(request(CHUNKED, body="5\r\nhello\r\n0\r\n\r\n", target=RANKING), 200, body_of("ranking")),
            Ask(request("Connection: close"), 200, body_of("balance")),
            Ask(request("Connection: keep-alive", version="HTTP/1.0"), 200, body_of("balance")),
            Ask(request("Accept-Encoding: gzip"), 200, lambda response: not run.gz or response.body == run.gz.body),
            Ask(request("Accept-Encoding: gzip", "If-None-Match: @ETAG-GZIP@"), 304),
            Ask(request("Accept-Encoding: gzip", method="HEAD"), 200, head=True)]

    def new_page(self):
        """A page of the ranking of 2023, which has 27 partners; rarely in the cache."""
        limit, offset = self.rng.randrange(1, 28), self.rng.randrange(28)
        target = RANKING + "?year=2023&limit=%d&offset=%d&decimals=%d" % (limit, offset, self.rng.randrange(9))
        return Ask(request(target=target), 200, lambda r: self.is_page(json.loads(r.body), limit, offset))

    @staticmethod
    def is_page(document, limit, offset):
        total = document["meta"]["total"]
        return total >= 27 and len(document["data"]) == max(0, min(limit, total - offset))

    def large(self):
        target, coded = self.rng.choice(LARGE), self.rng.random() < 0.5
        return Ask(request(*["Accept-Encoding: gzip"] * coded, target=target), 200,
                   lambda r: (gzip.decompress(r.body) if coded else r.body) == self.whole[target])

    def choose(self):
        index = self.rng.randrange(len(self.fixed) + 2)
        return self.fixed[index] if index < len(self.fixed) else self.new_page() if index == len(self.fixed) else self.large()

    def disconnect(self):
        if self.peer:
            self.peer.close()
        self.peer = None

    def send(self, ask):
        """Sends one request and returns its duration in milliseconds; raises Fault for a wrong response."""
        start = time.perf_counter()
        if self.peer is None or self.rng.random() < 0.1:
            self.disconnect()
            self.peer = Peer(self.server, 10)
        data = self.run.fill_in(ask.message)
        for part in [data[i:i + 1] for i in range(len(data))] if self.rng.random() < 0.02 else [data]:
            self.peer.send(part)
        response = read_response(self.peer, ask.head)
        if response.status != ask.status or not ask.is_right(response):
            raise Fault("status %s" % response.brief())
        if response.says_close:
            self.disconnect()
        return (time.perf_counter() - start) * 1000


def valid_traffic(server, seed, until, done, out):
    client, times, wrong = ValidClient(server, seed), [], []
    while time.time() < until and len(wrong) < 20:
        ask = client.choose()
        try:
            milliseconds = client.send(ask)
            done.value += 1
            if len(times) < 200000 or client.rng.random() < 0.05:
                times.append(milliseconds)
        except (Fault, OSError) as e:
            wrong.append("%s: %s: %s" % (ask.message.split("\r\n")[0], type(e).__name__, e))
            client.disconnect()
        time.sleep(client.rng.choice((0, 0.001, 0.01)))
    out.put((collections.Counter(), wrong, [percentile(times, .5), percentile(times, .99), max(times or [0])]))


def reset(peer):
    """Closes with a TCP reset."""
    try:
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    peer.close()


def read_to_end(peer, limit):
    """Reads everything until the stream ends; False if it does not end in time."""
    end = time.monotonic() + limit
    while not peer.eof:
        if time.monotonic() > end:
            return False
        try:
            peer.fill(max(0.05, end - time.monotonic()))
        except TimeoutError:
            return False
        if len(peer.buf) > 1 << 22:
            del peer.buf[200:]
    return True


class HostileClient:
    def __init__(self, server, seed):
        self.server, self.rng = server, random.Random(seed)
        self.counts, self.wrong, self.held = collections.Counter(), [], []

    def one(self):
        kind = self.rng.choice(HOSTILE)
        self.counts[kind] += 1
        self.held = [(until, s) for until, s in self.held if time.time() < until or s.close()]
        try:
            small = kind in ("never reads", "large unread", "reads slowly")
            peer = Peer(self.server, 5, rcvbuf=4096 if small else None)
        except OSError as e:
            self.counts["not connected: %s" % e] += 1
            return time.sleep(0.05)
        try:
            if self.attack(kind, peer) == "hold":
                self.held.append((time.time() + self.rng.choice((1, 5, 20)), peer.sock))
                peer = None
            for _, held in self.held:
                try:
                    held.send(b"a") if self.rng.random() < 0.3 else None
                except OSError:
                    pass
        except (Fault, TimeoutError) as e:
            self.wrong.append("%s: %s" % (kind, e))
        except OSError as e:
            self.counts["%s: %s" % (kind, type(e).__name__)] += 1
        finally:
            if peer:
                peer.close()

    def some_request(self):
        return self.rng.choice(SEEDS).encode("latin-1")

    def part_of_request(self):
        data = self.some_request()
        return data[:self.rng.randrange(len(data) + 1)]

    def attack(self, kind, peer):
        """Sends one attack. Returns "hold" to keep the connection open for some seconds."""
        rng = self.rng
        if kind == "mutant":
            self.half_close_after(peer, [mutate(rng)])
        elif kind == "split mutant":
            data = mutate(rng)
            cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice((1, 3))))
            self.half_close_after(peer, [data[a:b] for a, b in zip([0] + cuts, cuts + [len(data)])])
        elif kind == "noise":
            self.half_close_after(peer, [rng.randbytes(rng.choice((1, 10, 1000, 50000)))])
        elif kind == "half-close":
            self.half_close_after(peer, [self.part_of_request()])
        elif kind == "reset":
            peer.send(self.part_of_request())
            if rng.random() < 0.5:
                peer.pause(rng.random() * 0.02)
            reset(peer)
        elif kind == "pipeline":
            self.pipeline(peer, [BALANCE] * rng.choice((10, 100, 500)))
        elif kind == "expensive pipeline":
            self.pipeline(peer, [expensive(rng) for _ in range(rng.choice((1, 2, 5)))])
        elif kind == "pipeline then reset":
            peer.send(request().encode() * rng.choice((10, 100, 500)))
            peer.pause(rng.random() * 0.01)
            reset(peer)
        elif kind == "large then reset":
            peer.send("".join(request(target=large(rng)) for _ in range(rng.choice((1, 3)))).encode())
            peer.pause(rng.random() * 0.02)
            reset(peer) if rng.random() < 0.8 else peer.half_close()
        elif kind == "reads slowly":
            peer.send(request("Connection: close", target=rng.choice((large(rng), *LARGE))).encode())
            end, peer.timeout = time.monotonic() + rng.random() * 2, 10
            while time.monotonic() < end and peer.fill():
                time.sleep(0.005)
        elif kind in ("large unread", "never reads", "drip") and len(self.held) < 40:
            if kind == "large unread":
                peer.send("".join(request(target=large(rng)) for _ in range(rng.choice((1, 2, 20)))).encode(), read=False)
            elif kind == "drip":
                peer.send(b"GET /v1/partners HTTP/1.1\r\nX: ")
            else:
                for _ in range(200):
                    if not select.select([], [peer.sock], [], 0.01)[1]:
                        break
                    peer.sock.send(request().encode() * 100)
            return "hold"
        elif kind == "big body":
            length = rng.choice((10000, 1000000, 10**12))
            peer.send(request("Content-Length: %d" % length, method=rng.choice(("GET", "POST"))).encode() + b"b" * rng.randrange(1000000))
            reset(peer) if rng.random() < 0.5 else peer.half_close()
        elif kind == "big head":
            peer.send(b"GET /" + b"a" * rng.randrange(500000) + rng.choice((b" HTTP/1.1\r\n", b"")) + b"X: y\r\n" * rng.randrange(5000))
            reset(peer) if rng.random() < 0.5 else peer.half_close()

    def half_close_after(self, peer, parts):
        """Sends the parts and half-closes. The server must end the stream, after a well-formed response if any."""
        for part in parts:
            peer.send(part)
            if len(parts) > 1:
                peer.pause(0.001)
        peer.half_close()
        data = b"".join(parts)
        if not read_to_end(peer, 10):
            self.wrong.append("no end within 10 s of the half-close after %r" % data[:400])
        head = bytes(peer.buf[:12])
        self.counts["response " + (head[9:12].decode("latin-1") or "none")] += 1
        if head and (not (head.startswith(b"HTTP/1.1 ") and head[9:12].isdigit()) or head[9:12] in (b"500", b"502", b"504")):
            self.wrong.append("%r got %r" % (data[:400], bytes(peer.buf[:60])))

    def pipeline(self, peer, targets):
        last = len(targets) - 1
        peer.send("".join(request(*["Connection: close"] * (i == last), target=t) for i, t in enumerate(targets)).encode())
        for i in range(len(targets)):
            response = read_response(peer)
            if response.status != 200:
                raise Fault("response %d of %d pipelined is %s" % (i, len(targets), response.brief()))


def hostile_traffic(server, seed, until, done, out):
    client = HostileClient(server, seed)
    while time.time() < until and len(client.wrong) < 20:
        client.one()
        done.value += 1
    out.put((client.counts, client.wrong, []))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--valid", type=int, default=2, help="processes with valid traffic")
    parser.add_argument("--hostile", type=int, default=6, help="processes with hostile traffic")
    args = parser.parse_args()
    check, process = Checks("soak"), Server(args.binary, "--port", "0")
    server, pid, start = (process.host, process.port), process.pid, time.time()
    until, out = start + args.minutes * 60, multiprocessing.Queue()
    before = descriptors(pid)
    print("seed %d; before: %d kB resident, %d descriptors" % (args.seed, resident_memory(pid), before), flush=True)
    done = [multiprocessing.Value("q", lock=False) for _ in range(args.valid + args.hostile)]
    jobs = [multiprocessing.Process(target=valid_traffic if i < args.valid else hostile_traffic,
                                    args=(server, args.seed * 1000 + i, until, done[i], out), daemon=True)
            for i in range(args.valid + args.hostile)]
    for job in jobs:
        job.start()
    memory, connections, step = [], [], min(30, args.minutes * 60 / 6)
    while time.time() < until and process.process.poll() is None:
        time.sleep(min(step, max(0.01, until - time.time())))
        if process.process.poll() is not None:
            break
        memory.append(resident_memory(pid))
        connections.append(descriptors(pid) or 1)
        counts = [sum(d.value for d in part) for part in (done[:args.valid], done[args.valid:])]
        print("%5.0f s: %d valid requests, %d hostile connections, %d kB resident, %d descriptors, CPU %.1f s"
              % (time.time() - start, *counts, memory[-1], connections[-1], cpu_seconds(pid)), flush=True)
    totals, wrong, latencies = collections.Counter(), [], []
    for _ in jobs:
        try:
            counts, faults, latency = out.get(timeout=40)
        except Exception:
            wrong.append("a client process ended without a result")
            continue
        totals.update(counts)
        wrong += faults
        latencies += [latency] if latency else []
    for job in jobs:
        job.join(5)
    patience = time.time() + 15
    while (descriptors(pid) or 0) > before and time.time() < patience:
        time.sleep(0.5)
    print("valid requests: %d; p50 %.2f ms, p99 %.2f ms, max %.1f ms (the slowest process)" % (
        sum(d.value for d in done[:args.valid]), *(max(each[i] for each in latencies) if latencies else -1 for i in range(3))))
    print("hostile: " + ", ".join("%s %d" % (kind, count) for kind, count in sorted(totals.items())))
    first = slice(len(memory) // 5, len(memory) // 5 + 3)
    early, late = memory[first], memory[-3:]
    growth, allowed = (max(late) - max(early), max(16384, max(early) // 4)) if early else (0, 0)
    if early:
        # Each client that does not read holds output, and their number grows until the first meet their deadline.
        allowed += int(max(early) * max(0, max(connections[-3:]) / max(connections[first]) - 1))
    print("resident: %s kB early, %s kB late (%+d); after: %s kB, %s descriptors"
          % (max(early or [0]), max(late or [0]), growth, resident_memory(pid), descriptors(pid)))
    check("valid requests were sent", sum(d.value for d in done[:args.valid]) > 100)
    check("every response is right", not wrong, "\n".join(wrong[:20]))
    check("memory does not grow by more than %d kB" % allowed, growth < max(1, allowed), growth)
    check("no descriptor stays open", (descriptors(pid) or 0) <= before, descriptors(pid))
    check("the server runs and stops with status 0", process.process.poll() is None and process.stop() == 0)
    check.finish()


if __name__ == "__main__":
    main()
