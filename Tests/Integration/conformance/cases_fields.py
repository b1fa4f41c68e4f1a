"""Host (RFC 9112 3.2, RFC 9110 7.2) and field syntax (RFC 9112 5, RFC 9110 5)."""
from table import C, F, HALF, HZ, NONE, P, T, q
from wire import Fault

C("no Host on 1.1 is 400", "9112 3.2", q(host=None), "400 problem")
C("no Host on 1.2 is 400", "9112 3.2", q(v="HTTP/1.2", host=None), "400")
C("no Host with HEAD is 400", "9112 3.2", q(m="HEAD", host=None), "HEAD:400")
C("no Host with OPTIONS * is 400", "9112 3.2", q(m="OPTIONS", t="*", host=None), "400")
C("Host twice the same is 400", "9112 3.2", q("Host: localhost"), "400")
C("Host twice, different, is 400", "9112 3.2", q("Host: other.example"), "400")
C("Host twice, far apart and in another case, is 400", "9112 3.2", q("A: 1", "B: 2", "hOST: localhost"), "400")
C("Host twice on 1.0 is 400", "9112 3.2", q("Host: localhost", v="HTTP/1.0"), "400 !eof")
C("an invalid Host on 1.0 is 400", "9112 3.2", q(v="HTTP/1.0", host="a b"), "400 !eof")
for good in ["localhost", "LOCALHOST", "localhost:80", "localhost:", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080", "[2001:db8::192.0.2.1]", "my_service:8080",
             "a.very.long.name.example.test.", "xn--mxico-bsa.example", ""]:
    C("Host: %s is accepted" % (good or "(empty)"), "9110 7.2", q(host=good), "200 =P !open")
C("Host with white space around is accepted", "9112 5.1", q(host=" \tlocalhost\t "), "200 =P !open")
C("Host: an IPvFuture address is accepted", "3986 3.2.2", q(host="[v1.a:b]"), "200|400|421")
C("HOST: in capitals is Host", "9110 5.1", "GET %s HTTP/1.1\r\nHOST: localhost\r\n\r\n" % P, "200 =P !open")
C("Host need not come first", "9110 5.3", q("A: 1", "B: 2", "Host: localhost", host=None), "200 =P !open")
for bad in ["a b", "a/b", "/", "a?b", "a#b", "user@localhost", "a\\b", "<a>", 'a"b', "a^b", "a|b", "a`b", "{a}", "localhost, other", "http://localhost", "a%zz", "a%4",
            "localhost:abc", "localhost:-1", "localhost:+80", "localhost:80:80", "localhost: 80", "localhost :80", "localhost:80a", "localhost:8%30", "::1", "[::1", "::1]", "[]", "[::g]", "[::1]x",
            "[::1]:x", "[localhost]", "[127.0.0.1]", "[::1]]", "[1:2:3:4:5:6:7:8:9]", "[1::2::3]", "[12345::]", "\xe9.example"]:
    C("Host: %s is 400" % bad, "9110 7.2", q(host=bad), "400")

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
    "an equals sign for the colon": "X=a",
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
    C("a field line with %s is 400" % what, "9112 5", q(line), "400")
C("a space before the colon of Host is 400", "9112 5.1", "GET %s HTTP/1.1\r\nHost : localhost\r\n\r\n" % P, "400")
C("a space before the colon of Content-Length is 400", "9112 5.1", q("Content-Length : 5", body="hello"), "400 !close")
C("a space before the colon of Transfer-Encoding is 400", "9112 5.1", q("Transfer-Encoding : chunked", body="0\r\n\r\n"), "400 !close")
C("a folded value is 400", "9112 5.2", q("X: a\r\n b"), "400")
C("a value folded with a tab is 400", "9112 5.2", q("X: a\r\n\tb"), "400")
C("a fold of nothing but a space is 400", "9112 5.2", q("X: a\r\n "), "400")
C("a folded Host is 400", "9112 5.2", q(host="local\r\n host"), "400")
C("a folded last field is 400", "9112 5.2", q("X: a\r\n b\r\n c"), "400")
C("white space before the first field is 400", "9112 2.2", "GET %s HTTP/1.1\r\n Host: localhost\r\n\r\n" % P, "400")
C("a tab before the first field is 400", "9112 2.2", "GET %s HTTP/1.1\r\n\tX: a\r\nHost: localhost\r\n\r\n" % P, "400")
C("a blank line of one space before the fields is 400", "9112 2.2", "GET %s HTTP/1.1\r\n \r\nHost: localhost\r\n\r\n" % P, "400")
C("a line of one space does not end the head", "9112 2.2", q("X: a\r\n \r\nY: b"), "400")
for code in [1, 8, 11, 12, 27, 127]:
    C("the control character %d in a value is 400, or kept" % code, "9110 5.5", q("X: a%sb" % chr(code)), "400 || 200 =P !open")
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
    "a comma for a value": "X: ,,,",
    "4 KB of cookie": "Cookie: " + "c" * 4096,
}.items():
    C("a field line with %s is accepted" % what, "9110 5.5", q(line), "200 =P !open")
C("one unknown field twice is accepted", "9110 5.3", q("X: a", "X: b"), "200 =P !open")
C("sixty fields are accepted", "9110 5.4", q(*["X-%d: %d" % (i, i) for i in range(60)]), "200 =P !open")
C("a field of 128 KiB is 431", "6585 5", q("X: " + "a" * 131072), "431 problem !close")
C("a field name of 128 KiB is 431", "6585 5", q("X" * 131072 + ": a"), "431|400 !close")
C("a field of 2 MiB without an end is 431", "6585 5", q()[:-2] + "X: " + "a" * (2 << 20), "431 !close")
C("a field of 128 KiB of white space is 431 or read", "6585 5", q("X:" + " " * 131072 + "a"), "431|400 !close || 200 !open")
C("ten thousand fields are 431", "6585 5", q(*["X-%d: %d" % (i, i) for i in range(10000)]), "431 problem !close")
C("ten thousand empty fields are 431", "6585 5", q(*["x:"] * 10000), "431 !close")
C("a head of 1 MiB in 1 KB fields is 431", "6585 5", q(*["X-%d: %s" % (i, "v" * 1000) for i in range(1000)]), "431 !close")
C("a 431 to HEAD has no content", "9110 9.3.2", q("X: " + "a" * 131072, m="HEAD"), "HEAD:431 !close")
C("a Host of 4,000 letters harms nothing", "9110 7.2", q(host="a" * 4000), "200|400|431")

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
    C("%s does no harm" % what, "9110 5.1", q(*fields), "200 =P !open")
C("Upgrade to a WebSocket is ignored", "9110 7.8", q("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version: 13"), "200 =P !open")
C("Upgrade to h2c is ignored", "9110 7.8", q("Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__", "Connection: Upgrade, HTTP2-Settings"), "200 =P !open")
C("Upgrade on HTTP/1.0 is ignored", "9110 7.8", q("Upgrade: websocket", "Connection: Upgrade", v="HTTP/1.0"), "200 =P !eof")
C("OPTIONS with Max-Forwards: 0 is answered", "9110 7.6.2", q("Max-Forwards: 0", m="OPTIONS"), "200|204")
