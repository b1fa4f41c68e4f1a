// Asking the API of the same origin. Numbers keep the digits they were sent with.

/** A JSON number as it was sent: `text` has its exact digits, its value is for geometry only. */
export class Digits {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
  valueOf() { return Number(this.text); }
}

// A character for private use, which no text of the API begins with, tells numbers from strings while they are read.
const MARK = '\ue000';
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** JSON with every number as `Digits`. */
export function parseExact(text) {
  const marked = text.replace(TOKEN, token => token[0] === '"' ? token : `"${MARK}${token}"`);
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value[0] === MARK ? new Digits(value.slice(1)) : value);
}

/** What the API says is wrong, RFC 9457. */
export class Problem extends Error {
  constructor(members) {
    super(members.detail || members.title || 'The server gave no reason.');
    Object.assign(this, { title: members.title, suggestion: members.suggestion, parameter: members.parameter });
  }
}

// This file is /web/api.js below the base path of the server, which is '' or, for example, '/trade'.
const base = new URL('..', import.meta.url).pathname.slice(0, -1);

/** `target` below the base path. The links of a response have it already. */
export const below = target => target.startsWith('/') && !target.startsWith(`${base}/`) ? base + target : target;

const kept = new Map();

/** The answer at `target`; asked for once as long as the page is open. Throws a Problem. */
export function get(target) {
  if (!kept.has(target)) {
    kept.set(target, ask(target).catch(error => {
      kept.delete(target);
      throw error;
    }));
  }
  return kept.get(target);
}

async function ask(target) {
  let response;
  try {
    response = await fetch(below(target), { headers: { Accept: 'application/json' } });
  } catch {
    throw new Problem({ title: 'No answer', detail: 'The server cannot be reached; is it still running?' });
  }
  const text = await response.text();
  let content;
  try {
    content = parseExact(text);
  } catch {
    throw new Problem({ title: `Status ${response.status}`, detail: 'The answer is not JSON.' });
  }
  if (!response.ok) throw new Problem(content);
  return content;
}

/** `path` with the parameters that have a value. */
export function address(path, parameters = {}) {
  const items = Object.entries(parameters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(one => one != null && one !== '')
      .map(one => `${name}=${encodeURIComponent(one).replaceAll('%2C', ',').replaceAll('%3A', ':')}`));
  return items.length ? `${path}?${items.join('&')}` : path;
}
