"""Counts the allocations of a kept answer: there must be none. What remains is one new Date a second.

usage: allocations.py BINARY      needs: cc
"""
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time

here = os.path.dirname(os.path.abspath(__file__))
work = tempfile.mkdtemp()
library, counter = os.path.join(work, "allocations.so"), os.path.join(work, "count")
subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, os.path.join(here, "allocations.c"), "-ldl"], check=True)
server = subprocess.Popen([sys.argv[1], "--port", "0", "--threads", "1"], stdout=subprocess.PIPE, text=True,
                          env={**os.environ, "LD_PRELOAD": library, "ALLOCATIONS": counter})
port = int(re.search(r":(\d+) ", server.stdout.readline())[1])
client = socket.create_connection(("127.0.0.1", port))


def count():
    with open(counter, "rb") as file:
        return struct.unpack("L", file.read(8))[0]


def ask(times, fields=""):
    request = f"GET /v1/partners/MEX/balance HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode()
    for _ in range(times):
        client.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += client.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        while length and len(body) < int(length[1]):
            body += client.recv(65536)
    return head


failed = 0
tag = re.search(rb"ETag: (\S+)", ask(1))[1].decode()
for name, fields in [("an answer", ""), ("a gzip answer", "Accept-Encoding: gzip\r\n"),
                     ("a 304", f"If-None-Match: {tag}\r\n")]:
    ask(100, fields)
    before, began = count(), time.monotonic()
    ask(5000, fields)
    made, seconds = count() - before, time.monotonic() - began
    # A new second makes a new Date, which takes some small allocations.
    allowed = 40 * (int(seconds) + 2)
    failed += made > allowed
    print(f"{name}: {made} allocations in 5000 requests over {seconds:.1f} s ({allowed} allowed for the clock)")
server.kill()
sys.exit(failed > 0)
