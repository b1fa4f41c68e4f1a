// Where the reports disagree with themselves, and the reports.

import { address, get } from './api.js';
import { dataLinks, h, table } from './dom.js';

const isCell = place => /-r\d\d-c\d\d$/.test(place);
const AT_FIRST = 12;

const kinds = {
  contradiction: 'places of the reports contradict each other',
  claim: 'a statement that the tables contradict',
  'cross-table': 'two tables differ',
  sign: 'a sign is lost',
  shifted: 'figures slipped to another row',
  share: 'a printed share does not follow',
};

/** Discrepancies, those of the chosen partner's own figures first. */
export async function discrepancies(state, { section, partners }) {
  const path = `/v1/partners/${encodeURIComponent(state.partner)}/balance`;
  const [{ data: all, links }, claims, own] = await Promise.all([
    get('/v1/discrepancies'), get('/v1/claims?verdict=discrepancy&fields=id,quote'), get(`${path}?classification=all`).then(answer => answer.data, () => [])]);
  const counts = new Map();
  for (const one of all) counts.set(one.kind, (counts.get(one.kind) || 0) + 1);
  section.querySelector('select').replaceChildren(h('option', { value: '' }, `every kind (${all.length})`),
    ...[...counts].map(([kind, count]) => h('option', { value: kind, selected: kind === state.kind }, `${kinds[kind] || kind} (${count})`)));
  const cells = new Set(own.flatMap(record => [...Object.values(record.cells), ...record.also]));
  const touches = one => one.places.some(place => cells.has(place));
  const order = Object.keys(kinds);
  const quotes = new Map(claims.data.map(claim => [claim.id, claim.quote]));
  const chosen = all.filter(one => !state.kind || one.kind === state.kind)
    .sort((a, b) => touches(b) - touches(a) || order.indexOf(a.kind) - order.indexOf(b.kind));
  const name = partners.find(partner => partner.code === state.partner)?.name || state.partner;
  const list = h('ol', { class: 'cards', role: 'list' });
  const more = h('button', { type: 'button', onclick: () => show(chosen.length) });
  const show = count => {
    list.replaceChildren(...chosen.slice(0, count).map(one => card(one, touches(one) && name, quotes.get(one.id))));
    more.hidden = count >= chosen.length;
    more.textContent = `Show all ${chosen.length}`;
  };
  show(AT_FIRST);
  return [
    h('p', { class: 'lede' }, 'Everything is kept as printed. Where tables disagree with themselves, with each other or with the text, this is what is printed, what the other figures give, and what this server answers. ',
      chosen.some(touches) && `Those that touch the figures of ${name} come first.`),
    list, h('p', null, more), dataLinks(state.kind ? { self: address('/v1/discrepancies', { kind: state.kind }), csv: address('/v1/discrepancies', { kind: state.kind, format: 'csv' }) } : links, ['csv'], 'The discrepancies'),
  ];
}

/** Text of a report without the marks of its markup. */
const plain = text => text.replaceAll('**', '').replaceAll('\\$', '$');

/** Several values, each as it stands at its place; a unit is said only where it is that of all. */
const values = (text, unit) => {
  const several = plain(text).split('|');
  return [several.join(' | '), several.length === 1 && unit && unit !== 'percent' ? ` ${unit}` : ''];
};

function card(one, name, quote) {
  const isYesNo = one.unit === 'yes/no';
  return h('li', { class: name && 'own' },
    h('p', { class: 'kind' }, kinds[one.kind] || one.kind, name && h('strong', null, ` · ${name}`)),
    h('dl', { class: 'terms' },
      quote && [h('dt', null, 'Stated'), h('dd', null, `“${plain(quote)}”`)],
      !isYesNo && [h('dt', null, 'Printed'), h('dd', { class: 'printed' }, values(one.printed, one.unit))],
      one.expected && [h('dt', null, isYesNo ? 'Checked' : 'Expected'), h('dd', null, isYesNo ? 'the tables say otherwise' : [values(one.expected.replace(/^-/, '−'), one.unit), one.unit === 'percent' && !one.expected.includes('%') && ' percent'])],
      one.served && [h('dt', null, 'Served'), h('dd', null, isCell(one.served) ? place(one.served) : one.served)]),
    h('p', null, one.explanation),
    h('p', { class: 'places' }, one.places.slice(0, 6).map((where, index) => [index ? ' · ' : '', place(where)]),
      one.places.length > 6 && ` and ${one.places.length - 6} more`));
}

const place = where => isCell(where) ? h('a', { href: `/v1/cells/${where}`, 'data-cell': where }, where) : where;

/** The reports, each ready to be cited. */
export async function sources() {
  const [{ data }, version] = await Promise.all([get('/v1/sources'), get('/version')]);
  document.getElementById('dataset').textContent = `Release ${version.data.release}, dataset ${version.data.dataset}.`;
  return table('Sources', [
    { title: 'Id', head: true, cell: source => source.id },
    { title: 'Citation', class: 'citation', cell: source => source.citation },
    ...['tables', 'cells', 'indicators', 'claims'].map(name => ({ title: name[0].toUpperCase() + name.slice(1), number: true, cell: source => source[name] })),
  ], data);
}
