"""Compares the dashboard in a browser with the API's responses, at several widths, light and dark.

usage: browser.py HOST:PORT | BINARY [--screenshots FOLDER]      needs: chromium (Debian package, or a path in CHROMIUM)
"""
import json
import os
import sys
import time
from urllib.parse import parse_qs, urlsplit

from chromium import Chromium, chromium_path
from harness import Checks, Client, server_address

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
check("/ is the index for curl", "data" in client.get("/", Accept="*/*").json())
check("the policy is strict", page.headers["Content-Security-Policy"] ==
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
      "form-action 'self'; frame-ancestors 'none'", page.headers["Content-Security-Policy"])
check("without scripts the page links to /v1 and /docs",
      b'href="/v1"' in body.split(b"<noscript>")[1].split(b"</noscript>")[0]
      and b'href="/docs"' in body.split(b"<noscript>")[1].split(b"</noscript>")[0])
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


def texts(selector):
    return browser.run(f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)")


def figures(selector):
    """The figures below a selector: shown text, exact value, link."""
    return browser.run(f"[...document.querySelectorAll({json.dumps(selector + ' data')})].map(e => "
                       "({text: e.textContent, value: e.value, href: e.closest('a')?.getAttribute('href')}))")


def digits(text):
    return text.replace("−", "-").replace(",", "")


def ready(query):
    """Waits until the page has drawn this query; False after the time."""
    return browser.wait(f"document.documentElement.dataset.ready === {json.dumps(query)} "
                        "&& !document.querySelector('[aria-busy]')")


def choose(selector, value):
    browser.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.value = {json.dumps(value)}; "
                "e.dispatchEvent(new Event('change', {bubbles: true})) })()")


def query():
    return {name: values[0] for name, values in parse_qs(urlsplit(browser.run("location.href")).query).items()}


def balance_matches(partner, year):
    """Compares the tiles and the table of balances with the API."""
    records = api(f"/v1/partners/{partner}/balance")["data"]
    shown = figures("#balance table tbody")
    wanted = []
    for record in sorted(sorted(records, key=lambda one: one["type"]), key=lambda one: one["period"], reverse=True):
        for name in ["exports", "imports", "balance", "tdr"]:
            if record[name] is not None:
                wanted.append((record[name], record["cells"].get(name)))
    check(f"the table of {partner} shows the figures of the API, digit for digit",
          [one["value"] for one in shown] == [value for value, _ in wanted], (shown[:4], wanted[:4]))
    check(f"the shown text of each figure of {partner} is its value", all(digits(one["text"]) == one["value"] for one in shown))
    check(f"each figure of {partner} links to its cell or its formula",
          all(one["href"] == f"/v1/cells/{cell}" if cell else "explain=true" in one["href"]
              for one, (_, cell) in zip(shown, wanted)))
    tiles = figures("#balance .tiles")
    wanted = [record[name] for record in sorted(records, key=lambda one: ["goods", "services", "goods-and-services"].index(one["type"]))
              if record["year"] == year for name in ["balance", "exports", "imports", "tdr"]]
    check(f"the key figures of {partner} in {year} are those of the API", [one["value"] for one in tiles] == wanted, (tiles, wanted))


browser = Chromium()
try:
    browser.size(1280)
    browser.call("Page.navigate", url=f"{origin}/")
    check("the page is drawn", browser.wait("document.documentElement.dataset.ready"))
    first = query()
    check("the address names partner and year", first.get("partner") == "MEX" and first.get("year", "").isdigit(), first)
    browser.call("Page.navigate", url=f"{origin}/?partner=MEX&year=2023")
    check("the page is drawn for Mexico in 2023", ready("?partner=MEX&year=2023"))
    check("title and heading name partner and year",
          browser.run("document.title").startswith("Mexico 2023") and texts("h1") == ["United States trade with Mexico, 2023"])
    check("loading is announced", "Mexico, 2023" in texts("#status")[0])
    balance_matches("MEX", "2023")

    ranking = api("/v1/rankings/tdr?year=2023&type=goods")["data"]
    rows = browser.run("[...document.querySelectorAll('#ranking tbody tr')].map(r => [...r.cells].map(c => c.textContent))")
    check("the ranking has the API's rows, in order",
          [(row[0], row[1], digits(row[3])) for row in rows] == [(r["rank"], r["partner_name"], r["tdr"]) for r in ranking], rows[:2])
    check("each row has its interpretation and the certainty of its rank",
          [(row[4], row[6]) for row in rows] == [(r["reading"], "certain" if r["rank_certain"] else "uncertain") for r in ranking])
    check("the ranges are the API's", [digits(row[5]) for row in rows] == [f"{r['tdr_low']} – {r['tdr_high']}" for r in ranking])
    check("the chosen partner is highlighted", texts("#ranking tr.now th") == ["Mexico"])

    for classification, index in [("end-use", 0), ("services", 1)]:
        records = [r for r in api(f"/v1/partners/WLD/balance?classification={classification}")["data"] if r["year"] == "2023"]
        tables = browser.run("[...document.querySelectorAll('#composition table')].map(t => [...t.querySelectorAll('data')].map(d => d.value))")
        check(f"the composition by {classification} has the API's figures",
              sorted(tables[index]) == sorted(r[n] for r in records for n in ["exports", "imports", "balance", "tdr"] if r[n]))
    records = [r for r in api("/v1/partners/WLD/balance?classification=circular-economy")["data"] if r["category"] == "total-ce"]
    check("circular-economy goods over the years are the API's",
          [one["value"] for one in figures("#circular .columns > div:first-child tbody")]
          == [r[n] for r in records for n in ["exports", "imports", "balance", "tdr"]])

    reviews = api("/v1/usmca/reviews")
    check("the status of the agreement is the API's", reviews["meta"]["status_text"] in texts("#agreement .lede")[0])
    check("the days to the next review are the API's",
          digits(texts("#agreement .tiles .big")[0]) == f"{reviews['meta']['next_review']['days_left']} days", texts("#agreement .tiles .big"))
    check("every event is listed", len(texts("#agreement details tbody tr")) == len(reviews["data"]))

    summary = api("/v1/usmca/labor-cases/summary")["data"]
    check("labor cases, open ones and the median are the API's",
          [text.split(" days")[0] for text in texts("#labor .tiles .big")][:3]
          == [summary["cases"], summary["open"], summary["days_to_resolution"]["median"]], texts("#labor .tiles .big"))
    for name, index in [("by_sector", 0), ("by_state", 1)]:
        shown = browser.run(f"[...document.querySelectorAll('#labor table')[{index}].tBodies[0].rows].map(r => "
                            "[r.cells[0].textContent, r.cells[2].textContent])")
        check(f"cases {name} are the API's",
              sorted(map(tuple, shown)) == sorted((key.replace("-", " "), count) for key, count in summary[name].items()), shown)
    check("every case is listed", len(texts("#labor details tbody tr")) == len(api("/v1/usmca/labor-cases")["data"]))
    count = api("/v1/discrepancies")["meta"]["total"]
    check("the number of discrepancies is the API's", f"({count})" in texts("#discrepancies select option")[0])
    browser.run("document.querySelector('#discrepancies .body button').click()")
    check("all discrepancies can be shown", len(texts("#discrepancies .cards li")) == int(count))

    check("figures beside bars link to their cells", browser.run(
        "document.querySelectorAll('#composition svg a[data-cell], #circular svg a[data-cell]').length") >= 40)
    check("the drawing of a composition has text for screen readers", browser.run(
        "document.querySelector('#composition svg').getAttribute('role') === 'group' && "
        "document.querySelector('#composition svg a').getAttribute('aria-label').includes('exports: ')"))
    check("counts of cases link to the cases", all("/v1/usmca/labor-cases?s" in link for link in browser.run(
        "[...document.querySelectorAll('#labor .columns td a')].map(a => a.getAttribute('href'))")))
    check("each section with a chart links to its data and its drawing", all(browser.run(
        f"['csv', 'svg'].every(f => document.querySelector('#{part} .data a[href*=\"format=' + f + '\"]'))")
        for part in ["balance", "ranking", "composition", "circular", "agreement", "labor"]))

    links = browser.run("[...new Set([...document.querySelectorAll('a[href^=\"/\"]:not([data-partner])')].map(a => a.getAttribute('href')))]")
    broken = [(target, status) for target in links if (status := client.get(target).status) != 200]
    check(f"all {len(links)} links into the API and its reference are 200", not broken, broken[:5])

    # MARK: changing, going back
    choose("#partner", "CHN")
    check("choosing China changes the address and the page",
          ready("?partner=CHN&year=2023") and texts("h1") == ["United States trade with China, 2023"], query())
    balance_matches("CHN", "2023")
    check("the composition follows the partner", browser.run("document.querySelector('#composition select').value") == "CHN")
    choose("#year", "2022")
    check("choosing another year changes the address", ready("?partner=CHN&year=2022") and query()["year"] == "2022")
    balance_matches("CHN", "2022")
    browser.run("history.back()")
    check("back returns to China, 2023", ready("?partner=CHN&year=2023") and texts("h1") == ["United States trade with China, 2023"])
    browser.run("history.back()")
    check("back again returns to Mexico, 2023", ready("?partner=MEX&year=2023") and browser.run("document.querySelector('#partner').value") == "MEX")
    browser.run("history.forward()")
    check("forward returns to China, 2023", ready("?partner=CHN&year=2023"))
    browser.run("document.querySelector('#ranking a[data-partner=VNM]').click()")
    check("a partner in the ranking links to its page", ready("?partner=VNM&year=2023") and texts("h1")[0].endswith("Vietnam, 2023"))
    balance_matches("VNM", "2023")
    choose("#ranking select", "services")
    check("the ranking of services is the API's", ready("?partner=VNM&year=2023&type=services")
          and texts("#ranking tbody th") == [r["partner_name"] for r in api("/v1/rankings/tdr?year=2023&type=services")["data"]])
    choose("#composition select", "LAC")
    check("the composition can show another partner", ready("?partner=VNM&year=2023&type=services&of=LAC") and "Latin America" in texts("#composition h3")[0])
    browser.call("Page.navigate", url=f"{origin}/?partner=mx&year=2023")
    check("another spelling of a code becomes the code", ready("?partner=MEX&year=2023"), query())
    for partner, year in [("WLD", "2023"), ("LAC", "2022"), ("ARG", "2025"), ("MEX", "2000"), ("AUS", "2021")]:
        browser.call("Page.navigate", url=f"{origin}/?partner={partner}&year={year}")
        check(f"{partner} in {year} is drawn", ready(f"?partner={partner}&year={year}"))
        balance_matches(partner, year)

    # MARK: scenarios
    browser.call("Page.navigate", url=f"{origin}/?partner=MEX&year=2023")
    ready("?partner=MEX&year=2023")

    def scenario(**values):
        browser.run("(() => { const f = document.querySelector('#scenario'); const v = " + json.dumps(values) + ";"
                    "for (const name in v) { f.elements[name].value = v[name];"
                    "if (name !== 'scenario') f.elements[name].dispatchEvent(new Event('input', {bubbles: true})); }"
                    "f.requestSubmit() })()")
        return browser.wait("!document.querySelector('#agreement [aria-busy]')")

    for values, parameters in [
        ({"extend": "2027-07-01"}, "extend=2027-07-01"),
        ({"extend": "2030-07-01", "basis": "expiry"}, "extend=2030-07-01&basis=expiry"),
        ({"extend": "", "basis": "", "party": "MEX", "notice": "2027-01-01"}, "withdraw=MEX:2027-01-01"),
        ({"scenario": "as-published"}, "scenario=as-published"),
        ({"scenario": "reported", "as_of": "2030-01-01"}, "as_of=2030-01-01"),
    ]:
        scenario(**values)
        wanted = api(f"/v1/usmca/reviews?{parameters}")
        check(f"the scenario {parameters} is in the address and drawn",
              browser.wait(f"document.querySelectorAll('#agreement details tbody tr').length === {len(wanted['data'])}")
              and all(name in query() for name in parse_qs(parameters)) and wanted["meta"]["status_text"] in texts("#agreement .lede")[0],
              query())
    scenario(as_of="", scenario="given", extend="2019-01-01", party="", notice="")
    check("an impossible scenario shows the reason",
          browser.wait("document.querySelector('#agreement [role=alert]')") and "2026-07-01" in texts("#agreement [role=alert]")[0]
          and "cannot be extended" in texts("#agreement [role=alert]")[0])
    browser.run("document.querySelector('#scenario button[type=reset]').click()")
    check("reset restores the reported scenario", browser.wait(
        f"document.querySelectorAll('#agreement details tbody tr').length === {len(reviews['data'])}") and "extend" not in query(), query())

    # MARK: errors
    browser.call("Page.navigate", url=f"{origin}/?partner=MXC&year=2023")
    check("an unknown partner shows the nearest code",
          browser.wait("document.querySelector('#balance [role=alert]')") and "MXC" in texts("#balance [role=alert]")[0]
          and "MEX" in texts("#balance [role=alert]")[0])
    # The two wrong requests above are the only expected errors of the console.
    expected = [e for e in browser.events if e["method"] == "Log.entryAdded"
                     and ("MXC" in e["params"]["entry"].get("url", "") or "2019-01-01" in e["params"]["entry"].get("url", ""))]
    for event in expected:
        browser.events.remove(event)

    # MARK: keyboard and structure
    browser.call("Page.navigate", url=f"{origin}/?partner=MEX&year=2023")
    ready("?partner=MEX&year=2023")
    browser.key("Tab", number=9)
    check("the first Tab focuses the skip link", browser.run("document.activeElement.className") == "skip")
    outlined = True
    for _ in range(40):
        browser.key("Tab", number=9)
        outlined &= browser.run("(() => { const e = document.activeElement; return e === document.body "
                                "|| getComputedStyle(e).outlineStyle !== 'none' })()")
    check("focus is visible on every element that Tab reaches", outlined)
    browser.run("document.querySelector('#balance tbody a[data-cell]').focus()")
    cell = browser.run("document.activeElement.dataset.cell")
    browser.key("Enter", number=13)
    check("Enter on a figure opens its source", browser.wait("document.querySelector('#origin').open && document.querySelector('#origin .printed')"))
    check("the source has the text as printed and the citation",
          api(f"/v1/cells/{cell}")["data"]["text"] == texts("#origin .printed")[0]
          and api(f"/v1/cells/{cell}")["data"]["citation"] in texts("#origin .body")[0])
    browser.key("Escape", number=27)
    check("Escape closes it and restores the focus",
          browser.wait("!document.querySelector('#origin').open") and browser.run("document.activeElement.dataset.cell") == cell)
    browser.run("document.querySelector('#labor details').open = true; document.querySelector('#labor a[data-case]').focus()")
    case = browser.run("document.activeElement.dataset.case")
    browser.key("Enter", number=13)
    check("Enter on a labor case shows its events", browser.wait("document.querySelector('#origin .events')")
          and len(texts("#origin .events li")) == len(api(f"/v1/usmca/labor-cases/{case}")["data"]["events"]))
    browser.key("Escape", number=27)
    browser.run("document.querySelector('#balance tbody a[data-explain]').click()")
    check("a computed figure shows its formula and operands",
          browser.wait("document.querySelector('#origin').open && document.querySelector('#origin .terms')") and
          "(imports − exports) / exports" in texts("#origin .body")[0], texts("#origin .body"))
    browser.key("Escape", number=27)
    check("there is one h1, and heading levels have no gaps", browser.run(
        "(() => { const l = [...document.querySelectorAll('main :is(h1,h2,h3,h4)')].map(h => +h.tagName[1]);"
        "return l.filter(x => x === 1).length === 1 && l.every((x, i) => i === 0 || x - l[i - 1] <= 1) })()"))
    check("the page has its landmarks", browser.run("['header', 'nav', 'main', 'footer'].every(t => document.querySelector(t))"))
    check("controls have labels", browser.run("[...document.querySelectorAll('select, input')].every(e => e.labels.length > 0)"))
    check("drawings are described or hidden from screen readers",
          browser.run("[...document.querySelectorAll('svg')].every(e => e.getAttribute('aria-label')?.length > 20 || e.getAttribute('aria-hidden') === 'true')"))
    check("tables have captions and headings with scope",
          browser.run("[...document.querySelectorAll('table')].every(t => t.caption && [...t.querySelectorAll('th')].every(h => h.scope))"))
    check("ids are unique", browser.run("(() => { const i = [...document.querySelectorAll('[id]')].map(e => e.id); return new Set(i).size === i.length })()"))

    # MARK: sizes and colours
    colours = {}
    for width, partner in [(360, "WLD"), (360, "MEX"), (800, "MEX"), (1400, "MEX")]:
        for scheme in ["light", "dark"]:
            state = f"?partner={partner}&year=2023"
            browser.size(width)
            browser.prefer(prefers_color_scheme=scheme, prefers_reduced_motion="reduce")
            browser.call("Page.navigate", url=f"{origin}/{state}")
            ready(state)
            browser.run("document.querySelectorAll('details').forEach(d => d.open = true)")
            time.sleep(0.4)
            check(f"nothing is wider than {width} pixels ({partner}, {scheme})",
                  browser.run("document.documentElement.scrollWidth") <= width, browser.run("document.documentElement.scrollWidth"))
            colours[scheme] = browser.run("getComputedStyle(document.body).backgroundColor + getComputedStyle(document.body).color")
            weak = browser.run("""(() => {
                const rgb = text => text.match(/[\\d.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
                const paper = element => { for (let e = element; e; e = e.parentElement) {
                    const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
                return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('svg') && !e.closest('.hidden, .skip')
                    && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).filter(e => {
                    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(paper(e))];
                    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5; }).map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 30));
                })()""")
            check(f"text has a contrast of 4.5 to 1 at {width} pixels ({partner}, {scheme})", not weak, weak[:5])
            if shots:
                browser.run("document.querySelectorAll('details').forEach(d => d.open = false)")
                browser.screenshot(os.path.join(shots, f"page-{partner}-{width}-{scheme}.png"))
    check("the dark scheme has other colours", colours["light"] != colours["dark"], colours)
    check("motion is reduced if the user prefers it", browser.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto")

    # MARK: events of the browser
    browser.run("1")
    requests = [e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"]
    outside = [url for url in requests if not url.startswith(origin + "/") and not url.startswith("data:")]
    check(f"none of {len(requests)} requests leaves the origin", not outside and requests, outside[:5])
    errors = [e["params"]["entry"]["text"] + " " + e["params"]["entry"].get("url", "") for e in browser.events
              if e["method"] == "Log.entryAdded" and e["params"]["entry"]["level"] in ("error", "warning")]
    errors += [json.dumps(e["params"])[:300] for e in browser.events if e["method"] == "Runtime.exceptionThrown"
               or e["method"] == "Runtime.consoleAPICalled" and e["params"]["type"] in ("error", "warning", "assert")]
    check("the console has no errors, including violations of the content security policy", not errors, errors[:5])
finally:
    browser.close()

check.finish()
