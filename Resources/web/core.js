// State in the address, requests, exact numbers, numbers in words, elements, tables and links.

/** A JSON number: `text` has the digits of the response; the numeric value is for geometry and sorting only. */
export class Digits {
  constructor(text) { this.text = text; }
  toString() { return this.text; }
  valueOf() { return Number(this.text); }
}

// No text of the API begins with this private-use character, which marks numbers while they are read.
const MARK = '\ue000';
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g;

/** JSON with every number as `Digits`. */
function parseExact(text) {
  const marked = text.replace(TOKEN, token => token[0] === '"' ? token : `"${MARK}${token}"`);
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value[0] === MARK ? new Digits(value.slice(1)) : value);
}

/** RFC 9457. */
class Problem extends Error {
  constructor(members, status) {
    super(members.detail || members.title || 'The server gave no reason.');
    Object.assign(this, { allowed: [] }, members, { status });
  }
}

// This file is /web/core.js below the base path of the server, which is '' or, for example, '/trade'.
const base = new URL('..', import.meta.url).pathname.slice(0, -1);

/** `target` below the base path. Links of a response have it already. */
export const below = target => target.startsWith('/') && !target.startsWith(`${base}/`) ? base + target : target;

/** `path` with the parameters that have a value. */
export function address(path, parameters = {}) {
  const items = Object.entries(parameters).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.join(',') : value;
    return text == null || text === '' ? [] : [`${name}=${encodeURIComponent(text).replace(/%2C|%3A/g, decodeURIComponent)}`];
  });
  return items.length ? `${path}?${items.join('&')}` : path;
}

const kept = new Map();

/** The response at `path`; requested once. Throws a Problem. */
export function get(path, parameters) {
  const target = address(path, parameters);
  if (!kept.has(target)) {
    kept.set(target, request(target).catch(error => {
      if (!(error.status < 500)) kept.delete(target);
      throw error;
    }));
  }
  return kept.get(target);
}

export const all = (path, parameters) => get(path, { ...parameters, limit: 5000 });

async function request(target) {
  const response = await fetch(below(target), { headers: { Accept: 'application/json' } }).catch(() => {
    throw new Problem({ title: 'No response', detail: 'The server cannot be reached.' });
  });
  const { status, ok } = response;
  if (!/json/.test(response.headers.get('Content-Type'))) throw new Problem({ title: `Status ${status}`, detail: 'The response is not JSON.' }, status);
  const content = parseExact(await response.text());
  if (!ok) throw new Problem(content, status);
  return content;
}

// MARK: state

export const defaults = { view: 'overview', partner: 'MEX', type: 'goods' };
export const stated = (name, from = new URLSearchParams(location.search)) => from.get(name) || defaults[name] || '';

export const balanceOf = (partner, parameters) => get(`/v1/partners/${encodeURIComponent(partner)}/balance`, { limit: 5000, ...parameters });

/** The responses that the sentence of the overview is made of. */
export const overviewOf = partner => balanceOf(partner, { fields: 'partner,partner_name,period,type,exports,imports,balance,tdr,source,basis' });
export const ranksOf = year => get('/v1/rankings/tdr', { year, fields: 'rank,partner,partner_name,tdr,exports,imports,balance' });

/** The modules of the views other than the overview, in the order of the navigation. */
export const modules = { series: 'trade', ranking: 'trade', traded: 'trade', usmca: 'records', reports: 'records', sources: 'records' };

// The requests begin before other modules are loaded: this one imports nothing, and the page names it.
const first = modules[stated('view')];
if (first) import(`./${first}.js`);
else for (const one of [overviewOf(stated('partner')), ranksOf(stated('year'))]) one.catch(() => null);

// MARK: numbers

/** `text` × 10^`shift`, rounded half to even to `places` decimals. Integers only, so no digit is invented. */
export function rounded(text, shift, places) {
  const [, minus, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const drop = fraction.length - Number(exponent) - shift - places;
  let number = BigInt(whole + fraction);
  if (drop <= 0) {
    number *= 10n ** BigInt(-drop);
  } else {
    const unit = 10n ** BigInt(drop);
    const twice = number % unit * 2n;
    number /= unit;
    if (twice > unit || (twice === unit && number % 2n)) number += 1n;
  }
  const digits = number.toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return (minus && number ? '-' : '') + (places ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits);
}

/** Digits in threes and a true minus: `−161,382.5`. */
export function grouped(text) {
  const [, minus, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) || [, '', text, ''];
  return (minus ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest;
}

/** The scale of amounts of million US dollars, by the largest of them; billions from `billions` on. */
export function scaleOf(values, billions = 1e4) {
  const most = Math.max(0, ...values.filter(value => value != null).map(value => Math.abs(Number(value))));
  return most >= 1e6 ? { shift: -6, places: 2, name: 'trillion', factor: 1e-6 }
    : most >= billions ? { shift: -3, places: 1, name: 'billion', factor: 1e-3 }
      : most >= 1 || most === 0 ? { shift: 0, places: 1, name: 'million', factor: 1 }
        : { shift: 3, places: 0, name: 'thousand', factor: 1e3 };
}

export const amount = (value, scale) => grouped(rounded(value.text, scale.shift, scale.places));

export function money(value) {
  const scale = scaleOf([value], 1000);
  return `${written(value, scale)} ${unitOf(scale)}`;
}

export const decimal = (value, places = 2) => grouped(rounded(value.text, 0, places));
export const percent = (ratio, places = 1) => `${grouped(rounded(ratio.text, 2, places))}%`;
export const signed = text => text.startsWith('−') || /^0[.0]*%?$/.test(text) ? text : `+${text}`;
export const without = value => new Digits(value.text.replace(/^-/, ''));

/** 1st, 2nd, 3rd, 4th … 11th. */
export function ordinal(number) {
  const n = Number(number);
  const last = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10;
  return `${n}${['th', 'st', 'nd', 'rd'][last] || 'th'}`;
}

export const words = slug => slug.replaceAll('-', ' ').replaceAll('_', ' ');
export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
export const plural = (count, one, many = `${one}s`) => `${grouped(String(count))} ${Number(count) === 1 ? one : many}`;

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const PERIOD = /^(\d{4})(?:-(Q|YTD)?(\d+)(?:-(\d\d))?)?$/;

/** A date or a period in words: `2024-07` is July 2024, `2026-YTD04` is January to April 2026. */
export function when(text) {
  const [, year, kind, number, day] = PERIOD.exec(text) || [];
  if (!number) return text;
  if (kind === 'Q') return `${ordinal(number)} quarter of ${year}`;
  const month = `${kind && number !== '01' ? 'January to ' : ''}${MONTHS[number - 1]} ${year}`;
  return day ? `${Number(day)} ${month}` : month;
}

export const dated = text => text.replace(/\b\d{4}-\d\d-\d\d\b/g, when);

/** The place of a period on an axis of years: the middle of the period. */
export function place(period) {
  const [, year, kind, number, day] = PERIOD.exec(period).map((part, index) => index === 2 ? part : Number(part));
  if (!number) return year + 0.5;
  if (kind) return year + (kind === 'Q' ? (number - 0.5) / 4 : number / 24);
  return year + (number - (day ? 1 : 0.5)) / 12 + (day ? (day - 0.5) / 372 : 0);
}

// MARK: elements

/** Attributes are optional: an object that is not a node, a list or a number sent by the API. */
function fill(element, children) {
  const [first] = children;
  const attributes = first?.constructor === Object ? children.shift() : {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : name === 'href' ? below(value) : value);
  }
  element.append(...children.flat(Infinity).filter(child => child != null && child !== false && child !== '')
    .map(child => child instanceof Digits ? grouped(child.text) : child));
  return element;
}

/** An HTML element: `h('p.note', { id }, children)`. */
export function h(name, ...children) {
  const [tag, ...classes] = name.split('.');
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(' ');
  return fill(element, children);
}

export const s = (tag, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), children);

export const origin = (href, ...content) => h('a', { href, 'data-origin': true }, content);
export const section = (id, title, ...content) => h('section', { id, 'aria-labelledby': `${id}-h` }, h('h2', { id: `${id}-h` }, title), content);
export const controls = (label, ...content) => h('form.controls', { 'aria-label': label }, content);

export const exactly = () => document.documentElement.hasAttribute('data-exact');

export const unitOf = scale => `${exactly() ? 'million' : scale.name} US dollars`;
export const written = (value, scale) => exactly() ? grouped(value.text) : amount(value, scale);
export const ratio = (value, write) => value && (exactly() ? grouped(value.text) : write(value));

/**
 * A figure in words for people; its exact digits are in `value` and the title.
 * `scale` or `text` gives the words; `link` leads to the cell or to the formula and its operands; `flow` names the field.
 */
export function figure(value, { text, scale, unit = 'million US dollars', link, flow } = {}) {
  if (value == null) return h('span.none', { title: 'no figure' }, '–', h('span.hidden', ' no figure'));
  const data = h('data', { value: value.text, title: `${grouped(value.text)} ${unit}` },
    text ?? (scale ? written(value, scale) : grouped(value.text)));
  return link ? h('a.figure', { href: link, 'data-origin': flow || true }, data) : data;
}

export const flows = ['exports', 'imports', 'balance'];
export const amounts = (name, scale, link = () => null, flags = 'number') =>
  [capital(words(name)), one => figure(one[name], { scale, link: link(one), flow: name }), flags, name];
export const ratios = (title, name, write, flags = 'number') =>
  [title, one => figure(one[name], { text: ratio(one[name], write), unit: '' }), flags, name];

/**
 * A table in a region that scrolls by itself on a narrow screen. A column is [title, cell, flags, sort]: flags are `head`, `number`,
 * `extra` (hidden on a narrow screen) or a class; `sort` is the field, or gives the value, that a click on the title sorts by.
 */
export function table(caption, columns, records, { rowClass = () => null, sorted } = {}) {
  const row = record => h('tr', { class: rowClass(record) }, columns.map(([, cell, flags = '']) =>
    h(flags.includes('head') ? 'th' : 'td', { scope: flags.includes('head') && 'row', class: flags || null }, cell(record))));
  const body = h('tbody', records.map(row));
  let [by, descending] = [sorted, false];
  const heads = columns.map(([title, , flags = '', sort], index) => h('th', { scope: 'col', class: flags || null, 'aria-sort': sorted === index && 'ascending' },
    sort ? h('button.sort', { type: 'button', onclick: () => {
      descending = by === index ? !descending : flags.includes('number');
      by = index;
      heads.forEach((head, other) => { head.ariaSort = other !== index ? null : descending ? 'descending' : 'ascending'; });
      body.replaceChildren(...[...records].sort((a, b) => {
        const [x, y] = [a, b].map(one => typeof sort === 'string' ? one[sort] : sort(one));
        if (x == null || y == null) return (x == null) - (y == null);
        return (descending ? -1 : 1) * (typeof x === 'string' ? x.localeCompare(y, 'en') : Number(x) - Number(y));
      }).map(row));
    } }, title) : title));
  return h('div.scroll', { role: 'region', tabindex: '0', 'aria-label': caption },
    h('table', h('caption', caption), h('thead', h('tr', heads)), body));
}

export const bars = draw => [h('span.hidden', 'Drawn'), draw, 'length'];

/** Key figures: { term, value, unit, note, more }. */
export const tiles = list => h('dl.tiles', list.filter(Boolean).map(({ term, value, unit, note, more }) => h('div', h('dt', term),
  h('dd.big', value, unit && [' ', h('span.unit', unit)]), note && h('dd.note', note), more && h('dd', more))));

export const folded = (summary, ...content) => h('details', h('summary', summary), content);

const FORMATS = { self: 'JSON', csv: 'CSV', xlsx: 'XLSX', svg: 'SVG', ics: 'calendar' };

/** The address of a drawing as an image with the rules that style it. */
function imageOf(svg) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.viewBox.baseVal;
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  copy.style.cssText = `width: ${width}px; background: var(--paper)`;
  copy.prepend(s('style', [...document.styleSheets[0].cssRules].filter(({ selectorText, conditionText }) =>
    selectorText ? selectorText === ':root' || svg.parentNode.querySelector(selectorText) : conditionText.includes('dark')).map(rule => rule.cssText).join('')));
  return `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
}

/** A table or a list as HTML that needs no style sheet. */
function plainHTML(list) {
  const copy = list.cloneNode(true);
  copy.querySelectorAll('.length, .hidden').forEach(one => one.remove());
  for (const one of copy.querySelectorAll('*')) {
    if (one.href) one.setAttribute('href', one.href);
    if (one.matches('button, .figure')) one.replaceWith(...one.childNodes);
    one.removeAttribute('class');
  }
  return copy.outerHTML;
}

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

/**
 * Links to all columns of the figures in other formats, and the HTML that shows them on another page. Without `shown`
 * the drawing is that of the API. `changes` are parameters that select the figures; `svg` are further ones for the drawing.
 */
export function dataLinks(links, title, { shown, label = 'Data', svg, ...changes } = {}) {
  const target = name => {
    const { pathname, searchParams } = new URL(below(links[name]), location.href);
    return address(pathname, { ...Object.fromEntries(searchParams), fields: '', limit: '', ...changes, ...(name === 'svg' && svg) });
  };
  const isDrawing = shown?.matches('.frame');
  const image = () => isDrawing ? imageOf(shown.firstChild) : location.origin + target('svg');
  const field = h('textarea', { readonly: true, rows: 3, 'aria-label': `HTML that embeds: ${title}` });
  const embed = (shown || links.svg) && h('details.embed', { ontoggle: () => {
    const text = escaped(title);
    const link = content => `<a href="${escaped(location.href)}">${content}</a>`;
    field.value = shown && !isDrawing ? plainHTML(shown) + link(text) : link(`<img src="${escaped(image())}" alt="${text}" width="100%">${shown ? `<br>${text}` : ''}`);
    field.select();
  } }, h('summary', { 'aria-label': `Embed: ${title}` }, 'Embed'), field);
  const items = Object.keys(FORMATS).map(name => {
    const own = name === 'svg' && isDrawing && { href: '#', download: `${title}.svg`, onclick: ({ target }) => { target.href = image(); } };
    return (own || links[name]) && h('a', { 'aria-label': `${title} as ${FORMATS[name]}`, ...own || { href: target(name) } }, FORMATS[name]);
  });
  return h('div.data', h('span', `${label}: `), items, embed);
}

export const listing = (list, links, title, changes) => [list, dataLinks(links, title, { shown: list, ...changes })];

export const zoom = () => parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;

/** A drawing as wide as its frame. `draw(width)` gives an SVG element; `height` is reserved for it. */
export function drawing(height, draw) {
  const frame = h('div.frame');
  frame.style.minHeight = `${height / 16}rem`;
  let width = 0;
  new ResizeObserver(entries => {
    const now = Math.floor(entries[0].contentRect.width);
    if (now === width || now < 40) return;
    width = now;
    frame.replaceChildren(draw(Math.floor(width / zoom())));
  }).observe(frame);
  return frame;
}

export const legend = entries => h('ul.legend', entries.map(([mark, meaning]) =>
  h('li', h('span', { class: `swatch ${mark}`, 'aria-hidden': 'true' }), meaning)));

export function problem(error) {
  if (!error.title) console.error(error);
  return h('div', { class: 'problem', role: 'alert' }, h('p', h('strong', error.title || 'Error'), ': ', error.message));
}

/** Options of a list: a value, [value, label], or { label, options } for a group. */
const pair = option => Array.isArray(option) ? option : [option, words(option)];
export const listed = (options, value) => options.map(one => one.options ? h('optgroup', { label: one.label }, listed(one.options, value))
  : h('option', { value: pair(one)[0], selected: pair(one)[0] === value }, pair(one)[1]));

export const labelled = (label, control) => h('label', h('span', label), control);
export const select = (name, label, options, value, isState = true) => labelled(label, h('select', { name, 'data-state': isState }, listed(options, value)));

export function choice(name, label, options, value) {
  return h('fieldset.choice', h('legend', label), options.map(pair).map(([key, text]) =>
    h('label', h('input', { type: 'radio', name, value: key, checked: key === value, 'data-state': true }), h('span', text))));
}
