// The state of the page is its address: view, partner and settings. Each change draws the view again.

import {
  address, balanceOf, bars, capital, controls, dataLinks, decimal, defaults, Digits, exactly, figure, flows, get, h, listed, modules, money, ordinal, overviewOf, percent,
  plural, problem, ranksOf, ratio, rounded, scaleOf, section, select, signed, stated, table, tiles, unitOf, when, without, written,
} from './core.js';
import { bar, short, sparkline, timeChart } from './charts.js';

const byId = id => document.getElementById(id);

const names = ['view', 'partner', 'year', 'type', 'exact', 'measure', 'flow', 'every', 'range', 'with', 'metric', 'among', 'against', 'of', 'split',
  'scenario', 'extend', 'withdraw', 'basis', 'as_of', 'status', 'sector', 'state', 'about', 'report', 'verdict', 'find'];
/** Parts of the state that a link to another view keeps. */
const shared = ['partner', 'year', 'type', 'exact'];

function current() {
  const given = new URLSearchParams(location.search);
  const state = Object.fromEntries(names.map(name => [name, stated(name, given)]));
  if (!modules[state.view]) state.view = defaults.view;
  return state;
}

/** Without the parts at their defaults. */
const addressOf = state => address(location.pathname, Object.fromEntries(names
  .filter(name => state[name] && state[name] !== defaults[name]).map(name => [name, state[name]])));

/** The address of a view that keeps the shared parts of the state. */
export function viewAddress(view, changes = {}) {
  const state = current();
  return addressOf({ ...Object.fromEntries(shared.map(name => [name, state[name]])), view, ...changes });
}

export const toView = (text, view, changes) => h('a', { href: viewAddress(view, changes), 'data-view': true }, text);

export function go(changes) {
  const next = { ...current(), ...changes };
  if ('partner' in changes && changes.partner !== current().partner) next.year = changes.year || '';
  visit(addressOf(next));
}

/** Changes parts of the state that are drawn already. */
export const keep = changes => history.replaceState(null, '', addressOf({ ...current(), ...changes }));

function visit(target) {
  if (target !== location.pathname + location.search) history.pushState(null, '', target);
  draw();
}

/** Partners and groups by code, filled after the first content. */
export const partners = new Map();
export const nameOf = code => partners.get(code)?.name || code;

let drawing = 0;
let shownView = '';

async function draw() {
  const serial = ++drawing;
  const state = current();
  document.querySelector('input[name=exact]').checked = document.documentElement.toggleAttribute('data-exact', state.exact === '1');
  document.querySelectorAll('.views a').forEach((link, index) => {
    const view = [defaults.view, ...Object.keys(modules)][index];
    link.href = viewAddress(view);
    link.ariaCurrent = view === state.view ? 'page' : null;
  });
  byId('partner-label').hidden = modules[state.view] === 'records';
  byId('exact').hidden = /usmca|reports/.test(state.view);
  showPartners(state);
  const place = byId('view');
  place.setAttribute('aria-busy', 'true');
  let shown;
  try {
    shown = await (modules[state.view] ? (await import(`./${modules[state.view]}.js`))[state.view] : overview)(state);
  } catch (error) {
    shown = { title: error.parameter && error.status === 404 ? 'Unknown partner' : 'The figures cannot be shown', content: [problem(error), await nearest(error, state)] };
  }
  if (serial !== drawing) return;
  const [focused, at] = [document.activeElement?.name, document.activeElement?.value];
  byId('title').textContent = shown.title;
  document.title = `${shown.title} – bilateral`;
  place.replaceChildren(...[shown.content].flat(Infinity).filter(Boolean));
  place.removeAttribute('aria-busy');
  if (focused && document.activeElement === document.body) {
    const fields = [...document.querySelectorAll(`[name="${focused}"]`)];
    (fields.find(field => field.value === at) || fields[0])?.focus({ preventScroll: true });
  }
  if (shownView && shownView !== state.view) scrollTo({ top: 0, behavior: 'instant' });
  shownView = state.view;
  byId('status').textContent = shown.title;
  document.documentElement.dataset.ready = location.search || '?';
  performance.mark('content');
  listPartners();
  shown.after?.();
}

async function nearest(error, state) {
  if (error.status !== 404) return null;
  await listPartners();
  const codes = [...new Set([error.suggestion, ...error.allowed || []])].filter(code => partners.has(code));
  return [codes.length > 0 && [h('p', 'Nearest partners:'), h('ul.nearest', codes.map(code =>
    h('li', toView(`${nameOf(code)} (${code})`, state.view, { partner: code, year: '' }))))],
  h('p', 'The picker above lists all partners and groups.')];
}

let listing;

export function listPartners() {
  listing ??= get('/v1/partners', { fields: 'code,name,kind,groups', has_data: 'true' }).then(({ data }) => {
    const { compare } = new Intl.Collator('en');
    for (const one of data.sort((a, b) => compare(a.name, b.name))) partners.set(one.code, one);
    showPartners(current());
  }).catch(error => { listing = null; console.error(error); });
  return listing;
}

export function partnerOptions() {
  const of = isGroup => [...partners.values()].filter(one => (one.kind === 'group') === isGroup).map(one => [one.code, one.name]);
  return [{ label: 'Countries and territories', options: of(false) }, { label: 'Groups', options: of(true) }];
}

function showPartners(state) {
  const picker = byId('partner');
  if (partners.size && picker.options.length < partners.size) {
    picker.replaceChildren(...listed(partnerOptions()));
  }
  if (![...picker.options].some(option => option.value === state.partner)) picker.prepend(h('option', { value: state.partner }, nameOf(state.partner)));
  picker.value = state.partner;
}

// MARK: exact differences

const DECIMALS = 12;
const integer = text => BigInt(rounded(text, DECIMALS, 0));

export const difference = (now, before) => new Digits(rounded(String(integer(now.text) - integer(before.text)), -DECIMALS, DECIMALS).replace(/\.?0+$/, ''));

function changeOf(now, before) {
  if (now == null || before == null || !(Number(before) > 0)) return null;
  const [a, b] = [integer(now.text), integer(before.text)];
  return signed(percent(new Digits(rounded(((a - b) * 10n ** 9n / b).toString(), -9, 9))));
}

// MARK: overview

export const the = name => name === 'All countries' ? 'all countries'
  : /^(United|European Union|Euro Area|Netherlands|Philippines|Bahamas|USSR|Maldives|Dominican|Twenty|Pacific R|Caribbean|Americas|Democratic)|Islands|Republic|Agreement|Territor/.test(name) ? `the ${name}` : name;

export const isYear = period => /^\d{4}$/.test(period);

/** The parameter that selects the years of the records. */
export const yearsOf = records => ({ year: [records[0], records.at(-1)].map(one => one.period.slice(0, 4)).join('..') });

export const originOf = ({ partner, period, type, basis, classification, category }) => address(`/v1/partners/${partner}/balance`, {
  ...(isYear(period) ? { year: period } : { period, frequency: /Q/.test(period) ? 'quarter' : /Y/.test(period) ? '' : 'month' }),
  type, basis, classification, category, explain: 'true' });

function perDollar(tdr) {
  const size = without(tdr);
  return Number(size) < 1 && !exactly() ? `${rounded(size.text, 2, 0)} cents per dollar exported` : `${ratio(size, decimal)} US dollars per dollar exported`;
}

const sign = value => Number(value) < 0 ? 'deficit' : Number(value) > 0 ? 'surplus' : 'balance';

async function overview(state) {
  const [{ data, meta, links }, ranking] = await Promise.all([overviewOf(state.partner), ranksOf(state.year).catch(() => null)]);
  if (!data.length) {
    return { title: nameOf(state.partner), content: h('p.empty', meta.reason || 'The sources give no totals for this partner.', ' ',
      h('a', { href: `/v1/partners/${state.partner}` }, 'Its data')) };
  }
  const code = data[0].partner;
  if (code !== state.partner) {
    keep({ partner: code });
    showPartners(current());
  }
  const name = data[0].partner_name;
  const goods = data.filter(record => record.type === 'goods' && record.exports && record.imports);
  const years = goods.filter(record => isYear(record.period));
  const lively = years.filter(record => Number(record.exports) + Number(record.imports) > 0);
  const record = years.find(one => one.period === state.year) || (!state.year && lively.at(-1));
  const options = lively.map(one => one.period).reverse();
  if (state.year && !record) options.unshift(state.year);
  const picker = controls('Year', select('year', 'Year', options, record?.period || state.year));
  const title = `United States trade with ${the(name)}`;
  if (!record) {
    return { title, content: [picker, h('p.empty', `The sources give no goods trade with ${the(name)} for ${state.year}. Years with figures: ${lively[0]?.period} to ${lively.at(-1)?.period}.`)] };
  }
  const isRanked = ranking?.data.length > 0;
  const before = years.find(one => Number(one.period) === Number(record.period) - 1);
  const { imports, exports, balance } = said(record);
  const sentence = h('p.lede', `In ${record.period} the United States imported `, imports, ` of goods from ${the(name)} and exported `, exports, `: a ${sign(record.balance)} of `, balance,
    record.tdr && [', ', figure(record.tdr, { text: perDollar(record.tdr), link: originOf(record), flow: 'tdr' })], '.');
  const services = data.findLast(one => one.type === 'services' && one.exports && one.imports && isYear(one.period));
  const ten = lively.filter(one => Number(one.period) > Number(record.period) - 10 && Number(one.period) <= Number(record.period));
  const span = `${ten[0]?.period} to ${record.period}`;
  const key = flow => {
    const scale = scaleOf([record[flow]], 1000);
    const change = !before ? null : flow === 'balance' ? signed(money(difference(record[flow], before[flow])).replace(' US dollars', '')) : changeOf(record[flow], before[flow]);
    return { term: flow === 'balance' ? `Balance (${sign(record.balance)})` : capital(flow), value: figure(record[flow], { scale, link: originOf(record), flow }), unit: unitOf(scale),
      note: change ? `${change} from ${before.period}` : `no figure for ${Number(record.period) - 1}`,
      more: ten.length > 2 && [sparkline(ten.map(one => one[flow]), flow, `${capital(flow)} ${span}`), h('span.note', span)] };
  };
  const peak = lively.reduce((most, one) => Math.abs(one.balance) > Math.abs(most.balance) ? one : most, record);
  const facts = h('ul.facts', h('li', h('strong', `Largest ${sign(peak.balance)} since ${lively[0]?.period}:`), ' ', said(peak).balance, ` in ${peak.period}.`), services ? fact(`Services, ${services.period}:`, services) : h('li', `The sources give no services trade with ${the(name)}.`));
  return {
    title, after: () => more(facts, code, record, goods.at(-1)),
    content: [
      picker, sentence, isRanked && standing(ranking, record, name, code),
      h('p.basis', 'Source: ', meta.sources?.find(source => source.id === record.source)?.citation || record.source, ' ', toView('All sources', 'sources')),
      tiles(flows.map(key)),
      lively.length > 1 && section('years', `Goods trade with ${the(name)} by year`,
        moneyChart(years.slice(years.indexOf(lively[0]), years.indexOf(lively.at(-1)) + 1), 190, { label: `goods trade with ${the(name)}` }),
        h('p', toView('Months, quarters, events, revisions and comparison with other partners', 'series')),
        dataLinks(links, `Goods trade with ${the(name)}`, { type: 'goods', ...yearsOf(lively) })),
      h('div.columns', isRanked && largest(ranking, code), section('facts', 'More about this partner', facts)),
    ],
  };
}

/** The figures of a record in words, without the sign of the balance. */
const said = (record, link = originOf(record)) => Object.fromEntries(flows.map(flow => {
  const value = flow === 'balance' ? without(record[flow]) : record[flow];
  return [flow, figure(value, { text: money(value), link, flow })];
}));

function fact(title, record, link) {
  const { imports, exports, balance } = said(record, link);
  return h('li', h('strong', title), ' imports ', imports, ', exports ', exports, `: a ${sign(record.balance)} of `, balance, '.');
}

/** The ranks of the partner, in its year or in the latest year for which nearly all partners are listed. */
function standing({ data: rows, meta }, record, name, code) {
  const { period, share_of_world: share } = meta;
  const own = rows.find(one => one.partner === code);
  const link = toView(`${plural(rows.length, 'main partner')}`, 'ranking', { year: period });
  const few = share instanceof Digits && Number(share) < 0.95 ? ` with figures for ${period}, which make up ${percent(share)} of trade with all countries` : '';
  if (!own) return h('p.lede', `${capital(the(name))} is not one of the `, link, ` compared for ${period}${few && `, those${few}`}.`);
  const kind = sign(own.balance);
  const same = rows.filter(one => sign(one.balance) === kind);
  const rank = key => 1 + same.filter(one => Math.abs(Number(one[key])) > Math.abs(Number(own[key]))).length;
  const nth = number => number === 1 ? 'the largest' : `the ${ordinal(number)} largest`;
  return h('p.lede', period !== record.period && `In ${period}, the latest year in which nearly all partners have figures: `,
    `${period !== record.period ? nth(rank('balance')) : capital(nth(rank('balance')))} ${kind} of the `, link, few, ` in US dollars, and ${nth(rank('tdr'))} per dollar exported.`);
}

function largest({ data, meta, links }, code) {
  const rows = data.filter(one => Number(one.balance) < 0).sort((a, b) => Number(a.balance) - Number(b.balance));
  const own = rows.find(one => one.partner === code);
  const shown = [...new Set([...rows.slice(0, 6), own])].filter(Boolean);
  const scale = scaleOf(shown.map(one => one.balance));
  const most = { least: 0, most: -Number(shown[0]?.balance) };
  const title = `Largest deficits in goods, ${meta.period}`;
  return section('largest', title, table(capital(unitOf(scale)), [
    ['#', one => rows.indexOf(one) + 1, 'number'],
    ['Partner', one => toView(one.partner_name, 'overview', { partner: one.partner }), 'head'],
    bars(one => bar(-one.balance, most, 'deficit')),
    ['Balance', one => figure(one.balance, { scale, link: originOf({ ...one, period: String(meta.period), type: 'goods' }), flow: 'balance' }), 'number'],
  ], shown, { rowClass: one => one.partner === code && 'now' }),
  dataLinks({ ...links, svg: links.svg.replace('tdr', 'balance') }, title, { year: String(meta.period), sort: 'balance', limit: '6' }));
}

/** Facts that need further responses: months after the year that is shown, and the agreement for its parties. */
async function more(list, code, { period, basis }, newest) {
  await listPartners();
  if (code === 'USMCA' || partners.get(code)?.groups.includes('USMCA')) {
    const { data } = await get('/v1/usmca');
    list.append(h('li', h('strong', 'USMCA:'), ` the next review is on ${when(data.next_review)}, in ${plural(data.days_to_next_review, 'day')}; ${plural(data.labor_cases_open, 'labor case')} open. `,
      toView('Reviews and cases', 'usmca')));
  }
  if (isYear(newest.period) || newest.period < period) return;
  const { data: [last] } = await balanceOf(code, { window: 12, type: 'goods', basis, sort: '-period', limit: 1, fields: 'period,exports,imports,balance' });
  const link = address(`/v1/partners/${code}/balance`, { window: 12, period: last.period, type: 'goods', basis, explain: 'true' });
  list.append(fact(`Twelve months to ${when(last.period)}:`, last, link));
}

export function moneyChart(records, height, { band, ...options }) {
  const scale = scaleOf(records.flatMap(one => [one.exports, one.imports]));
  const format = tick => short(tick * scale.factor);
  const unit = `${scale.name} US dollars`;
  const flow = key => ({ key, name: capital(key), kind: key, band, isBar: key === 'balance' });
  return timeChart({
    rows: records.map(record => ({ period: record.period, values: record })),
    panels: [{ title: `Exports and imports, ${unit}`, height, format, lines: [flow('exports'), flow('imports')] },
      { title: `Balance, ${unit}`, height: Math.round(height * 0.55), format, lines: [flow('balance')] }],
    write: value => written(value, scale), unit: unitOf(scale), link: row => row.values.partner && originOf(row.values), ...options,
  });
}

// MARK: events

document.addEventListener('change', event => {
  const control = event.target.closest('[data-state]');
  if (control) go({ [control.name]: control.type === 'checkbox' ? (control.checked ? control.value : '') : control.value });
});
document.addEventListener('submit', event => event.target.method !== 'dialog' && event.preventDefault());
document.addEventListener('click', async event => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest('a[data-origin], a[data-view], .views a, a[data-home]');
  if (!link) return;
  event.preventDefault();
  if (link.hasAttribute('data-origin')) {
    (await import('./records.js')).showOrigin(byId('origin'), link);
  } else {
    visit(link.getAttribute('href'));
    if (!link.closest('.views')) byId('main').focus({ preventScroll: true });
  }
});
addEventListener('popstate', draw);
draw();
