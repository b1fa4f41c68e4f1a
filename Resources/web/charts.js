// Drawings from records. Values become numbers here for their places only; what is written keeps its digits.

import { grouped, s, words } from './dom.js';

/** Round ticks over `values` and 0. */
function ticks(values, count) {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const rough = (most - least || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(factor => factor * power >= rough) * power;
  const all = [];
  for (let index = Math.floor(least / step); index <= Math.ceil(most / step); index += 1) all.push(index * step);
  return all;
}

const picture = (width, height, title, description, ...children) =>
  s('svg', { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': `${title}. ${description}` },
    children);

const text = (x, y, content, kind = '') => s('text', { x, y, class: kind }, content);
const line = (x1, y1, x2, y2, kind) => s('line', { x1, y1, x2, y2, class: kind });
const bar = (x, y, width, height, kind, tip) => s('rect', { x, y, width: Math.max(width, 0.5), height: Math.max(height, 0.5), class: kind },
  tip && s('title', null, tip));

const FLOWS = ['exports', 'imports', 'balance'];

/** Exports, imports and balance by period; a gap in the years is a gap in the drawing, and so is a change of basis. */
export function columns(records, width, title, bases = {}) {
  const values = records.flatMap(record => FLOWS.map(flow => record[flow])).filter(value => value != null);
  const marks = ticks(values.map(Number), 5);
  const labels = marks.map(mark => grouped(String(mark)));
  const left = 8 + 7 * Math.max(...labels.map(label => label.length));
  const seams = records.map((record, index) => index > 0 && (record.basis !== records[index - 1].basis
    || Number(record.year) - Number(records[index - 1].year) > 1));
  const gap = 18;
  const band = Math.min(200, (width - left - gap * seams.filter(Boolean).length) / records.length);
  const [top, bottom] = [14, 232];
  const place = value => bottom - (value - marks[0]) / (marks.at(-1) - marks[0]) * (bottom - top);
  const manyBases = new Set(records.map(record => record.basis)).size > 1;
  const parts = marks.map((mark, index) => [
    line(left, place(mark), width, place(mark), mark === 0 ? 'zero' : 'grid'),
    text(left - 6, place(mark) + 4, labels[index], 'end muted')]);
  const drawn = [];
  let named = 0;
  let x = left;
  records.forEach((record, index) => {
    if (seams[index]) {
      drawn.push(line(x + gap / 2, top, x + gap / 2, bottom, 'seam'));
      x += gap;
    }
    const step = Math.min(42, band * 0.28);
    const start = x + (band - step * 3) / 2;
    FLOWS.forEach((flow, place_) => {
      if (record[flow] == null) return;
      const y = place(Number(record[flow]));
      drawn.push(bar(start + place_ * step + 1, Math.min(y, place(0)), step - 2, Math.abs(y - place(0)), flow,
        `${record.period}, ${flow}: ${grouped(record[flow].text)}`));
    });
    const middle = x + band / 2;
    drawn.push(text(middle, bottom + 18, band < 34 ? `’${record.period.slice(2)}` : record.period, 'middle'));
    if (manyBases && (index === 0 || record.basis !== records[index - 1].basis)) {
      const name = bases[record.basis] || record.basis;
      const fits = x + 2 + name.length * 7.5 < width;
      // Long names stand on two lines in turn, so that neighbours do not meet.
      drawn.push(text(fits ? x + 2 : width, bottom + 35 + named % 2 * 15, name, fits ? 'small muted' : 'small end muted'));
      named += 1;
    }
    x += band;
  });
  const description = records.map(record =>
    `${record.period}: ${FLOWS.map(flow => `${flow} ${record[flow] == null ? 'not given' : grouped(record[flow].text)}`).join(', ')}`).join('; ');
  return picture(width, bottom + (manyBases ? 56 : 28), title, description, parts, drawn);
}

/** A label on as many lines as it takes. */
function lines(label, most) {
  const found = [''];
  for (const word of label.split(' ')) {
    const last = found.at(-1);
    if (last && last.length + word.length + 1 > most) found.push(word);
    else found[found.length - 1] = last ? `${last} ${word}` : word;
  }
  return found;
}

/** Exports over imports for each record, its name above; each figure leads to its cell. */
export function pairs(records, width, title) {
  const values = records.flatMap(record => [record.exports, record.imports]).filter(value => value != null).map(Number);
  const most = Math.max(...values, 1);
  const room = 8 + 7.2 * Math.max(...records.flatMap(record => [record.exports, record.imports])
    .map(value => value == null ? 1 : grouped(value.text).length));
  let bottom = 0;
  const parts = records.map(record => {
    const name = lines(record.label, width / 7.4);
    const y = bottom + (name.length - 1) * 15;
    bottom = y + 58;
    return [
      name.map((part, index) => text(0, y + 14 - (name.length - 1 - index) * 15, part, 'strong')),
      ['exports', 'imports'].map((flow, place) => {
        const value = record[flow];
        const length = value == null ? 0 : Number(value) / most * (width - room);
        const written = text(length + 6, y + 31 + place * 14, value == null ? '–' : grouped(value.text), 'small');
        const cell = record.cells[flow];
        return [value != null && bar(0, y + 21 + place * 14, length, 11, flow),
          cell ? s('a', { href: `/v1/cells/${cell}`, 'data-cell': cell, 'aria-label': `${record.label}, ${flow}: ${grouped(value.text)}` }, written) : written];
      })];
  });
  // A group, not an image: what is in an image is not read out, and its links could not be followed.
  return s('svg', { viewBox: `0 0 ${width} ${bottom}`, width, height: bottom, role: 'group', 'aria-label': `${title}: exports and imports by category` }, parts);
}

/** One bar from zero on a scale that all rows share, with the range that rounding leaves. */
export function inline(value, low, high, scale, kind) {
  const place = number => (Number(number) - scale.least) / (scale.most - scale.least) * 100;
  const [zero, end] = [place(0), place(value)];
  return s('svg', { class: 'inline', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    bar(Math.min(zero, end), 1.5, Math.abs(end - zero), 7, kind),
    low != null && high != null && line(place(low), 5, place(high), 5, 'whisker'),
    line(zero, 0, zero, 10, 'zero'));
}

const day = date => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

/** Years as vertical lines; gives a function from days to places. */
function calendar(first, last, left, width, top, bottom, edge = width) {
  const place = date => left + (day(date) - day(first)) / (day(last) - day(first)) * (width - left);
  const parts = [];
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  const every = [1, 2, 5, 10].find(step => years / step * 40 <= width - left) || 20;
  for (let year = Number(first.slice(0, 4)) + 1; year <= Number(last.slice(0, 4)); year += 1) {
    const x = place(`${year}-01-01`);
    const isNamed = year % every === 0;
    parts.push(line(x, top, x, bottom, isNamed ? 'grid' : 'grid faint'));
    const isFree = !(x > edge - 16 && every / years * (width - left) < 46);
    if (isNamed && isFree) parts.push(text(x, bottom + 16, String(year), x > edge - 16 ? 'end muted' : 'middle muted'));
  }
  return { place, parts };
}

/** The term of the agreement, its reviews and what surrounds them. */
export function timeline(meta, events, width) {
  const first = '2020-01-01';
  const ends = [meta.agreement_end, meta.term_end, ...events.map(event => event.date)].sort();
  const last = `${Number(ends.at(-1).slice(0, 4)) + 1}-01-01`;
  const [top, bottom] = [18, 132];
  const { place, parts } = calendar(first, last, 0, width, top, bottom);
  const tall = { 'joint-review': 11, expiry: 11, 'entry-into-force': 11 };
  const marks = events.map(event => {
    const x = place(event.date);
    const kind = event.certainty === 'assumption' ? 'assumed' : 'known';
    if (event.kind === 'joint-review') return s('path', { d: `M${x} 62l8 10l-8 10l-8-10z`, class: `review ${kind}` });
    if (event.kind in tall || /expiry|extension|withdraw/.test(event.kind)) {
      return s('circle', { cx: x, cy: 72, r: 8, class: `turn ${kind}` });
    }
    return line(x, 100, x, 116, `minor ${kind}`);
  });
  const now = place(meta.as_of);
  const nowLabel = text(now < width - 120 ? now + 5 : now - 5, top - 4, `seen from ${meta.as_of}`, now < width - 120 ? 'strong small' : 'strong small end');
  const end = place(meta.agreement_end);
  const description = events.filter(event => event.kind === 'joint-review' || event.kind in tall)
    .map(event => `${event.date}: ${event.title} (${event.certainty})`).join('; ');
  return picture(width, bottom + 22, 'Term and reviews of the agreement', description, parts,
    bar(place(meta.in_force_since), 66, end - place(meta.in_force_since), 12, 'term'), marks,
    line(now, top, now, bottom, 'today'), nowLabel,
    text(place(meta.in_force_since), 50, 'in force', 'small muted'), text(end, 50, 'ends', end > width - 40 ? 'small muted end' : 'small muted middle'),
    text(place('2020-07-01'), 95, 'notices, hearings, reports and talks', 'small muted'));
}

/** Labor cases from request to resolution. */
export function spans(cases, width, until) {
  const isNarrow = width < 620;
  const left = isNarrow ? 0 : 260;
  const height = isNarrow ? 34 : 21;
  const bottom = cases.length * height + 6;
  const first = cases.reduce((least, item) => item.requested && item.requested < least ? item.requested : least, until);
  const { place, parts } = calendar(`${first.slice(0, 4)}-01-01`, until, left, width - 40, 0, bottom, width);
  const rows = cases.map((item, index) => {
    const y = index * height + 4;
    const name = item.facility.length > 34 ? `${item.facility.slice(0, 32)}…` : item.facility;
    const barY = isNarrow ? y + 17 : y + 4;
    const label = text(isNarrow ? 0 : left - 10, y + 13, name, isNarrow ? 'small' : 'small end');
    if (!item.requested) return [label, text(isNarrow ? 0 : left, barY + 9, words(item.outcome), 'small muted')];
    const start = place(item.requested);
    const end = item.resolved ? place(item.resolved) : item.status === 'open' ? place(until) : start + 7;
    const note = item.days_to_resolution != null ? `${item.days_to_resolution} d` : item.status === 'open' ? 'open' : words(item.outcome);
    const after = end + 8 + note.length * 6.5 > width;
    return [label, bar(start, barY, end - start, 10, item.resolved ? 'resolved' : item.status === 'open' ? 'open' : 'other'),
      text(after ? start - 5 : end + 5, barY + 9, note, after ? 'small end' : 'small')];
  });
  const description = cases.map(item => `${item.facility}: requested ${item.requested || 'never'}, ${item.days_to_resolution != null ? `${item.days_to_resolution} days to resolution` : words(item.outcome)}`).join('; ');
  return picture(width, bottom + 22, 'Labor cases from request to resolution', description, parts, rows);
}
