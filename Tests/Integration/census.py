"""Accounts for every row of the Census Bureau's files in Resources/data/census, and adds the series up.

Each row of the files as retrieved is embedded, identical to an earlier release, or excluded with a reason. Months are added to
years, partners to regions, groups and the world, in each release; what does not add up must be listed in discrepancies.csv.
Standard library only; nothing of the product runs.

usage: census.py [FOLDER]

FOLDER holds the files as retrieved; without it, the variable CENSUS_DATA names it, or it is ../shared/data. Where there is no such
folder, the checks are skipped, and the last line says so.
"""
import csv
import os
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

checkout = Path(__file__).resolve().parents[2]
resources = checkout / "Resources" / "data"
WORKBOOK = "census_country_monthly_1985_2023_vintage_2023-03.csv"
MONTHLY = "us_census_goods_by_country_monthly_2013_2024.csv"
ANNUAL = "us_census_goods_by_country_annual_2013_2024.csv"
PAGES = "census_country_monthly_2024_2026_vintage_2026-06.csv"
PAGES_ANNUAL = "census_country_annual_2022_2026_vintage_2026-06.csv"
CODES = "census_country_codes.csv"
FLOWS = ("exports", "imports")
MONTHS = range(1, 13)
FIELDS = [(flow, month) for flow in FLOWS for month in MONTHS]
HEADER = ["census", "year"] + [f"{flow}_{month:02d}" for flow, month in FIELDS]

passed = failed = 0


def same(claim, found, expected):
    global passed, failed
    if found == expected:
        passed += 1
        return
    failed += 1
    if failed <= 40:
        print(f"FAILED: {claim}: found {str(found)[:300]}, expected {str(expected)[:300]}")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def embedded(name):
    """The rows of an embedded file: (code, year) → 24 values, None where a field is empty."""
    path = resources / "census" / f"goods-monthly-{name}.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    same(f"{name}: the columns", lines[0].split(","), HEADER)
    same(f"{name}: the last line ends", lines[-1], "")
    rows = {}
    for line in lines[1:-1]:
        code, year, *values = line.split(",")
        same(f"{name}: {code} {year} is listed once, with 24 whole numbers or empty fields",
             (len(values), (code, int(year)) in rows, all(value == "" or value == str(int(value)) for value in values)),
             (24, False, True))
        rows[code, int(year)] = [int(value) if value else None for value in values]
    same(f"{name}: sorted by code and year", list(rows), sorted(rows))
    return rows


def locate():
    default = os.environ.get("CENSUS_DATA", checkout.parent / "shared" / "data")
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else default)
    if not (folder / WORKBOOK).is_file():
        print(f"skipped: {WORKBOOK} is not in {folder}")
        sys.exit(0)
    return folder


folder = locate()
old, revised, pages = embedded("2023-03"), embedded("2025-06"), embedded("2026-06")
annual_pages = {(row["census"], int(row["year"])): row for row in read(resources / "census" / "goods-annual-2026-06.csv")}
partners = {code: row["code"] for row in read(resources / "partners.csv") for code in row["census"].split("|") if code}
groups = {code: row["code"] for row in read(resources / "groups.csv") for code in row["census"].split("|") if code}
areas = {**partners, **groups}
census = defaultdict(list)
for code, area in areas.items():
    census[area].append(code)
excluded = read(resources / "census" / "excluded.csv")

same("no Census code means two partners or groups", len(areas), len(partners) + len(groups))
same("partners have codes of four digits from 1000 on", [c for c in partners if not (c.isdigit() and "1000" <= c <= "9999")], [])


# MARK: every row of the files as retrieved

def excluded_rows(file):
    return {row["code"]: int(row["rows"]) for row in excluded if row["file"] == file}


fate = {}
workbook = {(row["cty_code"], int(row["year"])): row for row in read(folder / WORKBOOK)}
left = excluded_rows(WORKBOOK)
count = Counter()
for (code, year), row in workbook.items():
    if code in left:
        count["excluded"] += 1
        same(f"{code} of the workbook is not embedded", (code, year) in old, False)
        continue
    values = [int(row[f"{flow}_{month:02d}"]) if row[f"{flow}_{month:02d}"] else None for flow, month in FIELDS]
    same(f"{WORKBOOK}: {code} {year}", old.get((code, year)), values)
    same(f"{WORKBOOK}: {code} means a partner or group", code in areas, True)
    same(f"{WORKBOOK}: {code} {year}: an empty month is one after the release",
         [month for index, (_, month) in enumerate(FIELDS) if values[index] is None],
         [month for _ in FLOWS for month in MONTHS if (year, month) > (2023, 1)])
    count["embedded"] += 1
fate[WORKBOOK] = count
same("embedded rows of the workbook", len(old), count["embedded"])
same("rows of the workbook that excluded.csv lists", left, dict(Counter(code for code, _ in workbook if code in left)))

months = {}
for row in read(folder / MONTHLY):
    months[row["CTY_CODE"], int(row["YEAR"]), int(row["MONTH"])] = row
count = Counter()
listed_years = {(code, year) for code, year, _ in months}
for code, year in sorted(listed_years):
    same(f"{MONTHLY}: {code} means a partner or group", code in areas, True)
    values, to_date = [], dict.fromkeys(FLOWS, 0)
    for flow, month in FIELDS:
        row = months.get((code, year, month))
        text = row[f"{flow}_usd"] if row else ""
        # The reason for reading a blank as zero: a field is filled if, and only if, there was trade in the year up to then.
        to_date[flow] += int(text or 0)
        same(f"{MONTHLY}: {code} {year}-{month:02d} {flow} is filled once there was trade in the year",
             bool(text), to_date[flow] > 0)
        values.append(int(text or 0))
    rows = sum((code, year, month) in months for month in MONTHS)
    if (code, year) in revised:
        same(f"{MONTHLY}: {code} {year}", revised[code, year], values)
        count["embedded"] += rows
    # The workbook has another code for some groups, and never two codes of one area in a year after 2012.
    earlier = [old[other, year] for other in census[areas[code]] if (other, year) in old]
    same(f"{code} {year} has one row in the workbook at most", len(earlier) <= 1, True)
    if (code, year) in revised:
        same(f"{code} {year} is embedded because it differs", [values] == earlier, False)
    else:
        same(f"{code} {year} is identical in the workbook", earlier, [values])
        count["identical"] += rows
fate[MONTHLY] = count
same("embedded rows of the revision are in its file", set(revised) - listed_years, set())
same("no partner-year of the workbook is missing from the revision",
     {(partners[c], y) for c, y in old if c in partners and 2013 <= y <= 2022}
     - {(partners[c], y) for c, y in listed_years if c in partners}, set())

count = Counter()
for row in read(folder / ANNUAL):
    code, year = row["CTY_CODE"], int(row["YEAR"])
    for flow in FLOWS:
        texts = [months[code, year, m][f"{flow}_usd"] for m in MONTHS if (code, year, m) in months]
        same(f"{ANNUAL}: {code} {year} {flow} is the sum of the months", int(row[flow] or 0), sum(int(t or 0) for t in texts))
    count["excluded"] += 1
fate[ANNUAL] = count
same("rows of the annual file that excluded.csv lists", excluded_rows(ANNUAL), {"*": count["excluded"]})

count = Counter()
given = defaultdict(lambda: [None] * 24)
for row in read(folder / PAGES):
    year, month = map(int, row["period"].split("-"))
    for index, field in enumerate(FIELDS):
        if field[1] == month:
            given[row["cty_code"], year][index] = int(Decimal(row[field[0]]) * 1_000_000)
    count["embedded"] += 1
same(PAGES, pages, dict(given))
fate[PAGES] = count

count = Counter()
left = Counter()
for row in read(folder / PAGES_ANNUAL):
    code, year = row["cty_code"], int(row["year"])
    for flow in FLOWS:
        value = int(Decimal(row[flow]) * 1_000_000)
        if year in (2023, 2024):
            same(f"{PAGES_ANNUAL}: {code} {year} {flow}", int(annual_pages[code, year][flow]), value)
            continue
        release = revised if year == 2022 else pages
        parts = [v for v, field in zip(release[code, year], FIELDS) if field[0] == flow and v is not None]
        same(f"{PAGES_ANNUAL}: {code} {year} {flow} is the sum of {len(parts)} months within their rounding",
             abs(value - sum(parts)) <= 50_000 * (len(parts) + 1), True)
    count["embedded" if year in (2023, 2024) else "excluded"] += 1
    left[code] += year not in (2023, 2024)
fate[PAGES_ANNUAL] = count
same("embedded years of the pages", len(annual_pages), count["embedded"])
same("years of the pages that excluded.csv lists", excluded_rows(PAGES_ANNUAL), dict(left))
same("every code of the Bureau's list means a partner or group",
     [row["CTY_CODE"] for row in read(folder / CODES) if row["CTY_CODE"] not in areas], [])
same("excluded.csv names no other file", {row["file"] for row in excluded}, {WORKBOOK, ANNUAL, PAGES_ANNUAL})
same("excluded.csv gives a reason for each", [row for row in excluded if not row["reason"] or not row["name"]], [])
for file, total in ((WORKBOOK, len(workbook)), (MONTHLY, len(months)), (ANNUAL, None), (PAGES, None), (PAGES_ANNUAL, None)):
    total = total if total is not None else len(read(folder / file))
    same(f"{file}: every row is accounted for", sum(fate[file].values()), total)
    print(f"{file}: {total} rows: " + ", ".join(f"{n} {what}" for what, n in sorted(fate[file].items())))

# MARK: to what unit the figures are printed

rules = read(resources / "census" / "precision.csv")


def unit(code, release, flow, year, month):
    """The row of the code itself comes before that of all."""
    period = f"{year}-{month:02d}"
    fitting = [row for row in rules if row["release"] == release and row["flow"] in (flow, "both")
               and row["census"] in (code, "*") and row["first"] <= period <= row["last"]]
    own = [row for row in fitting if row["census"] == code]
    same(f"{code} {flow} {period} of {release} has one unit", len(own or fitting), 1)
    return int((own or fitting)[0]["unit"])


units = {}
for release, rows in (("census-2023-03", old), ("census-2025-06", revised), ("census-2026-06", pages)):
    for (code, year), values in rows.items():
        for (flow, month), value in zip(FIELDS, values):
            if value is None:
                continue
            units[release, code, flow, year, month] = unit(code, release, flow, year, month)
            same(f"{code} {flow} {year}-{month:02d} of {release} is a multiple of its unit",
                 value % units[release, code, flow, year, month], 0)
# A figure to the dollar is a multiple of 100,000 once in 100,000 times, unless it is small.
round_by_chance = [(code, flow, year, month) for (release, code, flow, year, month), u in units.items()
                   if u == 1 and (value := (old if release == "census-2023-03" else revised)[code, year][
                       FIELDS.index((flow, month))]) and value % 100_000 == 0]
same("figures to the dollar that are multiples of 100,000", Counter(code for code, *_ in round_by_chance),
     {"1010": 1, "4419": 1, "4720": 1, "7320": 4, "7670": 1, "7890": 1, "8220": 1})

# MARK: sums

first, second = {}, {}
for (code, year), values in old.items():
    for field, value in zip(FIELDS, values):
        if value is not None:
            first[code, year, *field] = value
for (code, year, month), row in months.items():
    for flow in FLOWS:
        second[code, year, flow, month] = int(row[f"{flow}_usd"] or 0)
findings = []


def add(release, series, code, members, name, kind, is_rounded=False, below_only=lambda year: False):
    """Adds members up for each month of a group or the world. `is_rounded`: until 2002 the series is not the sum of its rounded
    members. `below_only`: members are incomplete, so that the sum must not exceed the series."""
    differing = defaultdict(list)
    for (listed, year, flow, month), value in sorted(series.items()):
        if listed != code:
            continue
        present = members(year) if callable(members) else members
        total = sum(series.get((member, year, flow, month), 0) for member in present)
        step = unit(code, release, flow, year, month)
        # Until 2002 each member is rounded to 0.1 million; a series of another unit than its members by less than that unit.
        allowed = (50_000 * (len(present) + (step > 1)) if is_rounded else 0) if year <= 2002 else step - 1
        if (total > value if below_only(year) else abs(total - value) > allowed):
            differing[flow, year].append((month, value, total))
        else:
            same(f"{name} {flow} {year}-{month:02d} of {release}", True, True)
    for (flow, year), found in differing.items():
        if len(found) == 12:
            findings.append((f"{release}-{name.lower()}-{flow}-{year}", kind, str(sum(f[1] for f in found)),
                             str(sum(f[2] for f in found))))
        else:
            findings.extend((f"{release}-{name.lower()}-{flow}-{year}-{month:02d}", kind, str(value), str(total))
                            for month, value, total in found)


def iso(text):
    return [code for area in text.split() for code in census[area]]


def prefix(*digits):
    return [code for code in partners if code[0] in digits]


african = [c for c in prefix("7")
           if partners[c] not in "DZA EGY LBY MAR TUN IOT ATF MYT REU SHN ESH".split()]
without_mexico = [code for code in prefix("2", "3") if code != "2010"]
eu25 = iso("AUT BEL CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL ITA LTU LUX LVA MLT NLD POL PRT SVK SVN SWE")
eu27 = eu25 + iso("BGR ROU")
eu28 = eu27 + iso("HRV")
left_eu = [code for code in eu28 if partners[code] != "GBR"]
euro = iso("AUT BEL CYP DEU ESP EST FIN FRA GRC IRL ITA LUX MLT NLD PRT SVK SVN")
pacific = iso("AUS BRN CHN HKG IDN JPN KOR MAC MYS NZL PHL PNG SGP TWN")
cafta = iso("CRI DOM GTM HND NIC SLV")
opec = iso("AGO ARE DZA IRN IRQ KWT LBY NGA SAU VEN")
nato = iso("BEL BGR CAN CZE DEU DNK ESP EST FRA GBR GRC HUN ISL ITA LTU LUX LVA NLD NOR POL PRT ROU SVK SVN TUR")
members = "sum-of-members"
A, B = "census-2023-03", "census-2025-06"
add(A, first, "0015", list(partners), "WLD", "sum-of-partners", below_only=lambda year: year < 1992)
add(A, first, "0010", iso("CAN MEX"), "USMCA", members, is_rounded=True)
add(A, first, "0009", without_mexico, "SOUTH-CENTRAL-AMERICA", members, is_rounded=True)
for name, code, digit in (("EUROPE", "0012", "4"), ("ASIA", "0016", "5"), ("OCEANIA", "0018", "6"), ("AFRICA", "0013", "7")):
    add(A, first, code, prefix(digit), name, members, is_rounded=True)
add(A, first, "0019", lambda year: african if year > 1993 else [code for code in african if code != "7740"], "SUB-SAHARAN-AFRICA", members, is_rounded=True)
add(A, first, "0014", pacific, "PACIFIC-RIM", members, is_rounded=True)
add(A, first, "0017", cafta, "CAFTA-DR", members)
add(A, first, "0003", lambda year: eu25 if year < 2007 else eu27 if year < 2013 else eu28 if year < 2020 else left_eu,
    "EU", members, is_rounded=True)
add(B, second, "-", list(partners), "WLD", "sum-of-partners")
add(B, second, "1XXX", prefix("1") + iso("MEX"), "NORTH-AMERICA", members)
add(B, second, "2XXX", [code for code in prefix("2") if code != "2010"], "CENTRAL-AMERICA", members)
for name, code, digit in (
        ("SOUTH-AMERICA", "3XXX", "3"), ("EUROPE", "4XXX", "4"), ("ASIA", "5XXX", "5"), ("OCEANIA", "6XXX", "6"),
        ("AFRICA", "7XXX", "7")):
    add(B, second, code, prefix(digit), name, members)
add(B, second, "0003", lambda year: eu28 if year < 2018 else left_eu, "EU", members)
add(B, second, "0014", pacific, "PACIFIC-RIM", members)
add(B, second, "0017", cafta, "CAFTA-DR", members)
add(B, second, "0020", iso("CAN MEX"), "USMCA", members)
add(B, second, "0021", iso("ARG BOL BRA CHL COL CRI CUB DOM ECU GTM HND HTI MEX NIC PAN PER PRY SLV URY VEN"), "LAR20", members)
add(B, second, "0022", iso("AUS AUT BEL CAN CHE CHL CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL ISL ISR ITA JPN KOR LUX MEX "
                           "NLD NOR NZL POL PRT SVK SVN SWE TUR"), "OECD", members)
add(B, second, "0023", lambda year: nato + (iso("FIN SWE") if year >= 2022 else []), "NATO", members)
add(B, second, "0024", iso("ARG BOL BRA CHL COL ECU MEX PER PRY URY VEN"), "LAFTA", members)
add(B, second, "0025", lambda year: euro + (iso("LVA") if year >= 2014 else []) + (iso("LTU") if year >= 2015 else [])
    + (iso("HRV") if year >= 2021 else []), "EURO-AREA", members)
add(B, second, "0026", iso("AUS BRN CAN CHL CHN HKG IDN JPN KOR MEX MYS NZL PER PHL PNG RUS SGP THA TWN VNM"), "APEC", members)
add(B, second, "0027", iso("BRN IDN KHM LAO MMR MYS PHL SGP THA VNM"), "ASEAN", members)
add(B, second, "0028", iso("CRI GTM HND NIC SLV"), "CACM", members)
add(B, second, "0001", lambda year: opec + (iso("ECU") if year <= 2017 else []) + (iso("QAT") if year <= 2016 else [])
    + (iso("GAB GNQ") if year >= 2015 else []) + (iso("COG") if year >= 2016 else []), "OPEC", members)
checked = {code for (_, code, _, _, _) in units if code in groups}
same("every group of the files is added up", checked, set(groups))

listed = [(row["id"], row["kind"], row["printed"], row["expected"])
          for row in read(resources / "discrepancies.csv") if not row["cells"]]
same("what does not add up is what discrepancies.csv lists", sorted(findings), sorted(listed))
for finding in findings:
    print("does not add up: " + ", ".join(finding))

# MARK: releases

revisions = Counter()
for (code, year), values in revised.items():
    for other in census[areas[code]]:
        for before, after in zip(old.get((other, year), [None] * 24), values):
            if before is not None:
                revisions[year] += before != after and code in partners
print("country-months that release census-2025-06 changed: " + ", ".join(f"{y}: {n}" for y, n in sorted(revisions.items())))
same("years in which figures of partners changed", [year for year, n in sorted(revisions.items()) if n], [2020, 2021, 2022, 2023])

print(f"{passed} checks passed, {failed} failed")
sys.exit(1 if failed else 0)
