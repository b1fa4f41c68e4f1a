#!/usr/bin/env python3
"""A user's own data: descriptions of Resources/docs/data.md, dimensions, analytics, export, compared with sums made here.

Always: a synthetic set in the layout of BTS TransBorder, and small files in the layouts of UN Comtrade and BACI. With a folder of the
real files also those of the Census Bureau and of BTS. Standard library only.

usage: owndata.py BINARY [FOLDER]
  FOLDER  with transborder_dot2_*.csv.gz and the Census files; without it, the variable OWN_DATA; absent files are skipped
"""
import csv
import glob
import gzip
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict

from harness import INTEGRATION, ROOT, Checks, Client, Server

check = Checks("owndata")
SAMPLES = os.path.join(INTEGRATION, "owndata")
TRANSBORDER = os.path.join(ROOT, "Tests", "Bench", "data")


def descriptions():
    """The ready descriptions of data.md by id, completed with source and basis as a person completes them."""
    with open(os.path.join(ROOT, "Resources", "docs", "data.md"), encoding="utf-8") as file:
        blocks = re.findall(r"```json\n(\{.*?\})\n```", file.read(), re.S)
    sets = {}
    for block in blocks:
        description = json.loads(block)
        if "id" not in description:
            continue
        description.setdefault("source", {"id": "own-" + description["id"], "title": "Own", "released": "2026-01-31",
                                          "citation": "Own data."})
        description.setdefault("basis", {"id": "own-" + description["id"], "name": "Own", "description": "Own data."})
        sets[description["id"]] = description
    return sets


class Folder:
    """A data folder that extends the embedded data, and its command line."""

    def __init__(self, binary, *sets, files=()):
        self.binary, self.path = binary, tempfile.mkdtemp(prefix="bilateral-owndata-")
        for file in files:
            os.symlink(os.path.abspath(file), os.path.join(self.path, os.path.basename(file)))
        if sets:
            self.write("dataset.json", json.dumps({"sets": list(sets)}))

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *arguments):
        return subprocess.run([self.binary, *arguments, "--data", self.path], capture_output=True, text=True)

    def get(self, target):
        result = self.run("get", target)
        if result.returncode != 0:
            return {"data": [], "problem": result.stderr}
        return json.loads(result.stdout)

    def figures(self, part):
        """The export of one part."""
        return list(csv.DictReader(io.StringIO(self.run("export", part).stdout)))

    def report(self, source):
        sets = self.get("/v1/sources/" + source)["data"]
        return sets["file_sets"][0] if sets else {}

    def remove(self):
        shutil.rmtree(self.path)


def plain(figures):
    return sorted((f["partner"], f["period"], f["category"], f["flow"], int(f["value"])) for f in figures)


def comtrade_and_baci(binary, sets):
    folder = Folder(binary, sets["comtrade"], files=[os.path.join(SAMPLES, "comtrade.csv")])
    check("Comtrade: totals and chapters by M49 code, rounded half to even; other rows are skipped",
          plain(folder.figures("comtrade")) == [
              ("MEX", "2022", "87", "exports", 250), ("MEX", "2022", "total", "exports", 1000),
              ("MEX", "2022", "total", "imports", 2000), ("TWN", "2022", "total", "exports", 40),
              ("WLD", "2022", "total", "exports", 5000)], folder.figures("comtrade"))
    report = folder.report("own-comtrade")
    check("Comtrade: rows of modes, re-exports and headings are skipped, an area without a code is rejected",
          (report.get("skipped"), report.get("rounded"), [line["text"] for line in report.get("rejected_lines", [])])
          == ({"cmdCode": 1, "flowCode": 1, "motCode": 1}, 3, ["899"]), report)
    folder.remove()
    folder = Folder(binary, sets["baci"], files=glob.glob(os.path.join(SAMPLES, "BACI_*.csv")))
    check("BACI: thousands of US dollars by product, the flow from exporter and importer",
          plain(folder.figures("baci")) == [
              ("CAN", "2022", "870323", "exports", 7000), ("MEX", "2022", "010121", "exports", 500),
              ("MEX", "2022", "870323", "exports", 12345), ("MEX", "2022", "870323", "imports", 100000),
              ("TWN", "2022", "854231", "exports", 30001)], folder.figures("baci"))
    check("BACI: rows without the reporter are skipped",
          folder.report("own-baci").get("skipped") == {"exporter and importer": 1}, folder.report("own-baci"))
    total = folder.get("/v1/partners/MEX/balance?basis=own-baci&unit=usd&fields=exports,imports")["data"]
    check("BACI: totals over the products", total == [{"exports": 12845, "imports": 100000}], total)
    folder.remove()


def census(binary, sets, source):
    """The ready descriptions on the files of the Census Bureau, by their export."""
    for name, keys in [("census-annual", ["exports", "imports"]), ("census-monthly", ["exports_usd", "imports_usd"]),
                       ("census-wide", [f"{flow}_{month:02d}" for flow in ("exports", "imports")
                                        for month in range(1, 13)])]:
        files = glob.glob(os.path.join(source, sets[name]["files"]))
        files = [file for file in files if "2024_2026" not in file]
        if not files:
            check.skip(name, "no files")
            continue
        sets[name]["files"] = os.path.basename(files[0])
        folder = Folder(binary, sets[name], files=files[:1])
        report = folder.report("own-" + name)
        rejected = {(line["file"], line["line"]) for line in report.get("rejected_lines", [])}
        expected = defaultdict(int)
        with open(files[0], newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        for number, row in enumerate(rows, start=2):
            for key in keys:
                if row[key] != "":
                    expected[key.split("_")[0]] += int(row[key])
        found = defaultdict(int)
        for figure in folder.figures(name):
            found[figure["flow"]] += int(figure["value"])
        all_rejected = sum(report.get("rejected", {}).values())
        check(f"{name}: all records are read", report.get("records") == len(rows), report)
        if all_rejected == 0:
            check(f"{name}: the export equals the file", dict(found) == dict(expected), (dict(found), dict(expected)))
        else:
            codes = {line["text"] for line in report["rejected_lines"]}
            kept = defaultdict(int)
            code = "cty_code" if "cty_code" in rows[0] else "CTY_CODE"
            for row in rows:
                if row[code] not in codes:
                    for key in keys:
                        kept[key.split("_")[0]] += int(row[key] or 0)
            check(f"{name}: the export equals the file without special series", dict(found) == dict(kept),
                  (dict(found), dict(kept), sorted(codes)[:9]))
        print(f"{name}: {report.get('records')} records, {report.get('figures')} figures, {all_rejected} rejected")
        folder.remove()


HEADER = "TRDTYPE,USASTATE,COMMODITY2,DISAGMOT,MEXSTATE,CANPROV,COUNTRY,VALUE,SHIPWT,FREIGHT_CHARGES,DF,CONTCODE,MONTH,YEAR"
PARTNERS = {"2010": "MEX", "1220": "CAN"}
FLOWS = {"1": "exports", "2": "imports"}


def synthetic(path):
    """Files of two years in the layout of TransBorder, in which every month, state and chapter occurs."""
    numbers = random.Random(20260131)
    for year in (2022, 2023):
        rows = []
        for month in range(1, 13):
            for country in PARTNERS:
                for flow in FLOWS:
                    for state in ("TX", "CA", "MI", "NY"):
                        for chapter in ("02", "27", "84", "87"):
                            for _ in range(numbers.randint(1, 4)):
                                rows.append((flow, state, chapter, numbers.choice("13568"), "NL" if country == "2010" else "",
                                             "XO" if country == "1220" else "", country, numbers.randint(0, 9_000_000_000),
                                             numbers.choice((0, numbers.randint(1, 10_000_000))), 0, 1, "X", f"{month:02d}", year))
        numbers.shuffle(rows)
        text = HEADER + "\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n"
        with gzip.open(os.path.join(path, f"transborder_dot2_{year}.csv.gz"), "wt", encoding="utf-8") as file:
            file.write(text)


def read(files):
    """(partner, flow, year, month, state, mode, chapter) → value."""
    sums = defaultdict(int)
    for name in files:
        with gzip.open(name, "rt", encoding="utf-8") as file:
            for row in csv.reader(file):
                if row[0] != "TRDTYPE":
                    sums[PARTNERS[row[6]], FLOWS[row[0]], int(row[13]), int(row[12]), row[1], row[3], row[2]] += int(row[7])
    return sums


def transborder(binary, files, name):
    folder = Folder(binary, files=files)
    for file in ("dataset.json", "modes.csv"):
        shutil.copy(os.path.join(TRANSBORDER, file), folder.path)
    sums = read(files)

    names = ("partner", "flow", "year", "month", "state", "mode", "chapter")
    grouped = {}

    def total(**wanted):
        """The sum of a group; all groups of these dimensions are made at the first call."""
        places = tuple(names.index(key) for key in sorted(wanted))
        if places not in grouped:
            groups = grouped[places] = defaultdict(int)
            for key, value in sums.items():
                groups[tuple(key[place] for place in places)] += value
        return grouped[places][tuple(wanted[key] for key in sorted(wanted))]

    server = Server(binary, "--host", "127.0.0.1", "--port", "0", "--data", folder.path, seconds=120)
    client = Client(re.search(r"http://([^ /\"]+)", server.log()).group(1))

    def get(target):
        response = client.request("GET", target)
        return json.loads(response.content)

    def data(target):
        answer = get(target)
        if "data" not in answer:
            check(target, False, answer)
        return answer.get("data", [])

    def amounts(records):
        return [(record["exports"] or 0, record["imports"] or 0) for record in records]

    def both(**wanted):
        return total(flow="exports", **wanted), total(flow="imports", **wanted)

    found = amounts(data("/v1/partners/MEX/balance?unit=usd&year=2022&basis=transborder"))
    check(f"{name}: the balance of Mexico in 2022 is the sum of the rows", found == [both(partner="MEX", year=2022)], found)
    print(f"{name}: Mexico 2022 exports {found[0][0]:,}, imports {found[0][1]:,}" if found else "")
    index = get("/v1")["data"]
    added = [item for item in index["file_sets"] if item["id"] == "transborder"]
    check(f"{name}: /v1 shows the added data",
          len(added) == 1 and added[0]["dimensions"] == ["us_state", "mode", "mexican_state", "canadian_province"], added)
    parameters = {item["path"]: item["parameters"] for item in index["endpoints"]}
    check(f"{name}: /v1 lists the dimensions as parameters", {"us_state", "mode", "group_by"} <= set(parameters["/v1/flows"]))
    dimensions = {item["dimension"]: item["values"] for item in data("/v1/dimensions")}
    check(f"{name}: /v1/dimensions counts the states", dimensions["us_state"] == len({key[4] for key in sums}), dimensions)
    states = data("/v1/balances?partner=MEX&year=2022&basis=transborder&group_by=period,us_state&unit=usd&sort=-imports")
    expected = {state: both(partner="MEX", year=2022, state=state)
                for state in {key[4] for key in sums if key[0] == "MEX" and key[2] == 2022}}
    check(f"{name}: balances by state are sums of the rows", dict(zip([r["us_state"] for r in states], amounts(states))) == expected, states[:2])
    imports = [record["imports"] or 0 for record in states]
    check(f"{name}: the ranking by state is sorted", imports == sorted(imports, reverse=True))
    chapters = data("/v1/balances?partner=MEX&year=2022&basis=transborder&classification=hs2&unit=usd&sort=-exports"
                    "&group_by=partner,period,category")
    expected = {chapter: both(partner="MEX", year=2022, chapter=chapter)
                for chapter in {key[6] for key in sums if key[0] == "MEX" and key[2] == 2022}}
    check(f"{name}: balances by chapter are sums of the rows", dict(zip([r["category"] for r in chapters], amounts(chapters))) == expected, chapters[:2])
    plain_chapters = data("/v1/balances?partner=MEX&year=2022&basis=transborder&classification=hs2&unit=usd&limit=1000")
    found = {r["category"]: pair for r, pair in zip(plain_chapters, amounts(plain_chapters)) if pair != (0, 0)}
    check(f"{name}: balances by chapter are the same without group_by", found == {k: v for k, v in expected.items() if v != (0, 0)},
          [(k, found.get(k), v) for k, v in expected.items() if found.get(k) != v][:3])
    trucks = data("/v1/flows?partner=CAN&year=2022&flow=imports&us_state=MI&mode=5&unit=usd")
    check(f"{name}: a flow of one state and mode is the sum of the rows",
          [record["value"] for record in trucks] == [total(partner="CAN", flow="imports", year=2022, state="MI", mode="5")], trucks)
    windows = data("/v1/balances?partner=MEX&period=2022-12..2023-03&window=12&group_by=period,us_state&unit=usd")
    expected = {}
    for first, period in enumerate(("2022-12", "2023-01", "2023-02", "2023-03")):
        for state in {key[4] for key in sums if key[0] == "MEX"}:
            months = [both(partner="MEX", year=2022 + month // 12, month=month % 12 + 1, state=state) for month in range(first, first + 12)]
            expected[period, state] = tuple(map(sum, zip(*months)))
    found = {(r["period"], r["us_state"]): pair for r, pair in zip(windows, amounts(windows))}
    check(f"{name}: windows of twelve months by state are sums of the rows",
          found == {key: pair for key, pair in expected.items() if pair != (0, 0) or key in found}
          and {record["months"] for record in windows} == {12}, windows[:2])
    to_date = data("/v1/flows?period=2022-YTD05,2023-YTD05&group_by=period,mode&flow=imports&us_state=TX&unit=usd")
    expected = {(f"{year}-YTD05", mode): sum(total(flow="imports", year=year, month=month, mode=mode, state="TX") for month in range(1, 6))
                for year in (2022, 2023) for mode in {key[5] for key in sums}}
    check(f"{name}: years to date by mode are sums of the rows",
          {(r["period"], r["mode"]): r["value"] for r in to_date} == {key: value for key, value in expected.items() if value}, to_date[:2])
    if "frequency" in parameters["/v1/partners/{code}/tdr"]:
        months = data("/v1/partners/MEX/tdr?basis=transborder&frequency=month&year=2022&decimals=6&unit=usd")
        expected = [both(partner="MEX", year=2022, month=month) for month in range(1, 13)]
        check(f"{name}: months have the amounts of the rows", amounts(months) == expected, months[:1])
        check(f"{name}: the TDR is (imports − exports) / exports",
              all(abs(float(r["tdr"]) - (m - x) / x) < 1e-6 for r, (x, m) in zip(months, expected)), months[:1])
    else:
        check.skip("TDR by month", "the endpoint has no parameter frequency")
    compared = {r["partner"]: float(r["value"]) for r in data("/v1/compare?partner=MEX,CAN&basis=transborder&year=2022&decimals=8")}
    expected = {partner: (m - x) / x for partner in ("MEX", "CAN") for x, m in [both(partner=partner, year=2022)]}
    check(f"{name}: /v1/compare computes the TDR of each partner", all(abs(compared[p] - expected[p]) < 1e-7 for p in expected), (compared, expected))
    ranking = [r["partner"] for r in data("/v1/rankings/exports?basis=transborder&year=2022")]
    check(f"{name}: the ranking by exports is in order", ranking == sorted(("MEX", "CAN"), key=lambda p: -total(partner=p, flow="exports", year=2022)), ranking)
    shares = [total(partner=partner, flow="exports", year=2022) for partner in ("MEX", "CAN")]
    hhi = sum((share / sum(shares)) ** 2 for share in shares)
    found = data("/v1/concentration?basis=transborder&year=2022&of=sum&decimals=8&flow=exports")
    check(f"{name}: the HHI is the sum of squared shares", found and abs(float(found[0]["hhi_low"]) - hhi) < 1e-6, (found, hhi))
    exported = defaultdict(int)
    lines = 0
    process = subprocess.Popen([binary, "export", "transborder", "--data", folder.path], stdout=subprocess.PIPE, text=True)
    for figure in csv.DictReader(process.stdout):
        lines += 1
        exported[figure["partner"], figure["flow"], int(figure["period"][:4]), int(figure["period"][5:]), figure["us_state"],
                 figure["mode"], figure["category"]] += int(figure["value"])
    check(f"{name}: the export contains every figure", process.wait() == 0 and exported == sums, (len(exported), len(sums)))
    print(f"{name}: {lines:,} figures exported")
    server.kill()
    folder.remove()


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    binary = os.path.abspath(sys.argv[1])
    source = sys.argv[2] if len(sys.argv) == 3 else os.environ.get("OWN_DATA", "")
    sets = descriptions()
    comtrade_and_baci(binary, sets)
    path = tempfile.mkdtemp(prefix="bilateral-owndata-")
    synthetic(path)
    transborder(binary, sorted(glob.glob(os.path.join(path, "*.gz"))), "synthetic")
    shutil.rmtree(path)
    if source:
        census(binary, sets, source)
    files = sorted(glob.glob(os.path.join(source, "transborder_dot2_*.csv.gz"))) if source else []
    if files:
        transborder(binary, files, "TransBorder")
    else:
        check.skip("the files of the Census Bureau and of BTS", "no folder with them")
    check.finish()


main()
