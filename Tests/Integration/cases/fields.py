"""Host (RFC 9112 3.2, RFC 9110 7.2) and field syntax (RFC 9112 5, RFC 9110 5)."""
from .table import case, BALANCE, request

case("no Host on 1.1 is 400", "9112 3.2", request(host=None), "400 problem")
case("no Host on 1.2 is 400", "9112 3.2", request(version="HTTP/1.2", host=None), "400")
case("no Host with HEAD is 400", "9112 3.2", request(method="HEAD", host=None), "HEAD:400")
case("no Host with OPTIONS * is 400", "9112 3.2", request(method="OPTIONS", target="*", host=None), "400")
case("Host twice the same is 400", "9112 3.2", request("Host: localhost"), "400")
case("Host twice, different, is 400", "9112 3.2", request("Host: other.example"), "400")
case("Host twice, far apart and in another case, is 400", "9112 3.2", request("A: 1", "B: 2", "hOST: localhost"), "400")
case("Host twice on 1.0 is 400", "9112 3.2", request("Host: localhost", version="HTTP/1.0"), "400 !eof")
case("an invalid Host on 1.0 is 400", "9112 3.2", request(version="HTTP/1.0", host="a b"), "400 !eof")
for good in ["localhost", "LOCALHOST", "localhost:80", "localhost:", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[2001:db8::192.0.2.1]", "my_service:8080",
             "a.very.long.name.example.test.", "xn--mxico-bsa.example", ""]:
    case("Host: %s is accepted" % (good or "(empty)"), "9110 7.2", request(host=good), "200 =balance !open")
case("Host with white space around is accepted", "9112 5.1", request(host=" \tlocalhost\t "), "200 =balance !open")
case("Host: an IPvFuture address is accepted", "3986 3.2.2", request(host="[v1.a:b]"), "200|400|421")
case("HOST: in capitals is Host", "9110 5.1", "GET %s HTTP/1.1\r\nHOST: localhost\r\n\r\n" % BALANCE, "200 =balance !open")
case("Host may follow other fields", "9110 5.3", request("A: 1", "B: 2", "Host: localhost", host=None), "200 =balance !open")
for bad in ["a b", "a/b", "/", "a?b", "a#b", "user@localhost", "a\\b", "<a>", 'a"b', "a^b", "a|b", "a`b", "{a}", "localhost, other", "http://localhost", "a%zz", "a%4",
            "localhost:abc", "localhost:-1", "localhost:+80", "localhost:80:80", "localhost: 80", "localhost :80", "localhost:80a", "localhost:8%30", "::1", "[::1", "::1]", "[]", "[::g]", "[::1]x",
            "[::1]:x", "[localhost]", "[127.0.0.1]", "[::1]]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[12345::]", "\xe9.example"]:
    case("Host: %s is 400" % bad, "9110 7.2", request(host=bad), "400")

for what, line in {
    "a space before the colon": "X : a",
    "a tab before the colon": "X\t: a",
    "an empty name": ": a",
    "a space in its name": "X Y: a",
    "no colon": "NoColonHere",
    "no colon but a space": "X a",
    "a parenthesis in its name": "X(Y): a",
    "a slash in its name": "X/Y: a",
    "an at sign in its name": "X@Y: a",
    "a bracket in its name": "X[Y]: a",
    "a brace in its name": "X{Y}: a",
    "a quoted name": '"X": a',
    "an equals sign as the colon": "X=a",
    "a semicolon in its name": "X;Y: a",
    "a comma in its name": "X,Y: a",
    "a backslash in its name": "X\\Y: a",
    "a NUL in its name": "X\0Y: a",
    "a control character in its name": "X\x01Y: a",
    "a DEL in its name": "X\x7fY: a",
    "an 8-bit name": "X\xe9: a",
    "a NUL in its value": "X: a\0b",
    "a NUL as its value": "X: \0",
    "a bare CR in its value": "X: a\rb",
    "a bare CR at its value's end": "X: a\r",
    "a bare CR before a name": "X: a\rY: b",
    "a bare LF in its value": "X: a\nY: b",
    "a bare LF and a folded line": "X: a\n b",
    "a vertical tab before the colon": "X\x0b: a",
}.items():
    case("a field line with %s is 400" % what, "9112 5", request(line), "400")
case("a space before the colon of Host is 400", "9112 5.1", "GET %s HTTP/1.1\r\nHost : localhost\r\n\r\n" % BALANCE, "400")
case("a space before the colon of Content-Length is 400", "9112 5.1", request("Content-Length : 5", body="hello"), "400 !close")
case("a space before the colon of Transfer-Encoding is 400", "9112 5.1", request("Transfer-Encoding : chunked", body="0\r\n\r\n"), "400 !close")
case("a folded value is 400", "9112 5.2", request("X: a\r\n b"), "400")
case("a value folded with a tab is 400", "9112 5.2", request("X: a\r\n\tb"), "400")
case("a fold of nothing but a space is 400", "9112 5.2", request("X: a\r\n "), "400")
case("a folded Host is 400", "9112 5.2", request(host="local\r\n host"), "400")
case("a folded last field is 400", "9112 5.2", request("X: a\r\n b\r\n c"), "400")
case("white space before the first field is 400", "9112 2.2", "GET %s HTTP/1.1\r\n Host: localhost\r\n\r\n" % BALANCE, "400")
case("a tab before the first field is 400", "9112 2.2", "GET %s HTTP/1.1\r\n\tX: a\r\nHost: localhost\r\n\r\n" % BALANCE, "400")
case("a blank line of one space before the fields is 400", "9112 2.2", "GET %s HTTP/1.1\r\n \r\nHost: localhost\r\n\r\n" % BALANCE, "400")
case("a line of one space does not end the head", "9112 2.2", request("X: a\r\n \r\nY: b"), "400")
for code in [1, 8, 11, 12, 27, 127]:
    case("the control character %d in a value is 400, or kept" % code, "9110 5.5", request("X: a%sb" % chr(code)), "400 || 200 =balance !open")
for what, line in {
    "no white space": "X:a",
    "much white space": "X: \t  a \t ",
    "an empty value": "X:",
    "a value of white space only": "X: \t ",
    "a tab within its value": "X: a\tb",
    "colons in its value": "X:a:b: c::",
    "obs-text in its value": "X: caf\xe9 \xff\x80",
    "UTF-8 in its value": "X: \xe7\xbe\x8e\xe5\x9c\x8b",
    "every token character in its name": "!#$%&'*+-.^_`|~09azAZ: a",
    "a name of one letter": "x: a",
    "a name of digits": "123: a",
    "an unbalanced quote": 'X: "abc',
    "only commas as value": "X: ,,,",
    "4 KB of cookie": "Cookie: " + "c" * 4096,
}.items():
    case("a field line with %s is accepted" % what, "9110 5.5", request(line), "200 =balance !open")
case("one unknown field twice is accepted", "9110 5.3", request("X: a", "X: b"), "200 =balance !open")
case("sixty fields are accepted", "9110 5.4", request(*["X-%d: %d" % (i, i) for i in range(60)]), "200 =balance !open")
case("a field of 128 KiB is 431", "6585 5", request("X: " + "a" * 131072), "431 problem !close")
case("a field name of 128 KiB is 431", "6585 5", request("X" * 131072 + ": a"), "431|400 !close")
case("a field of 2 MiB without an end is 431", "6585 5", request()[:-2] + "X: " + "a" * (2 << 20), "431 !close")
case("a field of 128 KiB of white space is 431 or read", "6585 5", request("X:" + " " * 131072 + "a"), "431|400 !close || 200 !open")
case("ten thousand fields are 431", "6585 5", request(*["X-%d: %d" % (i, i) for i in range(10000)]), "431 problem !close")
case("ten thousand empty fields are 431", "6585 5", request(*["x:"] * 10000), "431 !close")
case("a head of 1 MiB in 1 KB fields is 431", "6585 5", request(*["X-%d: %s" % (i, "v" * 1000) for i in range(1000)]), "431 !close")
case("a 431 to HEAD has no content", "9110 9.3.2", request("X: " + "a" * 131072, method="HEAD"), "HEAD:431 !close")
case("a Host of 4,000 letters is 200, 400 or 421", "9110 7.2", request(host="a" * 4000), "200|400|431")

for what, fields in {
    "Max-Forwards: 0": ["Max-Forwards: 0"],
    "TE: trailers": ["TE: trailers", "Connection: TE"],
    "TE: trailers unlisted": ["TE: trailers"],
    "TE: gzip;q=0.5": ["TE: gzip;q=0.5, deflate", "Connection: TE"],
    "Via": ["Via: 1.1 proxy, 1.0 fred"],
    "Forwarded": ["Forwarded: for=192.0.2.1;proto=https;host=evil.example", "X-Forwarded-For: 192.0.2.1", "X-Forwarded-Host: evil.example"],
    "Cache-Control: no-cache": ["Cache-Control: no-cache", "Pragma: no-cache"],
    "Cache-Control: only-if-cached": ["Cache-Control: only-if-cached, max-age=0"],
    "Authorization": ["Authorization: Basic Og=="],
    "Cookie": ["Cookie: a=b; c"],
    "Trailer": ["Trailer: X-Sum"],
    "Referer and From": ["Referer: %%%", "From: nobody"],
    "Content-Type": ["Content-Type: application/json"],
    "Date": ["Date: yesterday"],
    "Accept-Language": ["Accept-Language: xx, *;q=0"],
    "Accept-Charset": ["Accept-Charset: iso-8859-7;q=1, *;q=0"],
    "Method-Override": ["X-HTTP-Method-Override: DELETE", "X-Method-Override: PUT"],
    "X-Original-URL": ["X-Original-URL: /admin", "X-Rewrite-URL: /admin"],
    "Content_Length": ["Content_Length: 5", "Transfer_Encoding: chunked"],
    "Proxy": ["Proxy: http://evil.example", "Proxy-Connection: close"],
    "Priority": ["Priority: u=1, i", "Sec-Fetch-Mode: cors", "DNT: 1"],
    "Link and ETag in the request": ["ETag: \"x\"", "Link: </x>", "Last-Modified: never"],
}.items():
    case("%s does not change the response" % what, "9110 5.1", request(*fields), "200 =balance !open")
case("Upgrade to a WebSocket is ignored", "9110 7.8", request("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13"), "200 =balance !open")
case("Upgrade to h2c is ignored", "9110 7.8", request("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", "Connection: Upgrade, HTTP2-Settings"), "200 =balance !open")
case("Upgrade on HTTP/1.0 is ignored", "9110 7.8", request("Upgrade: websocket", "Connection: Upgrade", version="HTTP/1.0"), "200 =balance !eof")
case("OPTIONS with Max-Forwards: 0 is answered", "9110 7.6.2", request("Max-Forwards: 0", method="OPTIONS"), "200|204")
