"""Runs what the README shows, line by line, and compares what comes out with what it says.

usage: readme.py BINARY
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
shown_at = "127.0.0.1:8080"
passed = failed = 0

# DuckDB with its extension for HTTP, as Python's packages have them.
duckdb = """import duckdb, duckdb_extension_httpfs, glob, os, sys
folder = os.path.dirname(duckdb_extension_httpfs.__file__)
duckdb.sql(f"LOAD '{glob.glob(folder + '/extensions/v' + duckdb.__version__ + '/*.duckdb_extension')[0]}'")
print(duckdb.sql(sys.argv[1]))"""


def check(claim, condition, got=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {claim}\n{got}")


# The binary under its name, as one who has installed it has it.
folder = tempfile.mkdtemp(prefix="bilateral-readme-")
shutil.copy(sys.argv[1], os.path.join(folder, "bilateral"))
environment = {**os.environ, "PATH": folder + os.pathsep + os.environ["PATH"]}
server = subprocess.Popen(["bilateral", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment,
                          executable=os.path.join(folder, "bilateral"))
address = re.search(r"http://(\S+) ", server.stdout.readline())[1]


def run(text, *program):
    """What a script prints, with the address that the server really has."""
    result = subprocess.run([*program, text.replace(shown_at, address)], capture_output=True, text=True, timeout=120,
                            env=environment, cwd=root)
    return result, result.stdout.replace(address, shown_at).rstrip("\n")


def shell(command):
    # curl draws a meter when its output is no terminal.
    return run(command.replace("curl 'http", "curl -s 'http"), "bash", "-c")


with open(os.path.join(root, "README.md")) as file:
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", file.read(), re.S | re.M)

try:
    before = ""
    for language, text in blocks:
        name = text.strip().splitlines()[0]
        if language == "sh" and text.startswith("$ "):
            for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
                command, _, wanted = part.partition("\n")
                check(command, shell(command)[1] == wanted.rstrip("\n"), shell(command)[1])
        elif language == "json":
            check(before.strip(), shell(before)[1] == text.rstrip("\n"), shell(before)[1])
        elif language == "" and text.startswith("Usage: "):
            check("bilateral --help", run("--help", os.path.join(folder, "bilateral"))[1] == text.rstrip("\n"))
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
            print(f"not installed, what runs this takes: {name}")
        elif not (language == "sh" and re.search(r"^(swift|docker) ", text)) and not text.startswith("cached / floor"):
            print(f"not run: {name}")
        before = text
finally:
    server.terminate()
    server.wait(timeout=15)
    shutil.rmtree(folder)

print(f"readme: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
