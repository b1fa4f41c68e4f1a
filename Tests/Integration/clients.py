"""Runs the tools of the trade against a server: validators, generators of clients, and the libraries that read its formats.
What is not installed is passed over, and said.

usage: clients.py HOST:PORT [seconds that schemathesis may take, 0 for none]

All of them: pip install openapi-spec-validator schemathesis openapi-python-client datamodel-code-generator pydantic httpx \
icalendar pandas duckdb-extension-httpfs; and jq, R, libreoffice-calc and chromium from the system's packages.
"""
import datetime
import glob
import importlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request

address = sys.argv[1]
base = f"http://{address}"
patience = int(sys.argv[2]) if len(sys.argv) > 2 else 240
here = os.path.dirname(os.path.abspath(__file__))
passed = failed = 0


def check(claim, condition, got=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {claim} {str(got)[-2000:]}")


def get(target, **headers):
    with urllib.request.urlopen(urllib.request.Request(base + target, headers=headers), timeout=30) as response:
        return response.read()


def has(*modules):
    missing = [module for module in modules if not importlib.util.find_spec(module)]
    if missing:
        print(f"not installed: {', '.join(missing)}")
    return not missing


def run(*command, timeout=600, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, **options)


def tool(name):
    """A program beside this Python, as pip installs it, or of the system."""
    beside = os.path.join(os.path.dirname(sys.executable), name)
    return beside if os.path.exists(beside) else shutil.which(name)


def said(name):
    print(f"{name} {importlib.metadata.version(name)}")


work = tempfile.mkdtemp(prefix="bilateral-clients-")
document = os.path.join(work, "openapi.json")
with open(document, "wb") as file:
    file.write(get("/openapi.json"))
operations = json.load(open(document))["paths"]

if has("openapi_spec_validator"):
    said("openapi-spec-validator")
    result = run(sys.executable, "-m", "openapi_spec_validator", document)
    check("the OpenAPI document is valid", result.returncode == 0, result.stdout + result.stderr)

if has("openapi_python_client"):
    said("openapi-python-client")
    result = run(tool("openapi-python-client"), "generate", "--path", document, "--output-path", os.path.join(work, "client"),
                 "--meta", "none")
    check("a client is generated", result.returncode == 0, result.stdout + result.stderr)
    check("no operation is left out of it", "unsupported" not in result.stdout.lower(), result.stdout)
    if has("httpx", "attrs"):
        sys.path.insert(0, work)
        client = importlib.import_module("client")
        models = importlib.import_module("client.models")
        balance = importlib.import_module("client.api.partners.get_partners_by_code_balance")
        connection = client.Client(base_url=base)
        answer = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["2023"],
                                       type_=[models.GetPartnersByCodeBalanceTypeItem("goods")])
        check("the generated client reads an answer", answer.parsed.data[0].exports == 323145, answer)
        tag = answer.headers["etag"]
        again = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["2023"],
                                      type_=[models.GetPartnersByCodeBalanceTypeItem("goods")], if_none_match=tag)
        check("and gets 304 for what it has", again.status_code == 304, again)
        wrong = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["x"])
        check("and reads an error", wrong.parsed.parameter == "year", wrong)

if has("datamodel_code_generator", "pydantic"):
    said("datamodel-code-generator")
    code = os.path.join(work, "models_of_api.py")
    result = run(tool("datamodel-codegen"), "--input", document, "--input-file-type", "openapi", "--output", code,
                 "--output-model-type", "pydantic_v2.BaseModel")
    check("models are generated", result.returncode == 0, result.stderr)
    sys.path.insert(0, work)
    generated = importlib.import_module("models_of_api")
    for name, target in [("PartnersByCodeBalance", "/v1/partners/MEX/balance"), ("RankingsTdr", "/v1/rankings/tdr?explain=true"),
                         ("UsmcaReviews", "/v1/usmca/reviews"), ("CellsById", "/v1/cells/eclac-2024-t06-r01-c04"),
                         ("UsmcaLaborCasesSummary", "/v1/usmca/labor-cases/summary"), ("Claims", "/v1/claims")]:
        try:
            getattr(generated, name).model_validate_json(get(target))
            check(target, True)
        except Exception as error:  # whatever a generated model raises
            check(f"the generated model {name} reads {target}", False, error)

if has("icalendar"):
    said("icalendar")
    import icalendar
    body = get("/v1/usmca/reviews?format=ics")
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    records = json.loads(get("/v1/usmca/reviews"))["data"]
    check("each review event is in the calendar once", len({event["UID"] for event in events}) == len(records) == len(events))
    check("on its day", [str(event.start) for event in events] == [record["date"] for record in records])
    check("with its title", [str(event["SUMMARY"]) for event in events] == [record["title"] for record in records])
    check("and no fault is found in it", not any(event.errors for event in events))
    check("no line is longer than 75 octets, and all end in CRLF",
          body.endswith(b"\r\n") and all(len(line) <= 75 and b"\n" not in line for line in body.split(b"\r\n")))

if has("pandas"):
    said("pandas")
    import pandas
    records = json.loads(get("/v1/rankings/tdr?year=2023"))["data"]
    table = pandas.read_csv(f"{base}/v1/rankings/tdr?year=2023&format=csv")
    check("read_csv gives the columns", list(table.columns) == list(records[0]))
    check("and the numbers", table.tdr.tolist() == [record["tdr"] for record in records])
    check("which are numbers", all(table.dtypes[name].kind in "if" for name in ["rank", "tdr", "exports"]), table.dtypes)
    lines = pandas.read_json(f"{base}/v1/flows?partner=MEX&format=ndjson", lines=True, dtype={"period": str})
    check("read_json gives the records", lines.value.tolist() == [
        record["value"] for record in json.loads(get("/v1/flows?partner=MEX"))["data"]])
    frame = pandas.DataFrame(json.loads(get("/v1/claims"))["data"])
    check("a frame is made from data at once", len(frame) == json.loads(get("/v1/claims?limit=1"))["meta"]["total"])
    for path in [path for path in operations if "200" in operations[path]["get"]["responses"]
                 and "text/csv" in operations[path]["get"]["responses"]["200"]["content"] and "{" not in path]:
        records = json.loads(get(path))["data"]
        table = pandas.read_csv(f"{base}{path}?format=csv")
        check(f"{path} is the same in CSV", len(table) == len(records), (len(table), len(records)))

if has("duckdb"):
    said("duckdb")
    import duckdb
    csv, ndjson = (os.path.join(work, f"flows.{ending}") for ending in ["csv", "ndjson"])
    for file, target in [(csv, "/v1/flows?format=csv"), (ndjson, "/v1/flows?format=ndjson")]:
        with open(file, "wb") as opened:
            opened.write(get(target))
    query = "select flow, count(*), sum(value) from {} group by all order by flow"
    one, other = (duckdb.sql(query.format(source)).fetchall() for source in [f"read_csv('{csv}')", f"read_json('{ndjson}')"])
    check("read_csv and read_json give the same sums", [row[:2] for row in one] == [row[:2] for row in other] and all(
        abs(float(a[2]) - float(b[2])) < 1e-3 for a, b in zip(one, other)), (one, other))
    # Over HTTP it needs an extension, which is loaded from a package of its own here; it is of one version with DuckDB or of no use.
    spec = importlib.util.find_spec("duckdb_extension_httpfs")
    extension = spec and glob.glob(os.path.join(os.path.dirname(spec.origin), f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
    if extension:
        said("duckdb-extension-httpfs")
        connection = duckdb.connect()
        connection.sql(f"LOAD '{extension[0]}'")
        for source in [f"read_csv('{base}/v1/flows?format=csv')", f"read_json('{base}/v1/flows?format=ndjson')"]:
            rows = connection.sql(query.format(source)).fetchall()
            check(f"DuckDB reads {source}", [row[:2] for row in rows] == [row[:2] for row in one], rows)
    else:
        print("not installed: duckdb-extension-httpfs of the same version; read from files")

if shutil.which("Rscript"):
    print(run("Rscript", "--version").stdout.strip() or run("Rscript", "--version").stderr.strip())
    script = f"""d <- read.csv("{base}/v1/rankings/tdr?year=2023&format=csv", na.strings = "")
    stopifnot(nrow(d) == 27, is.numeric(d$tdr), is.integer(d$rank), d$partner[d$rank == 1] == "VNM")"""
    result = run("Rscript", "-e", script)
    check("R's read.csv reads a ranking from its address", result.returncode == 0, result.stderr)

if shutil.which("jq"):
    print(run("jq", "--version").stdout.strip())
    result = run("jq", "-r", ".data[] | [.partner, .tdr] | @csv", input=get("/v1/rankings/tdr?year=2023&limit=2").decode())
    check("jq picks fields", result.stdout == '"VNM",10.6291\n"IRL",3.8649\n', result.stdout)

if shutil.which("soffice"):
    print(run("soffice", "--version").stdout.strip())
    # A spreadsheet program takes the file as it is sent, told no more than that it is UTF-8, with commas and quotes.
    source = os.path.join(work, "labor.csv")
    with open(source, "wb") as file:
        file.write(get("/v1/usmca/labor-cases?format=csv"))
    run("soffice", "--headless", "--convert-to", "fods", "--infilter=Text - txt - csv (StarCalc):44,34,76", "--outdir", work, source,
        env={**os.environ, "HOME": work})
    try:
        with open(os.path.join(work, "labor.fods"), encoding="utf-8") as file:
            sheet = file.read()
        check("a spreadsheet has the letters", "Tecnología Modificada S.A de C.V" in sheet)
        check("the numbers as numbers", 'office:value-type="float" office:value="314"' in sheet)
        check("and the dates as dates", 'office:date-value="2021-05-12"' in sheet)
    except OSError as error:
        check("a spreadsheet is made", False, error)

# What Grafana's JSON data sources and others like them want: an array of flat objects below one key, a field that is a time, and
# leave to ask from another origin.
request = urllib.request.Request(f"{base}/v1/compare", method="OPTIONS", headers={
    "Origin": "http://localhost:3000", "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-grafana-org-id"})
with urllib.request.urlopen(request, timeout=30) as response:
    check("another origin may ask, with fields of its own", response.status == 204 and [response.headers[
        f"Access-Control-Allow-{name}"] for name in ["Origin", "Headers"]] == ["*", "*"], response.headers)
times = [datetime.datetime.strptime(record["period"], "%Y") for record in json.loads(get("/v1/partners/MEX/balance?type=goods"))["data"]]
check("periods are times, in order", times and times == sorted(times), times)
rows = json.loads(get("/v1/compare?metric=tdr&partner=MEX,CAN&fields=year,partner,value"))["data"]
check("a list's data is an array of flat objects", rows and all(
    not isinstance(value, (list, dict)) for row in rows for value in row.values()))

# Excel's web query takes CSV, and asks with an Accept of its own.
check("CSV can be asked for by Accept", get("/v1/tables", Accept="text/csv, */*;q=0.1").startswith(b"id,source,"))

if shutil.which("chromium") or shutil.which("chromium-browser"):
    sys.path.insert(0, here)
    from chromium import Chromium
    browser = Chromium()
    browser.size(360)
    browser.call("Page.navigate", url=f"{base}/docs")
    check("the reference opens", browser.wait("document.readyState == 'complete' && document.querySelector('.live button, button')"))
    check("it fits a narrow screen", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    check("curl lines name this server", address in browser.run("document.querySelector('pre.curl').textContent"))
    browser.run("document.querySelector('#getCellsById').closest('section').querySelectorAll('button')[1].click()")
    check("an answer is shown in place, with its digits",
          browser.wait("""document.querySelector('pre.answer')?.textContent.includes('"citation"')"""))
    light = browser.run("getComputedStyle(document.body).backgroundColor")
    browser.prefer(prefers_color_scheme="dark")
    check("it has a dark side", browser.run("getComputedStyle(document.body).backgroundColor") != light)
    check("every link within the page leads to a part of it", browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every(a => document.getElementById(a.hash.slice(1)))"))
    wrong = [event for event in browser.events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")]
    check("the browser reports nothing", not wrong, wrong)
    outside = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
               and urllib.parse.urlparse(event["params"]["request"]["url"]).netloc != address]
    check("and asks nobody else", not outside, outside)
    for target in ["/v1/rankings/tdr?year=2023&format=svg", "/v1/partners/MEX/balance?format=svg"]:
        browser.call("Page.navigate", url=base + target)
        check(f"{target} is a picture with a title",
              browser.wait("document.documentElement.nodeName == 'svg' && document.querySelector('title').textContent"))
    browser.close()

if patience and has("schemathesis"):
    said("schemathesis")
    result = run(tool("schemathesis"), "--config-file", os.path.join(here, "schemathesis.toml"), "run", document, "--url", base,
                 "--checks", "all", "--max-examples", str(max(1, patience // 12)), "--no-color",
                 timeout=patience * 10, cwd=work)
    check("schemathesis finds nothing", result.returncode == 0, result.stdout + result.stderr)
    print("\n".join(line for line in result.stdout.splitlines() if "Test cases" in line or "generated" in line))

shutil.rmtree(work, ignore_errors=True)
print(f"clients: {passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
