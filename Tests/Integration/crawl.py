"""Walks the whole API from its index: follows every link of every answer, in its data, its links, its Link field, and in pages of
HTML, and every id that a list names. Nothing may be an error but what is declared to be one; every endpoint must be reached, and
every error lead to what it means.

usage: crawl.py HOST:PORT
"""
import collections
import html.parser
import http.client
import json
import re
import sys
import urllib.parse

address = sys.argv[1]
passed = failed = 0


def check(claim, condition, got=""):
    global passed, failed
    if condition:
        passed += 1
    else:
        failed += 1
        if failed <= 40:
            print(f"FAILED: {claim} {str(got)[:300]}")


connection = http.client.HTTPConnection(address, timeout=30)


def ask(target):
    connection.request("GET", target)
    response = connection.getresponse()
    return response, response.read()


class Markup(html.parser.HTMLParser):
    """What a page leads to, and the ids that others may lead to."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name in ("href", "src", "xlink:href") and value]
        self.ids |= {value for name, value in attributes if name == "id"}


def texts(value):
    """All texts of an answer in JSON, with the names they stand under."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        for name, inner in value.items():
            for below, text in texts(inner):
                yield below or name, text
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


FORMATS = {"json": "application/json", "csv": "text/csv", "ndjson": "application/x-ndjson", "table": "text/plain",
           "svg": "image/svg+xml", "ics": "text/calendar"}
CELL = re.compile(r"[a-z0-9-]+-r\d\d-c\d\d")
paths = json.loads(ask("/openapi.json")[1])["paths"]
patterns = {path: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in paths}
refusals = {path for path in paths if "200" not in paths[path]["get"]["responses"]}
# A list whose path goes on to one of its records: the path, and the name of the parameter, which is not always the column's.
items = {match[1]: match[2] for match in (re.fullmatch(r"(.+)/\{(\w+)\}", path) for path in paths) if match and match[1] in paths}

waiting, seen = collections.deque(), {}
fragments, ids = {}, {}
kinds = collections.Counter()


def follow(link, found_at):
    whole = urllib.parse.urljoin(found_at, link)
    check(f"{whole}, to which {found_at} leads, is of this server", not urllib.parse.urlsplit(whole).netloc)
    target, _, fragment = whole.partition("#")
    if fragment:
        fragments.setdefault((target, fragment), found_at)
    if target not in seen:
        seen[target] = found_at
        waiting.append(target)


def look_at_answer(target, path, body):
    answer = json.loads(body)
    links = answer.get("links", {})
    check(f"{target} links to itself, the index and its description", {"self", "index", "docs"} <= set(links), links)
    check(f"{target} names itself", ask(links.get("self", "/nowhere"))[1] == body, links)
    check(f"{target} links to each of its formats", set(links) & set(FORMATS) == set(formats.get(target, [])) - {"json"}
          or target not in formats, links)
    check(f"{target} gives no link twice",
          all(len(set(link)) == len(link) for link in links.values() if isinstance(link, list)), links)
    for name, text in texts(answer):
        # A path with braces is a pattern; what can be followed is beside it.
        if name != "path" and re.match(r"/(v1|docs|problems|healthz|version|openapi\.json)?([/?#]|$)", text) and " " not in text:
            follow(text, target)
        if CELL.fullmatch(text):
            follow(f"/v1/cells/{text}", target)
    if path == "/v1":
        formats.update({one["href"]: one["formats"] for one in answer["data"]["endpoints"]})
    if path in items and isinstance(answer["data"], list):
        for record in answer["data"]:
            name = record.get(items[path]) or record.get("id") or record.get("code")
            follow(f"{path}/{urllib.parse.quote(name)}", target)


def look(target):
    path = urllib.parse.urlsplit(target).path
    response, body = ask(target)
    kind = (response.headers["Content-Type"] or "").split(";")[0]
    kinds[kind] += 1
    for link in re.findall(r"<([^>]*)>", response.headers["Link"] or ""):
        follow(link, target)
    if path in refusals:
        check(f"{target} is refused as declared", response.status == 422 and kind == "application/problem+json", response.status)
        follow(json.loads(body)["links"]["docs"], target)
        return
    check(f"{target} is answered, as {seen[target]} says", response.status == 200, f"{response.status} {body[:200]}")
    if response.status != 200:
        return
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query)).get("format")
    check(f"{target} is what was asked for", asked is None or kind == FORMATS[asked], kind)
    if kind in ("text/html", "image/svg+xml"):
        markup = Markup(body.decode())
        ids[target] = markup.ids
        for link in markup.links:
            follow(link, target)
    elif kind == "application/json" and target != "/openapi.json":
        look_at_answer(target, path, body)


formats = {}
follow("/v1", "/")
while waiting:
    look(waiting.popleft())
for (target, fragment), found_at in fragments.items():
    check(f"{target} has the part #{fragment}, where {found_at} leads to", fragment in ids.get(target, ()))
reached = {path: target for target in seen for path in [urllib.parse.urlsplit(target).path]}
for path, pattern in patterns.items():
    examples = [target for one, target in reached.items() if pattern.fullmatch(one)]
    check(f"{path} is reached from the index", examples)
    if not examples or path == "/docs":
        continue
    example = urllib.parse.urlsplit(examples[0]).path + "?no_such_parameter=1"
    response, body = ask(example)
    problem = json.loads(body)
    check(f"an error of {path} says what and where", response.status == 400 and problem["parameter"] == "no_such_parameter", problem)
    check("and leads to what it means", problem["type"] == problem["links"]["docs"] and ask(problem["type"])[0].status == 200)

print(f"crawl: {len(seen)} targets ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}), "
      f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
