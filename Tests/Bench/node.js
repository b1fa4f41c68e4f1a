// Serves a file's bytes as a constant from Node's HTTP server. usage: node node.js PORT FILE
const { createServer } = require('node:http');
const body = require('node:fs').readFileSync(process.argv[3]);
createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length });
    response.end(body);
}).listen(Number(process.argv[2]), '127.0.0.1');
