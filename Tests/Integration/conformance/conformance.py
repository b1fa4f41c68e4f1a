#!/usr/bin/env python3
"""Conformance test for an HTTP/1.1 origin server of GET, HEAD and OPTIONS: RFC 9110, 9111, 9112, 3986 and the API
contract. Usage: conformance.py HOST:PORT [--only NAME] [--verbose] [--slow] [--list] [--threads N]"""
import argparse, concurrent.futures, os, sys, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import table
from wire import Fault
import cases_line, cases_target, cases_fields, cases_framing, cases_connection, cases_conditional, cases_negotiation, cases_contract, cases_slow


def address(text):
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)


def one(run, case):
    start = time.monotonic()
    try:
        run.check(case)
        return case, None, time.monotonic() - start
    except Fault as e:
        return case, str(e), time.monotonic() - start
    except TimeoutError as e:
        return case, "timeout: %s" % e, time.monotonic() - start
    except Exception as e:                      # a fault of this script, or a connection refused
        return case, "%s: %s" % (type(e).__name__, e), time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("server")
    parser.add_argument("--only", help="cases whose name contains this")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--slow", action="store_true", help="deadlines too (a minute or two)")
    parser.add_argument("--plain", action="store_true", help="the RFCs only: no problem details, CORS, nosniff, formats of the API")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--threads", type=int, default=16)
    args = parser.parse_args()
    names = [c.name for c in table.CASES]
    for name in {n for n in names if names.count(n) > 1}:
        sys.exit("two cases are called %r" % name)
    cases = [c for c in table.CASES if (args.slow or not c.slow) and (not args.only or args.only.lower() in c.name.lower())]
    if args.plain:
        cases = [c for c in cases if c.rfc not in ("design", "Fetch", "9457 3")]
    if args.list:
        for c in cases:
            print("%-12s %s" % (c.rfc, c.name))
        return
    try:
        run = table.Run(address(args.server), plain=args.plain)
    except (OSError, Fault) as e:
        sys.exit("no reference response from %s: %s" % (args.server, e))
    failed, passed = [], 0
    last = [c for c in cases if c.name.startswith("in all this run")]
    first = sorted((c for c in cases if c not in last), key=lambda c: not c.slow)
    with concurrent.futures.ThreadPoolExecutor(max(args.threads, sum(c.slow for c in cases) + 4)) as pool:
        results = pool.map(lambda c: one(run, c), first)
        for case, fault, seconds in results:
            if args.verbose:
                print("%s %5.2fs  %s" % ("ok  " if fault is None else "FAIL", seconds, case.name), flush=True)
            passed += fault is None
            if fault is not None:
                failed.append((case, fault))
    for case, fault, _ in [one(run, c) for c in last]:
        passed += fault is None
        if fault is not None:
            failed.append((case, fault))
    for case, fault in failed:
        print("FAIL %s  (RFC %s)\n     expected: %s\n     got:      %s" % (case.name, case.rfc, case.expect or "as named", fault))
    print("%d passed, %d failed" % (passed, len(failed)))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
