#!/usr/bin/env python3
"""Mixed good and hostile traffic for a while. Usage: soak.py HOST:PORT PID --minutes N [--seed S] [--good 2] [--hostile 6]
Good requests must always be answered 200 (or 304, 404 as asked) with the right body: kept and never asked before, small and
large, in gzip, by conditions, with bodies, in HTTP/1.0, written a byte at a time. Hostile: mutations of valid requests, resets,
half-closes, big pipelines, dear ones, clients that never read or read slowly, large answers left unread, drips. Prints requests,
VmRSS, descriptors and CPU time every 30 s, then a summary; exit 1 on a wrong answer, a malformed status line, a 500, a connection
left hanging after a half-close, a dead server, or growing memory or descriptors."""
import argparse, collections, gzip, json, multiprocessing, os, random, select, socket, struct, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from conformance import address
from resilience import alive, descriptors, percentile, rss
from table import NONE, P, T, Run, q, same
from wire import Fault, Peer, read_response

TE = "Transfer-Encoding: chunked"
SEEDS = [q(), q(m="HEAD"), q(t=T), q(t=NONE), q(m="OPTIONS"), q("If-None-Match: \"a\", W/\"b\", *"), q("If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT"), q("Accept: text/csv;q=0.5, application/json, */*;q=0"),
         q("Accept-Encoding: gzip;q=0.5, identity;q=0"), q("Content-Length: 5", body="hello"), q(TE, body="5;a=\"b\"\r\nhello\r\n1A\r\n" + "x" * 26 + "\r\n0\r\nT: 1\r\n\r\n"), q("Expect: 100-continue", "Content-Length: 3", body="abc"),
         q("Connection: keep-alive, close"), q(v="HTTP/1.0"), q(t="http://localhost" + P), q(t="/v1/partners/%4dEX/balance?type=goods&year=2021..2023&sort=-value"), q(m="OPTIONS", t="*"), q("Range: bytes=0-3", "Origin: https://a.example"),
         q(t="/v1/rankings/tdr?limit=3&format=csv"), q(t="/v1/flows?partner=MEX,CAN&fields=partner,value"), q() + q(t=T) + q(m="HEAD"), q(TE, m="POST", body="0\r\n\r\n"), q("Content-Length: 3", m="PUT", body="abc")]
SPICE = [b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b";", b",", b"\"", b"%", b"%2F", b"%00", b"%zz", b"\xff", b"\x80", b"0", b"-1", b"18446744073709551616", b"ffffffffffffffff", b"chunked", b"Content-Length: 7\r\n",
         b"Transfer-Encoding: chunked\r\n", b"Host: x\r\n", b"HTTP/1.1", b"GET ", b"*", b"//", b"/../", b"?", b"#", b"a" * 9000, b"\r\n\r\n", b"=" * 300, b"W/", b"q=0", b"Connection: close\r\n", b"Expect: 100-continue\r\n"]


def mutate(rng):
    data = bytearray(rng.choice(SEEDS).encode("latin-1"))
    for _ in range(rng.choice((1, 1, 1, 2, 3, 8, 30))):
        i = rng.randrange(len(data) + 1)
        what = rng.randrange(8)
        if what == 0 and i < len(data):
            data[i] ^= 1 << rng.randrange(8)
        elif what == 1 and i < len(data):
            data[i] = rng.randrange(256)
        elif what == 2:
            del data[i:i + rng.choice((1, 1, 2, 5, 20))]
        elif what in (3, 4):
            data[i:i] = rng.choice(SPICE)
        elif what == 5:
            j = rng.randrange(len(data) + 1)
            data[i:i] = data[min(i, j):max(i, j)]
        elif what == 6:
            other = rng.choice(SEEDS).encode("latin-1")
            data[i:] = other[rng.randrange(len(other)):]
        else:
            j = rng.randrange(len(data) + 1)
            data[min(i, j):max(i, j)] = rng.choice(SPICE)
    return bytes(data[:65536])


LARGE = ("/openapi.json", "/v1/flows", "/v1/indicators?format=table")


def large(rng):
    """A large answer that nobody asked for before."""
    return "/v1/flows?limit=%d&pretty=true" % rng.randrange(2000, 10000)


def dear(rng):
    """An answer that is small, and takes long to compute."""
    return "/v1/indicators?q=%x" % rng.randrange(1 << 40)


def good(server, seed, until, done, out):
    rng, times, counts, wrong, peer = random.Random(seed), [], collections.Counter(), [], None
    run = Run(server)
    whole = {t: run.get(t).body for t in LARGE}
    plain = run.ref["P"].body
    if run.gz and not same(gzip.decompress(run.gz.body), plain):
        wrong.append("the answer in gzip is another")

    def like(key):
        return lambda r: same(r.body, run.ref[key].body)

    def fresh():
        n, skip = rng.randrange(1, 28), rng.randrange(28)
        return q(t=T + "?year=2023&limit=%d&offset=%d&decimals=%d" % (n, skip, rng.randrange(9))), lambda r: len(json.loads(r.body)["data"]) == min(n, 27 - skip if skip < 27 else 0)
    asks = [(q(), False, 200, like("P")), (q(t=T), False, 200, like("T")), (q(m="HEAD"), True, 200, None), (q(t="http://localhost" + P), False, 200, like("P")), (q("If-None-Match: @E@"), False, 304, None), (q(t=NONE), False, 404, None), (q("Content-Length: 5", body="hello"), False, 200, like("P")),
            (q(TE, body="5\r\nhello\r\n0\r\n\r\n", t=T), False, 200, like("T")), (q("Connection: close"), False, 200, like("P")), (q("If-Modified-Since: @LM@"), False, 304, None), (q("Connection: keep-alive", v="HTTP/1.0"), False, 200, like("P")),
            (q("Accept-Encoding: gzip"), False, 200, lambda r: not run.gz or r.body == run.gz.body), (q("Accept-Encoding: gzip", "If-None-Match: @EG@"), False, 304, None), (q("Accept-Encoding: gzip", m="HEAD"), True, 200, None), (None, False, 200, "fresh"), (None, False, 200, "large")]
    while time.time() < until and len(wrong) < 20:
        ask, head, status, right = rng.choice(asks)
        if right == "fresh":
            ask, right = fresh()
        elif right == "large":
            target = rng.choice(LARGE)
            coded = rng.random() < 0.5
            ask, right = q(*["Accept-Encoding: gzip"] * coded, t=target), lambda r: (gzip.decompress(r.body) if coded else r.body) == whole[target]
        start = time.perf_counter()
        try:
            if peer is None or rng.random() < 0.1:
                if peer:
                    peer.close()
                peer = Peer(server, 10)
            data = run.fill_in(ask)
            if rng.random() < 0.02:
                for i in range(len(data)):
                    peer.send(data[i:i + 1])
            else:
                peer.send(data)
            r = read_response(peer, head)
            if r.status != status or right and not right(r):
                raise Fault("answered %s" % r.brief())
            if r.says_close:
                peer.close()
                peer = None
            counts["good"] += 1
            done.value += 1
            if len(times) < 200000 or rng.random() < 0.05:
                times.append((time.perf_counter() - start) * 1000)
        except (Fault, OSError) as e:
            wrong.append("%s: %s: %s" % (ask.split("\r\n")[0], type(e).__name__, e))
            if peer:
                peer.close()
            peer = None
        time.sleep(rng.choice((0, 0.001, 0.01)))
    out.put(("good", counts, wrong, [percentile(times, .5), percentile(times, .99), max(times or [0])]))


def cpu(pid):
    """Seconds of CPU time the process has had."""
    try:
        with open("/proc/%d/stat" % pid) as f:
            return sum(map(int, f.read().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return -1


def reset(peer):
    try:
        peer.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    except OSError:
        pass
    peer.close()


def drain(peer, limit):
    """Everything that comes until the end; False if no end comes."""
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


def judge(data, peer, counts, wrong):
    head = bytes(peer.buf[:12])
    if head:
        counts["answer " + head[9:12].decode("latin-1")] += 1
        if not (head.startswith(b"HTTP/1.1 ") and head[9:12].isdigit()) or head[9:12] in (b"500", b"502", b"504"):
            wrong.append("%r was answered %r" % (data[:400], bytes(peer.buf[:60])))
    else:
        counts["answer none"] += 1


def hostile(server, seed, until, done, out):
    rng, counts, wrong, held = random.Random(seed), collections.Counter(), [], []
    while time.time() < until and len(wrong) < 20:
        kind = rng.choice(("mutant", "mutant", "mutant", "mutant", "split mutant", "reset", "reset", "half-close", "pipeline", "pipeline then reset", "never reads", "drip", "noise", "connect", "big body", "big head", "large unread", "large then reset", "reads slowly", "dear pipeline"))
        counts[kind] += 1
        done.value += 1
        held = [h for h in held if time.time() < h[0] or h[1].close()]
        try:
            peer = Peer(server, 5, rcvbuf=4096 if kind in ("never reads", "large unread", "reads slowly") else None)
        except OSError as e:
            counts["not connected: %s" % e] += 1
            time.sleep(0.05)
            continue
        try:
            if kind in ("mutant", "split mutant"):
                data = mutate(rng)
                cuts = sorted(rng.randrange(len(data) + 1) for _ in range(rng.choice((1, 3)))) if kind != "mutant" else []
                for a, b in zip([0] + cuts, cuts + [len(data)]):
                    peer.send(data[a:b])
                    if cuts:
                        peer.pause(0.001)
                peer.half_close()
                if not drain(peer, 10):
                    wrong.append("no end within 10 s of the half-close after %r" % data[:400])
                judge(data, peer, counts, wrong)
            elif kind == "reset":
                data = rng.choice(SEEDS).encode("latin-1")
                peer.send(data[:rng.randrange(len(data) + 1)])
                if rng.random() < 0.5:
                    peer.pause(rng.random() * 0.02)
                reset(peer)
            elif kind == "half-close":
                data = rng.choice(SEEDS).encode("latin-1")
                peer.send(data[:rng.randrange(len(data) + 1)])
                peer.half_close()
                if not drain(peer, 10):
                    wrong.append("no end within 10 s of the half-close amid %r" % data[:200])
            elif kind.startswith("pipeline"):
                n = rng.choice((10, 100, 500))
                peer.send(q().encode() * (n - 1) + q("Connection: close").encode())
                if kind == "pipeline":
                    for i in range(n):
                        r = read_response(peer)
                        if r.status != 200:
                            raise Fault("answer %d of %d pipelined is %s" % (i, n, r.brief()))
                else:
                    peer.pause(rng.random() * 0.01)
                    reset(peer)
            elif kind == "dear pipeline":
                n = rng.choice((1, 2, 5))
                peer.send("".join(q(*["Connection: close"] * (i == n - 1), t=dear(rng)) for i in range(n)).encode())
                for i in range(n):
                    r = read_response(peer)
                    if r.status != 200:
                        raise Fault("answer %d of %d pipelined is %s" % (i, n, r.brief()))
            elif kind == "large then reset":
                peer.send("".join(q(t=large(rng)) for _ in range(rng.choice((1, 3)))).encode())
                peer.pause(rng.random() * 0.02)
                reset(peer) if rng.random() < 0.8 else peer.half_close()
            elif kind == "reads slowly":
                peer.send(q("Connection: close", t=rng.choice((large(rng), *LARGE))).encode())
                end, peer.timeout = time.monotonic() + rng.random() * 2, 10
                while time.monotonic() < end and peer.fill():
                    time.sleep(0.005)
            elif kind == "large unread":
                if len(held) < 40:
                    peer.send("".join(q(t=large(rng)) for _ in range(rng.choice((1, 2, 20)))).encode(), read=False)
                    held.append((time.time() + rng.choice((1, 5, 20)), peer.sock))
                    peer = None
            elif kind in ("never reads", "drip"):
                if len(held) < 40:
                    held.append((time.time() + rng.choice((1, 5, 20)), peer.sock))
                    if kind == "drip":
                        peer.send(b"GET /v1/partners HTTP/1.1\r\nX: ")
                    else:
                        for _ in range(200):
                            if not select.select([], [peer.sock], [], 0.01)[1]:
                                break
                            peer.sock.send(q().encode() * 100)
                    peer = None
            elif kind == "noise":
                data = rng.randbytes(rng.choice((1, 10, 1000, 50000)))
                peer.send(data)
                peer.half_close()
                if not drain(peer, 10):
                    wrong.append("no end within 10 s of noise %r" % data[:200])
                judge(data, peer, counts, wrong)
            elif kind == "big body":
                data = q("Content-Length: %d" % rng.choice((10000, 1000000, 10**12)), m=rng.choice(("GET", "POST"))).encode()
                peer.send(data + b"b" * rng.randrange(1000000))
                reset(peer) if rng.random() < 0.5 else peer.half_close()
            elif kind == "big head":
                peer.send(b"GET /" + b"a" * rng.randrange(500000) + rng.choice((b" HTTP/1.1\r\n", b"")) + b"X: y\r\n" * rng.randrange(5000))
                reset(peer) if rng.random() < 0.5 else peer.half_close()
            for _, sock in held:
                try:
                    sock.send(b"a") if rng.random() < 0.3 else None
                except OSError:
                    pass
        except (Fault, TimeoutError) as e:
            wrong.append("%s: %s" % (kind, e))
        except OSError as e:
            counts["%s: %s" % (kind, type(e).__name__)] += 1
        finally:
            if peer:
                peer.close()
    out.put(("hostile", counts, wrong, []))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("pid", type=int)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--good", type=int, default=2)
    parser.add_argument("--hostile", type=int, default=6)
    args = parser.parse_args()
    server, start = address(args.server), time.time()
    until, out = start + args.minutes * 60, multiprocessing.Queue()
    before = descriptors(args.pid)
    print("seed %d; before: VmRSS %d kB, %d descriptors" % (args.seed, rss(args.pid), before), flush=True)
    done = [multiprocessing.Value("q", lock=False) for _ in range(args.good + args.hostile)]
    jobs = [multiprocessing.Process(target=good, args=(server, args.seed * 1000 + i, until, done[i], out), daemon=True) for i in range(args.good)]
    jobs += [multiprocessing.Process(target=hostile, args=(server, args.seed * 1000 + 100 + i, until, done[args.good + i], out), daemon=True) for i in range(args.hostile)]
    for j in jobs:
        j.start()
    track, step = [], min(30, args.minutes * 60 / 6)
    while time.time() < until and alive(args.pid):
        time.sleep(min(step, max(0.01, until - time.time())))
        track.append(rss(args.pid))
        counted = [sum(d.value for d in part) for part in (done[:args.good], done[args.good:])]
        print("%5.0f s: %d good requests, %d hostile connections, VmRSS %d kB, %d descriptors, CPU %.1f s" % (time.time() - start, *counted, track[-1], descriptors(args.pid), cpu(args.pid)), flush=True)
    totals, wrong, latencies = collections.Counter(), [], []
    for _ in jobs:
        try:
            _, counts, bad, lat = out.get(timeout=40)
        except Exception:
            wrong.append("a worker gave no account of itself")
            continue
        totals.update(counts)
        wrong += bad
        latencies += [lat] if lat else []
    for j in jobs:
        j.join(5)
    over = time.time() + 15
    while alive(args.pid) and descriptors(args.pid) > before and time.time() < over:
        time.sleep(0.5)
    left = descriptors(args.pid) - before
    if left > 0:
        wrong.append("%d descriptors are open that were not before" % left)
    print("good requests %d; p50 %.2f ms, p99 %.2f ms, max %.1f ms (the worst worker)" % ((totals.pop("good", 0),) + tuple(max(l[i] for l in latencies) if latencies else -1 for i in range(3))))
    print("hostile: " + ", ".join("%s %d" % (k, v) for k, v in sorted(totals.items())))
    early, late = track[len(track) // 5:len(track) // 5 + 3], track[-3:]
    grown = max(late) - max(early) if early else 0
    print("VmRSS %s kB in the first part, %s kB in the last (%+d); after: %d kB, %d descriptors" % (max(early or [0]), max(late or [0]), grown, rss(args.pid), descriptors(args.pid)))
    for w in wrong[:20]:
        print("WRONG " + w)
    ok = alive(args.pid) and not wrong and grown < max(16384, max(early or [0]) // 4)
    print("passed" if ok else "FAILED: %d wrong%s" % (len(wrong), "" if alive(args.pid) else ", the server is gone"))
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
