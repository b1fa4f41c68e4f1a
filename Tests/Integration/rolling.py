"""Loses no request while the server reloads, while a new process takes over its port, and while two instances behind nginx and
behind HAProxy, configured as in Resources/deploy, restart one after the other; behind HAProxy also without its retries.

usage: rolling.py BINARY [--rounds 10] [--pause SECONDS]      needs: nginx, haproxy (Debian packages)

Clients send GET requests without a pause: some over persistent connections, some over a new connection each. A request is lost
if its connection is refused, or reset or closed before the whole response, or if the response differs from the reference.
One exception, from RFC 9112 9.3.1: a persistent connection may end before the first byte of the next response; the client
sends that request again, once, over a new connection. Parts that need an option which --help does not list are skipped.
"""
import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from harness import BALANCE, ROOT, Checks, Client, Server, free_ports, help_text, wait_for_port, wait_until

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("binary")
parser.add_argument("--rounds", type=int, default=10)
parser.add_argument("--pause", type=float, default=0.3, help="seconds between two reloads, take-overs or restarts")
arguments = parser.parse_args()
check = Checks("rolling")
options = help_text(arguments.binary)
work = tempfile.mkdtemp(prefix="bilateral-rolling-")
TARGETS = [BALANCE, "/v1/rankings/tdr?year=2023", "/v1/flows?partner=MEX&year=2023", "/v1/usmca/labor-cases/summary"]


class Lost(Exception):
    pass


class Connection:
    """One connection, without the retries that http.client makes silently."""

    def __init__(self, address):
        self.socket = socket.create_connection(address, timeout=15)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""

    def get(self, target, fields=""):
        """Status, body and whether the connection stays open; None if it ended before the response began."""
        try:
            self.socket.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{fields}\r\n".encode())
            while b"\r\n\r\n" not in self.buffer:
                data = self.socket.recv(1 << 16)
                if not data:
                    if self.buffer:
                        raise Lost(f"closed inside the head of {target}")
                    return None
                self.buffer += data
        except (ConnectionResetError, BrokenPipeError):
            if self.buffer:
                raise Lost(f"reset inside the head of {target}") from None
            return None
        head, _, rest = self.buffer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        if not length:
            raise Lost(f"a response to {target} without Content-Length: {head[:200]}")
        while len(rest) < int(length[1]):
            data = self.socket.recv(1 << 16)
            if not data:
                raise Lost(f"closed inside the body of {target}")
            rest += data
        self.buffer = rest[int(length[1]):]
        return int(head[9:12]), rest[:int(length[1])], not re.search(rb"(?i)\r\nconnection: close", head)

    def close(self):
        self.socket.close()


class Load:
    """Clients that send requests from `start` to `stop`, and count them."""

    def __init__(self, port, persistent=4, fresh=3):
        self.address, self.stopping = ("127.0.0.1", port), threading.Event()
        self.reference = {target: self.body(target) for target in TARGETS}
        self.completed, self.repeated, self.lost, self.lock = {"persistent": 0, "fresh": 0}, 0, [], threading.Lock()
        self.durations = []
        self.threads = [threading.Thread(target=self.run, args=(kind, number), daemon=True)
                        for kind, count in (("persistent", persistent), ("fresh", fresh)) for number in range(count)]

    def body(self, target):
        client = Client(f"{self.address[0]}:{self.address[1]}")
        try:
            response = client.get(target)
            if response.status != 200:
                raise SystemExit(f"the reference {target} is {response}")
            return response.body
        finally:
            client.close()

    def run(self, kind, number):
        connection = None
        while not self.stopping.is_set():
            number += 1
            target, start = TARGETS[number % len(TARGETS)], time.monotonic()
            try:
                connection, repeated = self.request(connection, target, kind)
                with self.lock:
                    self.completed[kind] += 1
                    self.repeated += repeated
                    self.durations.append(time.monotonic() - start)
            except (Lost, OSError) as error:
                with self.lock:
                    self.lost.append(f"{kind}: {target}: {type(error).__name__}: {error}")
                connection = None
                time.sleep(0.01)
        if connection:
            connection.close()

    def request(self, connection, target, kind):
        """One request; gives the connection for the next one, and whether the request was repeated."""
        reused = connection is not None
        connection = connection or Connection(self.address)
        fields = "Connection: close\r\n" if kind == "fresh" else ""
        answer = connection.get(target, fields)
        repeated = answer is None and reused
        if repeated:
            connection.close()
            connection = Connection(self.address)
            answer = connection.get(target, fields)
        if answer is None:
            connection.close()
            raise Lost("a new connection ended before the response")
        status, body, stays = answer
        if status != 200 or body != self.reference[target]:
            raise Lost(f"status {status}, {len(body)} bytes: {body[:200]}")
        if not stays:
            connection.close()
            connection = None
        return connection, repeated

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        time.sleep(0.3)
        return self

    def __exit__(self, *error):
        time.sleep(0.3)
        self.stopping.set()
        for thread in self.threads:
            thread.join(20)

    def report(self, claim):
        total = sum(self.completed.values())
        print(f"{claim}: {self.completed['persistent']} requests over persistent connections, {self.completed['fresh']} over "
              f"new ones, {self.repeated} repeated, {len(self.lost)} lost, {sum(each > 0.5 for each in self.durations)} longer than "
              f"0.5 s, the longest {max(self.durations, default=0):.2f} s", flush=True)
        check(f"{claim} loses no request", not self.lost, f"{len(self.lost)} lost: {self.lost[:5]}")
        check(f"{claim}: both kinds of clients were served throughout", min(self.completed.values()) >= 50, total)


def reloads(binary):
    """Reloads of good data, and of data with an error, which the server refuses and keeps the loaded data."""
    if "SIGHUP" not in options:
        return check.skip("reload by SIGHUP", "--help does not mention SIGHUP")
    folder = os.path.join(work, "data")
    shutil.copytree(os.path.join(ROOT, "Resources", "data"), folder)
    server = Server(binary, "--port", "0", "--data", folder)
    partners = os.path.join(folder, "partners.csv")
    with open(partners) as file:
        valid = file.read()
    with Load(server.port) as load:
        for number in range(arguments.rounds):
            broken = number % 3 == 2
            with open(partners, "w") as file:
                file.write(valid + "a line with too few columns\n" if broken else valid)
            before = len(server.log())
            server.send_signal(signal.SIGHUP)
            told = wait_until(lambda: re.search("reload", server.log()[before:], re.I))
            check(f"reload {number + 1} appears in the log", told, server.log()[before:])
            if broken:
                check("a refused reload names file and line",
                      wait_until(lambda: re.search(r"partners\.csv", server.log()[before:])), server.log()[before:])
            time.sleep(arguments.pause)
    load.report(f"{arguments.rounds} reloads")
    check("the process that reloaded is the process that started", server.process.poll() is None)
    check("the reloaded server stops with status 0", server.stop() == 0)


def take_overs(binary):
    """A new process listens on the port; then the old one gets SIGTERM and drains."""
    if "--share-port" not in options:
        return check.skip("take-over of the port", "--help does not list --share-port")
    port = str(free_ports(1)[0])
    old = Server(binary, "--port", port, "--share-port")
    with Load(old.port) as load:
        for number in range(arguments.rounds):
            new = Server(binary, "--port", port, "--share-port")
            status = old.stop(seconds=30)
            check(f"process {number + 1} drains and exits with status 0", status == 0, status)
            old = new
            time.sleep(arguments.pause)
    load.report(f"{arguments.rounds} take-overs")
    old.stop()


DEPLOY = os.path.join(ROOT, "Resources", "deploy")
NGINX = """
{user}
daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/nginx.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u;
    scgi_temp_path {work}/s;
    keepalive_requests 1000000;
    include {site};
}}
"""


def deployed(name, replacements):
    """The path of a copy of an example configuration with the ports and folders of this test."""
    with open(os.path.join(DEPLOY, name)) as file:
        text = file.read()
    for old, new in replacements.items():
        if old not in text:
            raise SystemExit(f"Resources/deploy/{name} has no '{old}'")
        text = text.replace(old, new)
    return written(name, text)


def written(name, text):
    path = os.path.join(work, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def rolling_restart(binary, name, start_proxy, *settings):
    ports = free_ports(3)
    instances = [Server(binary, "--port", str(port), *settings) for port in ports[:2]]
    with start_proxy(*ports):
        wait_for_port(ports[2])
        wait_until(lambda: Client(f"127.0.0.1:{ports[2]}").get(BALANCE).status == 200)
        with Load(ports[2]) as load:
            for _ in range(max(1, arguments.rounds // 4)):
                for index in range(2):
                    status = instances[index].stop(seconds=30)
                    check(f"an instance behind {name} drains and exits with status 0", status == 0, status)
                    instances[index] = Server(binary, "--port", str(ports[index]), *settings)
                    # HAProxy uses the instance again after the next check.
                    time.sleep(max(0.5, arguments.pause))
        load.report(f"a rolling restart behind {name}")
    for instance in instances:
        instance.stop()


@contextlib.contextmanager
def running(*command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=15)


def behind_nginx(program):
    def start(one, two, port):
        # Without the cache, so that each request reaches an instance.
        site = deployed("nginx.conf", {
            "127.0.0.1:8081": f"127.0.0.1:{one}", "127.0.0.1:8082": f"127.0.0.1:{two}", "listen 80;": f"listen 127.0.0.1:{port};",
            "/var/cache/nginx-bilateral": f"{work}/cache", "proxy_cache bilateral;": "proxy_cache off;"})
        user = "" if os.geteuid() else "user root;"
        return running(program, "-p", work, "-e", os.path.join(work, "nginx.log"),
                       "-c", written("main.conf", NGINX.format(user=user, work=work, site=site)))
    return start


RETRIES = """    retries 3
    retry-on conn-failure empty-response 503
    option redispatch 1
"""


def behind_haproxy(program, retries=True):
    def start(one, two, port):
        changes = {
            "127.0.0.1:8081": f"127.0.0.1:{one}", "127.0.0.1:8082": f"127.0.0.1:{two}", "bind :80": f"bind 127.0.0.1:{port}",
            "    user haproxy\n    group haproxy\n": "", "maxconn 8000": "maxconn 512"}
        return running(program, "-db", "-f", deployed("haproxy.cfg", changes if retries else {**changes, RETRIES: "    retries 0\n"}))
    return start


try:
    reloads(arguments.binary)
    take_overs(arguments.binary)
    if program := check.program("nginx"):
        rolling_restart(arguments.binary, "nginx", behind_nginx(program))
    if program := check.program("haproxy"):
        rolling_restart(arguments.binary, "HAProxy", behind_haproxy(program))
        if "--drain-delay" in options:
            # HAProxy sees the 503 of /readyz before a connection is refused.
            rolling_restart(arguments.binary, "HAProxy that repeats no request, with a drain delay",
                            behind_haproxy(program, retries=False), "--drain-delay", "2")
        else:
            check.skip("drain delay behind HAProxy", "--help does not list --drain-delay")
finally:
    shutil.rmtree(work, ignore_errors=True)
check.finish()
