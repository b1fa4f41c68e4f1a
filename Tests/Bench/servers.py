"""Servers that the benchmarks compare bilateral with: the floor (floor.c), nginx with the body as a static file, Node with it as a
constant. A server that is not installed is None.
"""
import atexit
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "Integration"))
from harness import free_ports, wait_for_port  # noqa: E402

NGINX = """
daemon off; master_process off; worker_processes 1; error_log /dev/null; pid {work}/nginx.pid;
events {{ worker_connections 2048; }}
http {{
    access_log off; sendfile on; tcp_nodelay on; open_file_cache max=16; keepalive_requests 1000000000;
    types {{}} default_type application/json;
    server {{ listen 127.0.0.1:{port}; root {work}; add_header Cache-Control "public, max-age=300"; }}
}}
"""


class Process:
    def __init__(self, port, *command):
        self.port, self.process = port, subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        atexit.register(self.process.kill)
        wait_for_port(port)


def compile_c(name, work):
    program = os.path.join(work, name)
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(HERE, name + ".c")], check=True)
    return program


def start_floor(work, body):
    port = free_ports(1)[0]
    return Process(port, compile_c("floor", work), str(port), str(len(body)))


def start_nginx(work, body, prefix=()):
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not program:
        return None
    port, path = free_ports(1)[0], os.path.join(work, "nginx.conf")
    with open(os.path.join(work, "body"), "wb") as file:
        file.write(body)
    with open(path, "w") as file:
        file.write(NGINX.format(work=work, port=port))
    # nginx serves files as another user.
    os.chmod(work, 0o755)
    return Process(port, *prefix, program, "-c", path, "-e", os.devnull)


def start_node(work, body):
    program = shutil.which("node")
    if not program:
        return None
    port, path = free_ports(1)[0], os.path.join(work, "node-body")
    with open(path, "wb") as file:
        file.write(body)
    return Process(port, program, os.path.join(HERE, "node.js"), str(port), path)
