// What is traded: goods by end use, services by category, and goods of the circular economy.

import { address, get } from './api.js';
import { columns, pairs } from './charts.js';
import { dataLinks, drawing, figure, folded, h, legend, table } from './dom.js';
import { balanceColumns, basisNames, flowLegend } from './partner.js';

/** Labels as printed, by classification and category. */
async function labels() {
  const { data } = await get('/v1/categories');
  const found = new Map(data.map(one => [`${one.classification}/${one.category}`, one.label]));
  return record => found.get(`${record.classification}/${record.category}`) || record.category;
}

/** Areas that a classification is published for, and which of them to show: the one chosen, the partner, or the world. */
async function areas(classification, chosen, partner) {
  const { data } = await get(address('/v1/balances', { classification, fields: 'partner,partner_name' }));
  const found = new Map(data.map(record => [record.partner, record.partner_name]));
  return { found, area: found.has(chosen) ? chosen : found.has(partner) ? partner : 'WLD' };
}

/** Offers areas in the section's own picker. */
function offer(section, { found, area }) {
  section.querySelector('select').replaceChildren(...[...found].sort((a, b) => a[1].localeCompare(b[1], 'en'))
    .map(([code, name]) => h('option', { value: code, selected: code === area }, name)));
}

/** The year asked for, or the nearest there is. */
function nearest(data, year) {
  const years = [...new Set(data.map(record => Number(record.year)))];
  return String(years.sort((a, b) => Math.abs(a - year) - Math.abs(b - year) || b - a)[0]);
}

/** A chart and a table of one classification in a year. */
function split(data, links, title, state, label, unit) {
  const year = nearest(data, Number(state.year));
  const records = data.filter(record => String(record.year) === year && record.category !== 'total-ce')
    .map(record => ({ ...record, label: label(record) }))
    .sort((a, b) => Number(b.exports ?? 0) + Number(b.imports ?? 0) - Number(a.exports ?? 0) - Number(a.imports ?? 0));
  return [
    h('h3', null, `${title}, ${year}`),
    year !== state.year && h('p', { class: 'muted' }, `The reports give no such split for ${state.year}; this is the nearest year there is.`),
    drawing(`Largest first, ${unit}`, width => pairs(records, width, `${title}, ${year}, ${unit}`)),
    folded('The same as a table, with balance and Trade Deficit Ratio', table(`${title}, ${year}, ${unit}`,
      [{ title: 'Category', head: true, cell: record => record.label }, ...balanceColumns], records)),
    dataLinks(links(year), ['csv', 'svg'], `${title}, ${year}`),
  ];
}

const linksOf = (area, classification) => year => {
  const target = format => address(`/v1/partners/${area}/balance`, { classification, year, format });
  return { self: target(), csv: target('csv'), svg: target('svg') };
};

/** Goods by end use and services by category, with the world, a region or China. */
export async function composition(state, { section, partners }) {
  const offered = await areas('end-use', state.of, state.partner);
  offer(section, offered);
  const { found, area } = offered;
  const [goods, services, label, bases] = await Promise.all([
    get(`/v1/partners/${area}/balance?classification=end-use`), get(`/v1/partners/${area}/balance?classification=services`),
    labels(), basisNames()]);
  const name = found.get(area);
  const partner = partners.find(one => one.code === state.partner);
  return [
    !found.has(state.partner) && partner && h('p', { class: 'muted' }, `The reports do not split trade with ${partner.name} by end use or by service; they do so for: ${[...found.values()].join('; ')}.`),
    flowLegend(['exports', 'imports']),
    h('div', { class: 'columns' }, [[goods, 'Goods by end use', 'end-use'], [services, 'Services', 'services']].map(([answer, title, classification]) =>
      h('div', null, answer.data.length
        ? split(answer.data, linksOf(area, classification), `${title}: ${name}`, state, label, answer.meta.unit)
        : h('p', { class: 'empty' }, answer.meta.reason)))),
    h('p', { class: 'muted' }, `Goods by end use stand on the basis “${bases['bea-end-use']}”; its total is another than that of goods by partner, and the two are never set against each other.`),
  ];
}

/** Circular-economy goods: sectors in the year, the total over the years, and the sectors' shares in two regions. */
export async function circular(state, { section }) {
  const offered = await areas('circular-economy', state.circular, state.partner);
  offer(section, offered);
  const { found, area } = offered;
  const [{ data, meta }, label, shares, bases] = await Promise.all([
    get(`/v1/partners/${area}/balance?classification=circular-economy`), labels(),
    get('/v1/flows?partner=LATAM,CARIBBEAN&classification=circular-economy&flow=exports-share-in-classification,imports-share-in-classification'), basisNames()]);
  const total = data.filter(record => record.category === 'total-ce');
  const link = format => address(`/v1/partners/${area}/balance`, { classification: 'circular-economy', category: 'total-ce', format });
  const name = found.get(area);
  return [
    h('p', { class: 'lede' }, 'Goods from a list of 407 at ten digits of the Harmonized System that one of the reports compiled; a part of all goods.'),
    flowLegend(),
    h('div', { class: 'columns' },
      h('div', null, h('h3', null, `All circular-economy goods: ${name}`),
        drawing(`Over the years, ${meta.unit}`, width => columns(total, width, `Circular-economy goods: ${name}, ${meta.unit}`, bases)),
        table(`Circular-economy goods: ${name}, ${meta.unit}`, [{ title: 'Year', head: true, cell: record => record.period }, ...balanceColumns], total, record => String(record.year) === state.year && 'now'),
        dataLinks({ self: link(), csv: link('csv'), svg: link('svg') }, ['csv', 'svg'], 'All circular-economy goods')),
      h('div', null, split(data, linksOf(area, 'circular-economy'), `By sector: ${name}`, state, label, meta.unit))),
    folded('Sectors’ shares in Latin America and in the Caribbean, 2000–2003 and 2020–2023', sharesTable(shares, label),
      dataLinks(shares.links, ['csv'], 'Shares')),
  ];
}

function sharesTable({ data }, label) {
  const keys = [...new Set(data.map(record => record.category))];
  const heads = [];
  for (const record of data) {
    if (!heads.some(head => head.partner === record.partner && head.flow === record.flow && head.period === record.period)) heads.push(record);
  }
  const short = { LATAM: 'Latin America', CARIBBEAN: 'The Caribbean' };
  return table('Shares of sectors in circular-economy trade, as printed', [
    { title: 'Sector', head: true, cell: category => label({ classification: 'circular-economy', category }) },
    ...heads.map(head => ({
      title: `${short[head.partner] || head.partner_name}: ${head.flow.split('-')[0]}, ${head.period.replace('/', '–')}`, number: true,
      cell: category => {
        const found = data.find(record => record.category === category && record.partner === head.partner && record.flow === head.flow && record.period === head.period);
        return found ? h('a', { class: 'figure', href: `/v1/cells/${found.cell}`, 'data-cell': found.cell }, found.value_text) : '–';
      },
    })),
  ], keys);
}
