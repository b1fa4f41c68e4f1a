"""Sends requests with independent clients: curl, wget, Python's http.client, requests and httpx, Node's fetch, wrk, ab, h2load, and
nginx as a reverse proxy with and without a cache. Missing optional tools are reported as skipped. Nothing is timed.

usage: crosscheck.py HOST:PORT | BINARY

Tools: pip install requests httpx; Debian packages curl, wget, nodejs, wrk, apache2-utils, nghttp2-client, nginx.
"""
import atexit
import base64
import collections
import concurrent.futures
import itertools
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import harness
from harness import BALANCE, Checks, free_ports, host_and_port, server_address, wait_for_port

address = server_address(sys.argv[1])
host, port = host_and_port(address)
work = tempfile.mkdtemp(prefix="bilateral-crosscheck-")
check = Checks("crosscheck")

RANKING, LARGE = "/v1/rankings/tdr?year=2023", "/openapi.json"
PLAIN = {"Accept-Encoding": "identity"}
# Wrong requests and their status.
WRONG = [("GET", "/v1/partners/MXC/balance", {}, 404), ("GET", "/v1/flows?colour=red", {}, 400), ("DELETE", BALANCE, {}, 405),
         ("GET", BALANCE, {"Accept": "image/png"}, 406), ("GET", "/" + "x" * 9000, {}, 414),
         ("GET", BALANCE, {"X-Long": "x" * 9000}, 431)]


def run(*command, text=False, **options):
    return harness.run(*command, timeout=60, text=text, **options)


class Relay:
    """A port that forwards bytes to the server and counts connections, independently of the clients' own counts."""

    def __init__(self):
        self.opened = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.port = self.listener.getsockname()[1]
        self.base = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            self.opened += 1
            server = socket.create_connection((host, port))
            for one, other in [(client, server), (server, client)]:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self.pump, args=(one, other), daemon=True).start()

    @staticmethod
    def pump(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)
        except OSError:  # a reset of one side resets the other
            for end in (one, other):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.body = status, body
        self.headers = collections.defaultdict(str, {name.lower(): value for name, value in headers})

    def problem(self, status):
        return (self.status == status and self.headers.get("content-type") == "application/problem+json"
                and json.loads(self.body)["status"] == status)

    def __repr__(self):
        return f"{self.status} {dict(self.headers)} {self.body[:200]}"


relay = Relay()
direct = f"http://{address}"


# MARK: requests that every client can send

def battery(name, ask):
    """`ask(method, target, headers, body)` gives a decoded response; a list as body is sent in chunks."""
    plain = ask("GET", BALANCE, PLAIN)
    check(f"{name} reads a response", plain.status == 200 and json.loads(plain.body)["data"], plain)
    coded = ask("GET", BALANCE, {"Accept-Encoding": "gzip"})
    check(f"{name} decodes gzip", coded.body == plain.body and coded.headers["etag"] != plain.headers["etag"], coded)
    head = ask("HEAD", BALANCE, PLAIN)
    check(f"{name} reads HEAD", (head.status, head.body) == (200, b"") and all(
        head.headers[field] == plain.headers[field] for field in ["content-length", "etag", "content-type", "vary"]), head)
    for condition in [{"If-None-Match": plain.headers["etag"], **PLAIN},
                      {"If-Modified-Since": plain.headers["last-modified"], **PLAIN},
                      {"If-None-Match": coded.headers["etag"], "Accept-Encoding": "gzip"}]:
        known = ask("GET", BALANCE, condition)
        check(f"{name} gets 304 for {condition}", (known.status, known.body) == (304, b"") and known.headers["etag"], known)
    other = ask("GET", BALANCE, {"If-None-Match": '"other"', **PLAIN})
    check(f"{name} gets the body for another tag", other.status == 200 and other.body == plain.body, other)
    for method, target, headers, status in WRONG:
        answer = ask(method, target, headers)
        check(f"{name} reads a {status} as a problem", answer.problem(status), answer)
    for body in [b'{"a": 1}', b"x" * 60_000, [b"x" * 1000] * 50]:
        kind = "in chunks" if isinstance(body, list) else f"of {len(body)} bytes"
        answer = ask("POST", BALANCE, {}, body)
        check(f"{name} posts a body {kind} and reads 405",
              answer.problem(405) and answer.headers["allow"] == "GET, HEAD, OPTIONS", answer)
    for body in [b"x" * 300_000, [b"x" * 10_000] * 30]:
        answer = ask("POST", BALANCE, {}, body)
        check(f"{name} reads 413 although it sends more", answer.problem(413), answer)
    large = ask("GET", LARGE, PLAIN)
    check(f"{name} reads a large response completely",
          len(large.body) > 200_000 and large.headers["content-length"] == str(len(large.body)) and json.loads(large.body))
    check(f"{name} reads a large gzip response", ask("GET", LARGE, {"Accept-Encoding": "gzip"}).body == large.body)


def keeps(name, ask, heads=0):
    """Requests that do not end a connection share one. `heads`: connections that the client itself closes after each HEAD."""
    before = relay.opened
    tag = ask("GET", BALANCE, PLAIN).headers["etag"]
    for _ in range(6):
        answers = [ask("GET", BALANCE, PLAIN), ask("HEAD", BALANCE, PLAIN), ask("GET", BALANCE, {"If-None-Match": tag, **PLAIN}),
                   ask("GET", "/nothing", {}), ask("POST", BALANCE, {}, b"body"), ask("POST", BALANCE, {}, [b"body", b"body"]),
                   ask("OPTIONS", BALANCE, {})]
        check(f"{name} gets its responses in order", [answer.status for answer in answers] == [200, 200, 304, 404, 405, 405, 204], answers)
    check(f"{name} sends 43 requests over one connection", relay.opened - before <= 1 + 6 * heads, relay.opened - before)
    before = relay.opened
    for _ in range(3):
        ask("GET", BALANCE, {"Connection": "close", **PLAIN})
    ask("GET", BALANCE, PLAIN)
    check(f"{name} opens a new one after Connection: close", 3 <= relay.opened - before <= 4, relay.opened - before)


def crowd(name, ask, clients=50, requests=500):
    """Many clients at once; each gets the response to its request."""
    targets = itertools.islice(itertools.cycle([f"{RANKING}&limit={count}" for count in range(1, 20)]), requests)
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(lambda target: (target, ask("GET", target, {"Accept-Encoding": "gzip"})), targets))
    wrong = [answer for target, answer in answers
             if answer.status != 200 or len(json.loads(answer.body)["data"]) != int(target.rpartition("=")[2])]
    check(f"{clients} concurrent {name} clients get the responses to their requests", not wrong, wrong[:3])


# MARK: Python

class HTTPClient:
    """http.client, one connection for each thread."""

    def __init__(self, base):
        self.address, self.local = base.removeprefix("http://"), threading.local()

    def __call__(self, method, target, headers, body=None):
        client = self.local.__dict__.setdefault("client", harness.Client(self.address))
        response = client.request(method, target, headers, body)
        return Answer(response.status, response.headers.items(), response.content)


def ask_by_requests(base):
    session = requests.Session()
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=50, pool_maxsize=50))

    def ask(method, target, headers, body=None):
        response = session.request(method, base + target, headers=headers, timeout=30,
                                   data=iter(body) if isinstance(body, list) else body)
        return Answer(response.status_code, response.headers.items(), response.content)
    return ask


def ask_by_httpx(base):
    client = httpx.Client(timeout=30, limits=httpx.Limits(max_connections=50, max_keepalive_connections=50))

    def ask(method, target, headers, body=None):
        response = client.request(method, base + target, headers=headers,
                                  content=iter(body) if isinstance(body, list) else body)
        return Answer(response.status_code, response.headers.items(), response.content)
    return ask


def everything(name, client, **options):
    """Directly, because a relay would hide a reset from the client, and through the relay, which counts connections."""
    ask = client(direct)
    battery(name, ask)
    crowd(name, ask)
    keeps(name, client(relay.base), **options)


print("Python", sys.version.split()[0])
everything("http.client", HTTPClient)
if requests := check.module("requests"):
    everything("requests", ask_by_requests)
if httpx := check.module("httpx"):
    everything("httpx", ask_by_httpx)

# MARK: Node

FETCH = """
require('readline').createInterface({ input: process.stdin }).on('line', async line => {
  const { id, method, url, headers, body, chunked } = JSON.parse(line);
  let answer;
  try {
    const content = body === null ? {} : { body: chunked ? new Blob([body]).stream() : body, duplex: 'half' };
    const response = await fetch(url, { method, headers, ...content });
    const bytes = Buffer.from(await response.arrayBuffer()).toString('base64');
    answer = { status: response.status, headers: [...response.headers], body: bytes };
  } catch (error) {
    answer = { status: 0, headers: [['error', String(error.cause ?? error)]], body: '' };
  }
  console.log(JSON.stringify({ id, ...answer }));
});
"""
EXPECT = """
const http = require('http'), heard = [];
const request = http.request(process.argv[1], { method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 5 } });
request.on('continue', () => { heard.push(100); request.end('hello'); });
request.on('response', response => { heard.push(response.statusCode); response.resume(); });
request.on('close', () => console.log(heard.join()));
request.flushHeaders();
"""


class Fetch:
    """Node's fetch, in a process that reads requests as lines of JSON."""

    def __init__(self, base):
        self.base, self.ids, self.answers, self.lock = base, itertools.count(), {}, threading.Condition()
        self.process = subprocess.Popen(["node", "-e", FETCH], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        threading.Thread(target=self.listen, daemon=True).start()
        atexit.register(self.process.terminate)

    def listen(self):
        for line in self.process.stdout:
            answer = json.loads(line)
            with self.lock:
                self.answers[answer["id"]] = Answer(answer["status"], answer["headers"], base64.b64decode(answer["body"]))
                self.lock.notify_all()

    def __call__(self, method, target, headers, body=None):
        text = (b"".join(body) if isinstance(body, list) else body).decode() if body is not None else None
        with self.lock:
            id = next(self.ids)
            order = {"id": id, "method": method, "url": self.base + target, "headers": headers, "body": text,
                     "chunked": isinstance(body, list)}
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            self.lock.wait_for(lambda: id in self.answers, timeout=30)
            return self.answers.pop(id)


if check.program("node"):
    print("node", run("node", "--version", text=True).stdout.strip())
    everything("fetch", Fetch, heads=1)
    result = run("node", "-e", EXPECT, direct + BALANCE, text=True)
    check("Node's http receives 100 before it sends the body, then 405", result.stdout == "100,405\n", result)

# MARK: curl and wget


def curl(*arguments, **options):
    return run("curl", "-s", "--max-time", "30", *arguments, **options)


def ask_by_curl(method, target, headers, body=None):
    """One process for each request."""
    into, fields = (tempfile.mkstemp(dir=work)[1] for _ in range(2))
    arguments = ["-I"] if method == "HEAD" else ["-X", method]
    if isinstance(body, list):
        arguments += ["-T", "-"]
        body = b"".join(body)
    elif body is not None:
        arguments += ["--data-binary", "@-"]
    if "gzip" in headers.get("Accept-Encoding", ""):
        arguments.append("--compressed")
    arguments += [option for name, value in headers.items() for option in ("-H", f"{name}: {value}")]
    result = curl(*arguments, "-o", into, "-D", fields, "-w", "%{http_code}", direct + target, input=body or b"")
    with open(fields) as last, open(into, "rb") as content:
        lines = [line.split(": ", 1) for line in last.read().strip().split("\n\n")[-1].splitlines() if ": " in line]
        return Answer(int(result.stdout), lines, b"" if method == "HEAD" else content.read())


def connects(*arguments):
    """Status and number of new connections for each request of one curl process."""
    written = ["-w", "\n%{http_code} %{num_connects}\n"]
    if "--next" in arguments:
        index = arguments.index("--next")
        arguments = [*arguments[:index], *written, "--next", "-s", *arguments[index + 1:]]
    result = curl(*arguments, *written)
    return [tuple(map(int, line)) for line in re.findall(r"^(\d{3}) (\d+)$", result.stdout.decode("latin-1"), re.M)]


if check.program("curl"):
    print(" ".join(run("curl", "--version", text=True).stdout.split()[:2]))
    nowhere, url = ["-o", os.devnull], relay.base + BALANCE
    battery("curl", ask_by_curl)
    got = connects(*nowhere, *nowhere, *nowhere, url, url, relay.base + "/nothing")
    check("curl reuses a connection, also after an error", got == [(200, 1), (200, 0), (404, 0)], got)
    got = connects(*nowhere, *nowhere, "-H", "Connection: close", url, url)
    check("curl opens a new connection after Connection: close", got == [(200, 1), (200, 1)], got)
    got = connects(*nowhere, *nowhere, "-0", url, url)
    check("curl in HTTP/1.0 opens a connection for each request", got == [(200, 1), (200, 1)], got)
    got = connects(*nowhere, *nowhere, "-0", "-H", "Connection: keep-alive", url, url)
    check("curl in HTTP/1.0 with keep-alive reuses the connection", got == [(200, 1), (200, 0)], got)
    got = connects(*nowhere, "-H", "Expect: 100-continue", "--data-binary", "x" * 60_000, url, "--next", *nowhere, url)
    check("a body that waited for 100 leaves the connection usable", got == [(405, 1), (200, 0)], got)
    result = curl("-v", "-H", "Expect: 100-continue", "--data-binary", "x" * 60_000, url, text=True)
    check("curl receives 100, then 405",
          "< HTTP/1.1 100 Continue" in result.stderr and "< HTTP/1.1 405" in result.stderr, result.stderr)
    large = os.path.join(work, "large")
    with open(large, "wb") as file:
        file.write(b"x" * 5_000_000)
    result = curl("-v", "-H", "Expect: 100-continue", "--data-binary", "@" + large, url, text=True)
    check("a body that exceeds the limit is refused before it is sent",
          "100 Continue" not in result.stderr and '"status": 413' in result.stdout, result.stderr)
    result = curl("-T", "-", "-H", "Expect: 100-continue", url, input=b"x" * 500_000)
    check("a chunked body that exceeds the limit is refused while it is sent", b'"status": 413' in result.stdout, result)
    tag = os.path.join(work, "tag")
    curl("--etag-save", tag, "-o", os.devnull, url)
    result = curl("--etag-compare", tag, "-w", "%{http_code}", url, text=True)
    check("curl's saved ETag gets 304", result.stdout == "304", result)
    result = curl("-Z", "--parallel-max", "50", "-f", "-o", os.devnull, "-w", "%{http_code}\n", f"{direct}{RANKING}&limit=[1-300]",
                  text=True)
    check("300 parallel transfers succeed", result.stdout.split() == ["200"] * 300 and not result.returncode, result)
    result = curl("--http2", "-w", "%{http_code} %{http_version}", *nowhere, url, text=True)
    check("an upgrade to HTTP/2 is ignored", result.stdout == "200 1.1", result)
    check("the HTTP/2 preface is refused at once", curl("--http2-prior-knowledge", url).returncode not in (0, 28))
    result = curl("-x", direct, "-w", "%{http_code}", "-o", os.devnull, "http://api.example" + BALANCE, text=True)
    check("a target in absolute form is answered", result.stdout == "200", result)
    check("CONNECT is refused", curl("-p", "-x", direct, "http://api.example/").returncode not in (0, 28))
    before = relay.opened
    result = curl("--limit-rate", "2M", relay.base + LARGE)
    check("a slow reader gets a complete large response", json.loads(result.stdout)["openapi"] and relay.opened == before + 1)

if check.program("wget"):
    print(" ".join(run("wget", "--version", text=True).stdout.split()[:3]))
    before = relay.opened
    result = run("wget", "-nv", "-O", os.path.join(work, "wget"), *[f"{relay.base}{RANKING}&limit={count}" for count in range(1, 6)])
    check("wget fetches five over one connection", result.returncode == 0 and relay.opened == before + 1, result)
    result = run("wget", "-q", "-S", "--content-on-error", "-O", "-", f"{relay.base}/nothing", text=True)
    check("wget shows the body of an error", '"status": 404' in result.stdout, result)

# MARK: load generators

PIPELINE = """
init = function(args)
  local requests = {}
  for i = 1, 16 do requests[i] = wrk.format("GET", "TARGET&limit=" .. i) end
  all = table.concat(requests)
end
request = function() return all end
"""


def load(base, through=""):
    """No request may fail or get another status than 2xx."""
    in_gzip = ["-H", "Accept-Encoding: gzip"]
    if shutil.which("wrk"):
        script = os.path.join(work, "pipeline.lua")
        with open(script, "w") as file:
            file.write(PIPELINE.replace("TARGET", RANKING))
        for claim, arguments in [("", []), (" in gzip", in_gzip), (", 16 pipelined", ["-s", script]),
                                 (" that close", ["-H", "Connection: close"])]:
            text = run("wrk", "-t2", "-c40", "-d1", *arguments, base + RANKING, text=True).stdout
            # A timeout of wrk can come from a busy machine.
            broken = re.search(r"Socket errors: (?!connect 0, read 0, write 0)", text)
            check(f"wrk's requests{claim} are all answered{through}",
                  re.search(r"[1-9]\d* requests in", text) and "Non-2xx" not in text and not broken, text)
    if shutil.which("ab"):
        for claim, arguments, kept in [("in HTTP/1.0", [], 0), ("that keep the connection", ["-k"], 1000),
                                       ("for heads", ["-k", "-i"], 1000), ("in gzip", ["-k", *in_gzip], 1000)]:
            text = run("ab", "-q", "-n", "1000", "-c", "20", *arguments, base + RANKING, text=True).stdout
            numbers = {name: int(value) for name, value in re.findall(r"^([\w -]+) (?:requests|responses): +(\d+)", text, re.M)}
            check(f"ab's requests {claim} are all answered{through}",
                  (numbers.get("Complete"), numbers.get("Failed"), numbers.get("Non-2xx")) == (1000, 0, None), text)
            check(f"ab's requests {claim} reuse connections {kept} times{through}", numbers.get("Keep-Alive", 0) == kept, numbers)
    if shutil.which("h2load") and "[" not in base:  # h2load omits the brackets of an IPv6 address in Host
        for depth in ["1"] if through else ["1", "16"]:
            text = run("h2load", "--h1", "-n", "2000", "-c", "20", "-m", depth, *in_gzip, base + RANKING, text=True).stdout
            check(f"h2load's requests, {depth} at a time, all succeed{through}",
                  "2000 succeeded, 0 failed, 0 errored, 0 timeout" in text and "2000 2xx" in text, text)


for name, words in [("wrk", ["-v"]), ("ab", ["-V"]), ("h2load", ["--version"])]:
    if check.program(name):
        print(run(name, *words, text=True).stdout.splitlines()[0])
load(direct)
if shutil.which("ab"):
    with open(os.path.join(work, "body"), "wb") as file:
        file.write(b"x" * 20_000)
    text = run("ab", "-q", "-k", "-n", "300", "-c", "10", "-p", os.path.join(work, "body"), "-T", "text/plain", direct + RANKING,
               text=True).stdout
    check("ab's POST requests are all 405, over reused connections", all(re.search(line, text) for line in [
        r"Failed requests: +0\n", r"Non-2xx responses: +300\n", r"Keep-Alive requests: +300\n"]), text)
if shutil.which("h2load"):
    before = relay.opened
    text = run("h2load", "--h1", "-n", "100", "-c", "4", "-m", "4", relay.base + RANKING, text=True).stdout
    check("h2load opens only its four connections", "100 succeeded" in text and relay.opened == before + 4, text)

# MARK: nginx

CONFIGURATION = """
{user}
worker_processes 1;
pid {work}/nginx.pid;
error_log {work}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {work}/body_temp; proxy_temp_path {work}/proxy_temp;
    fastcgi_temp_path {work}/f; uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
    large_client_header_buffers 4 64k;
    keepalive_requests 100000;
    proxy_cache_path {work}/cache keys_zone=kept:1m;
    upstream api {{ server 127.0.0.1:{upstream}; keepalive 16; keepalive_requests 100000; }}
    proxy_set_header Connection "";
    server {{  # keep-alive to the server
        listen 127.0.0.1:{port[0]};
        location / {{ proxy_pass http://api; proxy_http_version 1.1; }}
    }}
    server {{  # the default: HTTP/1.0, one connection for each request
        listen 127.0.0.1:{port[1]};
        location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_set_header Connection close; }}
    }}
    server {{  # nginx compresses, which makes the tags weak
        listen 127.0.0.1:{port[2]};
        gzip on; gzip_types application/json; gzip_proxied any; gzip_vary on;
        proxy_set_header Connection ""; proxy_set_header Accept-Encoding "";
        location / {{ proxy_pass http://api; proxy_http_version 1.1; }}
    }}
    server {{  # a cache that follows Cache-Control
        listen 127.0.0.1:{port[3]};
        proxy_cache kept; proxy_cache_key $request_uri;
        add_header X-Cache $upstream_cache_status always;
        location / {{ proxy_pass http://api; proxy_http_version 1.1; }}
    }}
    server {{  # a cache that revalidates after a second
        listen 127.0.0.1:{port[4]};
        proxy_cache kept; proxy_cache_key again$request_uri; proxy_cache_revalidate on;
        proxy_ignore_headers Cache-Control; proxy_cache_valid 200 1s;
        add_header X-Cache $upstream_cache_status always;
        location / {{ proxy_pass http://api; proxy_http_version 1.1; }}
    }}
}}
"""


def behind_nginx(bases):
    proxy = HTTPClient(bases[0])
    battery("http.client through nginx", proxy)
    here, there = (ask("GET", BALANCE, PLAIN) for ask in (HTTPClient(direct), proxy))
    mine = {"connection", "date", "server", "keep-alive"}
    check("nginx forwards the response unchanged", here.body == there.body and {
        (name, value) for name, value in here.headers.items() if name not in mine} == {
        (name, value) for name, value in there.headers.items() if name not in mine}, (here, there))
    before = relay.opened
    for count in range(300):
        proxy("GET", f"{RANKING}&limit={count % 25 + 1}", PLAIN)
        if count % 10 == 0:
            proxy("POST", BALANCE, {}, [b"some", b"body"])
    check("330 requests in a row, some with bodies, reuse nginx's connection", relay.opened - before <= 2, relay.opened - before)
    before = relay.opened
    crowd("http.client through nginx", proxy, clients=16)
    check("500 requests by 16 clients at once reuse its 16 connections", relay.opened - before <= 24, relay.opened - before)
    load(bases[0], " through nginx")

    old = HTTPClient(bases[1])
    answer = old("GET", BALANCE, PLAIN)
    check("nginx in HTTP/1.0 gets the same response", answer.body == here.body and answer.headers["etag"] == here.headers["etag"], answer)
    check("nginx in HTTP/1.0 gets large responses", json.loads(old("GET", LARGE, PLAIN).body)["openapi"])
    check("nginx in HTTP/1.0 gets 304", old("GET", BALANCE, {"If-None-Match": here.headers["etag"], **PLAIN}).status == 304)

    squeezed = HTTPClient(bases[2])
    answer = squeezed("GET", BALANCE, {"Accept-Encoding": "gzip"})
    check("a response that nginx compresses is the same, with a weak tag",
          answer.body == here.body and answer.headers["etag"] == "W/" + here.headers["etag"], answer)
    answer = squeezed("GET", BALANCE, {"Accept-Encoding": "gzip", "If-None-Match": answer.headers["etag"]})
    check("the weak tag gets 304", answer.status == 304, answer)

    cache = HTTPClient(bases[3])

    def ask(target=BALANCE, method="GET", **headers):
        answer = cache(method, target, {**PLAIN, **{name.replace("_", "-"): value for name, value in headers.items()}})
        return answer.headers.get("x-cache"), answer
    for wanted in ["MISS", "HIT"]:
        for kind, headers in [("the plain response", {}), ("the gzip response", {"Accept_Encoding": "gzip"}),
                              ("the CSV response", {"Accept": "text/csv"})]:
            state, answer = ask(**headers)
            same = answer.body.startswith(b"partner,") if "Accept" in headers else answer.body == here.body
            check(f"{kind} is a {wanted} of nginx's cache", state == wanted and same, (state, answer))
    state, answer = ask(method="HEAD")
    check("HEAD is answered from the cache",
          state == "HIT" and answer.headers["content-length"] == str(len(here.body)), (state, answer))
    state, answer = ask(If_None_Match=here.headers["etag"])
    check("the cache answers a known tag with 304", answer.status == 304, (state, answer))
    states = [ask("/v1/flows?colour=red")[0] for _ in range(2)]
    check("the cache does not store an error", states == ["MISS", "MISS"], states)

    again = HTTPClient(bases[4])
    answers = []
    for pause in [0, 2.1, 2.1]:
        time.sleep(pause)
        answers.append(again("GET", BALANCE, PLAIN))
    check("a stale response is revalidated and served again",
          [(answer.headers["x-cache"], answer.body == here.body) for answer in answers]
          == [("MISS", True), ("REVALIDATED", True), ("REVALIDATED", True)], answers)


if nginx := check.program("nginx"):
    print(run(nginx, "-v", text=True).stderr.strip())
    ports = free_ports(5)
    log = os.path.join(work, "error.log")
    with open(os.path.join(work, "nginx.conf"), "w") as file:
        file.write(CONFIGURATION.format(user="" if os.geteuid() else "user root;", work=work, upstream=relay.port, port=ports))
    process = subprocess.Popen([nginx, "-p", work, "-e", log, "-c", os.path.join(work, "nginx.conf"), "-g", "daemon off;"])
    try:
        wait_for_port(ports[4])
        behind_nginx([f"http://127.0.0.1:{port}" for port in ports])
    finally:
        process.terminate()
        process.wait(timeout=10)
    with open(log) as lines:
        errors = [line for line in lines if re.search(r"\[(error|crit|alert|emerg)\]", line)]
    check("nginx logs no errors", not errors, errors[:5])

shutil.rmtree(work, ignore_errors=True)
check.finish()
