"""Computes the responses of the analytics engine independently, and compares every digit.

Figures of the Census series are computed from the files in Resources/data (series.py); indices, ratios, rankings and targets from the
published figures that the server lists. The methods differ from the server's: fractions instead of 128-bit integers, decimal roots of
eighty digits instead of comparisons of integers. Standard library only.

usage: recompute.py HOST:PORT | BINARY
"""
import datetime
import json
import sys
import urllib.parse
from collections import defaultdict
from decimal import Decimal, ROUND_HALF_EVEN, localcontext
from fractions import Fraction
from itertools import combinations

import series
from harness import Checks, Client, server_address

check = Checks("recompute")
client = Client(server_address(sys.argv[1]), timeout=120)


def get(path, **query):
    """`data` and `meta` of a response; numbers are texts with the digits as sent."""
    pages = []
    while True:
        page = {"limit": 10000, "offset": sum(map(len, pages)), **query}
        target = f"{path}?{urllib.parse.urlencode(page)}"
        response = client.get(target)
        if response.status != 200:
            raise SystemExit(f"{target} is {response}")
        document = response.json(parse_float=str, parse_int=str)
        if not isinstance(document["data"], list):
            return document["data"], document["meta"]
        pages.append(document["data"])
        if "limit" in query or not document["data"] or sum(map(len, pages)) >= int(document["meta"]["total"]):
            break
    records = [record for page in pages for record in page]
    same(f"{target} has no duplicate record", len({json.dumps(record) for record in records}), len(records))
    return records, document["meta"]


def same(claim, served, computed):
    check(claim, served == computed, f"served {served}, computed {computed}")


def digits(value, decimals=4):
    """A fraction as text, rounded half to even."""
    if value is None:
        return None
    scaled = abs(value) * 10 ** decimals
    whole = scaled.numerator // scaled.denominator
    rest = scaled - whole
    if rest > Fraction(1, 2) or (rest == Fraction(1, 2) and whole % 2 == 1):
        whole += 1
    text = str(whole).rjust(decimals + 1, "0")
    sign = "-" if value < 0 and whole else ""
    return sign + (text[:-decimals] + "." + text[-decimals:] if decimals else text)


def rounded(value, decimals=4):
    """A decimal of many digits as text, rounded half to even."""
    text = format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN), "f")
    return text[1:] if text.startswith("-") and not text.strip("-0.") else text


def money(dollars):
    """US dollars as a text in millions."""
    value = digits(Fraction(dollars) / 10 ** 6, 6).rstrip("0").rstrip(".")
    return value


# ---------------------------------------------------------------- the Census series

print(f"recompute: {series.check_series(get, same, digits)} figures of the Census series", flush=True)

# ---------------------------------------------------------------- the published figures

# The bases of the reports, and the Census basis in years with figures to the dollar, except for the tables of two earlier years.
REPORTS = dict(basis="bea-partner,bea-end-use,bea-services,section-232")
SELECTIONS = [REPORTS, dict(basis="census", year="2011..2026"), dict(basis="census", year="2000,2010", partner="WLD,LACC")]
flows = [row for selection in SELECTIONS for row in get("/v1/flows", classification="all", unit="usd", **selection)[0]]
partners = {row["code"] for row in get("/v1/partners", kind="partner")[0]}


class Trade:
    """Exports and imports of one partner, period, type, category and basis, with half of the unit of rounding."""

    def __init__(self):
        self.value, self.slack = {}, {}

    def low(self, flow):
        return max(Fraction(0), self.value[flow] - self.slack[flow])

    def high(self, flow):
        return self.value[flow] + self.slack[flow]

    def amount(self, flow):
        x, m = self.value.get("exports"), self.value.get("imports")
        if flow in ("exports", "imports"):
            return self.value.get(flow)
        if x is None or m is None:
            return None
        return x + m if flow == "total-trade" else x - m

    @property
    def both(self):
        return len(self.value) == 2


def slack(row):
    """Half the step of a published figure; for a sum, half of 0.1 million for each month that is not to the dollar."""
    if row["months"]:
        return int(row["months"]) * 50_000 if row["source"] == series.PAGES or row["period"] <= "2002" else 0
    step = Fraction(row["precision"])
    return step / 2 if step > 1 else 0


def by_key(flows):
    trade = defaultdict(Trade)
    for row in flows:
        if row["flow"] in ("exports", "imports"):
            key = tuple(row[name] for name in ("partner", "period", "type", "classification", "category", "basis"))
            trade[key].value[row["flow"]] = Fraction(row["value"])
            trade[key].slack[row["flow"]] = Fraction(slack(row))
    return trade


trade = by_key(flows)
# Partners are compared as of the release of the world total, which until 2024 is the one before those of five partners only.
as_of_world = by_key(get("/v1/flows", classification="all", unit="usd", basis="census", year="2016..2024",
                         as_of="2025-12-31")[0])


def compared(year, basis):
    return as_of_world if basis == "census" and year <= "2024" else trade


def key_of(record, **changes):
    names = ("partner", "period", "type", "classification", "category", "basis")
    record = {"period": record.get("year"), "classification": "total", "category": "total", **record, **changes}
    return tuple(record[name] for name in names)


def over(a, b):
    return None if a is None or b is None or b == 0 else Fraction(a) / Fraction(b)


# ---------------------------------------------------------------- ratios

def ratios(t):
    if not t.both:
        return {}
    x, m = t.value["exports"], t.value["imports"]
    return {
        "tdr": over(m - x, x), "coverage": over(x, m), "deficit_to_imports": over(m - x, m),
        "normalised_balance": over(x - m, x + m),
    }


def bounds(t):
    if not t.both:
        return {}
    (xl, xh), (ml, mh) = ((t.low(flow), t.high(flow)) for flow in ("exports", "imports"))
    return {
        "tdr_low": over(ml, xh) - 1 if xh else None, "tdr_high": over(mh, xl) - 1 if xl else None,
        "coverage_low": over(xl, mh), "coverage_high": over(xh, ml),
    }


for decimals in (0, 4, 12):
    records = [record for selection in SELECTIONS
               for record in get("/v1/balances", classification="all", decimals=decimals, **selection)[0]]
    same("every balance is served once", len(records), len(trade))
    for record in records:
        t = trade[key_of(record)]
        what = "/".join(key_of(record)) + f" to {decimals} decimals"
        computed = ratios(t)
        for name in ("tdr", "coverage", "deficit_to_imports", "normalised_balance"):
            same(f"{name} of {what}", record[name], digits(computed.get(name), decimals))
        if computed.get("tdr") is not None and computed.get("coverage") is not None:
            for name, bound in bounds(t).items():
                same(f"{name} of {what}", record[name], digits(bound, decimals))
        same(f"total trade of {what}", record["total_trade"], t.both and money(t.amount("total-trade")) or None)


# ---------------------------------------------------------------- shares and growth

def earlier(record, years=1):
    period = record["period"]
    return None if "/" in period else f"{int(period[:4]) - years}{period[4:]}"


by_series = defaultdict(dict)
for key, t in trade.items():
    if "/" not in key[1]:
        by_series[key[0], key[1][4:], *key[2:]][key[1]] = t
for code in sorted({row["partner"] for row in flows if row["basis"] != "census"}):
    query = dict(classification="all", flow="exports,imports,balance,total-trade", decimals=6, **REPORTS)
    for record in get(f"/v1/partners/{code}/shares", **query)[0]:
        what = f"share of {'/'.join(key_of(record))} in {record['flow']}"

        def share(period):
            own, world = (trade.get(key_of(record, period=period, **change)) for change in ({}, {"partner": "WLD"}))
            return over(own and own.amount(record["flow"]), world and world.amount(record["flow"]))

        now, before = share(record["period"]), earlier(record) and share(earlier(record))
        same(what, record["share"], digits(now, 6))
        change = None if now is None or before is None else 100 * (now - before)
        same("change of " + what, record["share_change_points"], digits(change, 6))
        same("reason of " + what, record["reason"] is not None, now is None)
    for record in get(f"/v1/partners/{code}/growth", **query)[0]:
        what = f"growth of {'/'.join(key_of(record))} in {record['flow']}"
        flow = record["flow"]
        now = trade[key_of(record)].amount(flow)
        past = trade.get(key_of(record, period=earlier(record) or "-"))
        past = past and past.amount(flow)
        world = trade.get(key_of(record, period=earlier(record) or "-", partner="WLD"))
        world = world and world.amount(flow)
        growth = over(now - past, past) if None not in (now, past) and past > 0 else None
        same(what, record["growth"], digits(growth, 6))
        same("reason of " + what, record["reason"] is not None, growth is None)
        contribution = over(now - past, world) if None not in (now, past, world) and world > 0 else None
        same("contribution to " + what, record["contribution"], digits(contribution, 6))
        earlier_values = {
            period: t.amount(flow)
            for period, t in by_series[code, record["period"][4:], *key_of(record)[2:]].items()
            if period < record["period"] and t.amount(flow) is not None}
        rate = None
        if earlier_values and now is not None and now >= 0 and earlier_values[min(earlier_values)] > 0:
            years = int(record["period"][:4]) - int(min(earlier_values)[:4])
            with localcontext() as context:
                context.prec = 80
                ratio = now / earlier_values[min(earlier_values)]
                ratio = Decimal(ratio.numerator) / Decimal(ratio.denominator)
                rate = rounded(ratio ** (Decimal(1) / years) - 1 if ratio else Decimal(-1), 6)
        same("compound rate in " + what, record["cagr"], rate)


# ---------------------------------------------------------------- rankings

METRICS = {
    "tdr": lambda t: ratios(t).get("tdr"), "deficit_to_imports": lambda t: ratios(t).get("deficit_to_imports"),
    "coverage": lambda t: ratios(t).get("coverage"), "normalised_balance": lambda t: ratios(t).get("normalised_balance"),
    "total_trade": lambda t: t.amount("total-trade"), "exports": lambda t: t.amount("exports"),
    "imports": lambda t: t.amount("imports"), "balance": lambda t: t.amount("balance"),
}


def size(t, flow):
    """Total trade, or the flow that is ranked where the other is not published."""
    return t.amount("total-trade") if t.both else t.value.get(flow)


def ranks(metric, year, kind, basis, descending, listed_in=None):
    """The thirty largest partners by total trade, of those that another year lists too."""
    source = compared(year, basis)
    flow = metric if metric in ("exports", "imports") else "imports" if metric in ("share", "growth") else "total-trade"
    sizes = {key[0]: size(t, flow) for key, t in source.items()
             if key[1:] == (year, kind, "total", "total", basis) and key[0] in partners and size(t, flow) is not None
             and (not listed_in or (key[0], listed_in, *key[2:]) in compared(listed_in, basis))}
    values = {}
    for code in sorted(sizes, key=lambda code: (-sizes[code], code))[:30]:
        key = (code, year, kind, "total", "total", basis)
        t = source[key]
        if metric == "share":
            world = source.get(("WLD",) + key[1:])
            value = over(t.amount("imports"), world and world.amount("imports"))
        elif metric == "growth":
            past = source.get((code, str(int(year) - 1)) + key[2:])
            past = past and past.amount("imports")
            value = over(t.amount("imports") - past, past) if past and t.amount("imports") is not None else None
        else:
            value = METRICS[metric](t)
        if value is not None:
            values[code] = value
    order = sorted(values, key=lambda code: (-values[code] if descending else values[code], code))
    ranked = {}
    for code in order:
        better = sum(1 for v in values.values() if (v > values[code] if descending else v < values[code]))
        ranked[code] = (better + 1, values[code])
    return ranked


def tdr_range(code, year, kind, basis):
    b = bounds(compared(year, basis)[(code, year, kind, "total", "total", basis)])
    return b["tdr_low"], b["tdr_high"]


for metric in [*METRICS, "share", "growth"]:
    for year in ("2021", "2022", "2023", "2025"):
        for kind in ("goods", "services"):
            for order in ("desc", "asc"):
                extra = {"flow": "imports"} if metric in ("share", "growth") else {}
                records, meta = get(f"/v1/rankings/{metric}", year=year, type=kind, order=order, decimals=8, **extra)
                basis = meta["basis"][0]["id"] if meta["basis"] else None
                ranked = ranks(metric, year, kind, basis, order == "desc")
                previous = ranks(metric, str(int(year) - 1), kind, basis, order == "desc", listed_in=year)
                what = f"{metric} ranking {year} {kind} {order}"
                same(f"partners of the {what}", [r["partner"] for r in records], list(ranked))
                for record in records:
                    rank, value = ranked.get(record["partner"], (None, None))
                    here = f"{record['partner']} in the {what}"
                    same("rank of " + here, record["rank"], str(rank))
                    is_money = metric in ("total_trade", "exports", "imports", "balance")
                    same(here, record[metric], money(value) if is_money else digits(value, 8))
                    past = previous.get(record["partner"], (None,))[0]
                    same("previous rank of " + here, record["previous_rank"], past and str(past))
                    if metric == "tdr":
                        low, high = tdr_range(record["partner"], year, kind, basis)
                        certain = True
                        for other in ranked:
                            if other != record["partner"]:
                                other_low, other_high = tdr_range(other, year, kind, basis)
                                certain &= other_high < low or high < other_low
                        same("certainty of " + here, record["rank_certain"], certain)


# ---------------------------------------------------------------- concentration

def concentration(parts, whole, ceiling):
    squares = sum((v / whole) ** 2 for v in parts)
    rest = max(Fraction(0), 1 - sum(parts) / whole)
    cap = rest if ceiling is None else min(rest, ceiling / whole)
    high = squares + rest * cap
    fewest = len(parts) + (-(-rest // cap) if rest else 0)
    result = {"hhi_low": digits(squares, 8), "hhi_high": digits(high, 8), "residual_share": digits(rest, 8),
              "effective_low": digits(1 / high, 8), "effective_high": digits(1 / squares, 8)}
    with localcontext() as context:
        context.prec = 80

        def root(value):
            return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()

        if fewest > 1:
            normalised = (squares - Fraction(1, fewest)) / (1 - Fraction(1, fewest))
            result["hhi_normalised_low"] = digits(max(Fraction(0), normalised), 8)
            base = root(Fraction(1, fewest))
            result["hhi_unctad_low"] = rounded(max(Decimal(0), (root(squares) - base) / (1 - base)), 8)
        if rest:
            result["hhi_normalised_high"], result["hhi_unctad_high"] = digits(high, 8), rounded(root(high), 8)
        else:
            result["hhi_normalised_high"], result["hhi_unctad_high"] = (
                result.get("hhi_normalised_low"), result.get("hhi_unctad_low"))
    return result, squares, rest * cap


groups = {(g["id"], g["type"]): g["members"] for g in get("/v1/groups")[0]}
for kind in ("goods", "services"):
    for of in ("published", "sum"):
        for largest in (None, "listed", "TOP15"):
            query = dict(type=kind, of=of, year="2018..2025", flow="exports,imports,total-trade", decimals=8, top=3,
                         without="CHN,DEU")
            if largest:
                query["largest"] = largest
            for record in get("/v1/concentration", **query)[0]:
                flow = record["flow"]
                rest_key = (record["year"], kind, "total", "total", record["basis"])
                source = compared(record["year"], record["basis"])
                listed = {key[0]: t.amount(flow) for key, t in source.items()
                          if key[0] in partners and key[1:] == rest_key and t.amount(flow) is not None}
                whole = sum(listed.values()) if of == "sum" else source[("WLD",) + rest_key].amount(flow)
                ceiling = None
                if largest == "listed":
                    ceiling = min(listed.values())
                elif largest:
                    members = [source.get((code,) + rest_key) for code in groups[("TOP15", kind)]]
                    if all(m is not None and m.both for m in members):
                        ceiling = min(m.amount("total-trade") for m in members)
                what = f"of {kind} {flow} {record['year']}, {of}, largest {largest}"
                computed, squares, others = concentration(list(listed.values()), whole, ceiling)
                for name, value in computed.items():
                    same(f"{name} {what}", record[name], value)
                top = sorted(listed.values(), reverse=True)[:3]
                same(f"top_share {what}", record["top_share"], digits(sum(top) / whole, 8))
                gone = [code for code in ("CHN", "DEU") if code in listed]
                if len(gone) == 2 and len(listed) > 2:
                    left = whole - sum(listed[code] for code in gone)
                    kept = sum((v / left) ** 2 for code, v in listed.items() if code not in gone)
                    scale = (whole / left) ** 2
                    same(f"remaining {what}", record["remaining"], money(left))
                    same(f"hhi_without_low {what}", record["hhi_without_low"], digits(kept, 8))
                    same(f"hhi_without_high {what}", record["hhi_without_high"], digits(kept + others * scale, 8))
                    same(f"hhi_change_low {what}", record["hhi_change_low"], digits(kept - squares, 8))
                    same(f"hhi_change_high {what}", record["hhi_change_high"],
                         digits(kept + others * scale - squares - others, 8))


# ---------------------------------------------------------------- structure

def sets():
    found = defaultdict(dict)
    for key, t in trade.items():
        if not key[4].startswith("total"):
            found[key[:4] + key[5:]][key[4]] = t
    return found


structure = sets()
for record in get("/v1/intra-industry", basis="all", decimals=8)[0]:
    name = record["classification"], record["category"]
    if record["level"] == "aggregate":
        members = structure[key_of(record)[:4] + (record["basis"],)].values()
    else:
        members = [trade[key_of(record)]]
    index = None
    if all(t.both for t in members):
        gap = over(sum(abs(t.amount("balance")) for t in members), sum(t.amount("total-trade") for t in members))
        index = None if gap is None else 1 - gap
    same(f"Grubel–Lloyd {record['level']} {'/'.join(key_of(record))}", record["grubel_lloyd"], digits(index, 8))


def shares(members, flow):
    amounts = {category: t.amount(flow) for category, t in members.items()}
    whole = sum(amounts.values()) if None not in amounts.values() else 0
    return {category: value / whole for category, value in amounts.items()} if whole else None


served = {}
for record in get("/v1/similarity", basis="all", decimals=8)[0]:
    served[(record["partner"], record["other"], record["period"], record["type"], record["classification"],
            record["basis"], record["flow"])] = record["similarity"]
for a, b in combinations(structure, 2):
    if a[1:] == b[1:] and len(structure[a]) > 1 and len(structure[b]) > 1:
        first, second = sorted((a, b))
        for flow in ("exports", "imports"):
            one, other = shares(structure[first], flow), shares(structure[second], flow)
            value = None
            if one and other and set(one) == set(other):
                value = sum(min(one[category], other[category]) for category in one)
            name = (first[0], second[0]) + first[1:] + (flow,)
            same(f"similarity {name}", served.get(name, "not served"), digits(value, 8))

for record in get("/v1/structural-change", basis="all", decimals=8)[0]:
    base = (record["partner"],), (record["type"], record["classification"], record["basis"])
    before, after = (shares(structure[base[0] + (record[end],) + base[1]], record["flow"]) for end in ("from", "to"))
    what = f"structural change {base} {record['flow']}"
    if before and after and set(before) == set(after):
        moves = {category: after[category] - before[category] for category in before}
        same(what, record["structural_change"], digits(sum(map(abs, moves.values())) / 2, 8))
        same("gain in " + what, record["gaining_points"], digits(100 * max(moves.values()), 8))
        same("loss in " + what, record["losing_points"], digits(100 * min(moves.values()), 8))
    else:
        same(what, record["structural_change"], None)


# ---------------------------------------------------------------- groups and targets

for (group, kind), members in groups.items():
    for record in get(f"/v1/groups/{group}/balance", basis="all", classification="all", year="2021..2025", decimals=8)[0]:
        if kind not in (None, record["type"]) or record["kind"] != "sum-of-members":
            continue
        counted = [t for code in members for t in [trade.get(key_of(record, partner=code))] if t and t.both]
        x, m = (sum(t.value[flow] for t in counted) for flow in ("exports", "imports"))
        what = f"sum over {group} {'/'.join(key_of(record, partner=group))}"
        same(f"exports of the {what}", record["exports"], money(x))
        same(f"imports of the {what}", record["imports"], money(m))
        same(f"tdr of the {what}", record["tdr"], digits(over(m - x, x), 8))
        same(f"members of the {what}", len(record["members"]), len(counted))
        listed = [code for code in members if code != "USA"]
        same(f"missing of the {what}", set(record["missing"]), set(listed) - set(record["members"]))

for year in ("2022", "2023", "2025"):
    for target in ("0", "0.25", "-0.3", "1.5"):
        for record in get("/v1/what-if/tdr", year=year, target=target)[0]:
            t = compared(year, record["basis"])[key_of(record)]
            x, m, wanted = t.value["exports"], t.value["imports"], 1 + Fraction(target)
            change = m / wanted - x if record["lever"] == "exports" else x * wanted - m
            what = f"{record['lever']} of {record['partner']} {year} to reach {target}"
            same(what, record["change"], money(Fraction(digits(change, 0))))
            same("ratio of " + what, record["change_ratio"], digits(over(change, t.value[record["lever"]])))

for record in get("/v1/compare", metric="coverage", type="services")[0]:
    t = trade.get(key_of(record))
    same(f"comparison {record['partner']} {record['year']}", record["value"], digits(t and ratios(t).get("coverage")))


# ---------------------------------------------------------------- reviews under Article 34.7

# The worked dates: review, −270 days, −180, −70, −1 month, +20.
VECTORS = [
    ({}, "2026-07-01", "2025-10-04", "2026-01-02", None, "2026-06-01", "2026-07-21"),
    ({}, "2027-07-01", "2026-10-04", None, "2027-04-22", "2027-06-01", "2027-07-21"),
    ({"extend": "2026-07-01"}, "2032-07-01", "2031-10-05", "2032-01-03", None, "2032-06-01", "2032-07-21"),
]
for query, review, notice, report, yearly, recommendations, briefing in VECTORS:
    events = {row["id"] for row in get("/v1/usmca/reviews", as_of="2026-08-01", **query)[0]}
    day = datetime.date.fromisoformat(review)
    for days, expected in ((-270, notice), (-180, report), (-70, yearly), (20, briefing)):
        if expected:
            same(f"{days} days of {review}", (day + datetime.timedelta(days)).isoformat(), expected)
    for kind, date in (("joint-review", review), ("notice-deadline", notice), ("report-deadline", report or yearly),
                       ("recommendations-deadline", recommendations), ("briefing-deadline", briefing)):
        same(f"{kind} of {review}", f"{kind}-{date}" in events, True)

check.finish()
