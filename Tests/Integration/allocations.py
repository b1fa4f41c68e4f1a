"""Counts the allocations of cached responses. None is allowed, except for one new Date a second.

usage: allocations.py BINARY      needs: cc
"""
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time

from harness import BALANCE, INTEGRATION, Checks, Client, Server

REQUESTS = 5000
TARGET = BALANCE + "?year=2023"
# A new second makes a new Date field, which takes some small allocations.
PER_SECOND = 40

check = Checks("allocations")
work = tempfile.mkdtemp(prefix="bilateral-allocations-")
library, counter = os.path.join(work, "allocations.so"), os.path.join(work, "count")
compiler = check.program("cc")
if not compiler:
    check.finish()
subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, os.path.join(INTEGRATION, "allocations.c")], check=True)
server = Server(sys.argv[1], "--port", "0", "--threads", "1", environment={"LD_PRELOAD": library, "ALLOCATIONS": counter})
client = Client(server.address)


def count():
    with open(counter, "rb") as file:
        return struct.unpack("L", file.read(8))[0]


tag = client.get(TARGET).headers["ETag"]
for name, fields in [("a cached response", {}), ("a cached gzip response", {"Accept-Encoding": "gzip"}),
                     ("a cached 304", {"If-None-Match": tag})]:
    for _ in range(100):
        client.request("GET", TARGET, fields)
    before, began = count(), time.monotonic()
    for _ in range(REQUESTS):
        client.request("GET", TARGET, fields)
    allocated, seconds = count() - before, time.monotonic() - began
    allowed = PER_SECOND * (int(seconds) + 2)
    check(f"{name} allocates nothing", allocated <= allowed, f"{allocated} allocations in {REQUESTS} requests")
    print(f"{name}: {allocated} allocations in {REQUESTS} requests over {seconds:.1f} s ({allowed} allowed for the Date field)")
shutil.rmtree(work)
check.finish()
