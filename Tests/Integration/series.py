"""Recomputes figures of the Census series from the files in Resources/data: months, quarters, years, windows, years to date, ratios,
shares, concentration, rankings, and what was published by a day.

Used by recompute.py. Nothing of the product runs here; only its responses are read.
"""
import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

data = Path(__file__).resolve().parents[2] / "Resources" / "data"
# In the order of their days; the last is a table of the year 2025.
OLD, REVISED, PAGES, TABLE = "census-2023-03", "census-2025-06", "census-2026-06", "census-2026-10"
RELEASED = {OLD: "2023-03-08", REVISED: "2025-06-05", PAGES: "2026-06-17", TABLE: "2026-10-01"}


def read(path):
    with open(data / path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def month_number(year, month):
    return int(year) * 12 + int(month) - 1


partners = {row["code"] for row in read("partners.csv")}
areas = {code: row["code"] for name in ("partners.csv", "groups.csv") for row in read(name)
         for code in row["census"].split("|") if code}


def monthly(release):
    """(area, flow) → month → value; a month that any code of the area has."""
    found = defaultdict(dict)
    for row in read(f"census/goods-monthly-{release[7:]}.csv"):
        for flow in ("exports", "imports"):
            for month in range(1, 13):
                text = row[f"{flow}_{month:02d}"]
                if text:
                    series, number = found[areas[row["census"]], flow], month_number(row["year"], month)
                    series[number] = series.get(number, 0) + int(text)
    return found


class Series:
    """The figures of all areas, as of a day."""

    def __init__(self, day="9999-12-31"):
        known = [release for release, date in RELEASED.items() if date <= day]
        own = {release: monthly(release) for release in known if release != TABLE}
        self.months = {}
        self.published = defaultdict(dict)
        first, last = month_number(2013, 1), month_number(2022, 12)
        for release in own:
            figures = {key: dict(values) for key, values in own[release].items()}
            if release == REVISED and OLD in own:
                for key, values in own[OLD].items():
                    merged = {m: v for m, v in values.items() if first <= m <= last}
                    merged.update(figures.get(key, {}))
                    figures[key] = merged
            self.months[release] = figures
        if PAGES in known:
            for row in read("census/goods-annual-2026-06.csv"):
                for flow in ("exports", "imports"):
                    self.published[areas[row["census"]], flow][int(row["year"])] = (PAGES, int(row[flow]))
        if TABLE in known:
            for row in read("tables/census-2026-10-goods.csv"):
                for flow in ("exports", "imports"):
                    value = Fraction(row[f"{flow} 2025"]) * 10**6
                    self.published[row["partner"], flow][2025] = (TABLE, int(value))

    def month(self, area, flow, month):
        """Of the latest release that has the month; one that rounds an earlier figure to 0.1 million does not replace it."""
        value = None
        for release, figures in self.months.items():
            new = figures.get((area, flow), {}).get(month)
            if new is None or value is not None and release == PAGES and 2 * abs(new - value) <= 100_000:
                continue
            value = new
        return value

    def total(self, area, months):
        """Exports and imports over months, from the latest release that has all of them for every flow that any release has."""
        flows = [flow for flow in ("exports", "imports")
                 if any(month in figures.get((area, flow), {}) for figures in self.months.values() for month in months)]
        for release in reversed(self.months):
            series = [self.months[release].get((area, flow), {}) for flow in flows]
            if flows and all(month in values for values in series for month in months):
                return release, {flow: sum(values[m] for m in months) for flow, values in zip(flows, series)}
        return None, {}

    def year(self, area, year):
        release, sums = self.total(area, range(year * 12, year * 12 + 12))
        result = {}
        for flow in ("exports", "imports"):
            value = sums.get(flow)
            newer, published = self.published.get((area, flow), {}).get(year, (None, None))
            if newer is not None and (release is None or RELEASED[newer] > RELEASED[release]):
                value = published
            if value is not None:
                result[flow] = value
        return result


def check_series(get, same, digits):
    """Compares served figures with recomputed ones. Returns their number."""
    count = 0
    latest = Series()
    by_day = {day: Series(day) for day in ("2024-05-01", "2025-12-31")}

    def compare(claim, served, computed):
        nonlocal count
        count += 1
        same(claim, served, computed)

    def text(value):
        return None if value is None else str(value)

    def tdr(values, decimals):
        x, m = values.get("exports"), values.get("imports")
        return digits(Fraction(m - x, x), decimals) if x and m is not None else None

    def balances(claim, figures, **query):
        records, _ = get("/v1/balances", type="goods", basis="census", unit="usd", decimals=8, **query,
                         fields="partner,period,exports,imports,tdr,months")
        compare(f"there are {claim}", bool(records), True)
        for record in records:
            expected = figures(record["partner"], record["period"])
            what = f"{record['partner']} {record['period']}, {claim}"
            for flow in ("exports", "imports"):
                compare(f"{flow} of {what}", record[flow], text(expected.get(flow)))
            compare(f"TDR of {what}", record["tdr"], tdr(expected, 8))
        return records

    # Years: the world has annual figures of a report as well, which are compared in recompute.py.
    def year_of(series):
        def figures(area, period):
            if "-YTD" in period:
                year, month = int(period[:4]), int(period[-2:])
                return series.total(area, range(year * 12, year * 12 + month))[1]
            return series.year(area, int(period))
        return figures

    years = balances("years", year_of(latest), year="1985..2026")
    listed = {record["partner"] for record in years}
    compare("partners and groups of the series", {area for area, _ in latest.months[OLD]} - listed, set())
    for day, series in by_day.items():
        balances(f"years as of {day}", year_of(series), year="2015..2023", as_of=day, partner=",".join(sorted(partners & listed)))

    def quarter(area, period):
        first = int(period[:4]) * 12 + 3 * (int(period[-1]) - 1)
        return latest.total(area, range(first, first + 3))[1]

    balances("quarters", quarter, frequency="quarter", year="2019..2022")

    def window(area, period):
        end = month_number(period[:4], period[5:])
        return latest.total(area, range(end - 11, end + 1))[1]

    balances("windows of twelve months", window, window="12", period="2022-11..2024-12")

    def single(area, period):
        number = month_number(period[:4], period[5:])
        values = {flow: latest.month(area, flow, number) for flow in ("exports", "imports")}
        return {flow: value for flow, value in values.items() if value is not None}

    balances("months", single, frequency="month", period="2022-10..2024-06")

    # Shares, concentration and rankings: figures as of the release of the world total, which is of one release until 2024.
    then = by_day["2025-12-31"]

    def amount(values, flow):
        if flow in values:
            return values[flow]
        return values["exports"] + values["imports"] if len(values) == 2 and flow == "total-trade" else None

    for code in ("MEX", "CAN", "CHN", "DEU", "JPN", "KOR", "TWN", "VNM", "IRL", "IND", "EU", "USMCA"):
        records, _ = get(f"/v1/partners/{code}/shares", type="goods", basis="census", year="1990..2024", decimals=8,
                         fields="period,flow,share,share_change_points")
        for record in records:
            year, flow = int(record["period"]), record["flow"]

            def share(year):
                part, whole = amount(then.year(code, year), flow), amount(then.year("WLD", year), flow)
                return Fraction(part, whole) if part is not None and whole else None

            now, before = share(year), share(year - 1)
            compare(f"share of {code} {year} {flow}", record["share"], now is not None and digits(now, 8) or None)
            change = None if now is None or before is None else digits(100 * (now - before), 8)
            compare(f"change of the share of {code} {year} {flow}", record["share_change_points"], change)

    records, _ = get("/v1/concentration", year="1992..2024", flow="exports,imports", decimals=12,
                     fields="period,flow,partners,hhi_low,share_of_world")
    compare("concentration of 33 years and two flows", len(records), 66)
    for record in records:
        year, flow = int(record["period"]), record["flow"]
        parts = [values[flow] for values in (then.year(area, year) for area in partners) if flow in values]
        whole = then.year("WLD", year)[flow]
        compare(f"partners {year} {flow}", record["partners"], str(len(parts)))
        compare(f"HHI {year} {flow}", record["hhi_low"], digits(Fraction(sum(v * v for v in parts), whole * whole), 12))
        compare(f"coverage {year} {flow}", record["share_of_world"], digits(Fraction(sum(parts), whole), 12))

    for year in (1995, 2004, 2015, 2023, 2024):
        values = {area: then.year(area, year) for area in partners}
        both = {area: v for area, v in values.items() if len(v) == 2}
        top = sorted(both, key=lambda area: (-sum(both[area].values()), area))[:30]
        order = sorted((area for area in top if both[area]["exports"]),
                       key=lambda area: (-Fraction(both[area]["imports"], both[area]["exports"]), area))
        records, meta = get("/v1/rankings/tdr", year=str(year), decimals=8, fields="rank,partner,tdr")
        compare(f"ranking of {year}", [r["partner"] for r in records], order)
        compare(f"partners listed in {year}", meta["partners_listed"], str(len(both)))
        for record in records:
            compare(f"TDR of {record['partner']} in the ranking of {year}", record["tdr"], tdr(both[record["partner"]], 8))

    # An annual figure that differs from its months by more than their rounding would be a discrepancy. The other annual figures are of
    # releases without all months, and are revisions.
    for (area, flow), published in latest.published.items():
        if 2025 in published and (months := latest.total(area, range(2025 * 12, 2025 * 12 + 12))[1]):
            compare(f"{flow} of {area} in 2025 agrees with its twelve months within their rounding",
                    abs(published[2025][1] - months[flow]) <= 650_000, True)

    # The history of a figure over the two large releases.
    records, _ = get("/v1/revisions", type="goods", basis="census", year="2020..2022", as_of="2025-12-31", unit="usd",
                     fields="partner,period,flow,first_value,value", partner=",".join(sorted(partners & listed)))
    served = {(r["partner"], r["period"], r["flow"]): (r["first_value"], r["value"]) for r in records}
    for area in partners:
        for year in (2020, 2021, 2022):
            old, new = by_day["2024-05-01"].year(area, year), then.year(area, year)
            for flow in ("exports", "imports"):
                if old.get(flow) != new.get(flow):
                    compare(f"revision of {area} {year} {flow}", served.pop((area, str(year), flow), None),
                            (str(old[flow]), str(new[flow])))
    compare("no other figure is revised", served, {})
    return count
