// The agreement: the schedule of its joint reviews under scenarios, and the cases of its labor mechanism.

import { address, get } from './api.js';
import { inline, spans, timeline } from './charts.js';
import { dataLinks, drawing, folded, h, legend, table, tiles, words } from './dom.js';

// MARK: joint reviews

/** The state that the form stands for. */
export function scenarioOf(form) {
  const { scenario, extend, party, notice, basis, as_of } = form.elements;
  const isGiven = scenario.value === 'given';
  return {
    scenario: scenario.value === 'as-published' ? 'as-published' : '',
    extend: isGiven ? extend.value : '',
    withdraw: isGiven && (party.value || notice.value) ? `${party.value}:${notice.value}` : '',
    basis: isGiven ? basis.value : '',
    as_of: as_of.value,
  };
}

/** Sets the form to the state. */
export function setScenario(form, state) {
  const { scenario, extend, party, notice, basis, as_of } = form.elements;
  const [who = '', when = ''] = state.withdraw.split(':');
  scenario.value = state.scenario || (state.extend || state.withdraw ? 'given' : 'reported');
  [extend.value, party.value, notice.value, basis.value, as_of.value] = [state.extend, who, when, state.basis, state.as_of];
}

const certainties = {
  text: 'text of the agreement', statute: 'United States statute', reported: 'reported', assumption: 'assumed',
};

/** Days ahead or past, in words; the digits are the API's. */
function days(count) {
  const text = count.text.replace('-', '');
  return Number(count) === 0 ? 'today' : `${text.replace(/\B(?=(\d{3})+$)/g, ',')} ${text === '1' ? 'day' : 'days'} ${Number(count) < 0 ? 'ago' : 'ahead'}`;
}

export async function agreement(state) {
  const { scenario, extend, withdraw, basis, as_of } = state;
  const query = { scenario, extend, withdraw, basis, as_of };
  const { data, meta, links } = await get(address('/v1/usmca/reviews', query));
  const end = data.find(event => event.kind === 'expiry' && event.date === meta.agreement_end);
  const upcoming = (event, term) => event && {
    term, value: event.days_left, unit: 'days', note: `${event.date}: ${event.title}${event.certainty === 'assumption' ? ' (day assumed)' : ''}`,
  };
  const columns = [
    { title: 'Date', head: true, cell: event => event.last_date ? `${event.date} to ${event.last_date}` : event.date },
    { title: 'What', class: 'what', cell: event => [h('strong', null, event.title), h('span', { class: 'note' }, event.note)] },
    { title: 'Rests on', cell: event => [certainties[event.certainty], event.provision && h('span', { class: 'note' }, event.provision)] },
    { title: 'When', number: true, cell: event => days(event.days_from_as_of) },
  ];
  const turning = data.filter(event => !/deadline|talks|hearing|report|notice-published/.test(event.kind));
  const assumed = event => event.certainty === 'assumption' && 'assumed';
  return [
    meta.counterfactual && h('p', { class: 'muted' }, 'This scenario contradicts what is reported.'),
    h('p', { class: 'lede' }, h('strong', { class: 'badge' }, words(meta.status)), ' ', meta.status_text),
    tiles([
      upcoming(meta.next_review, 'Next joint review in'),
      meta.next_event && meta.next_event.id !== meta.next_review?.id && upcoming(meta.next_event, 'Next event in'),
      end && { term: 'Agreement ends in', value: end.days_from_as_of, unit: 'days', note: `${end.date}: ${end.title}` },
      !end && { term: 'Agreement ends', value: meta.agreement_end },
    ]),
    drawing('The term and its reviews', width => timeline(meta, data, width),
      legend([['review known', 'joint review'], ['review assumed', 'joint review, day assumed'], ['turn known', 'entry into force, extension, notice of withdrawal, end'], ['minor known', 'deadline, hearing, talks']])),
    table('Reviews and turning points', columns, turning, assumed),
    folded(`All ${meta.total} events, with the deadlines of the statute`, table('All events', columns, data, assumed)),
    folded('What is assumed, and what the reports say', h('ul', null, meta.assumptions.map(text => h('li', null, text))),
      meta.statements.map(statement => h('blockquote', null, h('p', null, statement.quote.replaceAll('**', '').replaceAll('\\$', '$')), h('footer', null, statement.source)))),
    dataLinks(links, ['csv', 'svg', 'ics'], 'The schedule'),
  ];
}

// MARK: labor cases

export async function labor() {
  const [{ data: summary, links: summaryLinks }, { data: cases, links }] = await Promise.all([
    get('/v1/usmca/labor-cases/summary'), get('/v1/usmca/labor-cases')]);
  const durations = summary.days_to_resolution;
  const last = cases.flatMap(item => [item.requested, item.resolved]).filter(Boolean).sort().at(-1);
  const until = `${Number(last.slice(0, 4)) + 1}-01-01`;
  const counts = (title, name, caption, byName, durationsByName) => {
    const records = Object.entries(byName).sort((a, b) => Number(b[1]) - Number(a[1]));
    const scale = { least: 0, most: Math.max(...records.map(([, count]) => Number(count))) };
    const span = (value, part) => durationsByName[value] ? durationsByName[value][part] : h('span', { class: 'none' }, '–');
    return table(caption, [
      { title, head: true, cell: ([value]) => words(value) },
      { title: h('span', { class: 'hidden' }, 'Drawn'), class: 'bar', cell: ([, count]) => inline(count, null, null, scale, 'balance') },
      { title: 'Cases', number: true, cell: ([value, count]) => h('a', { class: 'figure', href: address('/v1/usmca/labor-cases', { [name]: value, format: 'table' }) }, count) },
      { title: 'Median', number: true, cell: ([value]) => span(value, 'median') },
      { title: 'Least', number: true, cell: ([value]) => span(value, 'least') },
      { title: 'Most', number: true, cell: ([value]) => span(value, 'most') },
    ], records);
  };
  return [
    tiles([
      { term: 'Cases', value: summary.cases, note: [summary.invoked, ' with a request for review'] },
      { term: 'Open', value: summary.open, note: summary.as_of },
      { term: 'Median to resolution', value: durations.median, unit: durations.unit, note: ['of ', durations.cases, ' cases with both dates'] },
      { term: 'Least and most', value: [durations.least, ' – ', durations.most], unit: durations.unit },
    ]),
    h('div', { class: 'columns' },
      counts('Sector', 'sector', 'Cases by sector, and days to resolution', summary.by_sector, summary.days_to_resolution_by_sector),
      counts('State', 'state', 'Cases by Mexican state, and days to resolution', summary.by_state, summary.days_to_resolution_by_state)),
    drawing('From request to resolution', width => spans(cases, width, until),
      legend([['resolved', 'resolved, with days'], ['open', 'open as of the report'], ['other', 'ended otherwise']])),
    folded(`The ${cases.length} cases as a table`, table('Labor cases', [
      { title: 'Facility', head: true, cell: item => h('a', { href: `/v1/usmca/labor-cases/${item.id}`, 'data-case': item.id }, item.facility) },
      { title: 'State', cell: item => item.state },
      { title: 'Sector', cell: item => words(item.sector) },
      { title: 'Invoked by', cell: item => item.invoked_by || 'nobody' },
      { title: 'Requested', cell: item => item.requested || '–' },
      { title: 'Resolved', cell: item => item.resolved || '–' },
      { title: 'Days', number: true, cell: item => item.days_to_resolution ?? '–' },
      { title: 'Outcome', cell: item => words(item.outcome) },
    ], cases)),
    folded('How the cases are counted', h('ul', null, summary.notes.map(note => h('li', null, note)))),
    dataLinks(links, ['csv', 'svg'], 'The cases'),
    h('p', { class: 'data' }, 'Summary: ', h('a', { href: summaryLinks.self }, 'JSON')),
  ];
}
