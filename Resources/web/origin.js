// Where a figure comes from: its cell as printed, the formula it was computed by, or the events of a labor case.

import { get } from './api.js';
import { h, grouped, words } from './dom.js';

/** Opens the dialog on what a link of a figure leads to. */
export async function showOrigin(dialog, link) {
  const body = dialog.querySelector('.body');
  const target = link.getAttribute('href');
  body.replaceChildren(h('p', { class: 'muted' }, 'Loading …'));
  if (!dialog.open) dialog.showModal();
  try {
    const { data } = await get(target);
    const { cell, case: labor } = link.dataset;
    body.replaceChildren(...(cell ? printed(data) : labor ? events(data) : computed(data[0])), h('p', { class: 'data' }, h('a', { href: target }, 'as JSON')));
  } catch (error) {
    body.replaceChildren(h('p', { class: 'problem' }, error.message), h('p', null, h('a', { href: target }, target)));
  }
}

const terms = list => h('dl', { class: 'terms' }, list.filter(([, value]) => value != null && value !== '')
  .map(([term, value]) => [h('dt', null, term), h('dd', null, value)]));

function printed(data) {
  const quoted = h('button', { type: 'button', onclick: async () => {
    await navigator.clipboard.writeText(data.citation);
    quoted.textContent = 'Copied';
  } }, 'Copy citation');
  return [
    terms([
      ['Printed', h('span', { class: 'printed' }, data.text)],
      ['Read as', data.value && `${grouped(data.value.text)} ${data.unit}`],
      ['Row', data.row_label], ['Column', data.column_label],
      ['Table', h('a', { href: `/v1/tables/${data.table}` }, data.table)], ['Page', data.page],
      ['Citation', data.citation], ['Note', data.reason],
      ['Discrepancy', data.discrepancies.length > 0 && h('span', null, 'This cell disagrees with others: ',
        data.discrepancies.map((id, index) => [index ? ', ' : '', h('a', { href: `/v1/discrepancies?q=${encodeURIComponent(id)}` }, id)]))],
    ].filter(([, value]) => value)),
    data.citation && navigator.clipboard && h('p', null, quoted),
  ].filter(Boolean);
}

function events(data) {
  return [
    terms([
      ['Facility', data.heading || data.facility], ['Company', data.company], ['Place', [data.city, data.state].filter(Boolean).join(', ')],
      ['Sector', words(data.sector)], ['Outcome', words(data.outcome)],
      ['Days', data.days_to_resolution && `${data.days_to_resolution} from request to resolution`],
    ]),
    h('ol', { class: 'events' }, data.events.map(event => h('li', null,
      h('strong', null, event.date || (event.reported ? `reported ${event.reported}` : 'without a date')), ` ${words(event.kind)}: ${event.text}`))),
    h('p', { class: 'muted' }, `${data.source}, from line ${data.line} of its text.`),
  ];
}

function computed(record) {
  const { formulas, exact, operands, rounding } = record.explain;
  return [
    h('p', null, 'Computed from published cells; it is not printed itself.'),
    terms(Object.keys(record).filter(name => formulas[name]).map(name =>
      [words(name), h('span', null, record[name] ?? 'no figure', ' = ', formulas[name], exact[name] && ` = ${exact[name].replace('-', '−')}`)])),
    terms(operands.map(operand => [words(operand.flow), h('span', null, operand.value, ` ${operand.unit}, `,
      operand.cell ? h('a', { href: `/v1/cells/${operand.cell}`, 'data-cell': operand.cell }, `printed ${operand.text}`) : 'not printed')])),
    h('p', { class: 'muted' }, rounding),
  ];
}
