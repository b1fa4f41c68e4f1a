#!/usr/bin/env python3
"""Compares a served copy of the TransBorder files with DuckDB: results to the last dollar, and times as ratios of one run.

usage: compare.py BILATERAL FOLDER [COUNT]
  BILATERAL  the release binary
  FOLDER     a folder with transborder_dot2_*.csv.gz
  COUNT      random queries whose results are compared; 500 by default
DuckDB comes from PyPI (pip install duckdb). Queries over HTTP use one connection; nothing is cached (`--cache 0`)."""
import glob, http.client, json, os, random, re, resource, shutil, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROUNDS = 12


def resident(process):
    with open(f"/proc/{process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def cpu(process):
    """Seconds of processor time."""
    with open(f"/proc/{process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def start(binary, folder):
    began = time.monotonic()
    process = subprocess.Popen([binary, "--host", "127.0.0.1", "--port", "0", "--cache", "0", "--data", folder],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout:
        found = re.search(r"127\.0\.0\.1:(\d+)", line)
        if found:
            return process, int(found.group(1)), time.monotonic() - began
    sys.exit("the server did not start")


def median(run):
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        result = run()
        times.append(time.perf_counter() - began)
    return statistics.median(times), result


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        import duckdb
    except ImportError:
        sys.exit("skipped: DuckDB is not installed (pip install duckdb)")
    binary, source = sys.argv[1:3]
    count = int(sys.argv[3]) if len(sys.argv) == 4 else 500
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
        used = resource.getrusage(resource.RUSAGE_SELF)
        processor = used.ru_utime + used.ru_stime
        process, port, own = start(binary, folder)
        try:
            rows = database.execute("SELECT count(*) FROM t").fetchone()[0]
            memory = resident(process)
            print(f"load: {own:.2f} s, DuckDB {load:.2f} s, ratio {own / load:.2f} (goal 0.50); on a loaded machine compare the "
                  f"processor time: {cpu(process):.2f} s, DuckDB {processor:.2f} s, ratio {cpu(process) / processor:.2f}")
            print(f"resident: {memory:.0f} MB, {memory * 1048576 / rows:.1f} bytes a row (goal 24)")
            connection = http.client.HTTPConnection("127.0.0.1", port)
            compare(connection, database)
            compare_random(connection, database, count)
        finally:
            process.terminate()
            process.wait()


# Name, path, SQL, and the columns that both give. DuckDB's keys are in the order of the records.
QUERIES = [
    ("partner balance", "/v1/partners/MEX/balance?basis=transborder&year=2022&unit=usd",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t
        WHERE COUNTRY = '2010' AND YEAR = 2022""", 10),
    ("balances by HS chapter",
     "/v1/balances?basis=transborder&partner=MEX&classification=hs2&year=2022&unit=usd&limit=1000",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t
        WHERE COUNTRY = '2010' AND YEAR = 2022 GROUP BY COMMODITY2 ORDER BY COMMODITY2""", 10),
    ("both partners, all years", "/v1/balances?basis=transborder&partner=CAN,MEX&unit=usd&year=2021..2023",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t WHERE YEAR <= 2023
        GROUP BY COUNTRY, YEAR ORDER BY COUNTRY, YEAR""", 10),
    ("monthly series", "/v1/balances?basis=transborder&partner=MEX&frequency=month&unit=usd",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t WHERE COUNTRY = '2010'
        GROUP BY YEAR, MONTH ORDER BY YEAR, MONTH""", 10),
    ("by state", "/v1/balances?basis=transborder&partner=MEX&year=2022&group_by=us_state&unit=usd",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t
        WHERE COUNTRY = '2010' AND YEAR = 2022 GROUP BY USASTATE ORDER BY USASTATE""", 3),
    ("one state and mode by chapter",
     "/v1/balances?basis=transborder&partner=MEX&classification=hs2&year=2022&us_state=TX&mode=5&unit=usd",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t WHERE COUNTRY = '2010'
        AND YEAR = 2022 AND USASTATE = 'TX' AND DISAGMOT = '5' GROUP BY COMMODITY2 ORDER BY COMMODITY2""", 3),
    ("state by mode, all years", "/v1/balances?basis=transborder&group_by=us_state,mode&unit=usd&year=2021..2023",
     """SELECT sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2') FROM t WHERE YEAR <= 2023
        GROUP BY USASTATE, DISAGMOT ORDER BY USASTATE, DISAGMOT""", 3),
]
PARTNERS = {"1220": "CAN", "2010": "MEX"}


def get(connection, path):
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        sys.exit(f"{path}: {response.status} {body[:300]!r}")
    return json.loads(body)["data"]


def compare_random(connection, database, count):
    """Filters and groups by chance: every sum equals DuckDB's."""
    numbers = random.Random(20260131)
    columns = {"partner": "COUNTRY", "period": "YEAR", "us_state": "USASTATE", "mode": "DISAGMOT", "category": "COMMODITY2"}
    values = {name: [row[0] for row in database.execute(f"SELECT DISTINCT {column} FROM t ORDER BY 1").fetchall()]
              for name, column in columns.items()}
    sums = 0
    for number in range(count):
        groups = [name for name in columns if numbers.random() < 0.45]
        where, query = ["YEAR <= 2023"], ["year=2021..2023"]
        for name, column in columns.items():
            if name == "period" or numbers.random() < 0.5:
                continue
            chosen = numbers.sample(values[name], min(len(values[name]), numbers.randint(1, 3)))
            where.append(f"{column} IN ({', '.join(map(repr, chosen))})")
            query.append(f"{name}=" + ",".join(PARTNERS.get(value, value) for value in chosen))
        if "category" in groups or any(item.startswith("category=") for item in query):
            query.append("classification=hs2")
        if not groups:
            groups = ["period"]
        keys = ", ".join(columns[name] for name in groups)
        expected = database.execute(
            f"""SELECT {keys}, sum(VALUE) FILTER (TRDTYPE = '1'), sum(VALUE) FILTER (TRDTYPE = '2')
                FROM t WHERE {' AND '.join(where)} GROUP BY {keys}""").fetchall()
        expected = {tuple(PARTNERS.get(str(key), str(key)) for key in row[:-2]): row[-2:] for row in expected}
        path = f"/v1/balances?basis=transborder&unit=usd&limit=10000&group_by={','.join(groups)}&{'&'.join(query)}"
        found, offset = {}, 0
        while True:
            records = get(connection, path + (f"&offset={offset}" if offset else ""))
            for record in records:
                found[tuple(str(record[name]) for name in groups)] = (record["exports"], record["imports"])
            offset += len(records)
            if len(records) < 10000:
                break
        if found != expected:
            different = [(key, found.get(key), expected.get(key)) for key in {**found, **expected}
                         if found.get(key) != expected.get(key)]
            sys.exit(f"query {number} {path}: {len(different)} sums differ: {different[:3]}")
        sums += len(found)
    print(f"{count} random queries with {sums:,} groups: equal")


def compare(connection, database):
    """Asks for the fields that the SQL gives, and for complete records, which have up to 25 fields with provenance."""
    for name, path, sql, goal in QUERIES:
        served, records = median(lambda: get(connection, path + "&fields=exports,imports"))
        complete, _ = median(lambda: get(connection, path))
        direct, expected = median(lambda: database.execute(sql).fetchall())
        found = [(record["exports"], record["imports"]) for record in records]
        same = found == [tuple(row) for row in expected]
        print(f"{name}: {served * 1e3:.2f} ms, DuckDB {direct * 1e3:.2f} ms, {direct / served:.1f} times faster (goal {goal}), "
              f"with complete records {direct / complete:.1f} times; " + ("equal" if same else "NOT EQUAL"))
        if not same:
            sys.exit(f"{found[:3]} instead of {expected[:3]}")


if __name__ == "__main__":
    main()
