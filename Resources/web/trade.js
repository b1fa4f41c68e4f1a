// Series over time, the ranking of partners, and the structure of trade.

import {
  all, amounts, balanceOf, bars, capital, choice, controls, dataLinks, decimal, figure, flows, folded, get, grouped, h, labelled, legend, listed, listing, money, percent, plural,
  problem, ratio, ratios, scaleOf, section, select, signed, table, unitOf, when, words, written,
} from './core.js';
import { bar, fence, short, slope, timeChart, treemap } from './charts.js';
import { difference, go, isYear, keep, listPartners, moneyChart, nameOf, originOf, partnerOptions, partners, the, toView, viewAddress, yearsOf } from './app.js';

const FLOWS = [...flows, 'total_trade'];
const ONE_WAY = FLOWS.filter(flow => flow !== 'balance');
const TYPES = ['goods', 'services', 'goods-and-services'];
const MEASURES = [['money', 'US dollars'], ['share', 'share of world'], ['tdr', 'Trade Deficit Ratio'], ['growth', 'growth']];
const EVERY = ['year', 'quarter', 'month', ['window', 'last 12 months']];
const RANGES = [['', 'all'], ['20', '20 years'], ['10', '10 years'], ['5', '5 years']];
const MOST_COMPARED = 6;

const yearsTo = last => Array.from({ length: Math.max(2025, last) - 1984 }, (_, index) => String(1985 + index)).reverse();

const frequency = every => every === 'window' ? { window: 12 } : { frequency: every };

/** Records of the range: the last whole years and the part of a year after them, or the years `1994..2008`. */
function within(records, range) {
  const year = record => Number(record.period.slice(0, 4));
  const last = Math.max(...records.filter(isWhole).map(year));
  const [from, to] = range.includes('..') ? range.split('..').map(Number) : [range ? last - range + 1 : 0, Infinity];
  return records.filter(record => year(record) >= from && year(record) <= to);
}

/** A year to date is not drawn beside whole years. */
const isWhole = record => !record.period.includes('YTD');

function partYear(records) {
  const periods = [...new Set(records.filter(record => !isWhole(record)).map(record => when(record.period)))];
  return periods.length > 0 && h('p.basis', `Not drawn, because it is not a whole year: ${periods.join(', ')}.`);
}

const selectYears = (from, to) => go({ range: `${from.slice(0, 4)}..${to.slice(0, 4)}` });

// MARK: series

/** Events on trade policy that concern the partners, merged by date. */
async function eventMarks(codes) {
  const topics = 'usmca,usmca-review,wto,us-china,china-tariffs,section-301,section-232,tariffs,trade-milestones,cafta-dr';
  const [{ data, links }] = await Promise.all([all('/v1/events', { topic: topics, fields: 'date,area,topic,title' }), listPartners()]);
  const areas = new Set(['WLD', ...codes, ...codes.flatMap(code => partners.get(code)?.groups || [])]);
  const found = new Map();
  for (const event of data) {
    const own = event.area.split('-').some(area => areas.has(area)) || areas.has(event.area);
    if (!own && !['us-china', 'china-tariffs'].includes(event.topic)) continue;
    const [date] = /^\d{4}(-\d\d)?/.exec(event.date);
    if (!found.has(date)) found.set(date, []);
    if (!found.get(date).some(title => title.slice(0, 5) === event.title.slice(0, 5))) found.get(date).push(event.title);
  }
  return Object.assign([...found].sort().map(([period, titles]) => ({ period, label: titles[0], titles })), { links });
}

export async function series(state) {
  const { partner, type, range } = state;
  const every = state.every || 'year';
  const measure = state.measure || 'money';
  const others = state.with.split(',').filter(code => code && code !== partner).slice(0, MOST_COMPARED - 1);
  const codes = [partner, ...others];
  const flow = state.flow || 'imports';
  const isAlone = measure === 'money' && !others.length;
  const [body] = await Promise.all([isAlone ? amountsOverTime(state, every) : compared(state, codes, measure, flow, every).catch(problem), listPartners()]);
  const form = controls('Series',
    choice('measure', 'Measure', MEASURES, measure), choice('every', 'By', EVERY, every),
    choice('range', 'Range', range.includes('..') ? [...RANGES, [range, range.replace('..', '–')]] : RANGES, range), select('type', 'Trade in', TYPES, type),
    !isAlone && measure !== 'tdr' && select('flow', 'Flow', measure === 'money' ? FLOWS : ONE_WAY, flow), comparison(partner, others));
  return { title: `United States trade with ${codes.map(nameOf).map(the).join(', ')} over time`, content: [form, body] };
}

function comparison(partner, others) {
  const set = list => go({ with: list.join(',') });
  const add = h('select', { 'aria-label': 'Compare with', onchange: event => set([...others, event.target.value]) }, listed([['', 'add a partner or group'],
    ...partnerOptions().map(({ label, options }) => ({ label, options: options.filter(([code]) => code !== partner && !others.includes(code)) }))]));
  return h('fieldset', h('legend', 'Compare with'), h('ul', { class: 'chips' },
    others.map(code => h('li', h('button', { type: 'button', 'aria-label': `Remove ${nameOf(code)}`, onclick: () => set(others.filter(one => one !== code)) }, `${nameOf(code)} ×`))),
    others.length < MOST_COMPARED - 1 && h('li', add)));
}

const nothing = (reason, codes, type) => h('p.empty', reason || `The sources give no series of ${words(type)} for ${codes.map(nameOf).join(', ')} in this range.`);

const format = { share: value => percent(value), growth: value => signed(percent(value)) };
const axis = tick => `${short(tick * 100)}%`;

async function amountsOverTime({ partner, type, range }, every) {
  const [{ data, meta, links }, marks, revised] = await Promise.all([
    balanceOf(partner, { type, ...frequency(every), fields: 'partner,period,type,exports,imports,balance,tdr,basis,source' }),
    eventMarks([partner]), every === 'window' ? null : all('/v1/revisions', { partner, type, frequency: every }).catch(() => null)]);
  const name = nameOf(partner);
  const title = `${capital(words(type))} trade with ${the(name)}`;
  const records = within(data.filter(record => Number(record.exports) || Number(record.imports)), range);
  const whole = records.filter(isWhole);
  if (!records.length) return nothing(meta.reason, [partner], type);
  const bands = new Map(revised?.data.filter(one => one.basis === records[0].basis)
    .map(one => [`${one.period} ${one.flow}`, [one.first_value, one.value].map(Number).sort((a, b) => a - b)]));
  return [
    whole.length > 0 && moneyChart(whole, 230, { marks, label: title, band: (period, key) => bands.get(`${period} ${key}`), select: selectYears }),
    records.some(({ period }) => bands.has(`${period} exports`) || bands.has(`${period} imports`)) && h('p.basis', 'A shaded column spans the values of a figure in different releases.'),
    partYear(records), basisLine(meta, records), whole.length > 0 && dataLinks(links, title, yearsOf(whole)),
    h('div.columns', revised && (revisions(revised, every, 'change_percent') || h('p.empty', revised.meta.reason || `No figure of ${name} differs between releases.`)), eventList(marks, records)),
    valueTable(records, every, links, title)];
}

const TITLES = { tdr: () => 'Trade Deficit Ratio, (imports − exports) / exports', money: capital, share: flow => `Share of ${flow} with all countries`, growth: flow => `Growth of ${flow} from the year before` };

async function compared({ type, range }, codes, measure, flow, every) {
  const isMoney = measure === 'money';
  const [{ data, meta, links }, marks] = await Promise.all([
    all('/v1/compare', { partner: codes, metric: isMoney ? flow : measure, flow: measure === 'share' || measure === 'growth' ? flow.replace('_', '-') : '', type, ...frequency(every),
      fields: 'partner,partner_name,period,value,reason,basis' }), eventMarks(codes)]);
  const known = data.filter(record => record.value != null);
  const kept = within(known.filter(isWhole), range);
  if (!kept.length) return nothing(meta.reason || data[0]?.reason, codes, type);
  const [shown, missing] = [true, false].map(has => codes.filter(code => kept.some(record => record.partner === code) === has));
  const rows = [...new Set(kept.map(record => record.period))].sort().map(period =>
    ({ period, values: Object.fromEntries(kept.filter(record => record.period === period).map(record => [record.partner, record.value])) }));
  const values = kept.map(record => record.value);
  const scale = scaleOf(values);
  const title = TITLES[measure](words(flow));
  return [
    timeChart({
      rows, panels: [{ title: isMoney ? `${title}, ${scale.name} US dollars` : title, height: 320, clip: !isMoney,
        format: isMoney ? tick => short(tick * scale.factor) : format[measure] ? axis : short,
        lines: shown.map((code, index) => ({ key: code, kind: `c${index + 1}`, name: nameOf(code) })) }],
      write: value => isMoney ? written(value, scale) : ratio(value, format[measure] || decimal), unit: isMoney ? unitOf(scale) : '',
      marks, label: title, select: selectYears, start: rows.findLastIndex(row => shown.every(code => row.values[code])),
    }),
    !isMoney && fence(values) < Math.max(...values.map(value => Math.abs(value))) && h('p.basis', 'Values beyond the scale are drawn at its edge.'),
    missing.length > 0 && h('p.basis', `No figures for ${missing.map(nameOf).join(', ')}.`),
    measure === 'tdr' && h('p.basis', 'Above 0: the deficit in US dollars per dollar exported. Below 0: a surplus.'),
    crossing(rows, shown, title.split(',')[0]), partYear(known), basisLine(meta, kept), dataLinks(links, title, yearsOf(rows)), eventList(marks, kept)];
}

/** The last change of order between the first two partners. */
function crossing(rows, [a, b], title) {
  const both = rows.filter(row => row.values[a] && row.values[b]);
  const above = row => Math.sign(Number(difference(row.values[a], row.values[b])));
  const now = both.length && above(both.at(-1));
  const since = both.findLastIndex(row => above(row) !== now);
  if (!now || since < 0) return null;
  const [more, less] = (now > 0 ? [a, b] : [b, a]).map(nameOf);
  return h('p.lede', `${title}: the value for ${more} has been above that for ${less} in every period since ${when(both[since + 1].period)}.`);
}

function basisLine(meta, records) {
  const reason = meta.basis[0]?.reason;
  return h('p.basis', `Basis: ${[...new Set(records.map(record => record.basis).filter(Boolean))].join(', ')}. `, reason && `${reason} `,
    meta.sources?.length > 0 && `Releases: ${meta.sources.map(source => source.id).join(', ')}. `, toView('Sources', 'sources'));
}

function eventList(marks, records) {
  const [first, last] = [records[0].period.slice(0, 4), records.at(-1).period.slice(0, 4)];
  const shown = marks.filter(mark => mark.period.slice(0, 4) >= first && mark.period.slice(0, 4) <= last);
  return shown.length > 0 && section('events', 'Events marked in the chart',
    listing(h('dl.terms', shown.map(mark => [h('dt', when(mark.period)), h('dd', mark.titles.join('; '))])), marks.links, 'Events'));
}

/** The ten figures that changed most between releases, in US dollars (`change`) or percent (`change_percent`). */
export function revisions({ data, meta, links }, every, by) {
  const change = one => by === 'change' ? signed(money(one.change)) : one.change_percent ? signed(`${decimal(one.change_percent)}%`) : '–';
  const size = one => Math.abs(Number(one[by] ?? 0));
  const rows = data.filter(one => one.flow !== 'balance').sort((a, b) => size(b) - size(a)).slice(0, 10);
  const scale = scaleOf(rows.map(one => one.value));
  const [most] = rows;
  if (!most) return null;
  const isOne = rows.every(one => one.partner === most.partner);
  return section('revisions', isOne ? 'Largest revisions' : 'Largest revisions of a partner, in US dollars',
    h('p', `${plural(meta.total, 'figure')} by ${every} changed between releases. Most revised: `, h('strong', `${isOne ? '' : `${most.partner_name}, `}${words(most.flow)} of ${when(most.period)}`), `, ${change(most)}.`), most.note && h('p.basis', most.note),
    listing(table(`First and latest release, ${unitOf(scale)}`, [
      ...(isOne ? [] : [['Partner', one => one.partner_name, 'head', 'partner_name']]), ['Period', one => when(one.period), isOne ? 'head' : '', 'period'],
      ['Flow', one => words(one.flow), '', 'flow'], amounts('first_value', scale, undefined, 'number extra'), amounts('value', scale), ['Change', change, 'number', by]], rows), links, 'Revisions'));
}

function valueTable(records, every, links, title) {
  const scale = scaleOf(records.flatMap(one => [one.exports, one.imports]));
  const link = every === 'window' ? undefined : originOf;
  return folded(`All ${records.length} values as a table`, listing(table(capital(unitOf(scale)), [
    ['Period', one => when(one.period), 'head', 'period'], ...flows.map(name => amounts(name, scale, link)),
    ratios('TDR', 'tdr', decimal), ['Release', one => one.source, 'extra']], [...records].reverse()), links, title));
}

// MARK: ranking

/** Metrics with the sign that a deficit has. */
const METRICS = [['tdr', 'Trade Deficit Ratio', 1], ['balance', 'balance', -1], ['total_trade', 'total trade'], ['imports', 'imports'], ['exports', 'exports'], ['share', 'share of world'],
  ['growth', 'growth'], ['coverage', 'coverage (exports / imports)'], ['deficit_to_imports', 'deficit / imports', 1], ['normalised_balance', 'normalised balance', -1]];
const AMONG = [['', '30 largest partners'], ['top10', '10 largest'], ['top60', '60 largest'], ['all', 'all partners']];

export async function ranking(state) {
  const [metric, name, deficit] = METRICS.find(([key]) => key === state.metric) || METRICS[0];
  const hasFlow = metric === 'share' || metric === 'growth';
  const isMoney = FLOWS.includes(metric);
  const flow = hasFlow ? (state.flow || 'imports').replace('_', '-') : '';
  // The share and growth rankings give the value of the one flow.
  const fields = hasFlow ? '' : [...new Set(['rank', 'partner', 'partner_name', metric, 'exports', 'imports', 'balance'])];
  const ask = year => all(`/v1/rankings/${metric}`, { type: state.type, flow, among: state.among, order: metric === 'balance' ? 'asc' : '', year, fields });
  const [{ data, meta, links }] = await Promise.all([ask(state.year), listPartners()]);
  const period = String(meta.period ?? state.year);
  const against = state.against || String(Number(period) - 10);
  const earlier = data.length ? await ask(against).catch(() => null) : null;
  const old = new Map(earlier?.data.map(record => [record.partner, record.rank]));
  const years = yearsTo(period);
  const search = h('input', { type: 'search', name: 'find', value: state.find, size: 14, placeholder: 'name', oninput: () => {
    keep({ find: search.value });
    filter();
  } });
  let list = null;
  const filter = () => {
    for (const row of list?.querySelectorAll('tbody tr') || []) row.hidden = !row.cells[1].textContent.toLowerCase().includes(search.value.toLowerCase());
  };
  const form = controls('Ranking',
    select('metric', 'Ranked by', METRICS, metric), hasFlow && select('flow', 'Flow', ONE_WAY.map(key => key.replace('_', '-')), flow),
    select('year', 'Year', years, period), select('among', 'Compared', AMONG, state.among), select('type', 'Trade in', TYPES, state.type),
    labelled('Find', search));
  const title = `Partners by ${name}, ${period}`;
  if (!data.length) return { title, content: [form, h('p.empty', meta.reason || 'No partner has figures for this selection.')] };
  const numbers = data.filter(record => record[metric]).map(record => Number(record[metric]));
  const limit = fence(numbers);
  const scale = { least: Math.max(-limit, Math.min(0, ...numbers)), most: Math.min(limit, Math.max(0, ...numbers)) };
  const cut = data.filter(record => Math.abs(record[metric]) > limit);
  const unit = scaleOf(data.flatMap(record => [record.exports, record.imports, record.balance]));
  const tone = value => !deficit ? metric : value * deficit > 0 ? 'deficit' : 'surplus';
  const link = hasFlow ? () => null : ({ partner }) => originOf({ partner, period, type: state.type });
  list = table(`${capital(name)}${hasFlow ? ` of ${words(flow)}, ${period}` : `, ${period}; amounts in ${unitOf(unit)}`}`, [
    ['#', record => record.rank, 'number', 'rank'],
    ['Partner', record => toView(record.partner_name, 'overview', { partner: record.partner, year: period }), 'head', 'partner_name'],
    bars(record => record[metric] && bar(record[metric], scale, tone(record[metric]))),
    [capital(name.split(' (')[0]), record => figure(record[metric], { ...(isMoney ? { scale: unit } : { text: ratio(record[metric], format[metric] || decimal), unit: '' }), link: link(record), flow: metric }),
      'number', metric],
    ...(hasFlow ? [] : flows.filter(one => one !== metric).map(one => amounts(one, unit, link, 'number extra'))),
    ...(old.size ? [[`Rank in ${against}`, record => old.get(record.partner) ?? '–', 'number', record => old.get(record.partner)]] : []),
  ], data, { rowClass: record => record.partner === state.partner && 'now', sorted: 0 });
  list.id = 'ranked';
  filter();
  return { title, content: [form, coverage(meta, data, period, state),
    cut.length > 0 && h('p.basis', `The bars of ${cut.length > 5 ? plural(cut.length, 'partner') : cut.map(record => record.partner_name).join(', ')} are longer than the scale and end in a break; their figures are written in full.`),
    list, dataLinks(links, title, { year: period }), old.size > 0 && data.length <= 60 && change(data, earlier, period, against, state, years)] };
}

function coverage({ share_of_world: share, left_out: left = [], partners_listed: listed, not_listed: missing }, data, period, { among, metric }) {
  return h('p', `${plural(data.length, 'partner')} ${data.length === 1 ? 'is' : 'are'} ranked`,
    listed && ` of ${grouped(String(listed))} that the source lists for ${period}`, among !== 'all' && ', the largest by total trade', '. ',
    share && `The listed partners make up ${percent(share)} of the published world total. `,
    Number(missing) > 0 && `Trade of ${money(missing)} is with partners that are not listed. `,
    left.length > 0 && `Without a value: ${left.map(one => one.partner_name || one.partner || one).join(', ')}. `,
    among !== 'all' && toView('All partners', 'ranking', { metric, among: 'all', year: period }));
}

function change(data, { data: earlier, links }, period, against, state, years) {
  const items = [...new Map([...earlier.slice(0, 30), ...data].map(record => [record.partner, record.partner_name]))].map(([code, label]) => {
    const [from, to] = [earlier, data].map(list => Number(list.find(record => record.partner === code)?.rank ?? 0));
    const kind = code === state.partner ? 'own' : !from || !to ? '' : from - to >= 5 ? 'up' : to - from >= 5 ? 'down' : '';
    return { label, code, from, to, kind };
  });
  const title = `Ranks in ${against} and ${period}`;
  const chart = slope(items, [against, period], title);
  return section('change', title, controls('Year compared with', select('against', 'Compare with', years.filter(year => year !== period), against)),
    legend([['deficit', 'five or more ranks higher'], ['surplus', 'five or more ranks lower']]), chart,
    h('p.basis', 'A name without a line is ranked in one of the two years only.'), dataLinks(links, title, { shown: chart, label: `Data of ${against}`, year: against }));
}

// MARK: structure

const SPLITS = { 'end-use': 'goods by end use', 'circular-economy': 'circular-economy goods', atp: 'advanced technology products', hs2: 'goods by HS chapter' };
const splitName = split => SPLITS[split] || words(split);

const splitsOf = records => [...new Set(records.map(one => one.classification))].filter(one => one !== 'total');

export async function traded(state) {
  const flow = ['exports', 'imports', 'total_trade'].includes(state.flow) ? state.flow : 'imports';
  const concentrated = concentration().catch(problem);
  const [ranked, own, categories] = await Promise.all([
    all(`/v1/rankings/${flow}`, { year: state.year, among: 'all', fields: `rank,partner,partner_name,exports,imports,balance,${flow}` }).catch(error => error),
    get(`/v1/partners/${encodeURIComponent(state.partner)}`), all('/v1/categories'), listPartners()]);
  const period = String(ranked.meta?.period ?? state.year);
  const form = controls('Partners', select('flow', 'Flow', ONE_WAY, flow), select('year', 'Year', yearsTo(period), period));
  const published = splitsOf(own.data.data);
  const split = state.split || (published.length && !published.includes('end-use') ? published[0] : 'end-use');
  return { title: 'What is traded, and with whom', content: [
    section('split', capital(splitName(split)), await categoryMaps(state, split, published, categories.data)),
    section('map', `Partners by ${words(flow)} of goods, ${period}`, form,
      ranked instanceof Error ? problem(ranked) : partnerMap(ranked, flow, period)),
    section('hhi', 'Concentration over partners', await concentrated),
  ] };
}

function partnerMap({ data, links }, flow, period) {
  const scale = scaleOf(data.map(record => record[flow]));
  const title = `Partners by ${words(flow)}, ${period}`;
  const map = treemap(data.map(record => ({ label: record.partner_name, code: record.partner, value: record[flow], kind: Number(record.balance) < 0 ? 'deficit' : 'surplus',
      href: viewAddress('overview', { partner: record.partner, year: period }) })), scale, 460, title);
  return [legend([['deficit', 'deficit of the United States'], ['surplus', 'surplus']]), map,
    h('p.basis', `${plural(data.length, 'partner')}; areas are in proportion to ${words(flow)}, figures in ${scale.name} US dollars.`), dataLinks(links, title, { shown: map, year: period })];
}

async function categoryMaps(state, split, published, categories) {
  const splits = splitsOf(categories).map(one => [one, splitName(one)]);
  const figures = area => balanceOf(area, { classification: split, fields: 'partner,period,type,category,exports,imports,balance,tdr,basis' });
  if (published.includes(split)) figures(state.of || state.partner).catch(() => null);
  const offered = await all('/v1/balances', { classification: split, fields: 'partner,partner_name' });
  const areas = new Map(offered.data.map(record => [record.partner, record.partner_name]));
  const area = [state.of, state.partner, 'WLD', ...areas.keys()].find(code => areas.has(code));
  const form = controls('Categories', select('split', 'Categories', splits, split), select('of', 'Trade with', [...areas].sort((a, b) => a[1].localeCompare(b[1], 'en')), area));
  if (!area) return [form, h('p.empty', 'The sources give no figures in these categories.')];
  const { data, links } = await figures(area);
  const periods = [...new Set(data.map(record => record.period))].sort();
  const period = periods.includes(state.year) ? state.year : periods.findLast(isYear) || periods.at(-1);
  const known = new Map(categories.filter(one => one.classification === split && one.label !== one.category).map(one => [one.category, one.label]));
  const label = ({ category }) => known.get(category) || (split.startsWith('hs') ? `HS ${category}` : words(category));
  const size = record => Number(record.imports ?? 0) + Number(record.exports ?? 0);
  const records = data.filter(record => record.period === period && !/^total/.test(record.category)).sort((a, b) => size(b) - size(a));
  const scale = scaleOf(records.flatMap(record => [record.exports, record.imports]));
  const has = name => records.some(record => record[name] != null);
  const map = flow => records.length > 1 && has(flow) && h('div', h('h3', `${capital(flow)}, ${when(period)}`),
    listing(treemap(records.map(record => ({ label: label(record), value: record[flow], kind: flow })), scale, 320, `${capital(flow)} by category`), links, `${capital(flow)}: ${title}`, { period }));
  const link = ({ category }) => originOf({ partner: area, period, classification: split, category });
  const title = `${splitName(split)}, ${areas.get(area)}`;
  const list = listing(table(`${areas.get(area)}, ${when(period)}, ${unitOf(scale)}`, [
    ['Category', label, 'head', label], ...flows.filter(has).map(name => amounts(name, scale, link)), ...(has('tdr') ? [ratios('TDR', 'tdr', decimal, 'number extra')] : [])], records), links, title, { period });
  return [form, h('p.basis', published.length ? [`Categories published for ${the(nameOf(state.partner))}: `, published.map((one, index) =>
    [index > 0 && ', ', toView(splitName(one), 'traded', { split: one, of: state.partner })]), '.'] : `The sources do not split trade with ${the(nameOf(state.partner))} into categories.`),
    state.year && period !== state.year && h('p.basis', `These categories are published for ${[...new Set([periods[0], periods.at(-1)])].map(when).join(' to ')}.`),
    h('div.columns', map('imports'), map('exports')),
    records.length > 15 ? folded(`${records.length} categories as a table`, list) : list];
}

/** The Herfindahl–Hirschman index of exports and of imports by year, and the largest sources of imports. */
async function concentration() {
  const [{ data, links }] = await Promise.all([all('/v1/concentration', { year: '1985..2099', flow: 'imports,exports', fields: 'period,flow,hhi,top,top_share,reason' }), listPartners()]);
  const of = flow => data.filter(record => record.flow === flow && record.hhi);
  const known = of('imports');
  if (!known.length) return h('p.empty', data[0]?.reason || 'The sources give no total of all countries.');
  const [first, last] = [known[0], known.at(-1)];
  const most = known.reduce((best, record) => Number(record.hhi) > Number(best.hhi) ? record : best);
  const moved = Number(last.hhi) - Number(first.hhi);
  const out = new Map(of('exports').map(record => [record.period, record.hhi]));
  return [
    h('p', `In ${last.period} the largest ${last.top.length} partners, ${last.top.map(nameOf).join(', ')}, supplied ${percent(last.top_share)} of imports of goods. `,
      h('strong', moved < 0 ? 'Imports have become less concentrated' : moved > 0 ? 'Imports have become more concentrated' : 'The concentration of imports is unchanged'),
      `: the index was ${first.hhi} in ${first.period}, ${most.hhi} at its highest in ${most.period}, and ${last.hhi} in ${last.period}.`),
    leaders(known),
    timeChart({
      rows: known.map(({ period, hhi, top }) => ({ period, values: { imports: hhi, exports: out.get(period) }, top })),
      panels: [{ title: 'Herfindahl–Hirschman index', height: 220, format: short, lines: ['imports', 'exports'].map(flow => ({ key: flow, kind: flow, name: capital(flow) })) }],
      label: 'concentration', write: value => value.text, note: row => `largest sources: ${row.top.map(nameOf).join(', ')}`,
    }),
    h('p.basis', 'The index is the sum of the squared shares of all partners: 1 with a single partner, near 0 with many equal ones.'),
    dataLinks(links, 'Concentration over partners', { ...yearsOf(known), svg: { fields: 'period,flow,hhi_low' } })];
}

function leaders(known) {
  const spells = [];
  for (const { period, top: [code] } of known) {
    if (spells.at(-1)?.code === code) spells.at(-1).to = period;
    else spells.push({ code, from: period, to: period });
  }
  const [before, now] = spells.slice(-2);
  const years = ({ from, to }, index) => index === spells.length - 1 ? `since ${from}` : from === to ? `in ${from}` : `${from} to ${to}`;
  return h('p', 'Largest source of imports of goods: ', spells.map((spell, index) => `${index ? ', ' : ''}${nameOf(spell.code)} ${years(spell, index)}`), '. ',
    now && toView(`Imports from ${nameOf(before.code)} and ${nameOf(now.code)} compared`, 'series', { partner: now.code, with: before.code, flow: 'imports' }));
}
