"""Follows every link of the API from its index: in data, links, Link fields and HTML, and every id that a list names. Every target
is answered with its declared status, every endpoint is reached, and every error links to its description.

usage: crawl.py HOST:PORT | BINARY
"""
import collections
import html.parser
import json
import re
import sys
import urllib.parse

from harness import Checks, Client, server_address

check = Checks("crawl")
client = Client(server_address(sys.argv[1]))


class Markup(html.parser.HTMLParser):
    """The links of a document, and its ids, to which fragments refer."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name in ("href", "src", "xlink:href") and value]
        self.ids |= {value for name, value in attributes if name == "id"}


def texts(value):
    """All texts of a JSON value, each with the name of its member."""
    if isinstance(value, str):
        yield "", value
    elif isinstance(value, dict):
        for name, inner in value.items():
            for below, text in texts(inner):
                yield below or name, text
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


CELL = re.compile(r"[a-z0-9-]+-r\d\d-c\d\d")
document = client.json("/openapi.json")
paths = document["paths"]


def declared_formats(path):
    """Names and media types, which the document lists in the same order."""
    parameters = [document["components"]["parameters"][parameter["$ref"].split("/")[-1]] if "$ref" in parameter else parameter
                  for parameter in paths[path]["get"].get("parameters", [])]
    names = [name for parameter in parameters if parameter["name"] == "format" for name in parameter["schema"]["enum"]]
    return zip(names, paths[path]["get"]["responses"].get("200", {}).get("content", {}))


FORMATS = {name: media_type for path in paths for name, media_type in declared_formats(path)}
patterns = {path: re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in paths}
refusals = {path for path in paths if "200" not in paths[path]["get"]["responses"]}
# Lists whose records have a path below: the list's path, and the parameter's name, which can differ from the column's.
items = {match[1]: match[2] for match in (re.fullmatch(r"(.+)/\{(\w+)\}", path) for path in paths) if match and match[1] in paths}

waiting, seen = collections.deque(), {}
fragments, ids = {}, {}
kinds = collections.Counter()


def follow(link, found_at):
    whole = urllib.parse.urljoin(found_at, link)
    check(f"{whole}, linked from {found_at}, is a target of this server", not urllib.parse.urlsplit(whole).netloc)
    target, _, fragment = whole.partition("#")
    if fragment:
        fragments.setdefault((target, fragment), found_at)
    if target not in seen:
        seen[target] = found_at
        waiting.append(target)


def visit_json(target, path, body):
    document = json.loads(body)
    links = document.get("links", {})
    check(f"{target} links to itself, the index and its description", {"self", "index", "docs"} <= set(links), links)
    check(f"the self link of {target} has the same body", client.get(links.get("self", "/nowhere")).body == body, links)
    check(f"{target} links to each of its formats", set(links) & set(FORMATS) == set(formats.get(target, [])) - {"json"}
          or target not in formats, links)
    check(f"{target} has no duplicate link",
          all(len(set(link)) == len(link) for link in links.values() if isinstance(link, list)), links)
    for name, text in texts(document):
        # `path` is a pattern with braces; `href` of the same record can be followed.
        if name != "path" and re.match(r"/(v1|docs|problems|healthz|version|openapi\.json)?([/?#]|$)", text) and " " not in text:
            follow(text, target)
        if CELL.fullmatch(text):
            follow(f"/v1/cells/{text}", target)
    if path == "/v1":
        formats.update({one["href"]: one["formats"] for one in document["data"]["endpoints"]})
    if path in items and isinstance(document["data"], list):
        for record in document["data"]:
            name = record.get(items[path]) or record.get("id") or record.get("code")
            follow(f"{path}/{urllib.parse.quote(name)}", target)


def visit(target):
    path = urllib.parse.urlsplit(target).path
    response = client.get(target)
    body = response.body
    kind = (response.headers["Content-Type"] or "").split(";")[0]
    kinds[kind] += 1
    for link in re.findall(r"<([^>]*)>", response.headers["Link"] or ""):
        follow(link, target)
    if path in refusals:
        check(f"{target} is refused as declared", response.status == 422 and kind == "application/problem+json", response.status)
        follow(json.loads(body)["links"]["docs"], target)
        return
    check(f"{target}, linked from {seen[target]}, is 200", response.status == 200, response)
    if response.status != 200:
        return
    asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(target).query)).get("format")
    check(f"{target} has the requested format", asked is None or kind == FORMATS[asked], kind)
    if kind in ("text/html", "image/svg+xml"):
        markup = Markup(body.decode())
        ids[target] = markup.ids
        for link in markup.links:
            follow(link, target)
    elif kind == "application/json" and target != "/openapi.json":
        visit_json(target, path, body)


formats = {}
follow("/v1", "/")
while waiting:
    visit(waiting.popleft())
for (target, fragment), found_at in fragments.items():
    check(f"{target} has an element with the id {fragment}, linked from {found_at}", fragment in ids.get(target, ()))
reached = {path: target for target in seen for path in [urllib.parse.urlsplit(target).path]}
for path, pattern in patterns.items():
    examples = [target for one, target in reached.items() if pattern.fullmatch(one)]
    check(f"{path} is reached from the index", examples)
    if not examples or path == "/docs":
        continue
    example = urllib.parse.urlsplit(examples[0]).path + "?no_such_parameter=1"
    response = client.get(example)
    problem = response.json()
    check(f"an error of {path} names the parameter", response.status == 400 and problem["parameter"] == "no_such_parameter", problem)
    check(f"an error of {path} links to its description",
          problem["type"] == problem["links"]["docs"] and client.get(problem["type"]).status == 200, problem)

check.finish(f"{len(seen)} targets ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}), ")
