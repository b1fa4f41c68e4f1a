// Series over time, the ranking of partners, and the structure of trade.

import {
  address, amount, amounts, capital, choice, controls, dataLinks, decimal, Digits, exactly, figure, folded, get, grouped, h, legend, listed, percent, plural,
  problem, ratios, scaleOf, section, select, signed, table, unitOf, when, words,
} from './core.js';
import { bar, fence, short, slope, timeChart, treemap } from './charts.js';
import { difference, go, isYear, listPartners, moneyChart, nameOf, originOf, partnerOptions, partners, the, toView, viewAddress } from './app.js';

const FLOWS = [['exports', 'exports'], ['imports', 'imports'], ['balance', 'balance'], ['total_trade', 'total trade']];
const TYPES = [['goods', 'goods'], ['services', 'services'], ['goods-and-services', 'goods and services']];
const MEASURES = [['money', 'US dollars'], ['share', 'share of world'], ['tdr', 'Trade Deficit Ratio'], ['growth', 'growth']];
const EVERY = [['year', 'year'], ['quarter', 'quarter'], ['month', 'month'], ['window', 'last 12 months']];
const RANGES = [['', 'all'], ['20', '20 years'], ['10', '10 years'], ['5', '5 years']];
const MOST_COMPARED = 6;
const COLOURS = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6'];

const labelOf = (options, value) => options.find(([key]) => key === value)?.[1] || words(value);

const yearsTo = last => Array.from({ length: Math.max(2025, last) - 1984 }, (_, index) => String(Math.max(2025, last) - index)).map(year => [year, year]);

/** The parameters of a frequency. */
const frequency = every => every === 'window' ? { window: 12 } : { frequency: every };

/** Records of the chosen range, which ends with the last record. */
function within(records, range) {
  if (!range || !records.length) return records;
  const from = Number(records.at(-1).period.slice(0, 4)) - Number(range);
  return records.filter(record => Number(record.period.slice(0, 4)) > from);
}

// MARK: series

/** Events on trade policy that concern the partners, merged by date. */
async function eventMarks(codes) {
  const topics = ['usmca', 'usmca-review', 'wto', 'us-china', 'china-tariffs', 'section-301', 'section-232', 'tariffs', 'trade-milestones', 'cafta-dr'];
  const { data } = await get('/v1/events', { topic: topics, fields: 'date,area,topic,title', limit: 1000 });
  const areas = new Set(['WLD', ...codes, ...codes.flatMap(code => partners.get(code)?.groups || [])]);
  const found = new Map();
  for (const event of data) {
    const own = event.area.split('-').some(area => areas.has(area)) || areas.has(event.area);
    if (!own && !['us-china', 'china-tariffs'].includes(event.topic)) continue;
    const [date] = /^\d{4}(-\d\d)?/.exec(event.date);
    if (!found.has(date)) found.set(date, []);
    if (!found.get(date).some(title => title.slice(0, 5) === event.title.slice(0, 5))) found.get(date).push(event.title);
  }
  return [...found].sort().map(([period, titles]) => ({ period, label: titles[0], titles }));
}

export async function series(state) {
  await listPartners();
  const every = state.every || 'year';
  const measure = state.measure || 'money';
  const others = state.with ? state.with.split(',').filter(code => code !== state.partner).slice(0, MOST_COMPARED - 1) : [];
  const codes = [state.partner, ...others];
  const flow = state.flow || (measure === 'money' ? 'balance' : 'imports');
  const needsFlow = measure === 'share' || measure === 'growth' || (measure === 'money' && others.length > 0);
  const flows = measure === 'money' ? FLOWS : FLOWS.filter(([key]) => key !== 'balance');
  const form = controls('Series',
    choice('measure', 'Measure', MEASURES, measure), choice('every', 'By', EVERY, every), choice('range', 'Range', RANGES, state.range),
    select('type', 'Trade in', TYPES, state.type), needsFlow && select('flow', 'Flow', flows, flow), comparison(state, others));
  const title = codes.length > 1 ? `United States trade with ${codes.map(nameOf).map(the).join(', ')}` : `United States trade with ${the(nameOf(state.partner))} over time`;
  let body;
  try {
    body = measure === 'money' && !others.length ? await money(state, every) : await compared(state, codes, measure, flow, every);
  } catch (error) {
    body = problem(error);
  }
  return { title, content: [form, body] };
}

function comparison(state, others) {
  const set = list => go({ with: list.join(',') });
  const add = h('select', { 'aria-label': 'Compare with', onchange: event => set([...others, event.target.value]) }, listed([['', 'add a partner or group'],
    ...partnerOptions().map(({ label, options }) => ({ label, options: options.filter(([code]) => code !== state.partner && !others.includes(code)) }))]));
  return h('fieldset', h('legend', 'Compare with'), h('ul', { class: 'chips' },
    others.map(code => h('li', h('button', { type: 'button', 'aria-label': `Remove ${nameOf(code)}`, onclick: () => set(others.filter(one => one !== code)) }, `${nameOf(code)} ×`))),
    others.length < MOST_COMPARED - 1 && h('li', add)));
}

const nothing = (meta, name, type) => h('p.empty', meta.reason || `The sources give no such series of ${labelOf(TYPES, type)} for ${name}.`);

const format = { share: value => percent(value), growth: value => signed(percent(value)) };
const write = (metric, value) => (format[metric] || decimal)(value);
const axis = tick => `${short(tick * 100)}%`;

async function money({ partner, type, range }, every) {
  const name = nameOf(partner);
  const revised = every !== 'window' ? get('/v1/revisions', { partner, type, frequency: every, limit: 5000 }).catch(() => null) : null;
  const [{ data, meta, links }, marks, revisions] = await Promise.all([
    get(`/v1/partners/${encodeURIComponent(partner)}/balance`, { type, ...frequency(every), limit: 5000, fields: 'partner,period,type,exports,imports,balance,tdr,basis,source' }),
    eventMarks([partner]), revised]);
  const records = within(data.filter(record => Number(record.exports) || Number(record.imports)), range);
  if (!records.length) return nothing(meta, name, type);
  const bands = new Map();
  for (const one of revisions?.data || []) {
    if (one.basis !== records[0].basis) continue;
    const values = [one.first_value, one.value].map(Number);
    bands.set(`${one.period} ${one.flow}`, [Math.min(...values), Math.max(...values)]);
  }
  return [
    moneyChart(records, marks, `${labelOf(TYPES, type)} trade with ${name}`, 230, (period, key) => bands.get(`${period} ${key}`)),
    bands.size > 0 && h('p.basis', 'A shaded column spans the values of a figure in different releases.'),
    basisLine(meta, records), dataLinks(links, `Trade of the United States with ${name}`),
    h('div.columns', revisionTable(revisions, name, every), eventList(marks, records)), valueTable(records, every)];
}

async function compared(state, codes, measure, flow, every) {
  const metric = measure === 'money' ? flow : measure;
  const [{ data, meta, links }, marks] = await Promise.all([
    get('/v1/compare', { partner: codes, metric, ...(measure === 'share' || measure === 'growth' ? { flow: flow.replace('_', '-') } : {}), type: state.type, ...frequency(every), limit: 5000,
      fields: 'partner,partner_name,period,value,reason,basis' }), eventMarks(codes)]);
  const known = data.filter(record => record.value != null);
  const missing = codes.filter(code => !known.some(record => record.partner === code));
  const last = known.map(record => record.period).sort().at(-1);
  const kept = state.range ? known.filter(record => Number(record.period.slice(0, 4)) > Number(last.slice(0, 4)) - Number(state.range)) : known;
  if (!kept.length) return nothing({ reason: meta.reason || data[0]?.reason }, codes.map(nameOf).join(', '), state.type);
  const shown = codes.filter(code => !missing.includes(code)).map((code, index) => ({
    name: nameOf(code), kind: COLOURS[index], records: new Map(kept.filter(record => record.partner === code).map(record => [record.period, record.value])) }));
  const title = measure === 'money' ? capital(labelOf(FLOWS, flow)) : measure === 'tdr' ? 'Trade Deficit Ratio, (imports − exports) / exports'
    : measure === 'share' ? `Share of ${labelOf(FLOWS, flow)} with all countries` : `Growth of ${labelOf(FLOWS, flow)} from the year before`;
  return [lines(shown, measure, marks, title),
    missing.length > 0 && h('p.basis', `No figures for ${missing.map(nameOf).join(', ')}.`),
    measure === 'tdr' && h('p.basis', 'Above 0: the deficit in US dollars per dollar exported. Below 0: a surplus.'), crossings(shown, title.split(',')[0]), basisLine(meta, kept), dataLinks(links, title), eventList(marks, kept)];
}

/** The last change of order between the first two partners. */
function crossings(shown, title) {
  if (shown.length < 2) return null;
  const [a, b] = shown;
  const periods = [...a.records.keys()].filter(period => b.records.has(period)).sort();
  const above = period => Math.sign(Number(difference(a.records.get(period), b.records.get(period))));
  const now = above(periods.at(-1));
  const since = periods.findLast(period => above(period) !== now);
  if (!periods.length || !since) return null;
  const first = periods[periods.indexOf(since) + 1];
  const [more, less] = now > 0 ? [a, b] : [b, a];
  return h('p.lede', `${title}: the value for ${more.name} has been above that for ${less.name} in every period since ${when(first)}.`);
}

function lines(shown, measure, marks, title) {
  const periods = [...new Set(shown.flatMap(one => [...one.records.keys()]))].sort();
  const all = shown.flatMap(one => [...one.records.values()]);
  const scale = scaleOf(all);
  const isMoney = measure === 'money';
  const text = value => value == null ? 'no figure' : exactly() ? grouped(value.text) : isMoney ? amount(value, scale) : write(measure, value);
  const unit = isMoney ? unitOf(scale) : '';
  const values = all.map(Number);
  const isCut = !isMoney && fence(values) < Math.max(...values.map(Math.abs));
  return [timeChart({
    rows: periods.map(period => ({ period, values: Object.fromEntries(shown.map((one, index) => [index, one.records.get(period)])) })),
    panels: [{ title: isMoney ? `${title}, ${scale.name} US dollars` : title, height: 320, clip: !isMoney,
      format: isMoney ? tick => short(tick * scale.factor) : format[measure] ? axis : short,
      lines: shown.map((one, index) => ({ key: String(index), kind: one.kind })) }],
    marks, label: title, start: periods.findLastIndex(period => shown.every(one => one.records.has(period))),
    say: row => `${when(row.period)}: ${shown.map((one, index) => `${one.name} ${text(row.values[index])}`).join(', ')} ${unit}`,
    read: row => [h('strong', when(row.period)), shown.map((one, index) => h('span', { class: `value ${one.kind}` }, one.name, ' ',
      figure(row.values[index], { text: text(row.values[index]), unit: isMoney ? undefined : '' }))), h('span.muted', unit)],
  }), isCut && h('p.basis', 'Values beyond the scale are drawn at its edge.')];
}

function basisLine(meta, records) {
  const bases = Array.isArray(meta.basis) ? meta.basis : meta.basis ? [meta.basis] : [];
  const ids = [...new Set(records.map(record => record.basis).filter(Boolean))];
  const reason = bases.map(one => one.reason).filter(Boolean)[0];
  return h('p.basis', `Basis: ${ids.join(', ')}. `, reason ? `${reason} ` : '',
    (meta.sources || []).length > 0 && `Releases: ${meta.sources.map(source => source.id).join(', ')}. `, toView('Sources', 'sources'));
}

function eventList(marks, records) {
  const [first, last] = [records[0].period.slice(0, 4), records.at(-1).period.slice(0, 4)];
  const shown = marks.filter(mark => mark.period.slice(0, 4) >= first && mark.period.slice(0, 4) <= last);
  return shown.length > 0 && section('events', 'Events marked in the chart',
    h('dl.terms', shown.map(mark => [h('dt', when(mark.period)), h('dd', mark.titles.join('; '))])),
    h('p.data', h('a', { href: '/v1/events' }, 'All events')));
}

function revisionTable(revisions, name, every) {
  if (!revisions?.data.length) return revisions && h('p.empty', revisions.meta.reason || `No figure of ${name} differs between releases.`);
  const size = one => Math.abs(Number(one.change_percent ?? 0));
  const change = one => one.change_percent ? signed(`${decimal(one.change_percent)}%`) : '–';
  const rows = revisions.data.filter(one => one.flow !== 'balance').sort((a, b) => size(b) - size(a)).slice(0, 10);
  const scale = scaleOf(rows.map(one => one.value));
  return section('revisions', 'Largest revisions',
    h('p', `${plural(revisions.meta.total, 'figure')} by ${every} changed between releases. Most revised: `, h('strong', `${words(rows[0].flow)} of ${when(rows[0].period)}`), `, ${change(rows[0])}.`),
    table(`First and latest release, ${unitOf(scale)}`, [
      ['Period', one => when(one.period), 'head', one => one.period], ['Flow', one => words(one.flow), '', one => one.flow],
      amounts('first_value', scale), amounts('value', scale), ['Change', change, 'number', one => one.change_percent]], rows),
    dataLinks(revisions.links, `Revisions, ${name}`));
}

function valueTable(records, every) {
  const scale = scaleOf(records.flatMap(one => [one.exports, one.imports]));
  const link = every === 'window' ? undefined : originOf;
  return folded(`All ${records.length} values as a table`, table(capital(unitOf(scale)), [
    ['Period', one => when(one.period), 'head', one => one.period], ...['exports', 'imports', 'balance'].map(name => amounts(name, scale, link)),
    ratios('TDR', 'tdr', decimal), ['Release', one => one.source, 'extra']], [...records].reverse()));
}

// MARK: ranking

const METRICS = [['tdr', 'Trade Deficit Ratio'], ['balance', 'balance'], ['total_trade', 'total trade'], ['imports', 'imports'], ['exports', 'exports'],
  ['share', 'share of world'], ['growth', 'growth'], ['coverage', 'coverage (exports / imports)'], ['deficit_to_imports', 'deficit / imports'], ['normalised_balance', 'normalised balance']];
const AMONG = [['', '30 largest partners'], ['top10', '10 largest'], ['top60', '60 largest'], ['all', 'all partners']];

export async function ranking(state) {
  const metric = METRICS.some(([key]) => key === state.metric) ? state.metric : 'tdr';
  const hasFlow = metric === 'share' || metric === 'growth';
  const flow = hasFlow ? (state.flow || 'imports').replace('_', '-') : '';
  const fields = [...new Set(['rank', 'partner', 'partner_name', metric, 'exports', 'imports', 'balance', 'unit', 'rank_certain'])];
  // The share and growth rankings give the value of the one flow.
  const query = { type: state.type, flow, among: state.among, order: metric === 'balance' ? 'asc' : '', limit: 1000 };
  const ask = year => get(`/v1/rankings/${metric}`, { ...query, year, ...(hasFlow ? {} : { fields }) });
  const [{ data, meta, links }] = await Promise.all([ask(state.year), listPartners()]);
  const period = String(meta.period ?? meta.year ?? state.year);
  const against = state.against || String(Number(period) - 10);
  const earlier = data.length ? await ask(against).catch(() => null) : null;
  const years = yearsTo(period);
  const typed = h('input', { type: 'search', size: 14, placeholder: 'name', oninput: event => {
    const wanted = event.target.value.toLowerCase();
    for (const row of document.querySelectorAll('#ranked tbody tr')) row.hidden = !row.cells[1].textContent.toLowerCase().includes(wanted);
  } });
  const form = controls('Ranking',
    select('metric', 'Ranked by', METRICS, metric), hasFlow && select('flow', 'Flow', FLOWS.filter(([key]) => key !== 'balance').map(([key, name]) => [key.replace('_', '-'), name]), flow),
    select('year', 'Year', years, period), select('among', 'Compared', AMONG, state.among), select('type', 'Trade in', TYPES, state.type),
    h('label', h('span', 'Find'), typed));
  const title = `Partners by ${labelOf(METRICS, metric)}, ${period}`;
  if (!data.length) return { title, content: [form, h('p.empty', meta.reason || 'No partner has figures for this selection.')] };
  const values = data.map(record => record[metric]).filter(value => value != null);
  const limit = fence(values);
  const scale = { least: Math.max(-limit, Math.min(0, ...values.map(Number))), most: Math.min(limit, Math.max(0, ...values.map(Number))) };
  const cut = data.filter(record => Math.abs(Number(record[metric])) > limit);
  const isMoney = ['balance', 'total_trade', 'imports', 'exports'].includes(metric);
  const unit = scaleOf(data.flatMap(record => [record.exports, record.imports, record.balance]));
  const old = new Map((earlier?.data || []).map(record => [record.partner, record]));
  const isBad = metric === 'tdr' || metric === 'deficit_to_imports' ? 1 : metric === 'balance' || metric === 'normalised_balance' ? -1 : 0;
  const tone = value => isBad ? (Number(value) * isBad > 0 ? 'deficit' : 'surplus') : metric === 'exports' ? 'exports' : metric === 'imports' ? 'imports' : 'balance';
  const source = ({ partner }) => originOf({ partner, period, type: state.type });
  const list = table(`${capital(labelOf(METRICS, metric))}${hasFlow ? ` of ${words(flow)}` : ''}, ${period}${hasFlow ? '' : `; amounts in ${unitOf(unit)}`}`, [
    ['#', record => record.rank, 'number', record => record.rank],
    ['Partner', record => toView(record.partner_name, 'overview', { partner: record.partner, year: period }), 'head', record => record.partner_name],
    [h('span.hidden', 'Drawn'), record => record[metric] && bar(record[metric], scale, tone(record[metric])), 'length'],
    [capital(labelOf(METRICS, metric).split(' (')[0]), record => figure(record[metric], isMoney ? { scale: unit, link: source(record), flow: metric }
      : { text: record[metric] && write(metric, record[metric]), unit: '', link: hasFlow ? null : source(record), flow: metric }), 'number', record => record[metric]],
    ...(hasFlow ? [] : ['exports', 'imports', 'balance'].filter(name => name !== metric).map(name => amounts(name, unit, source, 'number extra'))),
    ...(old.size ? [[`Rank in ${against}`, record => old.get(record.partner)?.rank ?? '–', 'number', record => old.get(record.partner)?.rank]] : []),
  ], data, { rowClass: record => record.partner === state.partner && 'now', sorted: 0 });
  list.id = 'ranked';
  return { title, content: [form, coverage(meta, data, period, state),
    cut.length > 0 && h('p.basis', `The bars of ${cut.length > 5 ? plural(cut.length, 'partner') : cut.map(record => record.partner_name).join(', ')} are longer than the scale and end in a break; their figures are written in full.`),
    list, dataLinks(links, title), old.size > 0 && data.length <= 60 && change(data, old, period, against, state, years)] };
}

function coverage(meta, data, period, state) {
  const { share_of_world: share, left_out: left = [], partners_listed: listed, not_listed: missing } = meta;
  return h('p', `${plural(data.length, 'partner')} ${data.length === 1 ? 'is' : 'are'} ranked`,
    listed && ` of ${grouped(String(listed))} that the source lists for ${period}`, state.among === 'all' ? '' : ', the largest by total trade', '. ',
    share instanceof Digits && `The listed partners make up ${percent(share)} of the published world total. `,
    missing instanceof Digits && Number(missing) !== 0 && `Trade of ${amount(missing, scaleOf([missing]))} ${scaleOf([missing]).name} US dollars is with partners that are not listed. `,
    left.length > 0 && `Without a value: ${left.map(one => one.partner_name || one.partner || one).join(', ')}. `,
    state.among !== 'all' && toView('All partners', 'ranking', { metric: state.metric, among: 'all', year: period }));
}

function change(data, old, period, against, state, years) {
  const items = data.map(record => {
    const from = old.get(record.partner)?.rank;
    const [now, then] = [Number(record.rank), from && Number(from)];
    return { label: record.partner_name, code: record.partner, to: now, from: then,
      kind: record.partner === state.partner ? 'own' : then && then - now >= 5 ? 'up' : then && now - then >= 5 ? 'down' : '' };
  });
  const gone = [...old.values()].filter(record => !data.some(one => one.partner === record.partner)).slice(0, 30);
  return section('change', `Ranks in ${against} and ${period}`,
    controls('Year compared with', select('against', 'Compare with', years.filter(([year]) => year !== period), against)),
    legend([['deficit', 'five or more ranks higher'], ['surplus', 'five or more ranks lower']]),
    slope([...items, ...gone.map(record => ({ label: record.partner_name, code: record.partner, from: Number(record.rank), kind: '' }))], [against, period], `Ranks in ${against} and ${period}`),
    h('p.basis', 'A name without a line is ranked in one of the two years only.'));
}

// MARK: structure

const SPLITS = [['end-use', 'goods by end use'], ['services', 'services'], ['circular-economy', 'circular-economy goods'], ['atp', 'advanced technology products']];

export async function traded(state) {
  const flow = ['exports', 'imports', 'total_trade'].includes(state.flow) ? state.flow : 'imports';
  const split = state.split || 'end-use';
  const [ranked, offered, categories, hhi] = await Promise.all([
    get(`/v1/rankings/${flow}`, { year: state.year, among: 'all', fields: `rank,partner,partner_name,exports,imports,balance,${flow}`, limit: 1000 }).catch(error => error),
    get('/v1/balances', { classification: split, fields: 'partner,partner_name,period,type', limit: 5000 }), get('/v1/categories', { limit: 5000 }),
    concentration().catch(error => error), listPartners()]);
  const period = String(ranked.meta?.period ?? ranked.meta?.year ?? state.year);
  const form = controls('Partners', select('flow', 'Flow', FLOWS.filter(([key]) => key !== 'balance'), flow), select('year', 'Year', yearsTo(period), period));
  const areas = new Map(offered.data.map(record => [record.partner, record.partner_name]));
  const area = areas.has(state.of) ? state.of : areas.has(state.partner) ? state.partner : areas.has('WLD') ? 'WLD' : [...areas.keys()][0];
  return { title: `What is traded, and with whom`, content: [
    section('map', `Partners by ${labelOf(FLOWS, flow)} of goods, ${period}`, form,
      ranked instanceof Error ? problem(ranked) : partnerMap(ranked, flow, period, state)),
    section('split', capital(labelOf(SPLITS, split)),
      await categoryMaps(state, split, areas, area, categories.data)),
    section('hhi', 'Concentration over partners', hhi instanceof Error ? problem(hhi) : hhi),
  ] };
}

function partnerMap({ data, links, meta }, flow, period, state) {
  const total = data.reduce((sum, record) => sum + Number(record[flow]), 0);
  const scale = scaleOf(data.map(record => record[flow]));
  const large = data.filter(record => Number(record[flow]) / total > 0.006);
  const rest = data.length - large.length;
  const items = large.map(record => ({
    label: record.partner_name, code: record.partner, weight: Number(record[flow]), kind: Number(record.balance) < 0 ? 'deficit' : 'surplus',
    detail: `${amount(record[flow], scale)}`, note: `${amount(record[flow], scale)} ${scale.name} US dollars`, href: viewAddress('overview', { partner: record.partner, year: period }),
  }));
  if (rest) items.push({ label: `${rest} other partners`, weight: data.slice(large.length).reduce((sum, record) => sum + Number(record[flow]), 0), kind: 'rest', detail: 'each below 0.6%' });
  return [legend([['deficit', 'deficit of the United States'], ['surplus', 'surplus']]),
    treemap(items, 460, `Partners by ${labelOf(FLOWS, flow)}, ${period}`),
    h('p.basis', `${plural(data.length, 'partner')}; areas are in proportion to ${labelOf(FLOWS, flow)}, figures in ${scale.name} US dollars.`), dataLinks(links, `Partners by ${labelOf(FLOWS, flow)}, ${period}`)];
}

async function categoryMaps(state, split, areas, area, categories) {
  const splits = [...new Set(categories.map(one => one.classification))].filter(one => one !== 'total').map(one => [one, labelOf(SPLITS, one)]);
  const named = [...areas].sort((a, b) => a[1].localeCompare(b[1], 'en'));
  const form = controls('Categories', select('split', 'Categories', splits, split), select('of', 'Trade with', named, area));
  if (!area) return [form, h('p.empty', 'The sources give no figures in these categories.')];
  const { data, links } = await get(`/v1/partners/${area}/balance`, { classification: split, limit: 5000, fields: 'partner,period,type,category,exports,imports,balance,tdr,basis' });
  const periods = [...new Set(data.map(record => record.period))].sort();
  const wanted = periods.includes(state.year) ? state.year : periods.findLast(isYear) || periods.at(-1);
  const label = record => categories.find(one => one.classification === split && one.category === record.category)?.label || words(record.category);
  const records = data.filter(record => record.period === wanted && !/^total/.test(record.category));
  const scale = scaleOf(records.flatMap(record => [record.exports, record.imports]));
  const map = flow => {
    const items = records.filter(record => record[flow]).sort((a, b) => Number(b[flow]) - Number(a[flow])).map(record => ({
      label: label(record), weight: Number(record[flow]), kind: flow, detail: amount(record[flow], scale), note: `${amount(record[flow], scale)} ${scale.name} US dollars` }));
    return items.length > 0 && h('div', h('h3', `${capital(flow)}, ${when(wanted)}`), treemap(items, 320, `${capital(flow)} by category`));
  };
  const link = ({ partner, period, category }) => originOf({ partner, period, classification: split, category });
  const size = record => Number(record.imports ?? 0) + Number(record.exports ?? 0);
  const list = table(`${areas.get(area)}, ${when(wanted)}, ${unitOf(scale)}`,
    [['Category', label, 'head', label], ...['exports', 'imports', 'balance'].map(name => amounts(name, scale, link)), ratios('TDR', 'tdr', decimal, 'number extra')],
    records.sort((a, b) => size(b) - size(a)));
  return [form, !areas.has(state.partner) && state.partner && h('p.basis', `The sources do not split trade with ${the(nameOf(state.partner))} in these categories.`),
    state.year && wanted !== state.year && h('p.basis', `These categories are published for ${when(periods[0])} to ${when(periods.at(-1))}.`),
    h('div.columns', map('imports'), map('exports')),
    records.length > 15 ? folded(`${records.length} categories as a table`, list) : list,
    dataLinks(links, `${labelOf(SPLITS, split)}, ${areas.get(area)}`)];
}

/** The Herfindahl–Hirschman index of exports and of imports by year. */
async function concentration() {
  const ask = flow => get('/v1/concentration', { year: '1985..2025', flow, limit: 1000, fields: 'year,hhi,top,top_share,reason' });
  const [imports, exports] = await Promise.all([ask('imports'), ask('exports'), listPartners()]);
  const byYear = ({ data }) => new Map(data.filter(record => record.hhi).map(record => [String(record.year), record.hhi]));
  const shown = [{ name: 'imports', kind: 'imports', records: byYear(imports) }, { name: 'exports', kind: 'exports', records: byYear(exports) }];
  const last = imports.data.findLast(record => record.hhi);
  const periods = [...new Set(shown.flatMap(one => [...one.records.keys()]))].sort();
  if (!periods.length) return h('p.empty', imports.data[0]?.reason || 'The sources give no total of all countries.');
  return [last && h('p', `In ${last.year} the largest ${last.top.length} partners, ${last.top.map(nameOf).join(', ')}, supplied ${percent(last.top_share)} of imports of goods. `,
    'The Herfindahl–Hirschman index is the sum of the squared shares of all partners: 1 with a single partner, near 0 with many equal ones.'),
  timeChart({
    rows: periods.map(period => ({ period, values: { imports: shown[0].records.get(period), exports: shown[1].records.get(period) } })),
    panels: [{ title: 'Herfindahl–Hirschman index', height: 220, format: short, lines: shown.map(one => ({ key: one.name, kind: one.kind })) }],
    label: 'concentration',
    say: row => `${row.period}: ${shown.map(one => `${one.name} ${row.values[one.name] ?? 'no figure'}`).join(', ')}`,
    read: row => [h('strong', row.period), shown.map(one => h('span', { class: `value ${one.kind}` }, capital(one.name), ' ', figure(row.values[one.name], { unit: '' })))],
  }), dataLinks(imports.links, 'Concentration of imports')];
}
