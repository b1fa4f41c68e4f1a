"""Tries a built binary as its users would: starts it, asks over a socket, stops it. Standard library only.

usage: smoke.py BINARY
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

binary = os.path.abspath(sys.argv[1])
passed = failed = 0


def check(claim, condition, got=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {claim} {got}")


def run(*arguments, **environment):
    return subprocess.run([binary, *arguments], capture_output=True, text=True, timeout=20,
                          env={**os.environ, **environment})


class Server:
    def __init__(self, *arguments, **environment):
        self.began = time.monotonic()
        self.process = subprocess.Popen([binary, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**os.environ, **environment})
        self.line = self.process.stdout.readline()
        found = re.search(r"http://(\S+):(\d+) ", self.line)
        self.host, self.port = (found[1].strip("[]"), int(found[2])) if found else ("", 0)

    def get(self, target, method="GET", **headers):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def json(self, target):
        return json.loads(self.get(target)[1])

    def memory(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1])

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        return self.process.wait(timeout=15)


# A second start, with the binary in the page cache. Printed and not judged: how busy the machine is is not the binary's doing.
Server("--port", "0").stop()
times = []
for _ in range(5):
    server = Server("--port", "0")
    server.get("/healthz")
    times.append((time.monotonic() - server.began) * 1000)
    server.stop()
print(f"from start to first answer: {min(times):.1f} ms")

server = Server("--port", "0")
check("start-up prints one line with the address and how much data there is",
      "listens on http://127.0.0.1:" in server.line and "published cells" in server.line, server.line)

record = server.json("/v1/partners/MEX/balance?type=goods&year=2023")["data"]
check("Mexico's goods in 2023 are one record", len(record) == 1, record)
record = record[0]
for field, value in {"exports": 323145, "imports": 484527, "balance": -161382, "total_trade": 807672, "tdr": 0.4994,
                     "unit": "USD million", "partner": "MEX", "period": "2023"}.items():
    check(f"its {field} is {value}", record[field] == value, record[field])
check("its exports are from table 6", record["cells"]["exports"] == "eclac-2024-t06-r01-c04", record["cells"])
check("table 3 is listed with it", "eclac-2024-t03-r01-c04" in record["also"], record["also"])

readme = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "README.md")
with open(readme) as text:
    example = json.loads(re.search(r"```json\n(.*?)\n```", text.read(), re.S)[1])
check("the README shows what the server answers", example["data"] == [record])

for target in ["/", "/v1", "/v1/partners", "/v1/partners/mx", "/v1/flows?limit=5", "/v1/balances?classification=end-use",
               "/v1/rankings/tdr", "/v1/tables", "/v1/tables/eclac-2024-t10", "/v1/usmca/reviews", "/healthz", "/version"]:
    response, body = server.get(target)
    check(f"{target} answers 200 with data, meta and links",
          response.status == 200 and {"data", "meta", "links"} <= json.loads(body).keys(), response.status)
    head, nothing = server.get(target, "HEAD")
    check(f"HEAD {target} is GET without the body",
          nothing == b"" and head.headers["Content-Length"] == response.headers["Content-Length"])

check("the 2023 ranking covers 27 partners", server.json("/v1/rankings/tdr?year=2023")["meta"]["total"] == 27)
check("the first joint review is on 2026-07-01",
      any(e["kind"] == "joint-review" and e["date"] == "2026-07-01" for e in server.json("/v1/usmca/reviews")["data"]))

for target, status in {"/v1/partners/MXC/balance": 404, "/nothing": 404, "/v1/flows?colour=red": 400,
                       "/v1/flows?year=abc": 400, "/v1/usmca/reviews?extend=2040-01-01&extend=2019-01-01": 422,
                       "/" + "x" * 9000: 414}.items():
    response, body = server.get(target)
    problem = json.loads(body)
    check(f"{target[:40]} is {status} as a problem",
          response.status == status == problem["status"]
          and response.headers["Content-Type"] == "application/problem+json", response.status)
check("a misspelt partner is told the nearest",
      json.loads(server.get("/v1/partners/MXC/balance")[1])["suggestion"] == "MEX")
check("POST is 405 with Allow", server.get("/v1", "POST")[0].headers["Allow"] == "GET, HEAD, OPTIONS")
tag = server.get("/v1")[0].headers["ETag"]
check("a known ETag is answered 304", server.get("/v1", **{"If-None-Match": tag})[0].status == 304)
check("resident memory stays below 20 MB", server.memory() < 20_000, server.memory())

# Stopping finishes what is in flight: half a request before the signal, the rest after it.
client = socket.create_connection((server.host, server.port))
client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
time.sleep(0.1)
server.process.send_signal(signal.SIGTERM)
time.sleep(0.1)
client.sendall(b"\r\n")
client.settimeout(5)
answer = b""
while chunk := client.recv(65536):
    answer += chunk
check("a request in flight is answered after SIGTERM", answer.startswith(b"HTTP/1.1 200") and b"Connection: close" in answer)
client.close()
check("SIGTERM ends with status 0", server.process.wait(timeout=15) == 0)
check("SIGINT ends with status 0", Server("--port", "0").stop(signal.SIGINT) == 0)

busy = Server("--port", "0")
for result, status, words in [
    (run("--port", str(busy.port)), 1, "another program has the port"),
    (run("--prot", "1"), 2, "unknown option '--prot'"),
    (run("--port", "70000"), 2, "--port is '70000', but must be a port from 0 to 65535"),
    (run("--data", "/nonexistent"), 1, "cannot be read"),
    (run("--host", "256.1.1.1"), 1, "cannot listen on host"),
    (run(BILATERAL_THREADS="none"), 2, "BILATERAL_THREADS"),
]:
    check(f"a bad start says '{words}' in one line and exits {status}",
          result.returncode == status and words in result.stderr and result.stderr.count("\n") == 1,
          (result.returncode, result.stderr))
busy.stop()
other = Server(BILATERAL_PORT="0", BILATERAL_HOST="::1", BILATERAL_THREADS="1")
check("options can come from the environment", other.host == "::1" and other.get("/healthz")[0].status == 200, other.line)
other.stop()
check("--help names every option", all(option in run("--help").stdout for option in ["--host", "--port", "--threads", "--data"]))
check("serve is the same as no command", "listens on" in (explicit := Server("serve", "--port", "0")).line)
explicit.stop()
result = run("get", "/v1/rankings/tdr?year=2023&limit=2&fields=rank,partner,tdr", "--format", "csv")
check("get answers without a server", result.returncode == 0 and result.stdout == "rank,partner,tdr\n1,VNM,10.6291\n2,IRL,3.8649\n",
      result)
result = run("get", "/v1/partners/MXC")
check("an error of get stands on standard error, with status 1",
      result.returncode == 1 and result.stdout == "" and "nearest: MEX" in result.stderr, result)
result = run("check")
check("check says what there is", result.returncode == 0 and "eclac-2024-t06 " in result.stdout, result.stderr)
for arguments, words in [(["get"], "needs a target"), (["get", "/v1", "--port", "1"], "not '--port'"), (["chekc"], "serve, get and check"),
                         (["check", "--port", "1"], "for serving")]:
    result = run(*arguments)
    check(f"{arguments} is a wrong call", result.returncode == 2 and words in result.stderr, result)
check("--version prints the version", re.fullmatch(r"bilateral \d+\.\d+\.\d+\n", run("--version").stdout))

print(f"smoke: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
