#!/usr/bin/env python3
"""Compares a served copy of the TransBorder files with DuckDB: results to the last dollar, and times as ratios of one run.

usage: compare.py BILATERAL FOLDER
  BILATERAL  the release binary
  FOLDER     a folder with transborder_dot2_*.csv.gz
DuckDB comes from PyPI (pip install duckdb). Queries over HTTP use one connection and are not cached (each differs in `decimals`)."""
import glob, http.client, json, os, re, shutil, statistics, subprocess, sys, tempfile, time

try:
    import duckdb
except ImportError:
    sys.exit("skipped: DuckDB is not installed (pip install duckdb)")

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 21


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def start(binary, folder):
    began = time.monotonic()
    process = subprocess.Popen([binary, "--host", "127.0.0.1", "--port", "0", "--data", folder],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        if found:
            return process, int(found.group(1)), time.monotonic() - began
    sys.exit("the server did not start")


def median(run):
    times = []
    for round in range(ROUNDS):
        began = time.perf_counter()
        result = run(round)
        times.append(time.perf_counter() - began)
    return statistics.median(times), result


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    binary, source = sys.argv[1:]
    files = sorted(glob.glob(os.path.join(source, "transborder_dot2_*.csv.gz")))
    if not files:
        sys.exit("skipped: there are no TransBorder files in " + source)
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            os.symlink(os.path.abspath(file), os.path.join(folder, os.path.basename(file)))
        for name in ("dataset.json", "modes.csv"):
            shutil.copy(os.path.join(HERE, name), folder)
        began = time.monotonic()
        database = duckdb.connect()
        database.execute("SET threads = 2")
        database.execute(f"""CREATE TABLE t AS SELECT TRDTYPE, USASTATE, COMMODITY2, DISAGMOT, COUNTRY, VALUE::BIGINT AS VALUE,
            MONTH::INT AS MONTH, YEAR::INT AS YEAR FROM read_csv({files!r}, all_varchar = true)""")
        load = time.monotonic() - began
        process, port, own = start(binary, folder)
        try:
            rows = database.execute("SELECT count(*) FROM t").fetchone()[0]
            memory = resident(process)
            print(f"load: {own:.2f} s, DuckDB {load:.2f} s, ratio {own / load:.2f} (goal 0.50)")
            print(f"resident: {memory:.0f} MB, {memory * 1048576 / rows:.1f} bytes a row (goal 24)")
            compare(http.client.HTTPConnection("127.0.0.1", port), database)
        finally:
            process.terminate()
            process.wait()


# Name, path, SQL, and the columns that both give. DuckDB's keys are in the order of the records.
QUERIES = [
    ("partner balance", "/v1/partners/MEX/balance?basis=transborder&year=2022&unit=usd&decimals={}",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t
        WHERE COUNTRY = '2010' AND YEAR = 2022""", 10),
    ("balances by HS chapter",
     "/v1/balances?basis=transborder&partner=MEX&classification=hs2&year=2022&unit=usd&limit=1000&decimals={}",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t
        WHERE COUNTRY = '2010' AND YEAR = 2022 GROUP BY COMMODITY2 ORDER BY COMMODITY2""", 10),
    ("both partners, all years", "/v1/balances?basis=transborder&partner=CAN,MEX&unit=usd&year=2021..2023&decimals={}",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t WHERE YEAR <= 2023
        GROUP BY COUNTRY, YEAR ORDER BY COUNTRY, YEAR""", 10),
]


def compare(connection, database):
    def get(path):
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            sys.exit(f"{path}: {response.status} {body[:300]!r}")
        return json.loads(body)["data"]

    for name, path, sql, goal in QUERIES:
        served, records = median(lambda round: get(path.format(round % 12)))
        direct, expected = median(lambda _: database.execute(sql).fetchall())
        found = [(record["exports"], record["imports"]) for record in records]
        same = found == [tuple(row) for row in expected]
        print(f"{name}: {served * 1e3:.2f} ms, DuckDB {direct * 1e3:.2f} ms, {direct / served:.1f} times faster (goal {goal}); "
              + ("equal" if same else "NOT EQUAL"))
        if not same:
            sys.exit(f"{found[:3]} instead of {expected[:3]}")


main()
