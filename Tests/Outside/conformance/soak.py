#!/usr/bin/env python3
"""Mixed good and hostile traffic for a while. Usage: soak.py HOST:PORT PID --minutes N [--seed S] [--good 2] [--hostile 6]
Good requests must always be answered 200 (or 304, 404 as asked) with the right body. Hostile: mutations of valid requests,
resets, half-closes, big pipelines, clients that never read, drips. Prints VmRSS every 30 s, then a summary; exit 1 on a wrong
answer, a malformed status line, a 500, a connection left hanging after a half-close, a dead server, or growing memory."""
import argparse, collections, multiprocessing, os, random, select, socket, struct, sys, time
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


def good(server, seed, until, out):
    rng, times, counts, wrong, peer = random.Random(seed), [], collections.Counter(), [], None
    run = Run(server)
    asks = [(q(), False, 200, "P"), (q(t=T), False, 200, "T"), (q(m="HEAD"), True, 200, None), (q(t="http://localhost" + P), False, 200, "P"), (q("If-None-Match: @E@"), False, 304, None), (q(t=NONE), False, 404, None), (q("Content-Length: 5", body="hello"), False, 200, "P"),
            (q(TE, body="5\r\nhello\r\n0\r\n\r\n", t=T), False, 200, "T"), (q("Connection: close"), False, 200, "P")]
    while time.time() < until and len(wrong) < 20:
        ask, head, status, key = rng.choice(asks)
        start = time.perf_counter()
        try:
            if peer is None or rng.random() < 0.1:
                if peer:
                    peer.close()
                peer = Peer(server, 10)
            peer.send(run.fill_in(ask))
            r = read_response(peer, head)
            if r.status != status or key and not same(r.body, run.ref[key].body):
                raise Fault("answered %s" % r.brief())
            if r.says_close:
                peer.close()
                peer = None
            counts["good"] += 1
            if len(times) < 200000 or rng.random() < 0.05:
                times.append((time.perf_counter() - start) * 1000)
        except (Fault, OSError) as e:
            wrong.append("%s: %s: %s" % (ask.split("\r\n")[0], type(e).__name__, e))
            if peer:
                peer.close()
            peer = None
        time.sleep(rng.choice((0, 0.001, 0.01)))
    out.put(("good", counts, wrong, [percentile(times, .5), percentile(times, .99), max(times or [0])]))


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


def hostile(server, seed, until, out):
    rng, counts, wrong, held = random.Random(seed), collections.Counter(), [], []
    while time.time() < until and len(wrong) < 20:
        kind = rng.choice(("mutant", "mutant", "mutant", "mutant", "split mutant", "reset", "reset", "half-close", "pipeline", "pipeline then reset", "never reads", "drip", "noise", "connect", "big body", "big head"))
        counts[kind] += 1
        held = [h for h in held if time.time() < h[0] or h[1].close()]
        try:
            peer = Peer(server, 5, rcvbuf=4096 if kind == "never reads" else None)
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
        except Fault as e:
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
    print("seed %d; before: VmRSS %d kB, %d descriptors" % (args.seed, rss(args.pid), descriptors(args.pid)), flush=True)
    jobs = [multiprocessing.Process(target=good, args=(server, args.seed * 1000 + i, until, out), daemon=True) for i in range(args.good)]
    jobs += [multiprocessing.Process(target=hostile, args=(server, args.seed * 1000 + 100 + i, until, out), daemon=True) for i in range(args.hostile)]
    for j in jobs:
        j.start()
    track, step = [], min(30, args.minutes * 60 / 6)
    while time.time() < until and alive(args.pid):
        time.sleep(min(step, max(0.01, until - time.time())))
        track.append(rss(args.pid))
        print("%5.0f s: VmRSS %d kB, %d descriptors" % (time.time() - start, track[-1], descriptors(args.pid)), flush=True)
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
    time.sleep(3)
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
