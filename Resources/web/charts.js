// Drawings. Numbers are geometry here; every text that is written comes from the exact digits.

import { drawing, h, place, s, zoom } from './core.js';

const text = (x, y, content, kind) => s('text', { x, y, class: kind }, content);
const line = (x1, y1, x2, y2, kind) => s('line', { x1, y1, x2, y2, class: kind });
const tip = content => content && s('title', null, content);
const picture = (width, height, label, ...children) =>
  s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label }, children);

/** Round ticks that cover `least` to `most`. */
export function ticks(least, most, count) {
  const rough = (most - least || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough * 0.999) * power;
  const found = [];
  for (let index = Math.floor(least / step + 1e-9); index <= Math.ceil(most / step - 1e-9); index += 1) found.push(index * step);
  return found;
}

export const short = value => String(Number(value.toPrecision(10))).replace('-', '−').replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/**
 * The greatest length that a scale shows. Where a few values are more than twice the upper fence (third quartile plus 1.5 times the
 * interquartile range), the scale ends at the fence.
 */
export function fence(values) {
  const sorted = values.map(value => Math.abs(Number(value))).sort((a, b) => a - b);
  const most = sorted.at(-1) || 1;
  if (sorted.length < 8) return most;
  const quartile = part => sorted[Math.round(part * (sorted.length - 1))];
  const limit = quartile(0.75) + 1.5 * (quartile(0.75) - quartile(0.25));
  return most > 2 * limit && limit > 0 ? limit : most;
}

/** One bar from zero on a scale that all rows share. A bar beyond the scale ends in a break. */
export function bar(value, scale, kind) {
  const number = Number(value);
  const span = scale.most - scale.least;
  const at = one => (Math.max(scale.least, Math.min(scale.most, one)) - scale.least) / span * 100;
  const [zero, end] = [at(0), at(number)];
  const isCut = number > scale.most || number < scale.least;
  return s('svg', { class: 'inline', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    s('rect', { x: Math.min(zero, end), y: 1, width: Math.max(Math.abs(end - zero), 0.4), height: 8, class: kind }),
    isCut && s('path', { d: end > zero ? `M${end - 7} 10l3 -10M${end - 4} 10l3 -10` : `M${end + 4} 10l3 -10M${end + 1} 10l3 -10`, class: 'cut' }),
    scale.least < 0 && line(zero, 0, zero, 10, 'zero'));
}

/** The last values as a small line with its final point. */
export function sparkline(values, kind, label) {
  const [width, height] = [132, 36];
  const numbers = values.map(Number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const x = index => 4 + index / Math.max(1, numbers.length - 1) * (width - 8);
  const y = number => height - 5 - (number - least) / (most - least || 1) * (height - 10);
  return s('svg', { class: 'spark', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
    s('path', { d: numbers.map((number, index) => `${index ? 'L' : 'M'}${x(index).toFixed(1)} ${y(number).toFixed(1)}`).join(''), class: `stroke ${kind}` }),
    s('circle', { cx: x(numbers.length - 1), cy: y(numbers.at(-1)), r: 3.2, class: kind }));
}

const PANEL_GAP = 34;

/**
 * Lines and bars over time, with a slider that reads one period by pointer or keyboard.
 * rows: [{ period, values: { key: value } }] in order; panels: [{ title, height, lines: [{ key, kind, band }], bars, format, clip }];
 * marks: [{ period, label }]; read(row) gives the nodes of the reading, say(row) its text; `sign` gives the class of a bar.
 */
export function timeChart({ rows, panels, marks = [], label, read, say, start = -1 }) {
  const xs = rows.map(row => place(row.period));
  const [first, last] = [Math.floor(xs[0]), Math.max(Math.floor(xs[0]) + 1, Math.ceil(xs.at(-1) - 1e-9))];
  const markHeight = marks.length ? 34 : 4;
  const height = markHeight + panels.reduce((sum, panel) => sum + panel.height + (panel.title ? PANEL_GAP : 8), 0) + 24;
  const reading = h('div.reading');
  const slider = h('input', { type: 'range', min: 0, max: rows.length - 1, value: start < 0 ? rows.length - 1 : start, 'aria-label': `Period, ${label}` });
  let update = () => {};
  let locate = () => 0;

  const frame = drawing(height, width => {
    const scales = panels.map(panel => {
      const keys = [...(panel.lines || []).map(one => one.key), panel.bars].filter(Boolean);
      const numbers = rows.flatMap(row => keys.map(key => row.values[key])).filter(value => value != null).map(Number);
      const limit = panel.clip ? fence(numbers) : Infinity;
      const kept = numbers.filter(number => Math.abs(number) <= limit);
      const all = ticks(Math.min(0, ...kept), Math.max(0, ...kept), panel.height > 130 ? 5 : 3);
      return { marks: all, least: all[0], most: all.at(-1), labels: all.map(tick => panel.format(tick)) };
    });
    const left = 12 + 8.1 * Math.max(...scales.flatMap(scale => scale.labels.map(one => one.length)));
    const right = width - 12;
    const x = value => left + (value - first) / (last - first) * (right - left);
    const parts = [];
    const points = [];
    const bottom = height - 24;
    const every = [1, 2, 5, 10].find(step => (right - left) / (last - first) * step >= 44) || 20;
    for (let year = first; year <= last; year += 1) {
      if (year % every) continue;
      // The label of a year is below its middle.
      const at = x(year + 0.5);
      if (year === last || at > width - 16) continue;
      parts.push(line(at, bottom, at, bottom + 5, 'axis'), text(at, bottom + 18, String(year), 'middle muted'));
    }
    let top = markHeight;
    panels.forEach((panel, index) => {
      const scale = scales[index];
      if (panel.title) {
        parts.push(text(left, top + 22, panel.title, 'strong'));
        top += PANEL_GAP;
      } else {
        top += 8;
      }
      const floor = top + panel.height;
      const y = number => floor - (Math.max(scale.least, Math.min(scale.most, number)) - scale.least) / (scale.most - scale.least) * panel.height;
      scale.marks.forEach((mark, at) => parts.push(
        line(left, y(mark), right, y(mark), mark === 0 ? 'zero' : 'grid'), text(left - 7, y(mark) + 4, scale.labels[at], 'end muted')));
      if (panel.bars) {
        const step = (right - left) / (last - first) * (rows.length > 1 ? Math.min(...xs.slice(1).map((one, at) => one - xs[at])) : 1);
        const thick = Math.max(0.8, step > 4 ? step * 0.72 : step);
        rows.forEach((row, at) => {
          const value = row.values[panel.bars];
          if (value == null) return;
          const end = y(Number(value));
          parts.push(s('rect', { x: x(xs[at]) - thick / 2, y: Math.min(end, y(0)), width: thick, height: Math.max(Math.abs(end - y(0)), 0.6),
            class: Number(value) < 0 ? 'deficit' : 'surplus' }));
        });
        points.push({ key: panel.bars, y, kind: 'balance' });
      }
      for (const one of panel.lines || []) {
        if (one.band) {
          const known = rows.map((row, at) => [xs[at], one.band(row)]).filter(([, range]) => range);
          for (const [at, [low, high]] of known) {
            const wide = Math.min(9, Math.max(2, (right - left) / rows.length * 0.8));
            parts.push(s('rect', { x: x(at) - wide / 2, width: wide, y: y(high) - 1.5, height: Math.max(y(low) - y(high), 0) + 3, class: `band ${one.kind}` }));
          }
        }
        let path = '';
        let isOpen = false;
        const dots = [];
        rows.forEach((row, at) => {
          const value = row.values[one.key];
          if (value == null) { isOpen = false; return; }
          path += `${isOpen ? 'L' : 'M'}${x(xs[at]).toFixed(1)} ${y(Number(value)).toFixed(1)}`;
          const isAlone = !isOpen && rows[at + 1]?.values[one.key] == null;
          isOpen = true;
          if (isAlone || rows.length <= 12) dots.push(s('circle', { cx: x(xs[at]), cy: y(Number(value)), r: 3, class: one.kind }));
        });
        parts.push(s('path', { d: path, class: `stroke ${one.kind}` }), dots);
        points.push({ key: one.key, y, kind: one.kind });
      }
      top = floor;
    });
    const rowsUsed = [-Infinity, -Infinity];
    for (const mark of marks) {
      const at = x(place(mark.period));
      if (at < left || at > right) continue;
      parts.unshift(line(at, markHeight - 2, at, bottom, 'event'));
      const length = mark.label.length * 6.3;
      const toLeft = at + length > width;
      const start = toLeft ? at - length : at;
      const free = rowsUsed.findIndex(end => start > end + 10);
      parts.push(s('circle', { cx: at, cy: markHeight - 3, r: 3, class: 'mark' }, tip(`${mark.period}: ${mark.label}`)));
      if (free < 0) continue;
      rowsUsed[free] = start + length;
      parts.push(text(at, 11 + free * 13, mark.label, `small muted${toLeft ? ' end' : ''}`));
    }
    const cursor = line(0, markHeight, 0, bottom, 'cursor');
    const dots = points.map(point => s('circle', { r: 4.5, class: `dot ${point.kind}` }));
    update = () => {
      const row = rows[slider.value];
      const at = x(xs[slider.value]);
      cursor.setAttribute('x1', at);
      cursor.setAttribute('x2', at);
      points.forEach((point, index) => {
        const value = row.values[point.key];
        dots[index].setAttribute('visibility', value == null ? 'hidden' : 'visible');
        if (value == null) return;
        dots[index].setAttribute('cx', at);
        dots[index].setAttribute('cy', point.y(Number(value)));
      });
    };
    locate = offset => {
      const wanted = first + (offset - left) / (right - left) * (last - first);
      return xs.reduce((best, one, index) => Math.abs(one - wanted) < Math.abs(xs[best] - wanted) ? index : best, 0);
    };
    // The thumb, 18 pixels wide, is below the cursor.
    slider.style.marginLeft = `${(x(xs[0]) - 9) / 16}rem`;
    slider.style.width = `${(x(xs.at(-1)) - x(xs[0]) + 18) / 16}rem`;
    update();
    return picture(width, height, label, parts, cursor, dots);
  });

  const show = () => {
    const row = rows[slider.value];
    slider.setAttribute('aria-valuetext', say(row));
    reading.replaceChildren(...[read(row)].flat(Infinity).filter(Boolean));
    update();
  };
  const follow = event => {
    const index = locate((event.clientX - frame.getBoundingClientRect().left) / zoom());
    if (String(index) === slider.value) return;
    slider.value = index;
    show();
  };
  frame.addEventListener('pointermove', follow);
  frame.addEventListener('pointerdown', follow);
  slider.addEventListener('input', show);
  show();
  return h('div.time-chart', reading, frame, slider);
}

/** Rectangles with areas in proportion to `weight`, as square as possible: items in falling order fill the shorter side row by row. */
function squarify(items, x, y, width, height) {
  const total = items.reduce((sum, item) => sum + item.weight, 0);
  const scale = width * height / total;
  const rectangles = [];
  let rest = [...items];
  while (rest.length) {
    const side = Math.min(width, height);
    const worst = row => {
      const sum = row.reduce((all, item) => all + item.weight * scale, 0);
      return Math.max(...row.map(item => Math.max(side ** 2 * item.weight * scale / sum ** 2, sum ** 2 / (side ** 2 * item.weight * scale))));
    };
    let count = 1;
    while (count < rest.length && worst(rest.slice(0, count + 1)) <= worst(rest.slice(0, count))) count += 1;
    const row = rest.slice(0, count);
    const thick = row.reduce((all, item) => all + item.weight * scale, 0) / side;
    let at = 0;
    for (const item of row) {
      const long = item.weight * scale / thick;
      rectangles.push(width >= height ? { item, x, y: y + at, width: thick, height: long } : { item, x: x + at, y, width: long, height: thick });
      at += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    rest = rest.slice(count);
  }
  return rectangles;
}

function wrapped(label, width, most) {
  const limit = Math.floor(width / 6.9);
  const lines = [''];
  for (const word of label.split(' ')) {
    const last = lines.at(-1);
    if (word.length > limit) return null;
    if (last && last.length + word.length + 1 > limit) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.length <= most ? lines : null;
}

/** items: [{ label, detail, weight, kind, href, note }], largest first. An item with `href` is a link. */
export function treemap(items, height, label) {
  return drawing(height, width => {
    const cells = squarify(items.filter(item => item.weight > 0), 0, 0, width, height).map(({ item, ...box }) => {
      const most = Math.floor((box.height - 8) / 15);
      const lines = wrapped(item.label, box.width - 10, Math.max(1, most)) || (box.width < 34 ? [] : item.code ? [item.code] : box.width > 54 ? [`${item.label.slice(0, Math.floor(box.width / 7.2) - 2)}…`] : []);
      const shown = box.height > 20 ? lines : [];
      const hasDetail = shown.length && shown.length < most && item.detail.length * 6.6 < box.width - 10;
      const content = [
        s('rect', { x: box.x + 0.75, y: box.y + 0.75, width: Math.max(box.width - 1.5, 0.5), height: Math.max(box.height - 1.5, 0.5), class: `cell ${item.kind}` },
          tip(`${item.label}: ${item.note || item.detail}`)),
        shown.map((one, index) => text(box.x + 6, box.y + 17 + index * 15, one, 'on')),
        hasDetail && text(box.x + 6, box.y + 17 + shown.length * 15, item.detail, 'on small')].flat().filter(Boolean);
      return item.href ? s('a', { href: item.href, 'data-view': true, 'aria-label': `${item.label}: ${item.detail}` }, content) : s('g', null, content);
    });
    return s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': label }, cells);
  });
}

/** Ranks in two periods, joined by lines. items: [{ label, code, from, to, kind }]. */
export function slope(items, [left, right], label) {
  const step = 19;
  const most = Math.max(...items.flatMap(item => [item.from || 0, item.to || 0]));
  const height = most * step + 34;
  return drawing(height, width => {
    const name = item => width < 480 ? item.code : item.label.length > 26 ? `${item.label.slice(0, 25)}…` : item.label;
    const room = width < 480 ? 62 : 190;
    const [x1, x2] = [room, width - room];
    const y = rank => 34 + (rank - 0.5) * step;
    return picture(width, height, label,
      text(x1, 16, left, 'strong end'), text(x2, 16, right, 'strong'),
      items.map(item => s('g', { class: item.kind }, tip(`${item.label}: ${item.from ? `${item.from} in ${left}` : `not ranked in ${left}`}, ${item.to ? `${item.to} in ${right}` : `not ranked in ${right}`}`),
        item.from && item.to && line(x1 + 6, y(item.from), x2 - 6, y(item.to), 'slope'),
        item.from && text(x1, y(item.from) + 4, `${name(item)} ${item.from}`, 'end small'),
        item.to && text(x2, y(item.to) + 4, `${item.to} ${name(item)}`, 'small'))));
  });
}

// MARK: dates

const day = date => Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000;

/** Years as vertical lines, and the function from dates to places. */
function calendar(first, last, left, width, bottom) {
  const at = date => left + (day(date) - day(first)) / (day(last) - day(first)) * (width - left);
  const years = Number(last.slice(0, 4)) - Number(first.slice(0, 4));
  const every = [1, 2, 5, 10].find(step => (width - left) / years * step >= 44) || 20;
  const parts = [];
  for (let year = Number(first.slice(0, 4)); year <= Number(last.slice(0, 4)); year += 1) {
    const x = at(`${year}-01-01`);
    if (x < left || year % every) continue;
    parts.push(line(x, 0, x, bottom, 'grid'));
    if (x < width - 30 || x > width - 1) parts.push(text(x, bottom + 16, String(year), x > width - 16 ? 'end muted' : x < 16 ? 'muted' : 'middle muted'));
  }
  return { at, parts };
}

/** The term of the agreement and its reviews; `path` holds the reviews of the scenario. */
export function reviewLine(meta, events) {
  const height = 132;
  const last = `${Number([meta.agreement_end, ...events.map(event => event.date)].sort().at(-1).slice(0, 4)) + 1}-01-01`;
  return drawing(height + 22, width => {
    const { at, parts } = calendar('2020-01-01', last, 0, width, height);
    const isTurn = event => /entry|expiry|extension|withdraw/.test(event.kind);
    const marks = events.map(event => {
      const x = at(event.date);
      const kind = event.certainty === 'assumption' ? 'assumed' : 'known';
      const title = tip(`${event.date}: ${event.title} (${event.certainty})`);
      if (event.kind === 'joint-review') return s('path', { d: `M${x} 58l9 11l-9 11l-9-11z`, class: `review ${kind}` }, title);
      if (isTurn(event)) return s('circle', { cx: x, cy: 69, r: 8, class: `turn ${kind}` }, title);
      return s('rect', { x: x - 1, y: 104, width: 2, height: 16, class: `minor ${kind}` }, title);
    });
    const now = at(meta.as_of);
    const isLate = now > width - 150;
    const end = at(meta.agreement_end);
    const described = events.filter(event => event.kind === 'joint-review' || isTurn(event)).map(event => `${event.date}: ${event.title}`).join('; ');
    return picture(width, height + 22, `Term and reviews of the agreement. ${described}`, parts,
      s('rect', { x: at(meta.in_force_since), y: 63, width: end - at(meta.in_force_since), height: 12, class: 'term' }), marks,
      line(now, 0, now, height, 'cursor'), text(now + (isLate ? -6 : 6), 14, `seen from ${meta.as_of}`, isLate ? 'small strong end' : 'small strong'),
      text(at(meta.in_force_since), 46, `in force since ${meta.in_force_since}`, 'small muted'),
      text(Math.min(end, width), 46, `ends ${meta.agreement_end}`, 'small muted end'),
      text(at('2020-07-01'), 99, 'deadlines, notices, hearings and reports', 'small muted'));
  });
}

/** Labor cases from request to resolution. Each row leads to its story. */
export function spans(cases, until) {
  const first = cases.reduce((least, item) => item.requested && item.requested < least ? item.requested : least, until);
  const start = `${first.slice(0, 4)}-01-01`;
  const narrow = matchMedia('(max-width: 45rem)').matches;
  const step = narrow ? 36 : 22;
  const height = cases.length * step + 6;
  return drawing(height + 22, width => {
    const left = narrow ? 0 : 300;
    const { at, parts } = calendar(start, until, left, width - 44, height);
    const rows = cases.map((item, index) => {
      const y = index * step + 3;
      const most = narrow ? Math.floor(width / 7) : 42;
      const name = item.facility.length > most ? `${item.facility.slice(0, most - 1)}…` : item.facility;
      const barY = narrow ? y + 18 : y + 4;
      const label = text(narrow ? 0 : left - 10, y + 14, name, narrow ? 'small' : 'small end');
      const kind = item.status === 'open' ? 'open' : item.outcome === 'resolved' ? 'resolved' : 'other';
      const begin = item.requested ? at(item.requested) : null;
      const end = item.resolved ? at(item.resolved) : item.status === 'open' ? at(until) : begin + 7;
      const note = item.days_to_resolution != null ? `${item.days_to_resolution} days` : kind === 'open' ? 'open' : item.outcome.replaceAll('-', ' ') + (kind === 'resolved' ? ', day not known' : '');
      const after = begin != null && end + 8 + note.length * 6.4 > width;
      return s('a', { href: `/v1/usmca/labor-cases/${item.id}`, 'data-origin': true, 'aria-label': `${item.facility}: ${note}` }, label,
        begin == null ? text(narrow ? 0 : left + 4, barY + 10, note, 'small muted') : [
          s('rect', { x: begin, y: barY, width: Math.max(end - begin, 2), height: 11, class: kind }),
          text(after ? begin - 5 : end + 5, barY + 10, note, after ? 'small end' : 'small')]);
    });
    return s('svg', { viewBox: `0 0 ${width} ${height + 22}`, role: 'group', 'aria-label': 'Labor cases from request to resolution' },
      parts, rows.flat());
  });
}
