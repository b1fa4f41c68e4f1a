"""Checks the interfaces for operators: health, readiness and the delay before a drain, equal bytes of several instances, metrics,
alert rules and dashboard by promtool and a real Prometheus, the JSON access log by jq, log rotation, and the subcommand for container
probes.

usage: operations.py BINARY      needs: prometheus, jq, logrotate (Debian packages)

A part is skipped where the binary does not have the feature: its path is 404, or --help does not list its option.
"""
import contextlib
import gzip
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
import urllib.parse

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


def drain_delay():
    """After SIGTERM the server accepts connections and serves requests for this time; only /readyz says that it will stop."""
    if "--drain-delay" not in options:
        return check.skip("drain delay", "--help does not list --drain-delay")
    server = Server(binary, "--port", "0", "--drain-delay", "2")
    persistent = Client(server.address)
    persistent.get(BALANCE)
    ordered = time.monotonic()
    server.send_signal(signal.SIGTERM)
    check("/readyz is 503 on a new connection during the delay", wait_until(lambda: server.get("/readyz").status == 503, 1))
    result = run(binary, "health", "--port", str(server.port))
    check("health exits with status 1 during the delay", result.returncode == 1 and "503" in result.stderr, result)
    response = server.get(BALANCE)
    check("a new connection is served during the delay", response.status == 200, response)
    response = persistent.get(BALANCE)
    check("a persistent connection stays open during the delay",
          response.status == 200 and response.headers["Connection"] != "close", response)
    check("/metrics shows the drain during the delay", "\nbilateral_draining 1\n" in server.get("/metrics").body.decode())
    check("all this was within the delay", time.monotonic() - ordered < 1.9, time.monotonic() - ordered)
    check("the server exits with status 0 after the delay", server.process.wait(timeout=15) == 0)
    check("the server did not exit before the delay", time.monotonic() - ordered >= 2, time.monotonic() - ordered)
    server = Server(binary, "--port", "0", "--drain-delay", "60")
    server.send_signal(signal.SIGTERM)
    wait_until(lambda: "draining" in server.log())
    check("a second SIGTERM ends the delay with status 1", server.stop(seconds=5) == 1)


# MARK: chroot

def without_proc():
    """Without /proc no argument can be read: the program must not serve with its defaults instead."""
    hidden = ["unshare", "--mount", "--map-root-user", "sh", "-c", "mount -t tmpfs none /proc && exec \"$0\" \"$@\""]
    if not check.program("unshare") or run(*hidden, "true").returncode:
        return check.skip("a system without /proc", "no permission to make one")
    result = run(*hidden, binary, "--version", timeout=10)
    check("without /proc the program ends with a reason", result.returncode == 2 and "mount /proc" in result.stderr, result)


# MARK: several instances

def instances():
    """Two processes with different threads and caches send equal bytes, so that a proxy may use either."""
    servers = [Server(binary, "--port", "0", *settings) for settings in [("--threads", "1", "--cache", "0"), ("--threads", "2")]]
    clients = [Client(server.address) for server in servers]
    forms = clients[0].json("/openapi.json")["components"]["parameters"]["format"]["schema"]["enum"]
    targets = [target + ("&" if "?" in target else "?") + "format=" + form
               for target in (BALANCE, "/v1/rankings/tdr?year=2023", "/v1/flows?partner=MEX&year=2023", "/v1/usmca/labor-cases",
                              "/v1/search?q=steel", "/v1/partners/MEX/shares")
               for form in forms]
    for target in [*targets, "/", "/v1", "/docs", "/openapi.json", "/version", "/v1/nothing", "/v1/partners/MEX/balance?year=x"]:
        for coding in ("identity", "gzip"):
            first, second = ((response.status, [field for field in response.headers.items() if field[0] != "Date"], response.body)
                             for client in clients for response in [client.get(target, Accept_Encoding=coding)])
            check(f"two instances answer {target} ({coding}) with equal bytes", first == second, (first[:2], second[:2]))
    for server in servers:
        server.stop()


# MARK: metrics

PROMETHEUS = """
global:
  scrape_interval: 1s
  scrape_timeout: 1s
  evaluation_interval: 1s
rule_files: ['{rules}']
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


def dashboard_expressions():
    """Title and expression of each query, as Grafana sends it for all instances."""
    with open(os.path.join(ROOT, "Resources", "deploy", "grafana-dashboard.json")) as file:
        panels = json.load(file)["panels"]
    for panel in panels:
        for query in panel.get("targets", []):
            yield panel["title"], query["expr"].replace("$instance", ".*").replace("$__rate_interval", "1m")


def requests_counted(text):
    """The sum over the labels of the first counter of requests."""
    found = re.findall(r"^(bilateral_\w*requests_total)(?:\{.*\})? (\S+)$", text, re.M)
    return sum(float(value) for name, value in found if name == found[0][0]) if found else None


def scrape(program, server, names):
    port = free_ports(1)[0]
    path = os.path.join(work, "prometheus.yml")
    with open(path, "w") as file:
        file.write(PROMETHEUS.format(
            address=server.address, rules=os.path.join(ROOT, "Resources", "deploy", "alerts.yml")))
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
        for title, expression in dashboard_expressions():
            check(f"the panel '{title}' has data", wait_until(lambda: query(urllib.parse.quote(expression)), 10), expression)

        def rules():
            groups = client.request("GET", "/api/v1/rules").json()["data"]["groups"]
            return [rule for group in groups for rule in group["rules"]]
        check("Prometheus evaluates each alert rule without an error",
              wait_until(lambda: rules() and all(rule["health"] == "ok" for rule in rules()), 20), rules())
        firing = [rule["name"] for rule in rules() if rule["state"] != "inactive"]
        check("no alert is active", not firing, firing)
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


# MARK: log files

def log_rotation():
    """A renamed log file is followed by a new one after SIGHUP; if none can be made, the old file stays in use."""
    if "--access-log-file" not in options:
        return check.skip("log rotation", "--help does not list --access-log-file")
    folder = os.path.join(work, "logs")
    os.mkdir(folder)
    path, old = os.path.join(folder, "access.log"), os.path.join(folder, "access.log.1")
    server = Server(binary, "--port", "0", "--access-log", "json", "--access-log-file", path, "--event-log", "json",
                    "--log-level", "debug")

    def targets(path):
        if not os.path.exists(path):
            return []
        with open(path) as file:
            return [json.loads(line)["target"] for line in file]

    def rotated(message):
        before = len(server.log())
        server.send_signal(signal.SIGHUP)
        return wait_until(lambda: message in server.log()[before:] and "reload finished" in server.log()[before:])
    server.get("/healthz?before")
    check("the log has the first request", wait_until(lambda: targets(path) == ["/healthz?before"]), targets(path))
    os.rename(path, old)
    server.get("/healthz?renamed")
    check("lines follow a renamed file before SIGHUP", wait_until(lambda: targets(old)[1:] == ["/healthz?renamed"]), targets(old))
    check("SIGHUP opens a new file", rotated("access log reopened"), server.log())
    server.get("/healthz?after")
    check("lines are in the new file after SIGHUP", wait_until(lambda: targets(path) == ["/healthz?after"]), targets(path))
    check("the old file has no further line", len(targets(old)) == 2, targets(old))
    os.rename(folder, folder + "-moved")
    check("a file that cannot be opened is an error event", rotated("access log not reopened"), server.log())
    server.get("/healthz?kept")
    moved = os.path.join(folder + "-moved", "access.log")
    check("lines stay in the old file then", wait_until(lambda: targets(moved)[1:] == ["/healthz?kept"]), targets(moved))
    check("the server exits with status 0", server.stop() == 0)
    events = [json.loads(line) for line in server.log().splitlines() if line.startswith("{")]
    check("every event is a JSON object with time, level and message",
          len(events) == len(server.log().splitlines()) and all({"time", "level", "message"} <= set(event) for event in events))
    durations = [event.get("milliseconds") for event in events if event["message"] == "reload finished"]
    check("numbers in events are numbers", len(durations) == 2 and all(isinstance(each, int) for each in durations), durations)
    check("debug events name the phases of a reload",
          [event["phase"] for event in events if event["message"] == "reload phase finished"]
          == ["read files", "build dataset"] * 2, events)
    closed = [event for event in events if event["message"] == "connection closed"]
    check("debug events name opened and closed connections, with a reason",
          closed and len(closed) == sum(event["message"] == "connection opened" for event in events)
          and all(event["reason"] == "ended by the client" and event["requests"] == 1 for event in closed), closed)
    if program := check.program("logrotate"):
        logrotate(program)


def logrotate(program):
    """The example in operations.md, with the paths of this test and the process of a server instead of systemd."""
    with open(os.path.join(ROOT, "Resources", "docs", "operations.md")) as file:
        example = re.search(r"```\n(/var/log/bilateral/access\.log \{.*?\n\})\n```", file.read(), re.S)
    check("operations.md has an example for logrotate", example)
    folder = os.path.join(work, "rotate")
    os.mkdir(folder, 0o755)
    path, pidfile = os.path.join(folder, "access.log"), os.path.join(folder, "pid")
    server = Server(binary, "--port", "0", "--access-log", "json", "--access-log-file", path)
    command = "systemctl reload 'bilateral@*'"
    check("the example reloads the instances", command in example[1], example[1])
    configuration = os.path.join(folder, "logrotate.conf")
    with open(configuration, "w") as file:
        file.write(example[1].replace("/var/log/bilateral/access.log", path).replace(command, f"kill -HUP {server.pid}"))
    for number in range(3):
        server.get(f"/healthz?{number}")
        wait_until(lambda: f"?{number}" in open(path).read())
        before = len(server.log())
        result = run(program, "--force", "--state", os.path.join(folder, "state"), configuration)
        check("logrotate exits with status 0", result.returncode == 0, result)
        wait_until(lambda: "access log reopened" in server.log()[before:])
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.startswith("access.log"):
            with (gzip.open if name.endswith(".gz") else open)(os.path.join(folder, name), "rt") as file:
                found[name] = [json.loads(line)["target"] for line in file]
    check("no line is lost by logrotate", found == {"access.log": [], "access.log.1": ["/healthz?2"],
          "access.log.2.gz": ["/healthz?1"], "access.log.3.gz": ["/healthz?0"]}, found)
    server.stop()


try:
    health()
    drain_delay()
    without_proc()
    instances()
    metrics()
    access_log()
    log_rotation()
finally:
    shutil.rmtree(work, ignore_errors=True)
check.finish()
