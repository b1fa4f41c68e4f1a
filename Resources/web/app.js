// The state of the page is its address: the view, the partner and the settings of the view. Each change draws the view again.

import {
  address, amount, capital, controls, dataLinks, decimal, Digits, figure, get, grouped, h, listed, money, ordinal, percent, plural, problem,
  rounded, scaleOf, section, select, signed, table, unitOf, when, without, written,
} from './core.js';
import { bar, short, sparkline, timeChart } from './charts.js';

const byId = id => document.getElementById(id);

/** Views, with the parts of the state that each uses. The module of a view is loaded when it is first shown. */
const views = {
  overview: { uses: ['partner', 'year'], load: async () => overview },
  series: { uses: ['partner', 'type', 'measure', 'flow', 'every', 'range', 'with'], load: async () => (await import('./trade.js')).series },
  ranking: { uses: ['partner', 'year', 'type', 'metric', 'flow', 'among', 'against'], load: async () => (await import('./trade.js')).ranking },
  traded: { uses: ['partner', 'year', 'flow', 'of', 'split'], load: async () => (await import('./trade.js')).traded },
  usmca: { uses: ['scenario', 'extend', 'withdraw', 'basis', 'as_of', 'status', 'sector', 'state'], load: async () => (await import('./records.js')).usmca },
  reports: { uses: ['about', 'report', 'verdict', 'find'], load: async () => (await import('./records.js')).reports },
  sources: { uses: [], load: async () => (await import('./records.js')).sources },
};
/** Parts of the state that a link to another view keeps. */
const shared = ['partner', 'year', 'type', 'exact'];
const names = ['view', 'exact', ...new Set(Object.values(views).flatMap(view => view.uses))];
const defaults = { view: 'overview', partner: 'MEX', type: 'goods' };

function current() {
  const given = new URLSearchParams(location.search);
  const state = Object.fromEntries(names.map(name => [name, given.get(name) || defaults[name] || '']));
  if (!views[state.view]) state.view = defaults.view;
  return state;
}

/** The address of the page with a state, without the parts at their defaults. */
const addressOf = state => address(location.pathname, Object.fromEntries(names
  .filter(name => state[name] && state[name] !== defaults[name]).map(name => [name, state[name]])));

/** The address of a view that keeps the shared parts of the state. */
export function viewAddress(view, changes = {}) {
  const state = current();
  return addressOf({ ...Object.fromEntries(shared.map(name => [name, state[name]])), view, ...changes });
}

export const toView = (text, view, changes) => h('a', { href: viewAddress(view, changes), 'data-view': true }, text);

/** Changes parts of the state, as one step of the history. */
export function go(changes) {
  const next = { ...current(), ...changes };
  if ('partner' in changes && changes.partner !== current().partner) next.year = changes.year || '';
  visit(addressOf(next));
}

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
  document.documentElement.toggleAttribute('data-exact', state.exact === '1');
  document.querySelector('input[name=exact]').checked = state.exact === '1';
  for (const link of document.querySelectorAll('.views a')) {
    link.href = viewAddress(link.dataset.name);
    link.removeAttribute('aria-current');
    if (link.dataset.name === state.view) link.setAttribute('aria-current', 'page');
  }
  byId('partner-label').hidden = !views[state.view].uses.includes('partner');
  showPartners(state);
  const place = byId('view');
  place.setAttribute('aria-busy', 'true');
  let shown;
  try {
    shown = await (await views[state.view].load())(state);
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
  const codes = [...new Set([error.suggestion, ...error.allowed])].filter(Boolean);
  if (error.status !== 404 || !codes.length) return null;
  await listPartners();
  return [h('p', 'Nearest partners:'), h('ul.nearest', codes.filter(code => partners.has(code)).map(code =>
    h('li', toView(`${nameOf(code)} (${code})`, state.view, { partner: code, year: '' })))),
  h('p', 'The picker above lists all partners and groups.')];
}

let listing;

/** Loads the list of partners once, after the first content. */
export function listPartners() {
  listing ??= get('/v1/partners', { fields: 'code,name,kind,groups', has_data: 'true' }).then(({ data }) => {
    for (const one of data) partners.set(one.code, one);
    showPartners(current());
  }).catch(error => { listing = null; console.error(error); });
  return listing;
}

export function partnerOptions() {
  const all = [...partners.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const of = isGroup => all.filter(one => (one.kind === 'group') === isGroup).map(one => [one.code, one.name]);
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

/** `now` − `before`, exactly. */
export function difference(now, before) {
  const value = integer(now.text) - integer(before.text);
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return new Digits(`${value < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${fraction && `.${fraction}`}`);
}

function changeOf(now, before) {
  if (now == null || before == null || !(Number(before) > 0)) return null;
  const [a, b] = [integer(now.text), integer(before.text)];
  return signed(percent(new Digits(rounded(((a - b) * 10n ** 9n / b).toString(), -9, 9))));
}

// MARK: overview

/** A name with its article. */
export const the = name => name === 'All countries' ? 'all countries'
  : /^(United|European Union|Euro Area|Netherlands|Philippines|Bahamas|USSR|Maldives|Dominican|Twenty|Pacific R|Caribbean|Americas|Democratic)|Islands|Republic|Agreement|Territor/.test(name) ? `the ${name}` : name;

export const isYear = period => /^\d{4}$/.test(period);
const SERIES = 'partner,partner_name,period,type,exports,imports,balance,tdr,source,basis';

export const originOf = ({ partner, period, type, basis, classification, category }) => address(`/v1/partners/${partner}/balance`, {
  ...(isYear(period) ? { year: period } : { period, frequency: /Q/.test(period) ? 'quarter' : /Y/.test(period) ? '' : 'month' }),
  type, basis, classification, category, explain: 'true' });

function perDollar(tdr) {
  const size = without(tdr);
  return Number(size) < 1 ? `${grouped(rounded(size.text, 2, 0))} cents per dollar exported` : `${decimal(size)} US dollars per dollar exported`;
}

const sign = value => Number(value) < 0 ? 'deficit' : Number(value) > 0 ? 'surplus' : 'balance';

async function overview(state) {
  const answer = get(`/v1/partners/${encodeURIComponent(state.partner)}/balance`, { fields: SERIES });
  const { data, meta, links } = await answer;
  if (!data.length) {
    return { title: nameOf(state.partner), content: h('p.empty', meta.reason || 'The sources give no totals for this partner.', ' ',
      h('a', { href: `/v1/partners/${state.partner}` }, 'Data on it')) };
  }
  const code = data[0].partner;
  if (code !== state.partner) {
    history.replaceState(null, '', addressOf({ ...current(), partner: code }));
    showPartners(current());
  }
  const name = data[0].partner_name;
  const goods = data.filter(record => record.type === 'goods' && record.exports && record.imports);
  const years = goods.filter(record => isYear(record.period));
  const lively = years.filter(record => Number(record.exports) + Number(record.imports) > 0);
  const record = years.find(one => one.period === state.year) || (!state.year && lively.at(-1));
  const options = lively.map(one => [one.period, one.period]).reverse();
  if (state.year && !record) options.unshift([state.year, state.year]);
  const picker = controls('Year', select('year', 'Year', options, record?.period || state.year));
  const title = `United States trade with ${the(name)}`;
  if (!record) {
    return { title, content: [picker, h('p.empty', `The sources give no goods trade with ${the(name)} for ${state.year}. Years with figures: ${options.at(-1)?.[0]} to ${lively.at(-1)?.period}.`)] };
  }
  const ranking = get('/v1/rankings/tdr', { year: record.period, fields: 'rank,partner,partner_name,tdr,exports,imports,balance' }).catch(() => null);
  // Filled after the first content.
  const [place, list] = [h('div.standing'), h('div.largest')];
  const before = years.find(one => Number(one.period) === Number(record.period) - 1);
  const link = originOf(record);
  const say = (value, flow, text = money(value)) => figure(value, { text, link, flow });
  const kind = sign(record.balance);
  const sentence = h('p.lede', `In ${record.period} the United States imported `, say(record.imports, 'imports'), ` of goods from ${the(name)} and exported `,
    say(record.exports, 'exports'), ': ', kind === 'balance' ? 'a balance of zero.' : ['a ', kind, ' of ', say(without(record.balance), 'balance'),
      record.tdr && [', ', say(record.tdr, 'tdr', perDollar(record.tdr))], '.']);
  const services = data.filter(one => one.type === 'services' && one.exports && one.imports && isYear(one.period)).at(-1);
  const citation = meta.sources?.find(source => source.id === record.source)?.citation;
  const ten = lively.filter(one => Number(one.period) > Number(record.period) - 10 && Number(one.period) <= Number(record.period));
  const tiles = ['exports', 'imports', 'balance'].map(flow => {
    const value = record[flow];
    const own = scaleOf([value], 1000);
    const change = flow !== 'balance' && changeOf(value, before?.[flow]);
    const moved = flow === 'balance' && before && difference(value, before.balance);
    return h('div', h('dt', flow === 'balance' ? `Balance (${kind})` : capital(flow)),
      h('dd.big', say(value, flow, amount(value, own)), ' ', h('span.unit', unitOf(own))),
      h('dd.note', change ? `${change} from ${before.period}` : moved ? `${signed(amount(moved, scaleOf([moved], 1000)))} ${scaleOf([moved], 1000).name} from ${before.period}` : `no figure for ${Number(record.period) - 1}`),
      ten.length > 2 && h('dd', sparkline(ten.map(one => one[flow]), flow, `${capital(flow)} ${ten[0].period} to ${ten.at(-1).period}`),
        h('span.note', `${ten[0].period} to ${ten.at(-1).period}`)));
  });
  const facts = h('ul.facts', services
    ? h('li', h('strong', `Services, ${services.period}`), ' exports ', figure(services.exports, { text: money(services.exports), link: originOf(services), flow: 'exports' }),
      ', imports ', figure(services.imports, { text: money(services.imports), link: originOf(services), flow: 'imports' }), `: a ${sign(services.balance)} of `,
      figure(services.balance, { text: money(without(services.balance)), link: originOf(services), flow: 'balance' }), '.')
    : h('li', h('strong', 'Services'), ` The sources give no services trade with ${the(name)}.`));
  return {
    title, after: async () => {
      const found = await ranking;
      if (found?.data.length) {
        place.append(standing(found.data, record, name, code));
        list.append(largest(found.data, record, code));
      }
      later(facts, code, record);
    },
    content: [
      picker, sentence, place,
      h('p.basis', 'Source: ', citation || record.source, ' ', toView('All sources', 'sources')),
      h('dl.tiles', tiles),
      lively.length > 1 && section('years', `Goods trade with ${the(name)} by year`,
        moneyChart(years.filter(one => Number(one.period) >= Number(lively[0].period) && Number(one.period) <= Number(lively.at(-1).period)), [], `goods trade with ${the(name)}`, 190),
        h('p', toView('Months, quarters, events, revisions and comparison with other partners', 'series')),
        dataLinks(links, `Trade of the United States with ${name}`)),
      h('div.columns', list,
        section('facts', 'More about this partner', facts)),
    ],
  };
}

function standing(rows, record, name, code) {
  const own = rows.find(one => one.partner === code);
  const link = toView(`partners compared for ${record.period}`, 'ranking', { year: record.period });
  if (!own) return h('p.lede', `${capital(the(name))} is not one of the ${rows.length} `, link, '.');
  const kind = sign(own.balance);
  const same = rows.filter(one => sign(one.balance) === kind);
  const place = key => 1 + same.filter(one => Math.abs(Number(one[key])) > Math.abs(Number(own[key]))).length;
  const nth = number => number === 1 ? 'the largest' : `the ${ordinal(number)} largest`;
  const [dollars, ratio] = [place('balance'), place('tdr')];
  return h('p.lede', `Of the ${rows.length} `, link, `, this is ${nth(dollars)} ${kind} in US dollars and ${nth(ratio)} per dollar exported.`);
}

function largest(all, record, code) {
  const rows = all.filter(one => Number(one.balance) < 0).sort((a, b) => Number(a.balance) - Number(b.balance));
  const own = rows.find(one => one.partner === code);
  const shown = [...new Set([...rows.slice(0, 6), own])].filter(Boolean);
  const scale = scaleOf(shown.map(one => one.balance));
  const most = { least: 0, most: -Number(shown[0]?.balance) };
  return section('largest', `Largest deficits in goods, ${record.period}`, table(capital(unitOf(scale)), [
    ['#', one => rows.indexOf(one) + 1, 'number'],
    ['Partner', one => toView(one.partner_name, 'overview', { partner: one.partner, year: record.period }), 'head'],
    [h('span.hidden', 'Drawn'), one => bar(-one.balance, most, 'deficit'), 'length'],
    ['Balance', one => figure(one.balance, { scale, link: originOf({ ...one, period: record.period, type: 'goods' }), flow: 'balance' }), 'number'],
  ], shown, { rowClass: one => one.partner === code && 'now' }));
}

async function later(list, code, { period, basis }) {
  const add = (...nodes) => list.prepend(h('li', nodes));
  const [agreement, latest] = await Promise.allSettled([get('/v1/usmca'),
    get(`/v1/partners/${code}/balance`, { window: 12, type: 'goods', basis, sort: '-period', limit: 1, fields: SERIES }), listPartners()]);
  const data = agreement.value?.data;
  if (data && ([...data.parties, 'USMCA', 'NAFTA'].includes(code))) {
    add(h('strong', 'USMCA'), ` The next review is on ${when(data.next_review)}, in ${plural(data.days_to_next_review, 'day')}; ${plural(data.labor_cases_open, 'labor case')} open. `, toView('Reviews and cases', 'usmca'));
  }
  const last = latest.value?.data[0];
  if (!last || last.period <= `${period}-12` || !(Number(last.exports) + Number(last.imports))) return;
  const link = address(`/v1/partners/${code}/balance`, { window: 12, period: last.period, type: 'goods', basis, explain: 'true' });
  const [imports, exports, balance] = [last.imports, last.exports, without(last.balance)].map((value, index) =>
    figure(value, { text: money(value), link, flow: ['imports', 'exports', 'balance'][index] }));
  add(h('strong', `Twelve months to ${when(last.period)}`), ' imports ', imports, ', exports ', exports, `: a ${sign(last.balance)} of `, balance, '.');
}

export function moneyChart(records, marks, label, height = 230, bandOf = () => null) {
  const scale = scaleOf(records.flatMap(one => [one.exports, one.imports]));
  const format = tick => short(tick * scale.factor);
  const unit = `${scale.name} US dollars`;
  const flows = ['exports', 'imports', 'balance'];
  const text = value => value == null ? 'no figure' : written(value, scale);
  return timeChart({
    rows: records.map(record => ({ period: record.period, values: record, record })),
    panels: [
      { title: `Exports and imports, ${unit}`, height, format, lines: ['exports', 'imports'].map(key => ({ key, kind: key, band: row => bandOf(row.period, key) })) },
      { title: `Balance, ${unit}`, height: Math.round(height * 0.55), format, bars: 'balance' },
    ],
    marks, label,
    say: row => `${when(row.period)}: ${flows.map(flow => `${flow} ${text(row.values[flow])}`).join(', ')} ${unit}`,
    read: row => [h('strong', when(row.period)), flows.map(flow => h('span', { class: `value ${flow === 'balance' ? sign(row.values.balance ?? 0) : flow}` }, capital(flow), ' ',
      figure(row.values[flow], { scale, link: row.record.partner && originOf(row.record), flow }))),
    h('span.muted', unitOf(scale)),
    marks.filter(mark => mark.period.startsWith(row.period) || row.period.startsWith(mark.period)).map(mark => h('span.happened', mark.label))],
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
