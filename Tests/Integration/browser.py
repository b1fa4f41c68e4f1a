"""Compares the dashboard in a browser with the API's responses: every view, by pointer and keyboard, at several widths, light and dark.

usage: browser.py HOST:PORT | BINARY [--screenshots FOLDER]      needs: chromium (Debian package, or a path in CHROMIUM)
optional: axe-core-python (PyPI) for the accessibility rules
"""
import gzip
import http.server
import json
import os
import re
import shutil
import sys
import tempfile
import threading
import xml.etree.ElementTree
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

from chromium import Chromium, chromium_path
from harness import ROOT, Checks, Client, server_address, wait_until

address = server_address(sys.argv[1])
origin = f"http://{address}"
shots = sys.argv[sys.argv.index("--screenshots") + 1] if "--screenshots" in sys.argv else None
check = Checks("browser")
client = Client(address)


# MARK: the server

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def api(target):
    """A JSON document whose numbers are texts with the digits as sent."""
    return client.json(target, parse_int=str, parse_float=str)


page = client.get("/", Accept=BROWSER)
body = page.body
check("/ is the page for a browser", page.headers["Content-Type"] == "text/html; charset=utf-8" and b"<!doctype html>" in body)
check("/ is the index for clients that ask for JSON", "data" in client.get("/", Accept="application/json").json())
check("/ is no page for curl", client.get("/", Accept="*/*").headers["Content-Type"] != "text/html; charset=utf-8")
check("the policy is strict", page.headers["Content-Security-Policy"] ==
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
      "form-action 'self'; frame-ancestors 'none'", page.headers["Content-Security-Policy"])
check("without scripts the page links to /v1 and /docs",
      b'href="/v1"' in body.split(b"<noscript>")[1].split(b"</noscript>")[0]
      and b'href="/docs"' in body.split(b"<noscript>")[1].split(b"</noscript>")[0])
FILES = ["/", "/web/style.css", "/web/app.js", "/web/core.js", "/web/charts.js", "/web/trade.js", "/web/records.js"]
size = sum(len(client.get(target, Accept=BROWSER).body) for target in FILES)
check("the page with all its scripts and styles is smaller than 120 kB", size < 120_000, size)
named = set(re.findall(r"/(\w+\.js)['\"]", "".join(client.get(target, Accept=BROWSER).body.decode() for target in FILES)))
check("the scripts of the page are those that are listed here", named == {target[5:] for target in FILES if target.endswith(".js")}, named)
for target in ["/", "/web/app.js", "/web/style.css", "/web/icon.svg"]:
    plain = client.get(target, Accept=BROWSER)
    tag = plain.headers["ETag"]
    check(f"{target} has a tag that gets 304", tag and client.get(target, Accept=BROWSER, If_None_Match=tag).status == 304, tag)
    check(f"{target} is revalidated each time", plain.headers["Cache-Control"] == "public, no-cache")
    head = client.get(target, "HEAD", Accept=BROWSER)
    check(f"HEAD {target} is GET without the body",
          head.body == b"" and head.headers["Content-Length"] == str(len(plain.body)) and head.headers["ETag"] == tag)
    if len(plain.body) > 1000:
        coded = client.get(target, Accept=BROWSER, Accept_Encoding="gzip")
        check(f"{target} is compressed on request", coded.headers["Content-Encoding"] == "gzip"
              and len(coded.body) < len(plain.body) / 2 and coded.headers["ETag"] != tag)
    check(f"POST {target} is 405", client.get(target, "POST", Accept=BROWSER).status == 405)
    check(f"OPTIONS {target} is 204", client.get(target, "OPTIONS", Accept=BROWSER).status == 204)

if not chromium_path():
    check.skip("the page in a browser", "chromium is not installed")
    check.finish()

# MARK: the page

VIEWS = ["overview", "series", "ranking", "traded", "usmca", "reports", "sources"]


def texts(selector):
    return browser.run(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)")


def text(selector):
    return (texts(selector) or [""])[0]


def figures(selector):
    """The figures below a selector: shown text, exact value, link."""
    return browser.run(f"[...document.querySelectorAll({json.dumps(selector + ' data')})].map(e => "
                       "({text: e.textContent, value: e.value, title: e.title, href: e.closest('a')?.getAttribute('href')}))")


def values(selector):
    return [figure["value"] for figure in figures(selector)]


def digits(shown):
    return shown.replace("−", "-").replace(",", "")


def half_even(value, places, shift=0):
    """A number of the API, scaled by a power of ten and rounded, as the page writes it."""
    rounded = Decimal(value).scaleb(shift).quantize(Decimal(1).scaleb(-places))
    return f"{rounded:,}".replace("-", "−")


MONTHS = "January February March April May June July August September October November December".split()


def dated(shown):
    """A text of the API with its dates in words, as the page writes them."""
    return re.sub(r"\b(\d{4})-(\d\d)-(\d\d)\b", lambda m: f"{int(m[3])} {MONTHS[int(m[2]) - 1]} {m[1]}", shown)


def ready(query):
    """Waits until the page has drawn this query and its drawings, which the first layout starts; False after the time."""
    return browser.wait(f"document.documentElement.dataset.ready === {json.dumps(query or '?')} "
                        "&& !document.querySelector('[aria-busy]') "
                        "&& [...document.querySelectorAll('.frame:empty')].every(frame => frame.offsetWidth < 40)")


def visit(query, base=""):
    browser.call("Page.navigate", url=f"{origin}{base}/{query}")
    return ready(query)


def choose(name, value):
    """Sets a control of the page as a user does."""
    browser.run(f"""(() => {{ const all = [...document.querySelectorAll('[name="{name}"]')];
        const e = all.find(one => one.type === 'radio' && one.value === {json.dumps(value)}) || all[0];
        if (e.type === 'radio') e.checked = true; else e.value = {json.dumps(value)};
        e.dispatchEvent(new Event('change', {{bubbles: true}})) }})()""")


def click(selector):
    browser.run(f"document.querySelector({json.dumps(selector)}).click()")


def query():
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.run("location.href")).query).items()}


def slide(index):
    browser.run(f"(() => {{ const e = document.querySelector('.time-chart input'); e.value = {index}; "
                "e.dispatchEvent(new Event('input', {bubbles: true})) })()")


def expected_errors(*parts):
    """Takes the console's messages on requests whose address has one of the parts out of the events."""
    for event in [e for e in browser.events if e["method"] == "Log.entryAdded"
                  and any(part in e["params"]["entry"].get("url", "") for part in parts)]:
        browser.events.remove(event)


def years_of(partner):
    return {r["period"]: r for r in api(f"/v1/partners/{partner}/balance?type=goods")["data"] if re.fullmatch(r"\d{4}", r["period"])}


def overview_matches(partner, year=None):
    """Compares the sentence, the key figures and the chart of the overview with the API."""
    records = years_of(partner)
    record = records[year or max(p for p, r in records.items() if Decimal(r["exports"] or 0) + Decimal(r["imports"] or 0) > 0)]
    deficit = Decimal(record["balance"]) < 0
    sentence = text(".lede")
    shown = figures(".lede")
    wanted = [record["imports"], record["exports"], record["balance"].lstrip("-"), record["tdr"]]
    check(f"the sentence on {partner} has the figures of the API", [f["value"] for f in shown] == [w for w in wanted if w is not None], (shown, wanted))
    check(f"the sentence on {partner} names the year, the partner and the sign", record["period"] in sentence
          and record["partner_name"].lower() in sentence.lower() and ("deficit" if deficit else "surplus") in sentence, sentence)
    if record["tdr"] and abs(Decimal(record["tdr"])) < 1:
        check(f"the sentence on {partner} gives the cents per dollar", f"{half_even(record['tdr'].lstrip('-'), 0, 2)} cents" in sentence, sentence)
    check(f"the key figures of {partner} are those of the API", values(".tiles") == [record["exports"], record["imports"], record["balance"]], values(".tiles"))
    check(f"each figure on {partner} leads to its origin", all(f["href"] and "explain=true" in f["href"] for f in shown))
    check(f"the title of a figure on {partner} has all digits", all(digits(f["title"]).startswith(f["value"]) for f in shown))
    return record


class EmbeddingPages(http.server.BaseHTTPRequestHandler):
    """Pages of another origin, each with one snippet that embeds a chart, table or list."""
    snippets = []

    def do_GET(self):
        number = self.path[1:]
        body = f"<!doctype html><meta charset=utf-8><title>other</title><link rel=icon href=data:,>{self.snippets[int(number)]}".encode() if number.isdigit() else b""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


TYPES = {"JSON": "application/json", "CSV": "text/csv", "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "SVG": "image/svg+xml", "calendar": "text/calendar"}
# Charts and tables without their parts. A table, list or treemap is embedded as a copy; its figures and its number of rows are compared.
CONTENT = "[...document.querySelectorAll('#view :is(.time-chart, .frame, table, ol.cards, #events dl)')].filter(e => !e.matches('.time-chart .frame'))"
COPIED = "(e => e && [[...e.querySelectorAll('data')].map(d => d.value), e.querySelectorAll('tr, li, dt').length, e.querySelector('a') !== null])"


def check_links(view):
    """Checks that each chart, table and list has links to its figures, that they lead to the formats, and that the snippets show the same on another origin."""
    browser.run("document.querySelectorAll('#view details').forEach(d => d.open = true)")
    check(f"{view}: each chart, table and list has its links", browser.wait("[...document.querySelectorAll('#view textarea')].every(t => t.value)")
          and browser.run(f"{CONTENT}.every(e => e.closest('details:not(.embed), section, #view').querySelector('.data textarea'))"))
    links = browser.run("[...document.querySelectorAll('#view .data > a:not([download])')].map(a => [a.textContent, a.getAttribute('href')])")
    wrong = [(name, target) for name, target in links if (got := client.get(target)).status != 200 or got.headers["Content-Type"].split(";")[0] != TYPES[name]]
    check(f"{view}: the {len(links)} links to data give their formats", not wrong, wrong)
    check(f"{view}: each chart, table and list has JSON, CSV and XLSX", browser.run(
        "[...document.querySelectorAll('#view .data')].every(d => ['JSON', 'CSV', 'XLSX'].every(name => [...d.children].some(a => a.textContent === name)))"))
    copies = browser.run(f"[...document.querySelectorAll('#view .data')].map(d => [...d.parentNode.children].filter(e => e.matches('.scroll, ol, dl') && d.compareDocumentPosition(e) & 2).at(-1)).map({COPIED})")
    snippets = browser.run("[...document.querySelectorAll('#view .embed textarea')].map(t => t.value)")
    download = browser.run("[...document.querySelectorAll('#view a[download]')].map(a => (a.addEventListener('click', e => e.preventDefault(), {once: true}), a.click(), decodeURIComponent(a.href.split(',').slice(1).join(','))))")
    for drawing in download:
        root = xml.etree.ElementTree.fromstring(drawing)
        check(f"{view}: the drawing of the page is an SVG document with its style and its texts", root.tag == "{http://www.w3.org/2000/svg}svg"
              and "--paper" in root[0].text and any(e.tag.endswith("}text") and e.text for e in root.iter()), drawing[:300])
    page = browser.run("location.href")
    for snippet, copy in zip(snippets, copies):
        EmbeddingPages.snippets.append(snippet)
        browser.call("Page.navigate", url=f"{elsewhere}/{len(EmbeddingPages.snippets) - 1}")
        check(f"{view}: the snippet shows a picture or a list on another origin", browser.wait("document.readyState === 'complete' && document.querySelector('table, ol, dl, img')")
              and browser.run("[...document.images].every(i => i.naturalWidth > 100 && i.naturalHeight > 50)"), snippet[:300])
        check(f"{view}: the snippet links to the page", browser.run("[...document.links].at(-1).href") == page, snippet[-300:])
        if "<img" not in snippet:
            shown = browser.run(f"{COPIED}(document.querySelector('body > *'))")
            check(f"{view}: the snippet has the figures of the page", copy and shown[:2] == copy[:2], (copy, shown))
            check(f"{view}: the snippet has whole addresses and no scripts", "<script" not in snippet and not re.search(r'(href|src)="/|\son\w+=', snippet), snippet[:300])


def problems_of_axe(axe, part="document", **options):
    browser.run(axe)
    found = browser.run(f"axe.run({part}, {json.dumps({'resultTypes': ['violations'], **options})})" ".then(r => r.violations.map(v => "
                        "({id: v.id, impact: v.impact, nodes: v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + (n.failureSummary || '').slice(0, 200))})))")
    return [one for one in found if one["impact"] in ("serious", "critical")]


browser = Chromium()
try:
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), EmbeddingPages)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    elsewhere = f"http://127.0.0.1:{other.server_port}"

    # MARK: the first content
    browser.size(1280)
    browser.call("Page.navigate", url=f"{origin}/")
    check("the page is drawn", ready("?"))
    first = browser.run("performance.getEntriesByName('content')[0].startTime")
    loaded = browser.run("performance.getEntriesByType('resource').filter(e => e.startTime < performance.getEntriesByName('content')[0].startTime).map(e => e.name)")
    check("the first content needs at most eight requests, the page included", len(loaded) + 1 <= 8, loaded)
    print(f"browser: last chart drawn after {first:.0f} ms, {len(loaded) + 1} requests, {size} bytes of page")
    # Reported only: the time depends on the machine and on its load.
    for target in ["", "", "", *(f"?view={view}" for view in VIEWS[1:])]:
        visit(target)
        browser.run("new Promise(done => setTimeout(done, 300))")
        paint, drawn = browser.run("['first-contentful-paint', 'content'].map(name => performance.getEntriesByName(name)[0]?.startTime ?? -1)")
        print(f"browser: {target or '/'}: first contentful paint {paint:.0f} ms, last chart {drawn:.0f} ms")
    visit("")
    record = overview_matches("MEX")
    lively = [r for r in years_of("MEX").values() if Decimal(r["exports"] or 0) + Decimal(r["imports"] or 0) > 0]
    peak = max(lively, key=lambda r: abs(Decimal(r["balance"])))
    check("the largest balance and its year are stated", f"since {lively[0]['period']}:" in text(".facts li") and f" in {peak['period']}." in text(".facts li")
          and values(".facts li:first-child") == [peak["balance"].lstrip("-")], text(".facts li"))
    requested = browser.run("performance.getEntriesByType('resource').map(e => e.name)")
    check("nothing is requested twice", len(requested) == len(set(requested)), sorted(requested))
    ranked = api("/v1/rankings/tdr")
    deficits = [r for r in ranked["data"] if Decimal(r["balance"]) < 0]
    ordinal = lambda n: "the largest" if n == 1 else f"the {n}{'th' if 10 < n % 100 < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')} largest"
    own = next(r for r in deficits if r["partner"] == "MEX")
    ranks = [1 + sum(abs(Decimal(r[key])) > abs(Decimal(own[key])) for r in deficits) for key in ["balance", "tdr"]]
    check("the ranks are those among the main partners of the latest year with nearly all partners", texts(".lede")[1:] == [
        f"In {ranked['meta']['period']}, the latest year in which nearly all partners have figures: {ordinal(ranks[0])} deficit of the "
        f"{len(ranked['data'])} main partners in US dollars, and {ordinal(ranks[1])} per dollar exported."], texts(".lede"))
    check("the largest deficits are the API's", values("#largest")[:6] == sorted((r["balance"] for r in deficits), key=Decimal)[:6], values("#largest"))
    browser.run("new Promise(done => setTimeout(done, 400))")
    shift = browser.run("new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; done(sum) })"
                        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300) })")
    check("nothing shifts while the page loads", shift < 0.001, shift)
    click("input[name=exact]")
    check("exact figures can be asked for", ready("?exact=1") and all(digits(f["text"]).lstrip("-") == f["value"].lstrip("-") for f in figures(".tiles")), figures(".tiles"))
    check("exact figures keep their unit", all(digits(f["text"]) == f"{f['value']} million US dollars" for f in figures(".lede")[:3]), figures(".lede"))
    visit("?exact=1&view=series")
    check("exact figures stay on in another view", browser.run("document.querySelector('input[name=exact]').checked"))
    for partner in ["VNM", "EU", "SUN", "ANT", "GBR", "WLD"]:
        check(f"{partner} is drawn", visit(f"?partner={partner}"))
        overview_matches(partner)
    check("a year can be chosen", visit("?partner=CHN&year=2015"))
    overview_matches("CHN", "2015")
    check("a chosen year is ranked in that year", "30 main partners" in texts(".lede")[1] and "latest" not in texts(".lede")[1], texts(".lede"))
    visit("?partner=CHN&year=2025")
    few = api("/v1/rankings/tdr?year=2025")
    check("a year with few partners says how many and how much of all trade", f"{len(few['data'])} main partners with figures for 2025" in texts(".lede")[1]
          and half_even(few["meta"]["share_of_world"], 1, 2) + "%" in texts(".lede")[1], texts(".lede"))
    visit("?partner=CHN&year=2015")
    choose("year", "2014")
    check("choosing a year changes the address", ready("?partner=CHN&year=2014") and "2014" in text(".lede"))
    choose("partner", "JPN")
    check("choosing a partner changes the address and the title", ready("?partner=JPN") and text("h1") == "United States trade with Japan")
    browser.run("history.back()")
    check("back returns to the partner before", ready("?partner=CHN&year=2014") and text("h1") == "United States trade with China")
    visit("?partner=mx")
    check("another spelling of a code becomes the code", browser.wait("location.search === '' || location.search === '?partner=MEX'"), query())

    # MARK: series
    for every, parameters in [("year", "frequency=year"), ("quarter", "frequency=quarter"), ("month", "frequency=month"), ("window", "window=12")]:
        check(f"the series by {every} is drawn", visit(f"?view=series&partner=MEX&every={every}".replace("&partner=MEX", "")))
        records = [r for r in api(f"/v1/partners/MEX/balance?type=goods&limit=5000&{parameters}")["data"] if r["exports"] or r["imports"]]
        shown = browser.run("[...document.querySelectorAll('details table tbody tr')].map(r => [...r.querySelectorAll('data')].map(d => d.value))")
        wanted = [[r[n] for n in ["exports", "imports", "balance", "tdr"] if r[n] is not None] for r in reversed(records)]
        check(f"the table by {every} has the {len(records)} records of the API, digit for digit", shown == wanted, (shown[:2], wanted[:2]))
        slide(10)
        check(f"the slider reads a period by {every}", values(".reading")[:3] == [records[10][n] for n in ["exports", "imports", "balance"]], values(".reading"))
    browser.run("document.querySelector('.time-chart input').focus()")
    browser.key("ArrowRight", number=39)
    check("an arrow key reads the next period", values(".reading")[:3] == [records[11][n] for n in ["exports", "imports", "balance"]])
    check("the reading is given to screen readers", all(digits(f["text"]) in digits(browser.run("document.querySelector('.time-chart input').getAttribute('aria-valuetext')"))
          for f in figures(".reading")))
    box = browser.run("(({x, y, width, height}) => [x, y, width, height])(document.querySelector('.time-chart .frame').getBoundingClientRect())")
    browser.call("Input.dispatchMouseEvent", type="mouseMoved", x=box[0] + box[2] / 2, y=box[1] + 60)
    check("the pointer reads a period near it", browser.wait("Math.abs(document.querySelector('.time-chart input').value / document.querySelector('.time-chart input').max - .5) < .08"))
    visit("?view=series")
    check("the trade agreements are marked", "NAFTA" in text(".time-chart svg") and any("USMCA" in t for t in texts("#events dd")))
    revised = api("/v1/revisions?partner=MEX&type=goods&frequency=year&limit=5000").get("data")
    largest = revised and max((r for r in revised if r["flow"] != "balance"), key=lambda r: abs(Decimal(r["change_percent"] or 0)))
    check("the largest revision is named", revised and f"{largest['flow'].replace('-', ' ')} of {largest['period']}" in text("#revisions p"), text("#revisions p"))
    check("the values of different releases are drawn as bands", browser.run("document.querySelectorAll('.time-chart .band').length") == len([r for r in revised if r["flow"] in ("exports", "imports")]))
    visit("?view=series&partner=EU")
    check("the reason for a difference between releases is given", "which is no revision" in text("#revisions"), texts("#revisions p"))
    visit("?view=series&with=CHN,CAN,DEU,JPN,VNM,BRA")
    check("six partners are compared at most", len(texts(".reading .value")) == 6 and browser.run("document.querySelectorAll('.time-chart .stroke').length") == 6
          and not texts(".chips select"), texts(".reading .value"))
    visit("?view=series")
    choose("range", "10")
    check("a range can be chosen", ready("?view=series&range=10") and len(texts("details tbody tr")) <= 11)
    visit("?view=series")
    check("the whole series is drawn", texts(".reading strong") == ["2025"])
    frame = browser.run("(({x, y, width}) => [x, y, width])(document.querySelector('.time-chart .frame').getBoundingClientRect())")
    xs = browser.run("[...document.querySelectorAll('.time-chart .middle')].filter(e => ['1994', '2008'].includes(e.textContent)).map(e => (b => b.x + b.width / 2)(e.getBoundingClientRect()))")
    mouse = lambda kind, x: browser.call("Input.dispatchMouseEvent", type=kind, x=x, y=frame[1] + 90, button="left", buttons=1, clickCount=1)
    mouse("mousePressed", xs[0])
    mouse("mouseMoved", xs[1])
    check("the years under a drag are marked", browser.wait("document.querySelector('.brush')?.getAttribute('width') > 100"))
    mouse("mouseReleased", xs[1])
    check("a drag across the chart selects the years", ready("?view=series&range=1994..2008") and len(texts("details tbody tr")) == 15
          and texts(".choice input:checked + span")[-1] == "1994–2008", query())
    click("input[name=range][value='']")
    check("the whole range can be restored", ready("?view=series"))
    browser.run("(e => { e.value = 20; e.dispatchEvent(new Event('input')); e.focus() })(document.querySelector('.time-chart input'))")
    for _ in range(3):
        browser.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39, modifiers=8)
        browser.call("Input.dispatchKeyEvent", type="keyUp", key="ArrowRight", code="ArrowRight", windowsVirtualKeyCode=39, modifiers=8)
    check("Shift and an arrow key begin a selection", browser.run("document.querySelector('.time-chart input').getAttribute('aria-valuetext')").startswith("selected from 2005; 2008"))
    browser.key("Escape", number=27)
    check("Escape ends it", "selected" not in browser.run("document.querySelector('.time-chart input').getAttribute('aria-valuetext')"))
    browser.call("Input.dispatchKeyEvent", type="keyDown", key="ArrowLeft", code="ArrowLeft", windowsVirtualKeyCode=37, modifiers=8)
    browser.key("Enter", number=13)
    check("Enter selects the years", ready("?view=series&range=2007..2008") and browser.run("document.activeElement.name") == "period", query())
    check("a year to date is not drawn beside whole years", visit("?view=series&partner=CHN") and text(".reading strong") == "2025"
          and "January to April 2026" in " ".join(texts(".basis")), texts(".basis"))
    visit("?view=series&with=CHN,CAN")
    check("a comparison begins with imports", text(".time-chart .strong").startswith("Imports"))
    visit("?view=series&with=CHN,CAN&flow=imports")
    records = api("/v1/compare?partner=MEX,CHN,CAN&metric=imports&type=goods&frequency=year&limit=5000")["data"]
    period = browser.run("document.querySelector('.reading strong').textContent")
    wanted = {r["partner"]: r["value"] for r in records if r["period"] == period}
    check("the comparison reads the values of the API", values(".reading") == [wanted.get(code) for code in ["MEX", "CHN", "CAN"]], (values(".reading"), wanted))
    both = {code: {r["period"]: Decimal(r["value"]) for r in records if r["partner"] == code and r["value"]} for code in ["MEX", "CHN"]}
    common = sorted(set(both["MEX"]) & set(both["CHN"]))
    since = next(p for i, p in enumerate(common) if all(both["MEX"][q] > both["CHN"][q] for q in common[i:]))
    check("the year since which Mexico is above China is stated", f"since {since}." in text("p.lede"), text("p.lede"))
    click(".chips button")
    check("a partner can be taken out of the comparison", ready("?view=series&flow=imports&with=CAN"))
    for measure, fields in [("tdr", "metric=tdr"), ("share", "metric=share&flow=imports"), ("growth", "metric=growth&flow=imports")]:
        check(f"the measure {measure} is drawn", visit(f"?view=series&measure={measure}"))
        period = text(".reading strong")
        wanted = [r["value"] for r in api(f"/v1/compare?partner=MEX&{fields}&type=goods&frequency=year&limit=5000")["data"] if r["period"] == period]
        check(f"the reading of {measure} is the API's", values(".reading") == wanted, (values(".reading"), wanted))

    # MARK: ranking
    for metric, order in [("tdr", ""), ("balance", "&order=asc"), ("share", "&flow=imports"), ("growth", "&flow=imports")]:
        check(f"the ranking by {metric} is drawn", visit(f"?view=ranking&metric={metric}" if metric != "tdr" else "?view=ranking"))
        ranking = api(f"/v1/rankings/{metric}?limit=1000&type=goods{order}")
        rows = browser.run("[...document.querySelectorAll('#ranked tbody tr')].map(r => [r.cells[0].textContent, r.cells[1].textContent, r.cells[3].querySelector('data').value])")
        check(f"the ranking by {metric} has the rows of the API, in order", rows == [[r["rank"], r["partner_name"], r[metric]] for r in ranking["data"]], rows[:2])
    visit("?view=ranking")
    ranking = api("/v1/rankings/tdr?limit=1000")
    check("the number of partners is stated", f"{len(ranking['data'])} partners are ranked" in text("#view > p"), text("#view > p"))
    check("the share of the listed partners is stated", half_even(ranking["meta"]["share_of_world"], 1, 2) + "%" in text("#view > p"), text("#view > p"))
    sizes = sorted(abs(Decimal(r["tdr"])) for r in ranking["data"])
    upper, lower = sizes[round(.75 * (len(sizes) - 1))], sizes[round(.25 * (len(sizes) - 1))]
    limit = upper + Decimal("1.5") * (upper - lower)
    cut = [r["partner_name"] for r in ranking["data"] if abs(Decimal(r["tdr"])) > limit] if sizes[-1] > 2 * limit else []
    check("bars beyond the scale end in a break", len(browser.run("[...document.querySelectorAll('#ranked .cut')].map(e => 1)")) == len(cut), cut)
    check("the chosen partner is highlighted", texts("#ranked tr.now th") in (["Mexico"], []))
    browser.run("(() => { const e = document.querySelector('input[type=search]'); e.value = 'viet'; e.dispatchEvent(new Event('input', {bubbles: true})) })()")
    check("the ranking can be searched", texts("#ranked tbody tr:not([hidden]) th") == ["Vietnam"])
    check("the search is in the address", query() == {"view": "ranking", "find": "viet"})
    visit("?view=ranking&find=viet")
    check("the address restores the search", texts("#ranked tbody tr:not([hidden]) th") == ["Vietnam"] and browser.run("document.querySelector('[name=find]').value") == "viet")
    visit("?view=ranking")
    browser.run("[...document.querySelectorAll('#ranked .sort')].find(e => e.textContent === 'Imports').click()")
    order = [Decimal(v) for v in browser.run("[...document.querySelectorAll('#ranked tbody tr')].map(r => r.cells[5].querySelector('data').value)")]
    check("a click on a heading sorts", order == sorted(order, reverse=True) and browser.run("document.querySelector('#ranked [aria-sort=descending]').textContent") == "Imports")
    check("ranks in another year are drawn", browser.run("document.querySelectorAll('#change .slope').length") >= 10)
    click("#ranked tbody a[data-view]")
    check("a partner in the ranking links to its overview", browser.wait("document.querySelector('h1').textContent.startsWith('United States trade with')"))

    # MARK: what is traded
    check("the structure of trade is drawn", visit("?view=traded&partner=CHN"))
    largest = api("/v1/rankings/imports?among=all&limit=1000")["data"]
    cells = browser.run("[...document.querySelectorAll('#map svg a')].map(e => e.getAttribute('aria-label'))")
    check("the largest partners are in the map", cells[0].startswith(largest[0]["partner_name"] + ": ") and len(cells) > 15, cells[:2])
    records = api("/v1/partners/CHN/balance?classification=end-use&limit=5000")["data"]
    last = max(r["period"] for r in records)
    check("the categories are the API's", sorted(values("#split table")) == sorted(r[n] for r in records if r["period"] == last
          for n in ["exports", "imports", "balance", "tdr"] if r[n]))
    hhi = {r["year"]: r["hhi"] for r in api("/v1/concentration?year=1985..2025&flow=imports&limit=1000")["data"] if r["hhi"]}
    check("the concentration of imports is the API's", values("#hhi .reading")[0] == hhi[text("#hhi .reading strong")], values("#hhi .reading"))

    known = [r for r in api("/v1/concentration?year=1985..2025&flow=imports&limit=1000")["data"] if r["hhi"]]
    first, last = known[0], known[-1]
    check("the change of the concentration is stated", (f"less concentrated: the index was {first['hhi']} in {first['year']}" if Decimal(last["hhi"]) < Decimal(first["hhi"])
          else "more concentrated") in text("#hhi") and f"{last['hhi']} in {last['year']}" in text("#hhi"), text("#hhi p"))
    names = {r["code"]: r["name"] for r in api("/v1/partners?has_data=true&limit=1000")["data"]}
    since = next(r["year"] for i, r in enumerate(known) if all(s["top"][0] == last["top"][0] for s in known[i:]))
    check("the largest source of imports and its years are stated", f"{names[last['top'][0]]} since {since}." in text("#hhi"), texts("#hhi p"))
    click("#hhi p a[data-view]")
    check("the last change of the largest source leads to a comparison", browser.wait("document.querySelector('p.lede')") and f"since {since}." in text("p.lede"), query())
    for partner in ["MEX", "VNM"]:
        visit(f"?view=traded&partner={partner}".replace("&partner=MEX", ""))
        own = [one for one in api(f"/v1/partners/{partner}")["data"]["data"] if one["classification"] != "total"]
        records = api(f"/v1/partners/{partner}/balance?classification={own[0]['classification']}&limit=5000")["data"]
        check(f"the categories published for {partner} are shown", browser.run("document.querySelector('[name=split]').value") == own[0]["classification"]
              and sorted(values("#split table")) == sorted(r[n] for r in records for n in ["exports", "imports", "balance", "tdr"] if r[n] is not None), values("#split table"))
    check("a partner without categories is named", visit("?view=traded&partner=DEU") and "do not split trade with Germany" in text("#split"))

    # MARK: the agreement
    check("the agreement is drawn", visit("?view=usmca"))
    reviews = api("/v1/usmca/reviews?limit=1000")
    check("the status of the agreement is the API's", dated(reviews["meta"]["status_text"]) in text("#agreement .lede"))
    check("the days to the next review are the API's", digits(text("#agreement .big")) == f"{reviews['meta']['next_review']['days_left']} days", text("#agreement .big"))
    check("every date is listed", len(texts("#agreement details tbody tr")) == len(reviews["data"]))
    summary = api("/v1/usmca/labor-cases/summary")["data"]
    check("labor cases, open ones and the median are the API's", [shown.split(" days")[0] for shown in texts("#labor .big")][:3]
          == [summary["cases"], summary["open"], summary["days_to_resolution"]["median"]], texts("#labor .big"))
    for name, index in [("by_sector", 0), ("by_state", 1)]:
        shown = browser.run(f"[...document.querySelectorAll('#labor .columns table')[{index}].tBodies[0].rows].map(r => [r.cells[0].textContent, r.cells[2].textContent])")
        check(f"cases {name} are the API's", sorted(map(tuple, shown)) == sorted((key.replace("-", " "), count) for key, count in summary[name].items()), shown)
    cases = api("/v1/usmca/labor-cases?limit=1000")["data"]
    check("every case is listed and drawn", len(texts("#labor details tbody tr")) == len(cases) == browser.run("document.querySelectorAll('#labor svg a').length"))
    drawn = dict(browser.run("[...document.querySelectorAll('#labor svg a')].map(a => [a.getAttribute('href').split('/').pop(), a.querySelector('rect')?.getAttribute('class')])"))
    check("the colour of a case is that of its outcome", all(
        drawn[case["id"]] == ("open" if case["status"] == "open" else "resolved" if case["outcome"] == "resolved" else "other")
        for case in cases if case["requested"]), drawn)
    check("every open case is named", all(case["facility"] in text("#labor > p") for case in cases if case["status"] == "open"))
    rules = api("/v1/usmca/rules?limit=1000")["data"]
    check("every rule is listed", len(texts("#rules details tbody tr")) == len(rules))
    check("rules under both agreements have both values", len(texts("#rules table:not(details table) tbody tr")) == sum(r["nafta"] is not None and r["usmca"] is not None for r in rules))

    def scenario(**values):
        browser.run("(() => { const f = document.querySelector('#scenario'); const v = " + json.dumps(values) + ";"
                    "for (const name in v) { f.elements[name].value = v[name];"
                    "if (name !== 'kind') f.elements[name].dispatchEvent(new Event('input', {bubbles: true})); }"
                    "f.requestSubmit() })()")
        return browser.wait("!document.querySelector('[aria-busy]')")

    for changes, parameters in [
        ({"extend": "2027-07-01"}, "extend=2027-07-01"),
        ({"extend": "2030-07-01", "basis": "expiry"}, "extend=2030-07-01&basis=expiry"),
        ({"extend": "", "basis": "", "party": "MEX", "notice": "2027-01-01"}, "withdraw=MEX:2027-01-01"),
        ({"kind": "as-published"}, "scenario=as-published"),
        ({"kind": "reported", "as_of": "2030-01-01"}, "as_of=2030-01-01"),
    ]:
        scenario(**changes)
        wanted = api(f"/v1/usmca/reviews?limit=1000&{parameters}")
        check(f"the scenario {parameters} is in the address and drawn",
              browser.wait(f"document.querySelectorAll('#agreement details tbody tr').length === {len(wanted['data'])}")
              and all(name in query() for name in parse_qs(parameters)) and dated(wanted["meta"]["status_text"]) in text("#agreement .lede"), query())
    scenario(as_of="", kind="given", extend="2019-01-01", party="", notice="")
    check("an impossible scenario shows the reason", browser.wait("document.querySelector('#agreement [role=alert]')")
          and "2026-07-01" in text("#agreement [role=alert]") and "cannot be extended" in text("#agreement [role=alert]"))
    expected_errors("2019-01-01")
    click("#scenario button[type=button]")
    check("the reported scenario can be restored", browser.wait(
        f"document.querySelectorAll('#agreement details tbody tr').length === {len(reviews['data'])}") and "extend" not in query(), query())
    choose("status", "open")
    check("cases can be selected by status", ready("?view=usmca&status=open") and len(texts("#labor details tbody tr")) == int(summary["open"]))
    visit("?view=usmca")
    browser.run("document.querySelector('#labor svg a').focus()")
    case = browser.run("document.activeElement.getAttribute('href')")
    browser.key("Enter", number=13)
    check("Enter on a case shows its events", browser.wait("document.querySelector('#origin .events')") and len(texts("#origin .events li")) == len(api(case)["data"]["events"]))
    browser.key("Escape", number=27)

    # MARK: statements of the reports
    check("the statements are drawn", visit("?view=reports"))
    wrong = api("/v1/claims?verdict=discrepancy&limit=1000")["data"]
    check("the number of contradicted statements is the API's", f"{len(wrong)} statements match" in text("#view > p"), text("#view > p"))
    click("#view > p button")
    check("all of them can be shown", len(texts(".cards > li")) == len(wrong))
    quotes = texts(".cards blockquote")
    check("each has its quote", all(claim["quote"].replace("**", "").replace("\\$", "$") in quotes[index] for index, claim in enumerate(wrong)))
    report = wrong[-1]["source"]
    choose("report", report)
    check("they can be selected by report", ready(f"?view=reports&report={report}")
          and f"{sum(claim['source'] == report for claim in wrong)} statement" in text("#view > p"), text("#view > p"))
    visit("?view=reports&about=discrepancies")
    count = api("/v1/discrepancies")["meta"]["total"]
    check("the number of discrepancies is the API's", f"{count} discrepancies match" in text("#view > p"))
    click(".cards a[data-origin]")
    cell = browser.run("document.querySelector('.cards a[data-origin]').getAttribute('href')")
    check("a cell opens with its printed text, page and citation", browser.wait("document.querySelector('#origin .printed')")
          and text("#origin .printed") == api(cell)["data"]["text"] and api(cell)["data"]["citation"] in text("#origin .body"))
    browser.key("Escape", number=27)
    check("the sources are listed", visit("?view=sources") and len(texts("#view > .scroll tbody tr")) == int(api("/v1/sources")["meta"]["total"]))
    check("the largest revisions are below them", browser.wait("document.querySelector('#revisions table')"))
    revised = [r for r in api("/v1/revisions?frequency=year&limit=5000")["data"] if r["flow"] in ("exports", "imports") and names[r["partner"]] == r["partner_name"]]
    kinds = {r["code"]: r["kind"] for r in api("/v1/partners?has_data=true&limit=1000")["data"]}
    largest = max((r for r in revised if kinds[r["partner"]] == "partner"), key=lambda r: abs(Decimal(r["change"])))
    check("the largest revision of a partner is named", f"{largest['partner_name']}, {largest['flow']} of {largest['period']}" in text("#revisions p"), text("#revisions p"))

    # MARK: the origin of a figure
    visit("?partner=VNM&year=2025")
    browser.run("document.querySelector('.tiles a').focus()")
    browser.key("Enter", number=13)
    check("Enter on a published figure opens its cell", browser.wait("document.querySelector('#origin').open && document.querySelector('#origin .printed')")
          and digits(text("#origin .printed")) == values(".tiles")[0], text("#origin"))
    browser.key("Escape", number=27)
    check("Escape closes it and restores the focus", browser.wait("!document.querySelector('#origin').open") and browser.run("!!document.activeElement.closest('.tiles')"))
    visit("?partner=MEX&year=2022".replace("partner=MEX&", ""))
    click(".tiles a")
    check("a sum opens with the figures it adds up", browser.wait("document.querySelectorAll('#origin dd a').length >= 12"), text("#origin"))
    browser.key("Escape", number=27)
    browser.run("document.querySelectorAll('.lede a[data-origin]')[3].click()")
    check("a computed figure opens with its formula", browser.wait("document.querySelector('#origin .terms')") and "(imports − exports) / exports" in text("#origin .body"), text("#origin .body"))
    browser.key("Escape", number=27)

    # MARK: errors
    browser.call("Page.navigate", url=f"{origin}/?partner=MXC")
    check("an unknown partner shows the nearest ones", browser.wait("document.querySelector('.nearest a')") and "MXC" in text("[role=alert]") and "(MEX)" in text(".nearest"))
    click(".nearest a")
    check("a suggestion leads to the partner", browser.wait("document.querySelector('.lede')"))
    expected_errors("MXC")
    browser.call("Page.navigate", url=f"{origin}/?view=series&partner=MXC")
    check("an unknown partner of a series has links to the nearest ones", browser.wait("document.querySelector('.nearest a')") and "(MEX)" in text(".nearest"))
    expected_errors("MXC")
    browser.call("Page.navigate", url=f"{origin}/?view=traded&partner=ZZZ")
    check("an unknown partner without near ones leads to the picker", browser.wait("document.querySelector('[role=alert]')") and "ZZZ" in text("[role=alert]")
          and browser.wait("document.querySelector('#partner').options.length > 200") and "picker" in text("#view"), text("#view"))
    expected_errors("ZZZ")
    visit("?partner=MEX&year=1950".replace("partner=MEX&", ""))
    check("a year without figures is named with the years that have them", "1950" in text(".empty") and "1985" in text(".empty"), text(".empty"))
    visit("?view=nothing")
    check("an unknown view is the overview", bool(texts(".lede")))

    # MARK: keyboard and structure
    visit("")
    browser.key("Tab", number=9)
    check("the first Tab focuses the skip link", browser.run("document.activeElement.className") == "skip")
    outlined = True
    for _ in range(40):
        browser.key("Tab", number=9)
        outlined &= browser.run("(() => { const e = document.activeElement; return e === document.body || getComputedStyle(e).outlineStyle !== 'none' })()")
    check("focus is visible on every element that Tab reaches", outlined)
    module = check.module("axe_core_python")
    axe = open(os.path.join(os.path.dirname(module.__file__), "axe.min.js")).read() if module else None
    for view in VIEWS:
        visit(f"?view={view}" if view != "overview" else "")
        check(f"{view}: there is one h1, and heading levels have no gaps", browser.run(
            "(() => { const l = [...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => +h.tagName[1]);"
            "return l.filter(x => x === 1).length === 1 && l.every((x, i) => i === 0 || x - l[i - 1] <= 1) })()"))
        check(f"{view}: controls have labels", browser.run("[...document.querySelectorAll('select, input, textarea')].every(e => e.labels.length > 0 || e.getAttribute('aria-label'))"))
        check(f"{view}: drawings are described or hidden from screen readers", browser.run(
            "[...document.querySelectorAll('svg')].every(e => e.getAttribute('aria-label')?.length > 8 || e.getAttribute('aria-hidden') === 'true')"))
        check(f"{view}: tables have captions and headings with scope", browser.run("[...document.querySelectorAll('table')].every(t => t.caption && [...t.querySelectorAll('th')].every(h => h.scope))"))
        check(f"{view}: ids are unique", browser.run("(() => { const i = [...document.querySelectorAll('[id]')].map(e => e.id); return new Set(i).size === i.length })()"))
        check(f"{view}: there are no controls for what is not shown", browser.run("document.querySelector('#partner').offsetWidth > 0") == (view not in ("usmca", "reports", "sources"))
              and browser.run("document.querySelector('#exact').offsetWidth > 0") == (view not in ("usmca", "reports")))
        check(f"{view}: the navigation marks the view", texts(".views [aria-current=page]") == [browser.run(f"document.querySelectorAll('.views a')[{VIEWS.index(view)}].textContent")])
        links = browser.run("[...new Set([...document.querySelectorAll('a[href^=\"/\"]:not([data-view], .views a)')].map(a => a.getAttribute('href')))]")
        broken = [(target, status) for target in links if (status := client.get(target).status) != 200]
        check(f"{view}: all {len(links)} links into the API are 200", not broken, broken[:5])
        if view == "sources":
            browser.wait("document.querySelector('#revisions')")
        check_links(view)
    for target in ["?view=series&with=CHN,CAN", "?view=series&range=10&every=quarter", "?view=ranking&metric=share", "?view=traded&partner=CHN", "?view=reports&about=discrepancies"]:
        visit(target)
        check_links(target)
    visit("?view=series&partner=CHN&range=10")
    check("the links of a series have the years that are drawn", browser.run("document.querySelector('.data a').getAttribute('href')").endswith("year=2016..2025"),
          browser.run("document.querySelector('.data a').getAttribute('href')"))
    with tempfile.TemporaryDirectory() as folder:
        browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=folder)
        visit("?view=traded")
        click("#map a[download]")
        wait_until(lambda: os.listdir(folder) and not any(name.endswith(".crdownload") for name in os.listdir(folder)))
        files = os.listdir(folder)
        check("a treemap can be saved as SVG", files == ["Partners by imports, 2024.svg"] and b"<svg" in open(os.path.join(folder, files[0]), "rb").read(100), files)

    # MARK: sizes and colours
    colours = {}
    for width, scheme in [(360, "light"), (390, "dark"), (1280, "light"), (1280, "dark"), (2560, "dark"), (3840, "light")]:
        browser.size(width)
        browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
        for view in VIEWS:
            visit(f"?view={view}&partner=EU" if view != "overview" else "?partner=EU")
            check(f"{view} is not wider than {width} pixels", browser.run("document.documentElement.scrollWidth") <= width, browser.run("document.documentElement.scrollWidth"))
            if shots:
                browser.screenshot(os.path.join(shots, f"page-{view}-{width}-{scheme}.png"))
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
            check(f"{view} is not wider than {width} pixels with all details open", browser.run("document.documentElement.scrollWidth") <= width)
            if axe:
                found = problems_of_axe(axe)
                check(f"axe-core finds nothing serious in {view} at {width} pixels, {scheme}", not found, found)
        colours[scheme] = browser.run("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color")
    check("the dark scheme has other colours", colours["light"] != colours["dark"], colours)
    check("motion is reduced if the user prefers it", browser.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto")
    for path in ["/docs", "/problems"]:
        browser.size(390)
        browser.call("Page.navigate", url=f"{origin}{path}")
        check(f"{path} is drawn and not wider than the screen", browser.wait("document.querySelector('main')") and browser.run("document.documentElement.scrollWidth") <= 390)
        if axe:
            # The contrast of all 13,000 elements of the reference takes half a minute; its sections share one style.
            found = problems_of_axe(axe, rules={"color-contrast": {"enabled": path != "/docs"}}) \
                + problems_of_axe(axe, "{include: ['body > header', 'nav', 'section:nth-of-type(-n+4)']}" if path == "/docs" else "document", runOnly=["color-contrast"])
            check(f"axe-core finds nothing serious in {path}", not found, found)
    visit("")
    browser.call("Emulation.setEmulatedMedia", media="print")
    check("controls are not printed", browser.run("['.views', '.pickers', '.controls', '.data', 'input[type=range]'].every(s => getComputedStyle(document.querySelector(s)).display === 'none')"))
    browser.call("Emulation.setEmulatedMedia", media="")

    # MARK: a server below a path
    if os.path.exists(sys.argv[1]):
        origin = f"http://{server_address(sys.argv[1], '--base-path', '/trade')}"
        check("the page is drawn below a base path", visit("?view=ranking", "/trade") and len(texts("#ranked tbody tr")) > 5)
        click("#ranked tbody a[data-view]")
        check("links keep the base path", browser.wait("document.querySelector('.lede')") and browser.run("location.pathname") == "/trade/")
        click(".lede a[data-origin]")
        check("a figure opens below the base path", browser.wait("document.querySelector('#origin dd, #origin tbody tr')"))
        hosts = (f"http://{address}/", origin + "/", elsewhere + "/")
    else:
        hosts = (origin + "/", elsewhere + "/")

    # MARK: own data
    if os.path.exists(sys.argv[1]):
        with tempfile.TemporaryDirectory() as folder:
            for name in ["dataset.json", "modes.csv"]:
                shutil.copy(os.path.join(ROOT, "Tests/Bench/data", name), folder)
            with gzip.open(os.path.join(folder, "transborder_dot2_2021.csv.gz"), "wt") as file:
                file.write("TRDTYPE,USASTATE,COMMODITY2,DISAGMOT,MEXSTATE,CANPROV,COUNTRY,VALUE,SHIPWT,FREIGHT_CHARGES,DF,CONTCODE,MONTH,YEAR\n")
                for chapter, value in [("87", 9_000_000), ("84", 5_000_000), ("07", 1_000_000)]:
                    file.write("".join(f"{flow},TX,{chapter},5,XX,,2010,{value * flow * month},0,0,1,X,{month},2021\n" for flow in (1, 2) for month in range(1, 13)))
            origin = f"http://{server_address(sys.argv[1], '--data', folder)}"
            own = Client(origin[7:])
            records = own.json("/v1/partners/MEX/balance?classification=hs2&year=2021&limit=100", parse_int=str, parse_float=str)["data"]
            check("the categories of own data are drawn", visit("?view=traded") and len(records) == 3 and values("#split table")
                  == [r[n] for r in sorted(records, key=lambda r: -Decimal(r["imports"])) for n in ["exports", "imports", "balance", "tdr"]], values("#split table"))
            for view in VIEWS:
                check(f"{view} is drawn with own data", visit(f"?view={view}" if view != "overview" else "") and not texts("[role=alert]"), texts("[role=alert]"))
            hosts += (origin + "/",)

    # MARK: events of the browser
    browser.run("1")
    requests = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    outside = [url for url in requests if not url.startswith(hosts) and not url.startswith("data:")]
    check(f"none of {len(requests)} requests leaves the origin", not outside and requests, outside[:5])
    errors = [e["params"]["entry"]["text"] + " " + e["params"]["entry"].get("url", "") for e in browser.events
              if e["method"] == "Log.entryAdded" and e["params"]["entry"]["level"] in ("error", "warning")]
    errors += [json.dumps(e["params"])[:300] for e in browser.events if e["method"] == "Runtime.exceptionThrown"
               or e["method"] == "Runtime.consoleAPICalled" and e["params"]["type"] in ("error", "warning", "assert")]
    check("the console has no errors, including violations of the content security policy", not errors, errors[:5])
finally:
    browser.close()

check.finish()
