"""Runs OpenAPI validators, client generators and data libraries against a server. Missing optional tools are reported as skipped.

usage: clients.py HOST:PORT | BINARY [seconds for schemathesis, 0 for none]

Tools: pip install openapi-spec-validator schemathesis openapi-python-client openapi-generator-cli datamodel-code-generator \
pydantic httpx icalendar pandas openpyxl duckdb-extension-httpfs; Debian packages default-jre-headless, node-typescript, nodejs, \
jq, r-base-core, libreoffice-calc, chromium.
"""
import datetime
import glob
import importlib
import importlib.util
import io
import json
import os
import shutil
import sys
import tempfile
import urllib.parse
import warnings

from chromium import Chromium, chromium_path
from harness import INTEGRATION, Checks, Client, run, server_address

address = server_address(sys.argv[1])
base = f"http://{address}"
schemathesis_seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 240
check = Checks("clients")
client = Client(address)


def get(target, **headers):
    response = client.get(target, **headers)
    if response.status != 200:
        raise SystemExit(f"{target} is {response}")
    return response.body


work = tempfile.mkdtemp(prefix="bilateral-clients-")
document = os.path.join(work, "openapi.json")
with open(document, "wb") as file:
    file.write(get("/openapi.json"))
operations = json.loads(get("/openapi.json"))["paths"]
lists = [path for path in operations if "{" not in path and any(
    parameter.get("name") == "limit" or parameter.get("$ref", "").endswith("/limit") for parameter in operations[path]["get"]["parameters"])]

if check.module("openapi_spec_validator"):
    result = run(sys.executable, "-m", "openapi_spec_validator", document)
    check("the OpenAPI document is valid", result.returncode == 0, result.stdout + result.stderr)

if check.module("openapi_python_client"):
    result = run(check.program("openapi-python-client"), "generate", "--path", document, "--output-path", os.path.join(work, "client"),
                 "--meta", "none")
    check("a client is generated", result.returncode == 0, result.stdout + result.stderr)
    check("the generated client has every operation", "unsupported" not in result.stdout.lower(), result.stdout)
    if check.module("httpx") and check.module("attrs"):
        sys.path.insert(0, work)
        generated = importlib.import_module("client")
        models = importlib.import_module("client.models")
        balance = importlib.import_module("client.api.partners.get_partners_by_code_balance")
        connection = generated.Client(base_url=base)
        goods, services = (models.GetPartnersByCodeBalanceTypeItem(name) for name in ["goods", "services"])
        answer = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["2022", "2023"], type_=[goods, services])
        found = {(record.period, record.type_): record.exports for record in answer.parsed.data}
        check("the generated client sends lists of two and reads the records", len(found) == 4 and found["2023", "goods"] == 323145, answer)
        explained = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["2023"], explain=True)
        check("the generated client reads explanations", explained.parsed.data[0].explain.formulas["tdr"], explained)
        search = importlib.import_module("client.api.search.get_search").sync_detailed(client=connection, q="mexico tariff")
        check("the generated client searches", search.parsed.data and search.parsed.data[0].passage, search)
        # Generated functions parse every response with status 200 as JSON. For text there is the generated request, or the link.
        flows = importlib.import_module("client.api.flows.get_flows")
        both = {"partner": [models.PartnerOrGroup("MEX"), models.PartnerOrGroup("CAN")], "year": ["2022", "2023"]}
        request = flows._get_kwargs(**both, format_=models.GetFlowsFormat.CSV)
        text = connection.get_httpx_client().request(**request).text
        check("the generated request with lists of two gets CSV as text", text.startswith("reporter,") and {
            line.split(",")[1] for line in text.splitlines()[1:]} == {"MEX", "CAN"}, text[:200])
        link = flows.sync(client=connection, **both).links.csv
        check("the link to CSV gives the same text", connection.get_httpx_client().get(link).text == text, link)
        tag = answer.headers["etag"]
        again = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["2022", "2023"],
                                      type_=[goods, services], if_none_match=tag)
        check("the generated client reads a 304", again.status_code == 304, again)
        wrong = balance.sync_detailed(models.PartnerOrGroup("MEX"), client=connection, year=["x"])
        check("the generated client reads an error", wrong.parsed.parameter == "year", wrong)


def generate(kind, folder):
    """Makes a client with openapi-generator. Java is faster in a short run with its first compiler only."""
    result = run(generator, "generate", "-i", document, "-g", kind, "-o", os.path.join(work, folder),
                 env={**os.environ, "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"})
    check(f"openapi-generator makes a client of the kind {kind}", result.returncode == 0, result.stdout + result.stderr)


generator, java, tsc, node = map(check.program, ["openapi-generator-cli", "java", "tsc", "node"])
if generator and java and check.module("urllib3") and check.module("pydantic") and check.module("dateutil", "python-dateutil"):
    generate("python", "python")
    sys.path.insert(0, os.path.join(work, "python"))
    generated = importlib.import_module("openapi_client")
    flows = generated.FlowsApi(generated.ApiClient(generated.Configuration(host=base)))
    both = {"partner": ["MEX", "CAN"], "year": ["2022", "2023"]}
    records = flows.get_flows(**both).data
    lines = flows.get_flows_without_preload_content(**both, format="csv").data.decode().splitlines()
    check("the second Python client gets CSV as text", lines[0].startswith("reporter,") and [
        line.split(",")[1] for line in lines[1:]] == [record.partner for record in records], lines[:2])

if generator and java and tsc and node:
    version = run(tsc, "--version").stdout.split()[-1]
    print("TypeScript", version, "Node", run(node, "--version").stdout.strip())
    generate("typescript-fetch", "typescript")
    shutil.copy(os.path.join(INTEGRATION, "clients.ts"), work)
    # The generated code needs a rule of TypeScript 4.9 for `in`, or without it an index of any type.
    older = ["--suppressImplicitAnyIndexErrors"] if [int(part) for part in version.split(".")[:2]] < [4, 9] else []
    result = run(tsc, "--strict", *older, "--target", "es2020", "--module", "commonjs", "--lib", "es2020,dom", "--outDir", "js",
                 "clients.ts", cwd=work)
    check("the TypeScript client and its use have no type errors", result.returncode == 0, result.stdout)
    result = run(node, os.path.join("js", "clients.js"), base, cwd=work)
    check("the TypeScript client finishes", result.returncode == 0, result.stderr)
    for line in result.stdout.splitlines():
        claim, holds, seen = json.loads(line)
        check(f"the TypeScript client {claim}", holds, seen)

if check.module("datamodel_code_generator") and check.module("pydantic"):
    code = os.path.join(work, "models_of_api.py")
    result = run(check.program("datamodel-codegen"), "--input", document, "--input-file-type", "openapi", "--output", code,
                 "--output-model-type", "pydantic_v2.BaseModel")
    check("models are generated", result.returncode == 0, result.stderr)
    sys.path.insert(0, work)
    generated = importlib.import_module("models_of_api")
    for name, target in [("PartnersByCodeBalance", "/v1/partners/MEX/balance"), ("RankingsTdr", "/v1/rankings/tdr?explain=true"),
                         ("UsmcaReviews", "/v1/usmca/reviews"), ("CellsById", "/v1/cells/eclac-2024-t06-r01-c04"),
                         ("UsmcaLaborCasesSummary", "/v1/usmca/labor-cases/summary"), ("Claims", "/v1/claims")]:
        try:
            getattr(generated, name).model_validate_json(get(target))
            error = None
        except Exception as raised:  # the generated model decides the type
            error = raised
        check(f"the generated model {name} reads {target}", error is None, error)

if icalendar := check.module("icalendar"):
    body = get("/v1/usmca/reviews?format=ics")
    events = icalendar.Calendar.from_ical(body).walk("VEVENT")
    records = json.loads(get("/v1/usmca/reviews"))["data"]
    check("each review event is in the calendar once", len({event["UID"] for event in events}) == len(records) == len(events))
    # A date that is known to the month is an event on the first of the month.
    check("each event has its day", all(
        str(event.start) == (record["date"] + "-01")[:10] for event, record in zip(events, records)))
    check("each event has its title", [str(event["SUMMARY"]) for event in events] == [record["title"] for record in records])
    check("the calendar has no errors", not any(event.errors for event in events))
    check("no line of the calendar exceeds 75 octets, and all end in CRLF",
          body.endswith(b"\r\n") and all(len(line) <= 75 and b"\n" not in line for line in body.split(b"\r\n")))

if pandas := check.module("pandas"):
    records = json.loads(get("/v1/rankings/tdr?year=2023"))["data"]
    table = pandas.read_csv(f"{base}/v1/rankings/tdr?year=2023&format=csv")
    check("read_csv gives the columns", list(table.columns) == list(records[0]))
    check("read_csv gives the numbers", table.tdr.tolist() == [record["tdr"] for record in records])
    check("the number columns have numeric types", all(table.dtypes[name].kind in "if" for name in ["rank", "tdr", "exports"]), table.dtypes)
    lines = pandas.read_json(f"{base}/v1/flows?partner=MEX&format=ndjson", lines=True, dtype={"period": str})
    check("read_json gives the records", lines.value.tolist() == [
        record["value"] for record in json.loads(get("/v1/flows?partner=MEX"))["data"]])
    frame = pandas.DataFrame(json.loads(get("/v1/claims"))["data"])
    check("DataFrame takes data directly", len(frame) == json.loads(get("/v1/claims?limit=1"))["meta"]["total"])
    for path in lists:
        records = json.loads(get(path + "?limit=1000"))["data"]
        table = pandas.read_csv(f"{base}{path}?format=csv&limit=1000")
        check(f"{path} has as many records in CSV as in JSON", len(table) == len(records), (len(table), len(records)))

if openpyxl := check.module("openpyxl"):
    warnings.filterwarnings("error", module="openpyxl")
    for path in lists:
        book = openpyxl.load_workbook(io.BytesIO(get(path + "?format=xlsx&limit=1000")))
        records = [json.loads(line) for line in get(path + "?format=ndjson&limit=1000").splitlines()]
        names, *rows = list(book["Data"].values) or [()]
        wrong = []
        for record, row in zip(records, rows):
            for name, cell in zip(names, row):
                value = record[name]
                if isinstance(cell, datetime.datetime):
                    cell = cell.date().isoformat()
                if isinstance(value, str):
                    value = value.replace("\r", "\ufffd")[:32_767] or None
                if isinstance(value, (list, dict)):
                    cell = value if isinstance(cell, str) or not value else cell
                if cell != value or type(cell) is bool != type(value) is bool:
                    wrong.append((name, cell, value))
        check(f"openpyxl reads every value of {path}", len(rows) == len(records) and not wrong and (
            not records or list(names) == list(records[0])), (len(rows), len(records), wrong[:3]))
        about = dict(row[:2] for row in book["About"].values)
        check(f"the workbook of {path} states its query and release", path in about["query"] and about["release"], about)
    if pandas:
        table = pandas.read_excel(io.BytesIO(get("/v1/rankings/tdr?year=2023&format=xlsx")))
        check("read_excel gives the same table as read_csv", table.tdr.tolist() == pandas.read_csv(
            io.BytesIO(get("/v1/rankings/tdr?year=2023&format=csv"))).tdr.tolist() and table.dtypes["rank"].kind == "i", table.dtypes)
        cases = pandas.read_excel(io.BytesIO(get("/v1/usmca/labor-cases?format=xlsx")))
        check("read_excel gives dates", cases.dtypes["requested"].kind == "M", cases.dtypes)

if duckdb := check.module("duckdb"):
    csv, ndjson = (os.path.join(work, f"flows.{ending}") for ending in ["csv", "ndjson"])
    for file, target in [(csv, "/v1/flows?format=csv"), (ndjson, "/v1/flows?format=ndjson")]:
        with open(file, "wb") as opened:
            opened.write(get(target))
    query = "select flow, count(*), sum(value) from {} group by all order by flow"
    one, other = (duckdb.sql(query.format(source)).fetchall() for source in [f"read_csv('{csv}')", f"read_json('{ndjson}')"])
    check("read_csv and read_json give the same sums", [row[:2] for row in one] == [row[:2] for row in other] and all(
        abs(float(a[2]) - float(b[2])) < 1e-3 for a, b in zip(one, other)), (one, other))
    # The HTTP extension comes from a separate Python package and must have DuckDB's version.
    spec = importlib.util.find_spec("duckdb_extension_httpfs")
    extension = spec and glob.glob(os.path.join(os.path.dirname(spec.origin), f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
    if extension:
        connection = duckdb.connect()
        connection.sql(f"LOAD '{extension[0]}'")
        for source in [f"read_csv('{base}/v1/flows?format=csv')", f"read_json('{base}/v1/flows?format=ndjson')"]:
            rows = connection.sql(query.format(source)).fetchall()
            check(f"DuckDB reads {source}", [row[:2] for row in rows] == [row[:2] for row in one], rows)
    else:
        check.skip("DuckDB over HTTP", "duckdb-extension-httpfs of DuckDB's version is not installed")

if check.program("Rscript"):
    print(run("Rscript", "--version").stdout.strip() or run("Rscript", "--version").stderr.strip())
    script = f"""d <- read.csv("{base}/v1/rankings/tdr?year=2023&basis=bea-partner&format=csv", na.strings = "")
    stopifnot(nrow(d) == 27, is.numeric(d$tdr), is.integer(d$rank), d$partner[d$rank == 1] == "VNM")"""
    result = run("Rscript", "-e", script)
    check("R's read.csv reads a ranking", result.returncode == 0, result.stderr)

if check.program("jq"):
    print(run("jq", "--version").stdout.strip())
    result = run("jq", "-r", ".data[] | [.partner, .tdr] | @csv", input=get("/v1/rankings/tdr?year=2023&basis=bea-partner&limit=2").decode())
    check("jq selects fields", result.stdout == '"VNM",10.6291\n"IRL",3.8649\n', result.stdout)

if check.program("soffice"):
    print(run("soffice", "--version").stdout.strip())
    # 44,34,76: comma, double quote, UTF-8. All else is the program's default.
    source = os.path.join(work, "labor.csv")
    with open(source, "wb") as file:
        file.write(get("/v1/usmca/labor-cases?format=csv"))
    run("soffice", "--headless", "--convert-to", "fods", "--infilter=Text - txt - csv (StarCalc):44,34,76", "--outdir", work, source,
        env={**os.environ, "HOME": work})
    try:
        with open(os.path.join(work, "labor.fods"), encoding="utf-8") as file:
            sheet = file.read()
        check("the spreadsheet has the letters", "Tecnología Modificada S.A de C.V" in sheet)
        check("the spreadsheet has numbers as numbers", 'office:value-type="float" office:value="314"' in sheet)
        check("the spreadsheet has dates as dates", 'office:date-value="2021-05-12"' in sheet)
    except OSError as error:
        check("LibreOffice converts the CSV", False, error)
    workbook = os.path.join(work, "balance.xlsx")
    with open(workbook, "wb") as file:
        file.write(get("/v1/partners/MEX/balance?format=xlsx&fields=partner,year,type,exports,balance"))
    run("soffice", "--headless", "--convert-to", "csv", "--outdir", work, workbook, env={**os.environ, "HOME": work})
    with open(os.path.join(work, "balance.csv"), "rb") as file:
        check("LibreOffice shows the workbook as the CSV", file.read().split() == get(
            "/v1/partners/MEX/balance?format=csv&fields=partner,year,type,exports,balance").split())

# Grafana's JSON data sources need an array of flat objects below one key, a time field, and permission for another origin.
response = client.get("/v1/compare", "OPTIONS", Origin="http://localhost:3000", Access_Control_Request_Method="GET",
                      Access_Control_Request_Headers="x-grafana-org-id")
check("another origin may send requests with its fields", response.status == 204 and [response.headers[
    f"Access-Control-Allow-{name}"] for name in ["Origin", "Headers"]] == ["*", "*"], response)
times = [datetime.datetime.strptime(record["period"], "%Y") for record in json.loads(get("/v1/partners/MEX/balance?type=goods"))["data"]]
check("periods are times, in order", times and times == sorted(times), times)
rows = json.loads(get("/v1/compare?metric=tdr&partner=MEX,CAN&fields=year,partner,value"))["data"]
check("a list's data is an array of flat objects", rows and all(
    not isinstance(value, (list, dict)) for row in rows for value in row.values()))

check("Accept selects CSV", get("/v1/tables", Accept="text/csv, */*;q=0.1").startswith(b"id,source,"))

if not chromium_path():
    check.skip("the reference in a browser", "chromium is not installed")
else:
    browser = Chromium()
    browser.size(360)
    browser.call("Page.navigate", url=f"{base}/docs")
    check("the reference opens", browser.wait("document.readyState == 'complete' && document.querySelector('.live button, button')"))
    check("the reference fits a narrow screen", browser.run("document.documentElement.scrollWidth <= innerWidth"))
    check("the curl commands name this server", address in browser.run("document.querySelector('pre.curl').textContent"))
    browser.run("document.querySelector('#getCellsById').closest('section').querySelectorAll('button')[1].click()")
    check("a response is shown in the reference, with its digits",
          browser.wait("""document.querySelector('pre.answer')?.textContent.includes('"citation"')"""))
    light = browser.run("getComputedStyle(document.body).backgroundColor")
    browser.prefer(prefers_color_scheme="dark")
    check("the reference has a dark colour scheme", browser.run("getComputedStyle(document.body).backgroundColor") != light)
    check("every fragment of the reference exists", browser.run(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every(a => document.getElementById(a.hash.slice(1)))"))
    wrong = [event for event in browser.events if event["method"] in ("Runtime.exceptionThrown", "Log.entryAdded")]
    check("the browser reports no errors", not wrong, wrong)
    outside = [event["params"]["request"]["url"] for event in browser.events if event["method"] == "Network.requestWillBeSent"
               and urllib.parse.urlparse(event["params"]["request"]["url"]).netloc != address]
    check("the reference sends requests to this server only", not outside, outside)
    for target in ["/v1/rankings/tdr?year=2023&format=svg", "/v1/partners/MEX/balance?format=svg"]:
        browser.call("Page.navigate", url=base + target)
        check(f"{target} is an SVG image with a title",
              browser.wait("document.documentElement.nodeName == 'svg' && document.querySelector('title').textContent"))
    browser.close()

if schemathesis_seconds and check.module("schemathesis"):
    result = run(check.program("schemathesis"), "--config-file", os.path.join(INTEGRATION, "schemathesis.toml"), "run", document, "--url", base,
                 "--checks", "all", "--max-examples", str(max(1, schemathesis_seconds // 12)), "--no-color",
                 timeout=schemathesis_seconds * 10, cwd=work)
    check("schemathesis finds no failures", result.returncode == 0, result.stdout + result.stderr)
    print("\n".join(line for line in result.stdout.splitlines() if "Test cases" in line or "generated" in line))

shutil.rmtree(work, ignore_errors=True)
check.finish()
