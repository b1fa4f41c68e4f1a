// One partner's trade over time, and where it stands among all by Trade Deficit Ratio.

import { address, get } from './api.js';
import { columns, inline } from './charts.js';
import { dataLinks, drawing, figure, folded, h, legend, table, tiles } from './dom.js';

const FLOWS = ['exports', 'imports', 'balance'];

/** How a value of a balance record came about: its cell, or the formula. */
export const origin = (record, name) => ({
  cell: record.cells[name],
  explain: address(`/v1/partners/${record.partner}/balance`, {
    year: record.year, type: record.type, classification: record.classification, category: record.category,
    basis: record.basis, fields: `${name},explain`, explain: 'true',
  }),
});

/** The columns of a table of balance records. */
export const balanceColumns = [
  ...['exports', 'imports', 'balance', 'tdr'].map(name => ({
    title: name === 'tdr' ? 'TDR' : name[0].toUpperCase() + name.slice(1), number: true,
    cell: record => figure(record[name], origin(record, name)),
  })),
];

export const flowLegend = (flows = FLOWS) => legend(flows.map(flow => [flow, flow]));

/** Bases by id, in short. */
export async function basisNames() {
  const { data } = await get('/v1/bases');
  return Object.fromEntries(data.map(basis => [basis.id, basis.name.replace(/, (goods|services)/, '')]));
}

export const typeTitles = { goods: 'Goods', services: 'Services', 'goods-and-services': 'Goods and services' };

/** Key figures of the year, charts of all years, and the table of both. */
export async function balance(state, { partners }) {
  const path = `/v1/partners/${encodeURIComponent(state.partner)}`;
  const [{ data, meta, links }, bases, ratios] = await Promise.all([
    get(`${path}/balance`), basisNames(), get(address(`${path}/tdr`, { year: state.year }))]);
  if (data.length === 0) return h('p', { class: 'empty' }, meta.reason);
  const now = data.filter(record => String(record.year) === state.year);
  const readings = new Map(ratios.data.map(record => [record.type, record.reading]));
  const types = Object.keys(typeTitles).filter(type => data.some(record => record.type === type));
  const name = data[0].partner_name;
  return [
    now.length === 0 && h('p', { class: 'empty' }, `No totals with ${name} for ${state.year}; there are for `,
      [...new Set(data.map(record => String(record.year)))].join(', '), '.'),
    now.map(record => [
      h('h3', null, typeTitles[record.type], ' ', state.year, h('span', { class: 'basis' }, ' ', bases[record.basis])),
      tiles([
        ...['balance', 'exports', 'imports'].map(flow => ({
          term: flow === 'balance' ? (Number(record.balance) < 0 ? 'Balance (deficit)' : 'Balance (surplus)') : flow[0].toUpperCase() + flow.slice(1),
          value: figure(record[flow], origin(record, flow)), unit: record.unit,
        })),
        { term: 'Trade Deficit Ratio', value: figure(record.tdr, origin(record, 'tdr')),
          note: [readings.get(record.type) || '', record.tdr_low != null && record.tdr_low.text !== record.tdr_high?.text
            ? h('span', { class: 'range' }, ' range ', record.tdr_low, ' to ', record.tdr_high) : null] },
      ])]),
    flowLegend(),
    h('div', { class: 'columns' }, types.map(type => {
      const records = data.filter(record => record.type === type);
      return drawing(`${typeTitles[type]}, ${meta.unit}`, width => columns(records, width, `${typeTitles[type]} with ${name}, ${meta.unit}`, bases),
        dataLinks({ self: address(`${path}/balance`, { type }), csv: address(`${path}/balance`, { type, format: 'csv' }), svg: address(`${path}/balance`, { type, format: 'svg' }) }, ['csv', 'svg'], `${typeTitles[type]} with ${name}`));
    })),
    new Set(data.filter(record => record.type === 'goods').map(record => record.basis)).size > 1
      && h('p', { class: 'muted' }, 'A dotted line parts years that do not follow each other or stand on another basis: totals of two bases differ and are not compared.'),
    table(`Trade with ${name}, ${meta.unit}`, [
      { title: 'Period', head: true, cell: record => record.period },
      { title: 'Trade in', class: 'brief', cell: record => typeTitles[record.type].toLowerCase() },
      ...balanceColumns,
      { title: 'Basis', class: 'brief', cell: record => bases[record.basis] || record.basis },
    ], [...data].sort((a, b) => b.period.localeCompare(a.period) || a.type.localeCompare(b.type)), record => String(record.year) === state.year && 'now'),
    dataLinks(links, ['csv', 'svg'], `Trade with ${name}`),
  ];
}

const kinds = { surplus: 'surplus', 'balanced, co-produced': 'balanced', 'one-way import dependency': 'dependent' };

/** All partners of the year by Trade Deficit Ratio, each with its reading and the doubt that rounding leaves. */
export async function ranking(state) {
  const target = address('/v1/rankings/tdr', { year: state.year, type: state.type });
  const { data, meta, links } = await get(target);
  if (data.length === 0) return h('p', { class: 'empty' }, meta.reason);
  const scale = {
    least: Math.min(0, ...data.map(record => Number(record.tdr_low ?? record.tdr))),
    most: Math.max(0, ...data.map(record => Number(record.tdr_high ?? record.tdr))),
  };
  const own = data.find(record => record.partner === state.partner);
  const uncertain = data.filter(record => record.rank_certain === false).length;
  const bases = await basisNames();
  const change = record => {
    if (record.rank_change == null) return h('span', { class: 'none', title: 'no figures for the year before' }, '–');
    const places = Number(record.rank_change);
    const amount = record.rank_change.text.replace('-', '');
    return places === 0 ? 'same' : places > 0 ? `up ${amount}` : `down ${amount}`;
  };
  return [
    h('p', { class: 'lede' }, `Imports less exports, per dollar exported: (M − X) / X. ${typeTitles[state.type]}, ${state.year}, ${bases[meta.basis] || meta.basis}. `,
      own ? [h('strong', null, own.partner_name), ` is number `, own.rank, ' of ', meta.total, ' with ', figure(own.tdr, origin({ ...own, cells: {}, classification: 'total', category: 'total' }, 'tdr')), `, read as “${own.reading}”.`]
        : 'The chosen partner is not in this ranking.',
      uncertain ? ` ${uncertain} ranks are uncertain: the published rounding allows another order.` : ' Every rank is certain: no rounding of the published figures could change the order.'),
    legend(meta.readings.readings.map(reading => [kinds[reading.reading], `${reading.reading} (${reading.range})`])),
    table(`Trade Deficit Ratio, ${state.type}, ${state.year}; money in ${meta.unit}`, [
      { title: 'Rank', number: true, cell: record => record.rank },
      { title: 'Partner', head: true, cell: record => h('a', { href: address('/', { partner: record.partner, year: state.year }), 'data-partner': record.partner }, record.partner_name) },
      { title: h('span', { class: 'hidden' }, 'Drawn'), class: 'bar', cell: record => inline(record.tdr, record.tdr_low, record.tdr_high, scale, kinds[record.reading]) },
      { title: 'TDR', number: true, cell: record => figure(record.tdr, origin({ ...record, cells: {}, classification: 'total', category: 'total' }, 'tdr')) },
      { title: 'Reading', cell: record => h('span', { class: `reading ${kinds[record.reading]}` }, record.reading) },
      { title: 'Range', number: true, cell: record => [record.tdr_low, ' – ', record.tdr_high ?? 'no limit'] },
      { title: 'Rank is', cell: record => record.rank_certain ? 'certain' : h('strong', null, 'uncertain') },
      { title: 'Year before', class: 'brief', cell: change },
      ...['exports', 'imports'].map((flow, index) => ({ title: flow[0].toUpperCase() + flow.slice(1), number: true, cell: record => figure(record[flow], { cell: record.cells[index] }) })),
      { title: 'Balance', number: true, cell: record => figure(record.balance, origin({ ...record, cells: {}, classification: 'total', category: 'total' }, 'balance')) },
    ], data, record => record.partner === state.partner && 'now'),
    dataLinks(links, ['csv', 'svg'], 'The ranking'),
    folded('How a ratio is read', h('p', null, meta.readings.note), h('ul', null, meta.readings.readings.map(reading =>
      h('li', null, h('strong', null, reading.reading), `, ${reading.range}: “${reading.quote}”`)))),
  ];
}
