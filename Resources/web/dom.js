// Making elements: plain ones, figures with their origin, tables, and links to the data behind them.

import { below, Digits } from './api.js';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value == null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : name === 'href' ? below(value) : value);
  }
  element.append(...children.flat(Infinity).filter(child => child != null && child !== false)
    .map(child => child instanceof Digits ? grouped(child.text) : child));
  return element;
}

/** An HTML element. */
export const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);

/** An SVG element. */
export const s = (tag, attributes, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** Digits in threes and a true minus, `−161,382.5`; not one digit more or less. */
export function grouped(text) {
  const [, minus, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) || [, '', text, ''];
  return (minus ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + rest;
}

/** A word of the API as people write it: `food-manufacturing` is food manufacturing. */
export const words = slug => slug.replaceAll('-', ' ').replaceAll('_', ' ');

/** A figure, linked to the cell it is printed in or to how it is computed. */
export function figure(value, { cell, explain, reason } = {}) {
  if (value == null) {
    return h('span', { class: 'none', title: reason || 'no figure' }, '–', h('span', { class: 'hidden' }, ' no figure'));
  }
  const data = h('data', { value: value.text }, grouped(value.text));
  if (cell) return h('a', { class: 'figure', href: `/v1/cells/${cell}`, 'data-cell': cell }, data);
  if (explain) return h('a', { class: 'figure computed', href: explain, 'data-explain': true }, data);
  return data;
}

/**
 * A table that scrolls by itself where it is wider than the screen.
 * A column is { title, cell: record => content, number: whether it is one, head: whether it names the row }.
 */
export function table(caption, columns, records, rowClass = () => null) {
  const cell = (column, record) => column.head
    ? h('th', { scope: 'row' }, column.cell(record))
    : h('td', { class: column.number ? 'number' : column.class }, column.cell(record));
  return h('div', { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': caption },
    h('table', null,
      h('caption', null, h('span', null, caption)),
      h('thead', null, h('tr', null, columns.map(column =>
        h('th', { scope: 'col', class: column.number ? 'number' : column.class }, column.title)))),
      h('tbody', null, records.map(record =>
        h('tr', { class: rowClass(record) }, columns.map(column => cell(column, record)))))));
}

/** What is folded away until asked for. */
export const folded = (summary, ...content) => h('details', null, h('summary', null, summary), content);

/** Links to the same data in other formats. */
export function dataLinks(links, formats = ['csv', 'svg'], what = '') {
  const names = { self: 'JSON', csv: 'CSV', svg: 'SVG', ics: 'calendar (iCalendar)' };
  return h('p', { class: 'data' }, 'Data: ', ['self', ...formats].filter(name => links[name]).map((name, index) =>
    [index ? ' · ' : '', h('a', { href: links[name], 'aria-label': `${what} as ${names[name]}` }, names[name])]));
}

/** Terms with what they are. */
export const tiles = list => h('dl', { class: 'tiles' }, list.filter(Boolean).map(tile =>
  h('div', { class: tile.class }, h('dt', null, tile.term), h('dd', { class: 'big' }, tile.value, tile.unit && [' ', h('span', { class: 'unit' }, tile.unit)]),
    tile.note && h('dd', { class: 'note' }, tile.note))));

/** A drawing in a figure of its own, drawn again when its width changes. `draw(width)` gives an SVG element. */
export function drawing(caption, draw, ...below) {
  const frame = h('div', { class: 'frame' });
  let width = 0;
  new ResizeObserver(entries => {
    const now = Math.floor(entries[0].contentRect.width);
    if (now === width || now < 40) return;
    width = now;
    frame.replaceChildren(draw(width));
  }).observe(frame);
  return h('figure', null, caption && h('figcaption', null, caption), frame, below);
}

/** Swatches with their meaning. */
export const legend = entries => h('ul', { class: 'legend' }, entries.map(([mark, meaning]) =>
  h('li', null, h('span', { class: `swatch ${mark}`, 'aria-hidden': 'true' }), meaning)));
