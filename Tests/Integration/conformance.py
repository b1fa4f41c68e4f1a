#!/usr/bin/env python3
"""Conformance of an HTTP/1.1 origin server of GET, HEAD and OPTIONS, by raw bytes: RFC 9110, 9111, 9112, 3986 and the API's own
contract (problem details, CORS, nosniff). A server started from BINARY gets short idle and write deadlines, for --slow.

usage: conformance.py HOST:PORT | BINARY [--only NAME] [--verbose] [--slow] [--rfc-only] [--list] [--threads N]
"""
import argparse, concurrent.futures, sys, time
from cases import table
from cases import conditional, connection, contract, deadlines, fields, framing, negotiation, request_line, target  # noqa: F401
from cases.wire import Fault
from harness import Checks, host_and_port, server_address

CONTRACT = ("design", "Fetch", "9457 3")


def run_case(run, case):
    """The case, the reason of its failure or None, and seconds."""
    start = time.monotonic()
    try:
        run.check(case)
        fault = None
    except Fault as e:
        fault = str(e)
    except TimeoutError as e:
        fault = "timeout: %s" % e
    except Exception as e:                      # a defect of this script, or a refused connection
        fault = "%s: %s" % (type(e).__name__, e)
    return case, fault, time.monotonic() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("--only", help="cases whose name contains this text")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--slow", action="store_true", help="also the cases that wait for deadlines (a minute)")
    parser.add_argument("--rfc-only", action="store_true", help="without the API's own contract")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--threads", type=int, default=16)
    args = parser.parse_args()
    names = [c.name for c in table.CASES]
    for name in {n for n in names if names.count(n) > 1}:
        sys.exit("two cases have the name %r" % name)
    cases = [c for c in table.CASES if (args.slow or not c.slow) and (not args.only or args.only.lower() in c.name.lower())
             and not (args.rfc_only and c.rfc in CONTRACT)]
    if args.list:
        for c in cases:
            print("%-12s %s" % (c.rfc, c.name))
        return
    check = Checks("conformance")
    server = server_address(args.server, "--idle-timeout", "10", "--write-timeout", "10")
    try:
        run = table.Run(host_and_port(server), rfc_only=args.rfc_only)
    except (OSError, Fault) as e:
        sys.exit("no reference response from %s: %s" % (server, e))

    def record(case, fault, seconds):
        if args.verbose:
            print("%s %5.2fs  %s" % ("ok  " if fault is None else "FAIL", seconds, case.name), flush=True)
        check("%s  (RFC %s)\n     expected: %s\n     got:      %s" % (case.name, case.rfc, case.expect or "as named", fault),
              fault is None)

    # The slow cases start first and wait at the same time. The cases over all responses of the run come last.
    last = [c for c in cases if c.name.startswith("in this run")]
    first = sorted((c for c in cases if c not in last), key=lambda c: not c.slow)
    with concurrent.futures.ThreadPoolExecutor(max(args.threads, sum(c.slow for c in cases) + 4)) as pool:
        for result in pool.map(lambda c: run_case(run, c), first):
            record(*result)
    for c in last:
        record(*run_case(run, c))
    check.finish()


if __name__ == "__main__":
    main()
