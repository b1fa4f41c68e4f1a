"""Checks the interfaces for operators: health and readiness, metrics by promtool and a real Prometheus, the JSON access log by jq,
and the subcommand for container probes.

usage: operations.py BINARY      needs: prometheus, jq (Debian packages)

A part is skipped where the binary does not have the feature: its path is 404, or --help does not list its option.
"""
import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from harness import BALANCE, ROOT, Checks, Client, Server, free_ports, help_text, run, wait_for_port, wait_until

binary = os.path.abspath(sys.argv[1])
check = Checks("operations")
options = help_text(binary)
work = tempfile.mkdtemp(prefix="bilateral-operations-")


def traffic(server):
    """Requests of several routes and status classes, among them a 304 and a HEAD."""
    client = Client(server.address)
    tag = client.get(BALANCE).headers["ETag"]
    for target, method, fields in [(BALANCE, "GET", {}), (BALANCE, "GET", {"If_None_Match": tag}), (BALANCE, "HEAD", {}),
                                   ("/v1/rankings/tdr?year=2023", "GET", {}), ("/nothing", "GET", {}), (BALANCE, "POST", {})]:
        client.get(target, method, **fields)
    client.close()


# MARK: health and readiness

def health():
    server = Server(binary, "--port", "0")
    check("/healthz is 200", server.get("/healthz").status == 200)
    ready = server.get("/readyz")
    if ready.status == 404:
        check.skip("/readyz", "404")
    else:
        check("/readyz is 200 after the data was loaded", ready.status == 200, ready)
        check("/readyz is not cached", "no-store" in (ready.headers["Cache-Control"] or ""), ready)
        # A request in flight keeps the process draining; another open connection asks meanwhile.
        client, other = (socket.create_connection((server.host, server.port), timeout=5) for _ in range(2))
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        other.sendall(b"GET /readyz HTTP/1.1\r\n")
        time.sleep(0.1)
        server.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        other.sendall(b"Host: x\r\n\r\n")
        answer = other.recv(65536)
        check("/readyz is 503 while the server drains", answer.startswith(b"HTTP/1.1 503"), answer[:200])
        client.sendall(b"\r\n")
        check("a request in flight is answered while the server drains", client.recv(65536).startswith(b"HTTP/1.1 200"))
        client.close()
        other.close()
        check("the drained server exits with status 0", server.process.wait(timeout=15) == 0)
        server = Server(binary, "--port", "0")
    if not re.search(r"^\s+(bilateral )?health\b", options, re.M):
        return check.skip("bilateral health", "--help does not list it")
    result = run(binary, "health", "--port", str(server.port))
    check("health exits with status 0 while the server runs", result.returncode == 0, result)
    server.stop()
    result = run(binary, "health", "--port", str(server.port))
    check("health exits with status 1 and a reason after the server stopped", result.returncode == 1 and result.stderr, result)


# MARK: metrics

PROMETHEUS = """
global:
  scrape_interval: 1s
  scrape_timeout: 1s
scrape_configs:
  - job_name: bilateral
    static_configs:
      - targets: ['{address}']
"""


def metrics():
    server = Server(binary, "--port", "0")
    traffic(server)
    response = server.get("/metrics")
    if response.status == 404:
        return check.skip("metrics", "/metrics is 404")
    text = response.body.decode()
    check("/metrics is Prometheus text", response.headers["Content-Type"].startswith("text/plain; version=0.0.4"), response)
    check("/metrics is not cached", "no-store" in (response.headers["Cache-Control"] or ""), response)
    names = re.findall(r"^# TYPE (\S+) (?:counter|gauge|histogram|summary|untyped)$", text, re.M)
    check("each metric has one TYPE and one HELP line", names and len(names) == len(set(names))
          and sorted(names) == sorted(re.findall(r"^# HELP (\S+) \S", text, re.M)), names)
    if program := check.program("promtool"):
        result = run(program, "check", "metrics", input=text)
        check("promtool check metrics passes", result.returncode == 0, result.stdout + result.stderr)
    deployment_files(names)
    counted = requests_counted(text)
    if counted is None:
        check.skip("the counter of requests", "no metric bilateral_…requests_total")
    else:
        traffic(server)
        more = requests_counted(server.get("/metrics").body.decode())
        check("the counter of requests increases with each request", more - counted >= 7, (counted, more))
    if program := check.program("prometheus"):
        scrape(program, server, names)
    server.stop()


def deployment_files(names):
    """The configuration of Prometheus, the alert rules and the dashboard are valid, and name metrics that exist."""
    series = {name + suffix for name in names for suffix in ("", "_bucket", "_sum", "_count")}
    folder = os.path.join(ROOT, "Resources", "deploy")
    with open(os.path.join(folder, "alerts.yml")) as file:
        used = {"alerts.yml": file.read()}
    with open(os.path.join(folder, "grafana-dashboard.json")) as file:
        panels = json.load(file)["panels"]
    used["grafana-dashboard.json"] = "\n".join(query["expr"] for panel in panels for query in panel.get("targets", []))
    for name, expressions in used.items():
        metrics_used = set(re.findall(r"\b(?:bilateral|process)_\w+", expressions))
        check(f"each metric in {name} exists", metrics_used and metrics_used <= series, metrics_used - series)
    if program := shutil.which("promtool"):
        for topic, name in (("config", "prometheus.yml"), ("rules", "alerts.yml")):
            result = run(program, "check", topic, os.path.join(folder, name))
            check(f"promtool check {topic} passes", result.returncode == 0, result.stdout + result.stderr)


def requests_counted(text):
    """The sum over the labels of the first counter of requests."""
    found = re.findall(r"^(bilateral_\w*requests_total)(?:\{.*\})? (\S+)$", text, re.M)
    return sum(float(value) for name, value in found if name == found[0][0]) if found else None


def scrape(program, server, names):
    port = free_ports(1)[0]
    path = os.path.join(work, "prometheus.yml")
    with open(path, "w") as file:
        file.write(PROMETHEUS.format(address=server.address))
    print(run(program, "--version").stdout.splitlines()[0])
    with open(os.path.join(work, "prometheus.log"), "w") as log:
        process = subprocess.Popen([program, f"--config.file={path}", f"--storage.tsdb.path={work}/tsdb",
                                    f"--web.listen-address=127.0.0.1:{port}"], stdout=log, stderr=log)
    try:
        wait_for_port(port, 60)
        client = Client(f"127.0.0.1:{port}")

        def query(expression):
            response = client.request("GET", f"/api/v1/query?query={expression}")
            return response.json()["data"]["result"] if response.status == 200 else []

        def target():
            response = client.request("GET", "/api/v1/targets")
            active = response.json()["data"]["activeTargets"] if response.status == 200 else []
            return active[0] if active and active[0]["health"] != "unknown" else None
        state = wait_until(target, 30)
        check("Prometheus scrapes /metrics without an error", state and state["health"] == "up" and not state["lastError"], state)
        for name in names:
            # A histogram is stored under the names of its series.
            check(f"Prometheus stores {name}", wait_until(lambda: query(name) or query(name + "_count"), 5), name)
    finally:
        process.terminate()
        process.wait(timeout=30)


# MARK: access log

FIELDS = ["time", "client", "method", "target", "status", "bytes", "microseconds", "route", "cache", "request_id"]


def access_log():
    found = re.search(r"--access-log\b", options)
    if not found:
        return check.skip("access log", "--help does not list --access-log")
    server = Server(binary, "--port", "0", "--access-log", "json")
    traffic(server)
    server.get(BALANCE, X_Request_Id="test-1234")
    # The request's bytes must not end or alter a line of the log.
    hostile = "/v1/partners/%22%0a%7b%22status%22:200%7d"
    server.get(hostile, X_Request_Id='"},{"status":200', User_Agent='"\\')
    with socket.create_connection((server.host, server.port), timeout=5) as client:
        client.sendall(b"GET /\x1b[31m\"{ HTTP/1.1\r\nHost: x\r\n\r\n")
        client.recv(65536)
    wait_until(lambda: "nothing" in server.log() and "test-1234" in server.log(), 5)
    check("the server exits with status 0 after it wrote its log", server.stop() == 0)
    lines = [line for line in server.log().splitlines() if line.startswith("{")]
    if program := check.program("jq"):
        result = run(program, "-e", "-s", "length", input="\n".join(lines))
        check("jq reads every line as one object", result.returncode == 0 and result.stdout.strip() == str(len(lines)), result)
    records = []
    for line in lines:
        with contextlib.suppress(ValueError):
            records.append(json.loads(line))
    records = [record for record in records if "status" in record]
    for name in FIELDS:
        check(f"a record of the access log has {name}", records and all(name in record for record in records), records[:1])
    statuses = [record.get("status") for record in records]
    check("each response has a record with its status", {200, 304, 404, 405, 400} <= set(statuses), statuses)
    identifiers = [record.get("request_id") for record in records]
    check("a valid X-Request-Id is kept", "test-1234" in identifiers, identifiers)
    check("an invalid X-Request-Id is replaced", not any('"' in str(one) or not one for one in identifiers), identifiers)
    check("the log has no control characters", not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", "\n".join(lines)))


try:
    health()
    metrics()
    access_log()
finally:
    shutil.rmtree(work, ignore_errors=True)
check.finish()
