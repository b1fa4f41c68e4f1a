// Drawings. Numbers are geometry here; every text that is written comes from the exact digits.

import { amount, drawing, figure, h, place, s, when, zoom } from './core.js';

const text = (x, y, content, kind) => s('text', { x, y, class: kind }, content);
const line = (x1, y1, x2, y2, kind) => s('line', { x1, y1, x2, y2, class: kind });
const rect = (x, y, width, height, kind, ...content) => s('rect', { x, y, width, height, class: kind }, content);
const tip = content => content && s('title', null, content);
const inRole = role => (width, height, label, ...children) =>
  s('svg', { viewBox: `0 0 ${width} ${height}`, role, 'aria-label': label }, children);
const picture = inRole('img');
const group = inRole('group');

/** Round ticks that cover `least` to `most`. */
function ticks(least, most, count) {
  const rough = (most - least || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough * 0.999) * power;
  const first = Math.floor(least / step + 1e-9);
  return Array.from({ length: Math.ceil(most / step - 1e-9) - first + 1 }, (_, index) => (first + index) * step);
}

export const short = value => String(Number(value.toPrecision(10))).replace('-', '−').replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');

/**
 * The greatest length that a scale shows: the upper fence (third quartile plus 1.5 times the interquartile range) where values are
 * more than twice the fence.
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
  const gap = number > scale.most ? end - 7 : number < scale.least ? end + 1 : null;
  return s('svg', { class: 'inline', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true', focusable: 'false' },
    rect(Math.min(zero, end), 1, Math.max(Math.abs(end - zero), 0.4), 8, kind),
    gap != null && s('path', { d: `M${gap} 10l3 -10m0 10l3 -10`, class: 'cut' }),
    scale.least < 0 && line(zero, 0, zero, 10, 'zero'));
}

/** Interrupted where a point is null. */
const path = (points, kind) => s('path', { class: `stroke ${kind}`, d: points.map((point, index) =>
  point && `${points[index - 1] ? 'L' : 'M'}${point[0].toFixed(1)} ${point[1].toFixed(1)}`).filter(Boolean).join('') });
const dot = ([x, y], radius, kind) => s('circle', { cx: x, cy: y, r: radius, class: kind });

export function sparkline(values, kind, label) {
  const [width, height] = [132, 36];
  const numbers = values.map(Number);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const points = numbers.map((number, index) =>
    [4 + index / Math.max(1, numbers.length - 1) * (width - 8), height - 5 - (number - least) / (most - least || 1) * (height - 10)]);
  return h('span.spark', picture(width, height, label, path(points, kind), dot(points.at(-1), 3.2, kind)));
}

const yearStep = pixels => [1, 2, 5, 10].find(step => pixels * step >= 44) || 20;

const PANEL_GAP = 34;

/**
 * Lines and bars over time, with a slider that reads one period.
 * rows: [{ period, values: { key: value } }] in order; panels: [{ title, height, lines, format, clip }], where a line is
 * { key, name, kind, isBar, band } and band(period, key) the least and greatest value of all releases; marks: [{ period, label }].
 * write(value), unit (of money), link(row) and note(row) make the reading. select(from, to) takes the periods of a selection.
 */
export function timeChart({ rows, panels, marks = [], label, write, unit = '', link = () => null, note = () => null, start = -1, select }) {
  const lines = panels.flatMap(panel => panel.lines);
  const xs = rows.map(row => place(row.period));
  const [first, last] = [Math.floor(xs[0]), Math.max(Math.floor(xs[0]) + 1, Math.ceil(xs.at(-1) - 1e-9))];
  const markHeight = marks.length ? 34 : 4;
  const height = markHeight + panels.reduce((sum, panel) => sum + panel.height + PANEL_GAP, 0) + 24;
  const bottom = height - 24;
  const reading = h('div.reading');
  const slider = h('input', { type: 'range', name: 'period', min: 0, max: rows.length - 1, value: start < 0 ? rows.length - 1 : start, 'aria-label': `Period, ${label}` });
  const kindOf = (one, value) => one.isBar ? (Number(value) < 0 ? 'deficit' : 'surplus') : one.kind;
  let update = () => {};
  let locate = () => 0;
  // The first row of a selection.
  let anchor = null;

  const frame = drawing(height, width => {
    const scales = panels.map(panel => {
      const numbers = rows.flatMap(row => panel.lines.map(one => row.values[one.key])).filter(value => value != null).map(Number);
      const limit = panel.clip ? fence(numbers) : Infinity;
      const kept = numbers.filter(number => Math.abs(number) <= limit);
      const all = ticks(Math.min(0, ...kept), Math.max(0, ...kept), panel.height > 130 ? 5 : 3);
      return { marks: all, least: all[0], most: all.at(-1), labels: all.map(tick => panel.format(tick)) };
    });
    const left = 12 + 8.1 * Math.max(...scales.flatMap(scale => scale.labels.map(one => one.length)));
    const right = width - 12;
    const perYear = (right - left) / (last - first);
    const x = value => left + (value - first) * perYear;
    const at = xs.map(x);
    const parts = [];
    const heights = [];
    const every = yearStep(perYear);
    for (let year = Math.ceil(first / every) * every; year < last; year += every) {
      const middle = x(year + 0.5);
      if (middle < width - 16) parts.push(line(middle, bottom, middle, bottom + 5, 'axis'), text(middle, bottom + 18, String(year), 'middle muted'));
    }
    let top = markHeight;
    panels.forEach((panel, index) => {
      const scale = scales[index];
      parts.push(text(left, top + 22, panel.title, 'strong'));
      const floor = top += PANEL_GAP + panel.height;
      const y = value => floor - (Math.max(scale.least, Math.min(scale.most, Number(value))) - scale.least) / (scale.most - scale.least) * panel.height;
      scale.marks.forEach((mark, step) => parts.push(
        line(left, y(mark), right, y(mark), mark === 0 ? 'zero' : 'grid'), text(left - 7, y(mark) + 4, scale.labels[step], 'end muted')));
      for (const one of panel.lines) {
        const points = rows.map((row, index) => row.values[one.key] == null ? null : [at[index], y(row.values[one.key])]);
        heights.push(points);
        const column = (index, wide, low, high, kind) => parts.push(rect(at[index] - wide / 2, high, wide, low - high, kind));
        if (one.isBar) {
          const step = perYear * Math.min(1, ...xs.slice(1).map((next, index) => next - xs[index]));
          points.forEach((point, index) => point && column(index, Math.max(0.8, step > 4 ? step * 0.72 : step), Math.max(point[1], y(0)) + 0.3, Math.min(point[1], y(0)) - 0.3,
            kindOf(one, rows[index].values[one.key])));
          continue;
        }
        rows.forEach((row, index) => {
          const band = one.band?.(row.period, one.key);
          if (band) column(index, Math.min(9, Math.max(2, (right - left) / rows.length * 0.8)), y(band[0]) + 1.5, y(band[1]) - 1.5, `band ${one.kind}`);
        });
        parts.push(path(points, one.kind), points.filter((point, index) => point && (rows.length <= 12 || !points[index - 1] && !points[index + 1])).map(point => dot(point, 3, one.kind)));
      }
    });
    const ends = [-Infinity, -Infinity];
    for (const mark of marks) {
      const middle = x(place(mark.period));
      if (middle < left || middle > right) continue;
      const length = mark.label.length * 6.3;
      const isEnd = middle + length > width;
      const from = isEnd ? middle - length : middle;
      const free = ends.findIndex(end => from > end + 10);
      parts.unshift(line(middle, markHeight - 2, middle, bottom, 'event'));
      parts.push(s('circle', { cx: middle, cy: markHeight - 3, r: 3, class: 'mark' }, tip(`${mark.period}: ${mark.label}`)));
      if (free < 0) continue;
      ends[free] = from + length;
      parts.push(text(middle, 11 + free * 13, mark.label, `small muted${isEnd ? ' end' : ''}`));
    }
    const moving = s('g');
    update = () => {
      const index = Number(slider.value);
      const [from, to] = [at[anchor ?? index], at[index]].sort((a, b) => a - b);
      moving.replaceChildren(rect(from, markHeight, to - from, bottom - markHeight, 'brush'), line(at[index], markHeight, at[index], bottom, 'cursor'),
        ...heights.map((points, one) => points[index] && dot(points[index], 4.5, `dot ${kindOf(lines[one], rows[index].values[lines[one].key])}`)).filter(Boolean));
    };
    locate = offset => at.reduce((best, one, index) => Math.abs(one - offset) < Math.abs(at[best] - offset) ? index : best, 0);
    // The thumb, 18 pixels wide, is below the cursor.
    slider.style.marginLeft = `${(at[0] - 9) / 16}rem`;
    slider.style.width = `${(at.at(-1) - at[0] + 18) / 16}rem`;
    update();
    return picture(width, height, label, parts, moving);
  });

  const show = () => {
    const row = rows[slider.value];
    const all = lines.map(one => [one, row.values[one.key]]);
    slider.setAttribute('aria-valuetext', `${anchor == null ? '' : `selected from ${when(rows[anchor].period)}; `}${when(row.period)}: ${
      all.map(([one, value]) => `${one.name} ${value == null ? 'no figure' : write(value)}`).join(', ')} ${unit}`);
    reading.replaceChildren(...[h('strong', when(row.period)), all.map(([one, value]) => h('span', { class: `value ${kindOf(one, value)}` }, one.name, ' ',
      figure(value, { text: value && write(value), unit: unit && undefined, link: link(row), flow: one.key }))), h('span.muted', unit, note(row)),
    marks.filter(mark => mark.period.startsWith(row.period) || row.period.startsWith(mark.period)).map(mark => h('span.happened', mark.label))].flat());
    update();
  };
  const begin = index => { anchor = index; show(); };
  const finish = () => {
    const [from, to] = [anchor, Number(slider.value)].sort((a, b) => a - b);
    begin(null);
    if (to > from) select(rows[from].period, rows[to].period);
  };
  const follow = event => {
    const index = locate((event.clientX - frame.getBoundingClientRect().left) / zoom());
    if (String(index) === slider.value) return;
    slider.value = index;
    show();
  };
  frame.addEventListener('pointermove', follow);
  frame.addEventListener('pointerdown', event => {
    follow(event);
    if (!select || event.pointerType === 'touch' || event.button !== 0) return;
    event.preventDefault();
    frame.setPointerCapture(event.pointerId);
    begin(Number(slider.value));
  });
  frame.addEventListener('pointerup', () => anchor != null && finish());
  slider.addEventListener('keydown', event => {
    if (select && event.shiftKey && event.key.startsWith('Arrow')) anchor ??= Number(slider.value);
    else if (anchor != null && event.key === 'Enter') finish();
    else if (anchor != null && event.key === 'Escape') begin(null);
  });
  slider.addEventListener('input', show);
  show();
  return h('div.time-chart', reading, frame, slider,
    select && h('p.basis.hint', 'Drag across the chart, or press Shift with the arrow keys and then Enter, to select years.'));
}

/** Rectangles with areas in proportion to `weight`: the items, in falling order, are halved along the longer side. */
function divided(items, x, y, width, height) {
  if (items.length < 2) return items.map(item => ({ item, x, y, width, height }));
  const total = items.reduce((sum, item) => sum + item.weight, 0);
  let count = 1;
  let part = items[0].weight;
  while (count < items.length - 1 && part + items[count].weight / 2 < total / 2) part += items[count++].weight;
  const [first, rest] = [items.slice(0, count), items.slice(count)];
  const [wide, high] = width >= height ? [width * part / total, height] : [width, height * part / total];
  return [...divided(first, x, y, wide, high),
    ...width >= height ? divided(rest, x + wide, y, width - wide, height) : divided(rest, x, y + high, width, height - high)];
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

/**
 * Areas in proportion to values. items: [{ label, code, value, kind, href }]. Items too small for a text are drawn as one.
 */
export function treemap(items, scale, height, label) {
  return drawing(height, width => {
    const sorted = items.filter(item => Number(item.value) > 0).sort((a, b) => b.value - a.value)
      .map(item => ({ ...item, weight: Number(item.value), detail: amount(item.value, scale), note: `${amount(item.value, scale)} ${scale.name} US dollars` }));
    const total = sorted.reduce((sum, item) => sum + item.weight, 0);
    const least = Math.min(2000 / (width * height) * total, sorted[0]?.weight);
    let shown = sorted.filter(item => item.weight >= least);
    const rest = sorted.length - shown.length;
    if (rest === 1) shown = sorted;
    else if (rest) shown.push({ label: `${rest} others`, weight: total - shown.reduce((sum, item) => sum + item.weight, 0), kind: 'rest', detail: '', note: 'each too small to be drawn' });
    const cells = divided(shown, 0, 0, width, height).map(({ item, ...box }) => {
      const most = Math.floor((box.height - 8) / 15);
      const lines = [item.label, item.code || `${item.label.slice(0, Math.floor(box.width / 7.2) - 2)}…`].map(one => wrapped(one, box.width - 10, most)).find(Boolean) || [];
      const hasDetail = item.detail && lines.length && lines.length < most && item.detail.length * 6.6 < box.width - 10;
      const content = [
        rect(box.x + 0.75, box.y + 0.75, Math.max(box.width - 1.5, 0.5), Math.max(box.height - 1.5, 0.5), `cell ${item.kind}`, tip(`${item.label}: ${item.note}`)),
        [...lines, hasDetail && item.detail].filter(Boolean).map((one, index) => text(box.x + 6, box.y + 17 + index * 15, one, index < lines.length ? 'on' : 'on small'))];
      return item.href ? s('a', { href: item.href, 'data-view': true, 'aria-label': `${item.label}: ${item.note}` }, content) : s('g', null, content);
    });
    return group(width, height, label, cells);
  });
}

/** Ranks in two periods. items: [{ label, code, from, to, kind }]. */
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
      items.map(item => s('g', { class: item.kind }, tip(`${item.label}: ${item.from || 'not ranked'} in ${left}, ${item.to || 'not ranked'} in ${right}`),
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
  const [from, to] = [first, last].map(date => Number(date.slice(0, 4)));
  const every = yearStep((width - left) / (to - from));
  const parts = [];
  for (let year = Math.ceil(from / every) * every; year <= to; year += every) {
    const x = at(`${year}-01-01`);
    parts.push(line(x, 0, x, bottom, 'grid'));
    if (x < width - 30 || x > width - 1) parts.push(text(x, bottom + 16, String(year), x > width - 16 ? 'end muted' : x < 16 ? 'muted' : 'middle muted'));
  }
  return { at, parts };
}

export function reviewLine(meta, events) {
  const height = 132;
  const last = `${Number([meta.agreement_end, ...events.map(event => event.date)].sort().at(-1).slice(0, 4)) + 1}-01-01`;
  return drawing(height + 22, width => {
    const { at, parts } = calendar('2020-01-01', last, 0, width, height);
    const isTurn = event => /entry|expiry|extension|withdraw/.test(event.kind);
    const marks = events.map(event => {
      const x = at(event.date);
      const kind = event.certainty === 'assumption' ? 'assumed' : 'known';
      const title = tip(`${when(event.date)}: ${event.title} (${event.certainty})`);
      if (event.kind === 'joint-review') return s('path', { d: `M${x} 58l9 11l-9 11l-9-11z`, class: `review ${kind}` }, title);
      if (isTurn(event)) return s('circle', { cx: x, cy: 69, r: 8, class: `turn ${kind}` }, title);
      return rect(x - 1, 104, 2, 16, `minor ${kind}`, title);
    });
    const now = at(meta.as_of);
    const isLate = now > width - 150;
    const end = at(meta.agreement_end);
    const described = events.filter(event => event.kind === 'joint-review' || isTurn(event)).map(event => `${when(event.date)}: ${event.title}`).join('; ');
    return picture(width, height + 22, `Term and reviews of the agreement. ${described}`, parts,
      rect(at(meta.in_force_since), 63, end - at(meta.in_force_since), 12, 'term'), marks,
      line(now, 0, now, height, 'cursor'), text(now + (isLate ? -6 : 6), 14, `as of ${when(meta.as_of)}`, isLate ? 'small strong end' : 'small strong'),
      text(at(meta.in_force_since), 46, `in force since ${when(meta.in_force_since)}`, 'small muted'),
      text(Math.min(end, width), 46, `ends ${when(meta.agreement_end)}`, 'small muted end'),
      text(at('2020-07-01'), 99, 'deadlines, notices, hearings and reports', 'small muted'));
  });
}

export function spans(cases, until) {
  const [first] = [until, ...cases.map(item => item.requested)].filter(Boolean).sort();
  const start = `${first.slice(0, 4)}-01-01`;
  const narrow = matchMedia('(max-width: 45rem)').matches;
  const step = narrow ? 38 : 22;
  const height = cases.length * step + 6;
  return drawing(height + 22, width => {
    const left = narrow ? 0 : 300;
    const { at, parts } = calendar(start, until, left, width - 44, height);
    const rows = cases.map((item, index) => {
      const y = index * step + 3;
      const most = narrow ? Math.floor(width / 7) : 42;
      const name = item.facility.length > most ? `${item.facility.slice(0, most - 1)}…` : item.facility;
      const barY = narrow ? y + 20 : y + 4;
      const label = text(narrow ? 0 : left - 10, y + 14, name, narrow ? 'small' : 'small end');
      const kind = item.status === 'open' ? 'open' : item.outcome === 'resolved' ? 'resolved' : 'other';
      const begin = item.requested ? at(item.requested) : null;
      const end = item.resolved ? at(item.resolved) : item.status === 'open' ? at(until) : begin + 7;
      const note = item.days_to_resolution != null ? `${item.days_to_resolution} days` : kind === 'open' ? 'open' : item.outcome.replaceAll('-', ' ') + (kind === 'resolved' ? ', day not known' : '');
      const after = begin != null && end + 8 + note.length * 6.4 > width;
      return s('a', { href: `/v1/usmca/labor-cases/${item.id}`, 'data-origin': true, 'aria-label': `${item.facility}: ${note}` }, label,
        begin == null ? text(narrow ? 0 : left + 4, barY + 10, note, 'small muted') : [
          rect(begin, barY, Math.max(end - begin, 2), 11, kind),
          text(after ? begin - 5 : end + 5, barY + 10, note, after ? 'small end' : 'small')]);
    });
    return group(width, height + 22, 'Labor cases from request to resolution', parts, rows.flat());
  });
}
