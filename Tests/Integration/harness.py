"""Shared by the integration tests and benchmarks: counted checks, starting a server, one HTTP client, figures of a process.

Standard library only. A script makes one `Checks`, calls it once for each claim, and ends with `finish()`.
"""
import atexit
import gzip
import http.client
import importlib
import importlib.metadata
import importlib.util
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

INTEGRATION = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(INTEGRATION))
RELEASE_BINARY = os.path.join(ROOT, ".build", "release", "bilateral")
BALANCE = "/v1/partners/MEX/balance"

# A proxy between a test and its server would answer in the server's place.
for variable in [name for name in os.environ if name.lower() in ("http_proxy", "https_proxy", "all_proxy")]:
    del os.environ[variable]


class Checks:
    """Counts claims. Prints each failure as it happens (the first 40), and one line of totals at the end."""

    def __init__(self, name):
        self.name, self.passed, self.failed, self.skipped = name, 0, 0, 0

    def __call__(self, claim, condition, got=""):
        if condition:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= 40:
            print(f"FAILED: {claim} {str(got)[-2000:]}", flush=True)

    def skip(self, claims, reason):
        self.skipped += 1
        print(f"skipped: {claims}: {reason}", flush=True)

    def finish(self, details=""):
        """Exits with status 1 after a failure, and where nothing was checked and nothing was reported as skipped."""
        counts = f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")
        print(f"{self.name}: {details}{counts}")
        sys.exit(1 if self.failed or not (self.passed or self.skipped) else 0)

    def program(self, name):
        """The path of an installed program: beside this Python, in PATH or in /usr/sbin. Reports a missing one as skipped."""
        found = shutil.which(name, path=os.path.dirname(sys.executable)) or shutil.which(name) \
            or shutil.which(name, path="/usr/sbin")
        if not found:
            self.skip(name, "not installed")
        return found

    def module(self, name, distribution=None):
        """An imported Python package, with its version printed. Reports a missing one as skipped."""
        if not importlib.util.find_spec(name):
            self.skip(name, "not installed")
            return None
        distribution = distribution or name.replace("_", "-")
        print(distribution, importlib.metadata.version(distribution))
        return importlib.import_module(name)


class Response:
    """`headers` finds fields in any case and gives None for an absent one; `body` is decoded from gzip by `content`."""

    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def content(self):
        return gzip.decompress(self.body) if self.headers["Content-Encoding"] == "gzip" and self.body else self.body

    def json(self, **options):
        return json.loads(self.content, **options)

    def is_problem(self, status):
        return (self.status == status and self.headers["Content-Type"] == "application/problem+json"
                and self.json()["status"] == status)

    def __repr__(self):
        return f"{self.status} {dict(self.headers.items())} {self.body[:200]}"


class Client:
    """One persistent connection. After 5 idle seconds the next request opens a new one, because the server closes idle connections;
    a connection closed at another time is an error. A list as body is sent in chunks."""

    def __init__(self, address, timeout=30):
        self.connection, self.last_used = http.client.HTTPConnection(address, timeout=timeout), 0

    def request(self, method, target, headers=None, body=None):
        if time.monotonic() - self.last_used > 5:
            self.connection.close()
        chunked = isinstance(body, list)
        self.connection.request(method, target, body=iter(body) if chunked else body, headers=headers or {},
                                encode_chunked=chunked)
        response = self.connection.getresponse()
        body = response.read()
        self.last_used = time.monotonic()
        return Response(response.status, response.headers, body)

    def get(self, target, method="GET", **headers):
        """Field names are written with underscores: get("/v1", If_None_Match=tag)."""
        return self.request(method, target, {name.replace("_", "-"): value for name, value in headers.items()})

    def json(self, target, **options):
        return self.get(target).json(**options)

    def close(self):
        self.connection.close()


class Server:
    """A started binary, stopped when the script ends. Its output goes to a file, so that no pipe can fill up."""

    def __init__(self, binary, *options, environment=None, wrapper=(), seconds=30):
        self.output = tempfile.NamedTemporaryFile(prefix="bilateral-server-", suffix=".log")
        self.started = time.monotonic()
        self.process = subprocess.Popen([*wrapper, os.path.abspath(binary), *options], stdout=self.output,
                                        stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})})
        atexit.register(self.kill)
        self.pid = self.process.pid
        while not (found := re.search(r"http://(\S+):(\d+)", self.log())):
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended with status {self.process.returncode}: {self.log()}")
            if time.monotonic() - self.started > seconds:
                raise SystemExit(f"the server did not print its address in {seconds} s: {self.log()}")
            time.sleep(0.001)
        self.host, self.port = found[1].strip("[]"), int(found[2])
        self.address = f"{found[1]}:{found[2]}"

    def log(self):
        with open(self.output.name, errors="replace") as file:
            return file.read()

    def get(self, target, method="GET", **headers):
        """A request on a new connection."""
        client = Client(self.address)
        try:
            return client.get(target, method, **headers)
        finally:
            client.close()

    def json(self, target):
        return self.get(target).json()

    def send_signal(self, number):
        self.process.send_signal(number)

    def stop(self, number=signal.SIGTERM, seconds=15):
        """Sends the signal, waits for the end and returns the exit status."""
        self.send_signal(number)
        return self.process.wait(timeout=seconds)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def server_address(argument, *options):
    """The address of a running server given as HOST:PORT; a path of a binary is started on a free port."""
    return Server(argument, "--port", "0", *options).address if os.path.exists(argument) else argument


def host_and_port(address):
    host, _, port = address.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)


def help_text(binary):
    """The short help, the list of settings and the help on `serve`."""
    return "".join(subprocess.run([binary, *topic], capture_output=True, text=True, timeout=20).stdout
                   for topic in (["--help"], ["help", "options"], ["help", "serve"]))


def run(*command, timeout=600, text=True, **options):
    """The ended process with its output; status 124 if it did not end in time, as timeout(1) has it."""
    try:
        return subprocess.run(command, capture_output=True, text=text, timeout=timeout, **options)
    except subprocess.TimeoutExpired as expired:
        output = expired.stdout or b""
        return subprocess.CompletedProcess(command, 124, output.decode() if text else output, f"no end within {timeout} s")


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until(condition, seconds=10):
    """The first true result of the condition, or its last result after the time."""
    deadline = time.monotonic() + seconds
    while not (result := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return result


def wait_for_port(port, seconds=20):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


# Figures of a process; None after it has ended.

def resident_memory(pid, field="VmRSS"):
    """kB. VmRSS: all; RssAnon: without pages of files."""
    try:
        with open(f"/proc/{pid}/status") as file:
            return int(re.search(rf"^{field}:\s+(\d+)", file.read(), re.M)[1])
    except (OSError, TypeError):
        return None


def descriptors(pid):
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return None


def cpu_seconds(pid):
    """User and system time."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return sum(map(int, file.read().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return None


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * share))] if values else float("nan")
