// The agreement and its labor cases, statements of the reports, sources, and the origin of a figure.

import {
  all, bars, below, capital, choice, controls, dated, dataLinks, folded, get, grouped, h, labelled, legend, listing, origin, plural, problem, section, select, table, tiles, when, words,
} from './core.js';
import { bar, reviewLine, spans } from './charts.js';
import { go, listPartners, partners } from './app.js';

const plain = text => text.replaceAll('**', '').replaceAll('\\$', '$');

// MARK: the agreement

const CERTAINTY = { text: 'text of the agreement', statute: 'United States statute', reported: 'reported', assumption: 'assumed' };

function days(count) {
  const number = count.text.replace('-', '');
  return Number(count) === 0 ? 'today' : `${plural(number, 'day')} ${Number(count) < 0 ? 'ago' : 'ahead'}`;
}

export async function usmca(state) {
  const { scenario, extend, withdraw, basis, as_of, status, sector } = state;
  const chosen = { status, sector, state: state.state };
  const [schedule, summary, total, cases, rules] = await Promise.all([
    all('/v1/usmca/reviews', { scenario, extend, withdraw, basis, as_of }).catch(error => error), get('/v1/usmca/labor-cases/summary', chosen),
    get('/v1/usmca/labor-cases/summary'), all('/v1/usmca/labor-cases', chosen), all('/v1/usmca/rules')]);
  return { title: 'United States-Mexico-Canada Agreement', content: [
    section('agreement', 'Joint reviews and term',
      schedule instanceof Error ? [problem(schedule), scenarioForm(state)] : [reviews(schedule), scenarioForm(state), calendarTables(schedule)]),
    section('labor', 'Labor cases of the Rapid Response Mechanism', labor(state, summary, total.data, cases)),
    section('rules', 'Rules of origin under NAFTA and under USMCA', ruleTable(rules)),
  ] };
}

function reviews({ data, meta, links }) {
  const end = data.find(event => event.kind === 'expiry' && event.date === meta.agreement_end);
  const upcoming = (event, term) => event && {
    term, value: plural(event.days_left, 'day'), note: `${when(event.date)}: ${event.title}${event.certainty === 'assumption' ? ' (day assumed)' : ''}` };
  return [
    meta.counterfactual && h('p.basis', 'This scenario contradicts the reported facts.'),
    h('p.lede', h('strong.badge', words(meta.status)), ' ', dated(meta.status_text)),
    tiles([upcoming(meta.next_review, 'Next joint review in'), meta.next_event && meta.next_event.id !== meta.next_review?.id && upcoming(meta.next_event, 'Next event in'),
      end ? { term: 'Agreement ends in', value: plural(end.days_from_as_of, 'day'), note: `${when(end.date)}: ${end.title}` } : { term: 'Agreement ends', value: when(meta.agreement_end) }]),
    legend([['review known', 'joint review'], ['review assumed', 'joint review, day assumed'], ['turn known', 'entry into force, extension, withdrawal, end'], ['minor known', 'deadline, hearing, talks']]),
    listing(reviewLine(meta, data), links, 'Reviews of the agreement'),
  ];
}

function scenarioForm(state) {
  const [party = '', notice = ''] = state.withdraw.split(':');
  const date = (name, label, value) => labelled(label, h('input', { type: 'date', name, value }));
  const list = (...parts) => select(...parts, false);
  const form = h('form', { id: 'scenario', class: 'controls', 'aria-label': 'Scenario', novalidate: true, onsubmit: () => go(read()),
    oninput: event => { if (['extend', 'party', 'notice', 'basis'].includes(event.target.name)) form.elements.kind.value = 'given'; } },
  list('kind', 'Scenario', [['reported', 'as reported'], ['as-published', 'as the reports state'], ['given', 'with these dates']], state.scenario || (state.extend || state.withdraw ? 'given' : 'reported')),
  date('extend', 'All Parties extend the term on', state.extend),
  list('basis', 'An extended term counts from', [['', 'the confirmation'], ['expiry', 'the end of the old term']], state.basis),
  list('party', 'Notice of withdrawal by', [['', 'none'], ['CAN', 'Canada'], ['MEX', 'Mexico'], ['USA', 'United States']], party), date('notice', 'Notice given on', notice),
  date('as_of', 'Days counted from', state.as_of), h('button', { type: 'submit' }, 'Show'),
  h('button', { type: 'button', onclick: () => go({ scenario: '', extend: '', withdraw: '', basis: '', as_of: '' }) }, 'As reported, today'));
  const read = () => {
    const { kind, extend, party, notice, basis, as_of } = form.elements;
    const given = value => kind.value === 'given' ? value : '';
    return { scenario: kind.value === 'as-published' ? kind.value : '', extend: given(extend.value), basis: given(basis.value), as_of: as_of.value,
      withdraw: given(party.value || notice.value ? `${party.value}:${notice.value}` : '') };
  };
  return form;
}

function calendarTables({ data, meta, links }) {
  const columns = [
    ['Date', event => event.last_date ? `${when(event.date)} to ${when(event.last_date)}` : when(event.date), 'head'],
    ['Event', event => [h('strong', event.title), event.note && h('div.note', event.note)], 'prose'],
    ['Basis', event => [CERTAINTY[event.certainty] || event.certainty, event.provision && h('div.note', event.provision)], 'extra'],
    ['Days', event => days(event.days_from_as_of), 'number'],
  ];
  const assumed = { rowClass: event => event.certainty === 'assumption' && 'assumed' };
  return [folded(`All ${data.length} dates, with the deadlines of the statute`, listing(table('Dates of the agreement', columns, data, assumed), links, 'Dates of the agreement')),
    folded('Assumptions and statements of the reports', h('ul', meta.assumptions.map(text => h('li', dated(text)))),
      meta.statements.map(one => h('blockquote', h('p', plain(one.quote)), h('p.note', one.source))))];
}

function labor(state, { data: summary, links: summaryLinks }, total, { data: cases, links }) {
  const durations = summary.days_to_resolution;
  const last = cases.flatMap(item => [item.requested, item.resolved]).filter(Boolean).sort().at(-1);
  const choose = (name, counts) => select(name, capital(name), [['', 'all'], ...Object.entries(counts).map(([key, count]) => [key, `${words(key)} (${count})`])], state[name]);
  const open = cases.filter(item => item.status === 'open');
  const story = item => origin(`/v1/usmca/labor-cases/${item.id}`, item.facility);
  const counts = name => {
    const records = Object.entries(summary[`by_${name}`]).sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ value, count, ...summary[`days_to_resolution_by_${name}`]?.[value] }));
    const scale = { least: 0, most: Math.max(...records.map(one => one.count)) };
    const column = (title, key, flags) => [title, one => one[key] ?? '–', flags, key];
    return h('div', listing(table(`${capital(name)}, with days from request to resolution`, [
      [capital(name), one => words(one.value), 'head'], bars(one => bar(one.count, scale, 'balance')),
      column('Cases', 'count', 'number'), column('Median', 'median', 'number'), column('Least', 'least', 'number extra'), column('Most', 'most', 'number extra')], records), summaryLinks, `Cases by ${name}`));
  };
  return [
    controls('Labor cases', choose('status', total.by_status), choose('sector', total.by_sector), choose('state', total.by_state)),
    tiles([{ term: 'Cases', value: summary.cases, note: [summary.invoked, ' with a request for review'] }, { term: 'Open', value: summary.open, note: summary.as_of },
      durations && { term: 'Median to resolution', value: durations.median, unit: durations.unit, note: ['of ', durations.cases, ' cases with both dates'] },
      durations && { term: 'Shortest and longest', value: [durations.least, ' – ', durations.most], unit: durations.unit }]),
    open.length > 0 && h('p', h('strong', 'Open cases: '), open.map((item, index) => [index > 0 && '; ', story(item), item.requested && `, requested ${when(item.requested)}`]), '.'),
    cases.length > 0 && [legend([['resolved', 'resolved'], ['open', 'open'], ['other', 'ended otherwise']]), spans(cases, `${Number((last || '2024').slice(0, 4)) + 1}-01-01`),
      h('p.basis', 'Each row leads to the events of the case.'), dataLinks(links, 'Labor cases')],
    h('div.columns', counts('sector'), counts('state')),
    folded(`${plural(cases.length, 'case')} as a table`, listing(table('Labor cases', [
      ['Facility', story, 'head', 'facility'], ['State', item => item.state, '', 'state'], ['Sector', item => words(item.sector), 'extra', 'sector'],
      ...['requested', 'resolved'].map(name => [capital(name), item => item[name] || '–', 'extra', name]),
      ['Days', item => item.days_to_resolution ?? '–', 'number', 'days_to_resolution'], ['Outcome', item => words(item.outcome)]], cases), links, 'Labor cases')),
    folded('Method of counting', h('ul', (summary.notes || []).map(note => h('li', note))))];
}

function ruleTable({ data, links }) {
  const value = (rule, name) => rule[name] == null ? '–' : `${rule[name]}${rule.unit === 'percent' ? '%' : rule.unit && rule.unit !== 'text' ? ` ${rule.unit}` : ''}`;
  const columns = [
    ['Rule', rule => [capital(words(rule.product_group)), h('div.note', rule.rule), rule.quote && folded('quote', h('blockquote', plain(rule.quote)))], 'head', 'product_group'],
    ['NAFTA', rule => value(rule, 'nafta'), '', 'nafta'], ['USMCA', rule => value(rule, 'usmca'), '', 'usmca'],
    ['From', rule => rule.effective || '–', 'extra'], ['Source', rule => `${rule.source}${rule.page ? `, page ${rule.page}` : ''}`, 'extra']];
  const rules = (title, shown) => listing(table(title, columns, shown), links, title);
  return [rules('Rules with a value under both agreements', data.filter(rule => rule.nafta != null && rule.usmca != null)),
    folded(`All ${data.length} rules`, rules('All rules', data))];
}

// MARK: statements of the reports

const VERDICTS = [['discrepancy', 'contradicted'], ['rounding', 'differs by rounding'], ['consistent', 'consistent'], ['exact', 'confirmed exactly'], ['all', 'all']];
const KINDS = {
  contradiction: 'Two places contradict each other', claim: 'A statement contradicts the tables', 'cross-table': 'Two tables differ', sign: 'A sign is lost',
  shifted: 'Figures are in another row', share: 'A printed share does not follow', 'sum-of-members': 'A total is not the sum of its members', 'sum-of-partners': 'A total is not the sum of the partners',
};
const AT_FIRST = 12;
const CELL = /^[a-z0-9-]+-r\d+-c\d+$/;
const cellLink = id => origin(`/v1/cells/${id}`, id);

const linked = formula => formula.split(/([a-z0-9][a-z0-9-]*-r\d+-c\d+)/).map((part, index) => index % 2 ? cellLink(part) : part.replaceAll(' * ', ' × ').replaceAll(' - ', ' − '));

export async function reports(state) {
  const about = state.about || 'claims';
  const verdict = state.verdict || 'discrepancy';
  const isClaims = about === 'claims';
  const [found, quotes, { data: documents }] = await Promise.all([
    isClaims ? all('/v1/claims', { source: state.report, verdict: verdict === 'all' ? '' : verdict, q: state.find }) : all('/v1/discrepancies', { q: state.find }),
    isClaims ? null : all('/v1/claims', { verdict: 'discrepancy', fields: 'id,quote' }), all('/v1/sources')]);
  const quoted = new Map((quotes?.data || []).map(claim => [claim.id, claim.quote]));
  const titles = new Map(documents.map(one => [one.id, one.title]));
  const papers = documents.filter(one => Number(one.claims) > 0 || one.kind === 'report').map(one => [one.id, one.title]);
  const order = Object.keys(KINDS);
  const shown = isClaims ? found.data : found.data.filter(one => !state.report || [one.id, ...one.places].some(place => place.startsWith(state.report)))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const form = controls('Statements',
    choice('about', 'List', [['claims', 'statements checked'], ['discrepancies', 'discrepancies']], about), select('report', 'Report', [['', 'all reports'], ...papers], state.report),
    isClaims && select('verdict', 'Result', VERDICTS, verdict), labelled('Find', h('input', { type: 'search', name: 'find', value: state.find, 'data-state': true })));
  const cards = records => records.map(one => isClaims ? claimCard(one, titles) : discrepancyCard(one, quoted.get(one.id)));
  const list = h('ol.cards', cards(shown.slice(0, AT_FIRST)));
  const more = h('button', { type: 'button', onclick: () => {
    list.append(...cards(shown.slice(AT_FIRST)));
    more.remove();
  } }, `Show all ${shown.length}`);
  return { title: 'Statements of the reports, recomputed', content: [
    h('p', isClaims ? plural(shown.length, 'statement') : plural(shown.length, 'discrepancy', 'discrepancies'), ` ${shown.length === 1 ? 'matches' : 'match'} the selection. `,
      isClaims ? 'Each statement was recomputed from the cells of its report or from the Census series.' : 'Figures are kept as printed.'),
    form, shown.length ? list : h('p.empty', 'No records match the filters.'), shown.length > AT_FIRST && h('p', more), dataLinks(found.links, 'Statements', { shown: list })] };
}

const inUnit = (text, unit) => unit === 'rank' ? `rank ${text}` : unit === 'percent' ? `${text}%` : `${text} ${unit.replace(/USD (.*illion)/, '$1 US dollars')}`;
const measured = (text, unit) => text != null && unit !== 'yes/no' && inUnit(grouped(text).replace(/\.0+$/, ''), unit);
const pageOf = one => [one.page && `page ${one.page}`, one.element].filter(Boolean).join(', ');

const terms = list => h('dl.terms', list.filter(([, value]) => value != null && value !== '' && value !== false).map(([term, value]) => [h('dt', term), h('dd', value)]));
const card = (badge, cause, quote, list) => h('li', h('p.kind', h('strong.badge', badge), ` ${cause ? words(cause) : ''}`), quote && h('blockquote', `“${plain(quote)}”`), terms(list));

function claimCard(one, titles) {
  const formula = one.formula && linked(one.formula);
  return card(capital(VERDICTS.find(([key]) => key === one.verdict)?.[1] || one.verdict), one.cause, one.quote, [
    ['Stated', measured(one.stated, one.stated_unit)], ['Recomputed', measured(one.recomputed, one.stated_unit)], ['Reason', one.explanation],
    ['Place', `${titles.get(one.source) || one.source}, ${pageOf(one)}`], ['Formula', formula && formula.length > 17 ? folded('cells of the formula', formula) : formula]]);
}

function discrepancyCard(one, quote) {
  const isNumber = one.unit !== 'yes/no';
  const several = (text, write) => text && (/[|%]/.test(text) || !one.unit ? plain(text).replaceAll('|', ' | ').replace(/^-/, '−') : write(plain(text), one.unit));
  const place = where => CELL.test(where) ? cellLink(where) : where.replace(/^(.+):(\d+)$/, '$1, line $2');
  return card(KINDS[one.kind] || capital(words(one.kind)), one.cause, quote, [
    ['Printed', isNumber && h('span.printed', several(one.printed, inUnit))], ['Expected', isNumber && several(one.expected, measured)], ['Served', one.served && place(one.served)], ['Reason', one.explanation],
    ['Places', [one.places.slice(0, 6).map((where, index) => [index ? ' · ' : '', place(where)]), one.places.length > 6 && ` and ${one.places.length - 6} more`]]]);
}

// MARK: sources

export async function sources() {
  const [{ data, links }, version] = await Promise.all([all('/v1/sources'), get('/version')]);
  const last = h('div');
  const after = async () => {
    const [revised, { revisions }] = await Promise.all([
      all('/v1/revisions', { frequency: 'year', fields: 'partner,partner_name,period,type,flow,first_value,value,change,change_percent' }), import('./trade.js'), listPartners()]);
    last.append(revisions({ ...revised, data: revised.data.filter(one => partners.get(one.partner)?.kind === 'partner') }, 'year', 'change') || '');
  };
  const released = one => one.released || one.published || '–';
  const coverage = ({ coverage: covered }) => covered?.figures && [plural(covered.partners, 'partner'),
    [...new Set([covered.first_period, covered.last_period])].map(when).join(' – '), plural(covered.figures, 'figure')].join(', ');
  return { title: 'Sources', after, content: [
    listing(table('Sources and releases', [
      ['Source', one => h('a', { href: `/v1/sources/${one.id}` }, one.title || one.id), 'head', 'title'], ['Released', released, 'date', released],
      ['Citation', one => [one.citation, coverage(one) && h('div.note', coverage(one))], 'prose extra'],
      ...['tables', 'cells', 'indicators', 'claims'].map(name => [capital(name), one => Number(one[name]) ? one[name] : '–', name === 'claims' ? 'number' : 'number extra', name])], data), links, 'Sources'), h('p.basis', `Program ${version.data.version}, dataset ${version.data.dataset}. `,
      h('a', { href: '/v1/tables' }, 'published tables'), ' · ', h('a', { href: '/v1/bases' }, 'bases')), last] };
}

// MARK: the origin of a figure

/** Opens the dialog on the target of a link: a cell, a labor case, or the formula of a figure. */
export async function showOrigin(dialog, link) {
  const body = dialog.querySelector('.body');
  const target = link.getAttribute('href');
  const heading = dialog.querySelector('h2');
  heading.textContent = /labor-cases/.test(target) ? 'Labor case' : 'Origin of the figure';
  body.replaceChildren(h('p.muted', 'Loading …'));
  if (!dialog.open) dialog.showModal();
  try {
    const { data, links } = await get(target);
    const content = /\/cells\//.test(target) ? printed(data) : /labor-cases/.test(target) ? story(data) : await computed(data[0], link.dataset.origin);
    body.replaceChildren(...[content].flat(Infinity).filter(Boolean), dataLinks(links, heading.textContent));
  } catch (error) {
    body.replaceChildren(problem(error), h('p', h('a', { href: target }, target)));
  }
}

function printed(data) {
  const copy = h('button', { type: 'button', onclick: () => navigator.clipboard.writeText(data.citation).then(() => { copy.textContent = 'Copied'; }) }, 'Copy citation');
  return [terms([
    ['Printed', data.text && h('span.printed', data.text)], ['Value', data.value && `${grouped(data.value.text)} ${data.unit}`], ['Row', data.row_label], ['Column', data.column_label],
    ['Table', data.table && h('a', { href: `/v1/tables/${data.table}` }, data.table)], ['Page', data.page], ['File', data.file && `${data.file}, line ${data.line}, column ${data.file_column}`],
    ['Sum of', data.summands?.length > 0 && data.summands.map((id, index) => [index ? ' + ' : '', cellLink(id)])], ['Citation', data.citation], ['Note', data.reason],
    ['Discrepancy', data.discrepancies?.length > 0 && data.discrepancies.map((id, index) => [index ? ', ' : '', h('a', { href: `/v1/discrepancies?q=${encodeURIComponent(id)}` }, id)])]]),
  data.citation && navigator.clipboard && h('p', copy)];
}

function story(data) {
  return [terms([
    ['Facility', data.heading || data.facility], ['Company', data.company], ['Place', [data.city, data.state].filter(Boolean).join(', ')], ['Sector', words(data.sector)], ['Status', data.status], ['Outcome', words(data.outcome)],
    ['Duration', data.days_to_resolution && `${plural(data.days_to_resolution, 'day')} from request to resolution`], ['Note', data.note]]),
  h('ol.events', data.events.map(event => h('li', h('strong', event.date ? when(event.date) : event.reported ? `reported ${when(event.reported)}` : 'no date'), ` ${capital(words(event.kind))}: ${event.text}`))),
  h('p.note', `${data.source}, ${pageOf(data)}.`)];
}

async function computed(record, field) {
  const { formulas = {}, exact = {}, operands = [], rounding } = record.explain || {};
  const own = operands.filter(operand => operand.flow === field);
  if (own.length === 1 && own[0].cell) return printed((await get(`/v1/cells/${own[0].cell}`)).data);
  const shown = own.length ? own : operands;
  const names = formulas[field] ? [field] : own.length ? [] : Object.keys(formulas).filter(name => record[name] != null);
  return [
    own.length > 1 ? h('p', `${capital(words(field))} ${grouped(record[field].text)} ${record.unit}: the sum of ${own.length} published figures.`) : null,
    terms(names.map(name => [capital(words(name)), `${grouped(record[name].text)} = ${formulas[name]}${exact[name] ? ` = ${exact[name].replace('-', '−')}` : ''}`])),
    table('Operands', [
      ['Period', operand => when(operand.period), 'head'], ['Flow', operand => words(operand.flow)],
      ['Value', operand => operand.value, 'number'], ['Cell', operand => operand.cell ? h('a', { href: below(`/v1/cells/${operand.cell}`), 'data-origin': true }, operand.cell) : '–', 'prose']], shown),
    rounding && h('p.note', rounding)];
}
