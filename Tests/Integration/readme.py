"""Runs the commands and programs of the README and of api.md, and compares their output with the output shown; compares the
program's version with changes.md.

usage: readme.py BINARY
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

from harness import ROOT, Checks, Server

shown_at = "127.0.0.1:8080"
check = Checks("readme")

# DuckDB with its HTTP extension, from Python packages of the same version.
duckdb = """import duckdb, duckdb_extension_httpfs, glob, os, sys
folder = os.path.dirname(duckdb_extension_httpfs.__file__)
duckdb.sql(f"LOAD '{glob.glob(folder + '/extensions/v' + duckdb.__version__ + '/*.duckdb_extension')[0]}'")
print(duckdb.sql(sys.argv[1]))"""


# The binary in PATH, as after an installation.
folder = tempfile.mkdtemp(prefix="bilateral-readme-")
shutil.copy(sys.argv[1], os.path.join(folder, "bilateral"))
environment = {**os.environ, "PATH": folder + os.pathsep + os.environ["PATH"]}
server = Server(os.path.join(folder, "bilateral"), "--port", "0")
address = server.address


def run(text, *program):
    """The output of a script in which the shown address is replaced by the server's."""
    result = subprocess.run([*program, text.replace(shown_at, address)], capture_output=True, text=True, timeout=120,
                            env=environment, cwd=ROOT)
    return result, result.stdout.replace(address, shown_at).rstrip("\n")


def shell(command):
    # -s: curl shows progress when its output is not a terminal.
    return run(command.replace("curl 'http", "curl -s 'http"), "bash", "-c")


def agrees(printed, wanted):
    """Whether the output is the one shown, in which a line `…` replaces any lines."""
    parts = wanted.rstrip("\n").split("\n…\n")
    return printed == parts[0] if len(parts) == 1 else printed.startswith(parts[0]) and printed.endswith(parts[-1])


with open(os.path.join(ROOT, "Resources", "docs", "changes.md"), encoding="utf-8") as file:
    newest = re.search(r"^## (\S+)", file.read(), re.M)[1]
version = run("bilateral --version", "bash", "-c")[1]
check("the newest version of changes.md is that of the program", version == f"bilateral {newest}", (version, newest))

blocks = []
for name in ["README.md", os.path.join("Resources", "docs", "api.md")]:
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        blocks += re.findall(r"^```(\w*)\n(.*?)^```$", file.read(), re.S | re.M)

try:
    before = ""
    for language, text in blocks:
        name = text.strip().splitlines()[0]
        if language == "sh" and text.startswith("$ "):
            for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
                command, _, wanted = part.partition("\n")
                if "| jq " in command and not shutil.which("jq"):
                    check.skip(command, "jq is not installed")
                    continue
                check(command, agrees(shell(command)[1], wanted), shell(command)[1])
        elif language == "json" and "| jq " in before and not shutil.which("jq"):
            check.skip(before.strip(), "jq is not installed")
        elif language == "json":
            check(before.strip(), shell(before)[1] == text.rstrip("\n"), shell(before)[1])
        elif language == "" and text.startswith("Usage: "):
            check("bilateral --help", run("--help", os.path.join(folder, "bilateral"))[1] == text.rstrip("\n"))
        elif language == "sh" and "| jq " in text and not shutil.which("jq"):
            check.skip(name, "jq is not installed")
        elif language == "sh" and "curl" in text:
            result, printed = shell(text)
            check(name, result.returncode == 0 and printed, result.stderr)
        elif language == "js" and shutil.which("node"):
            result, printed = run(text + "\nconsole.log(data.length)", "node", "--input-type=module", "-e")
            check(name, result.returncode == 0 and int(printed) > 0, result.stderr)
        elif language == "python" and subprocess.run([sys.executable, "-c", "import pandas"], capture_output=True).returncode == 0:
            result, printed = run(text, sys.executable, "-c")
            check(name, result.returncode == 0 and "MEX" in printed, result.stderr)
        elif language == "sql" and subprocess.run([sys.executable, "-c", duckdb, "SELECT 1"], capture_output=True).returncode == 0:
            result, printed = run(text, sys.executable, "-c", duckdb)
            check(name, result.returncode == 0 and "Vietnam" in printed, result.stderr)
        elif language == "r" and shutil.which("Rscript"):
            result, printed = run(text, "Rscript", "-e")
            check(name, result.returncode == 0 and "tdr" in printed, result.stderr)
        elif language in ("js", "python", "r", "sql"):
            check.skip(name, f"no interpreter or package for {language}")
        elif not (language == "sh" and re.search(r"^(swift|docker) ", text)) and not text.startswith("cached / floor"):
            check.skip(name, "not a block that this script runs")
        before = text
finally:
    server.stop()
    shutil.rmtree(folder)
check.finish()
