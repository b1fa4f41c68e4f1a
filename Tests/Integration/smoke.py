"""Starts a built binary, sends requests, and stops it. Standard library only.

usage: smoke.py BINARY
"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

from harness import ROOT, Checks, Server, free_ports, resident_memory

binary = os.path.abspath(sys.argv[1])
check = Checks("smoke")


def run(*arguments, **environment):
    return subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=20,
                          env={**os.environ, **environment})


def start(*options, **environment):
    return Server(binary, *options, environment=environment)


def connect_during_start():
    """Connects as soon as the port accepts. None, or the error of the first connection that was not refused."""
    port = free_ports(1)[0]
    process = subprocess.Popen([binary, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    try:
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
                    client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    return None if client.recv(65536).startswith(b"HTTP/1.1 200") else "closed"
            except ConnectionRefusedError:
                pass
            except OSError as error:
                return error
        return "refused for 20 s"
    finally:
        process.kill()
        process.wait()


# Printed, not checked: the load of the machine decides it. The first start brings the binary into the page cache.
start("--port", "0").stop()
times = []
for _ in range(5):
    server = start("--port", "0")
    server.get("/healthz")
    times.append((time.monotonic() - server.started) * 1000)
    server.stop()
for _ in range(10):
    check("a connection during the start is refused, or answered", connect_during_start() is None)
print(f"from start to first response: {min(times):.1f} ms")

server = start("--port", "0")
check("start-up prints the address and the amount of data",
      "info listening" in server.log() and "http://127.0.0.1:" in server.log() and "published cells" in server.log(), server.log())

record = server.json("/v1/partners/MEX/balance?type=goods&year=2023")["data"]
check("Mexico's goods in 2023 are one record", len(record) == 1, record)
record = record[0]
for field, value in {"exports": 323145, "imports": 484527, "balance": -161382, "total_trade": 807672, "tdr": 0.4994,
                     "unit": "USD million", "partner": "MEX", "period": "2023"}.items():
    check(f"its {field} is {value}", record[field] == value, record[field])
check("its exports are from table 6", record["cells"]["exports"] == "eclac-2024-t06-r01-c04", record["cells"])
check("table 3 is listed with it", "eclac-2024-t03-r01-c04" in record["also"], record["also"])

for target in ["/v1", "/v1/partners", "/v1/partners/mx", "/v1/flows?limit=5", "/v1/balances?classification=end-use",
               "/v1/rankings/tdr", "/v1/tables", "/v1/tables/eclac-2024-t10", "/v1/usmca/reviews", "/healthz", "/version"]:
    response = server.get(target)
    check(f"{target} is 200 with data, meta and links",
          response.status == 200 and {"data", "meta", "links"} <= response.json().keys(), response.status)
    head = server.get(target, "HEAD")
    check(f"HEAD {target} is GET without the body",
          head.body == b"" and head.headers["Content-Length"] == response.headers["Content-Length"])

check("the 2023 ranking of the reports covers 27 partners",
      server.json("/v1/rankings/tdr?year=2023&basis=bea-partner")["meta"]["total"] == 27)
check("the first joint review is on 2026-07-01",
      any(e["kind"] == "joint-review" and e["date"] == "2026-07-01" for e in server.json("/v1/usmca/reviews")["data"]))

for target, status in {"/v1/partners/MXC/balance": 404, "/nothing": 404, "/v1/flows?colour=red": 400,
                       "/v1/flows?year=abc": 400, "/v1/usmca/reviews?extend=2040-01-01&extend=2019-01-01": 422,
                       "/" + "x" * 9000: 414}.items():
    response = server.get(target)
    check(f"{target[:40]} is {status} as a problem", response.is_problem(status), response)
check("an unknown partner gets the nearest code as suggestion",
      server.json("/v1/partners/MXC/balance")["suggestion"] == "MEX")
check("POST is 405 with Allow", server.get("/v1", "POST").headers["Allow"] == "GET, HEAD, OPTIONS")
check("a known ETag is 304", server.get("/v1", If_None_Match=server.get("/v1").headers["ETag"]).status == 304)
memory = resident_memory(server.pid)
check("resident memory stays below 80 MB", memory < 80_000, memory)

# A stop finishes requests in flight: half a request before the signal, the rest after it.
client = socket.create_connection((server.host, server.port))
client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
time.sleep(0.1)
server.send_signal(signal.SIGTERM)
time.sleep(0.1)
client.sendall(b"\r\n")
client.settimeout(5)
answer = b""
while chunk := client.recv(65536):
    answer += chunk
check("a request in flight is answered after SIGTERM",
      answer.startswith(b"HTTP/1.1 200") and b"Connection: close" in answer)
client.close()
check("SIGTERM ends with status 0", server.process.wait(timeout=15) == 0)
check("SIGINT ends with status 0", start("--port", "0").stop(signal.SIGINT) == 0)

busy = start("--port", "0")
for result, status, words in [
    (run("--port", str(busy.port)), 1, "another program uses the port"),
    (run("--prot", "1"), 2, "unknown option '--prot'"),
    (run("--port", "70000"), 2, "--port: '70000' is not a port from 0 to 65535"),
    (run("--data", "/nonexistent"), 1, "cannot be read"),
    (run("--host", "256.1.1.1"), 1, "cannot listen on host"),
    (run(BILATERAL_THREADS="none"), 2, "BILATERAL_THREADS"),
]:
    check(f"a failed start prints '{words}' in one line and exits with status {status}",
          result.returncode == status and words in result.stderr and result.stderr.count("\n") == 1,
          (result.returncode, result.stderr))
busy.stop()
other = start(BILATERAL_PORT="0", BILATERAL_HOST="::1", BILATERAL_THREADS="1")
check("options can come from the environment", other.host == "::1" and other.get("/healthz").status == 200, other.log())
other.stop()
check("--help names the basic options", all(option in run("--help").stdout for option in ["--host", "--port", "--data"]))
check("help options lists the settings", all(option in run("help", "options").stdout for option in ["--threads", "--max-head"]))
check("serve is the same as no command", "listening" in (explicit := start("serve", "--port", "0")).log())
explicit.stop()
result = run("get", "/v1/rankings/tdr?year=2023&basis=bea-partner&limit=2&fields=rank,partner,tdr", "--format", "csv")
check("get prints a response without a server", result.returncode == 0 and result.stdout == "rank,partner,tdr\n1,VNM,10.6291\n2,IRL,3.8649\n",
      result)
result = run("get", "/v1/partners/MXC")
check("get prints an error to standard error and exits with status 1",
      result.returncode == 1 and result.stdout == "" and "nearest: MEX" in result.stderr, result)
result = run("check")
check("check lists the tables", result.returncode == 0 and "eclac-2024-t06 " in result.stdout, result.stderr)
for arguments, words in [(["get"], "get needs TARGET"), (["get", "/v1", "--port", "1"], "get has no option --port"), (["chekc"], "nearest: check"),
                         (["check", "--port", "x"], "'x' is not a port")]:
    result = run(*arguments)
    check(f"{arguments} is refused with status 2", result.returncode == 2 and words in result.stderr, result)
check("--version prints the version", re.fullmatch(r"bilateral \d+\.\d+\.\d+\n", run("--version").stdout))

check.finish()
