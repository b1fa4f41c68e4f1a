// The page's state is its address: which partner and year, and what each section was set to. A change of it draws again what
// depends on it, and nothing else.

import { address, get } from './api.js';
import { h } from './dom.js';
import { showOrigin } from './origin.js';
import { balance, ranking } from './partner.js';
import { circular, composition } from './categories.js';
import { agreement, labor, scenarioOf, setScenario } from './usmca.js';
import { discrepancies, sources } from './provenance.js';

/** Sections, with the parts of the state that each depends on. */
const sections = [
  { id: 'balance', draw: balance, uses: ['partner', 'year'] },
  { id: 'ranking', draw: ranking, uses: ['partner', 'year', 'type'] },
  { id: 'composition', draw: composition, uses: ['partner', 'year', 'of'] },
  { id: 'circular', draw: circular, uses: ['partner', 'year', 'circular'] },
  { id: 'agreement', draw: agreement, uses: ['scenario', 'extend', 'withdraw', 'basis', 'as_of'] },
  { id: 'labor', draw: labor, uses: [] },
  { id: 'discrepancies', draw: discrepancies, uses: ['partner', 'kind'] },
  { id: 'sources', draw: sources, uses: [] },
];

const names = [...new Set(sections.flatMap(section => section.uses))];
const defaults = { type: 'goods' };
const byId = id => document.getElementById(id);

/** All partners that have totals, with their years; filled before anything is drawn. */
let partners = [];

const current = () => {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(names.map(name => [name, given.get(name) || defaults[name] || '']));
};

/** Changes the address, as a step that "back" takes back. */
function go(changes, { replace = false } = {}) {
  const next = { ...current(), ...changes };
  const items = Object.fromEntries(names.filter(name => next[name] && (name === 'partner' || name === 'year' || next[name] !== defaults[name]))
    .map(name => [name, next[name]]));
  const target = address(location.pathname, items);
  if (target !== location.pathname + location.search) {
    history[replace ? 'replaceState' : 'pushState'](null, '', target + location.hash);
  }
  draw();
}

const drawn = new Map();
let announced = '';

/** Draws the sections whose part of the state has changed. */
function draw() {
  const state = current();
  showState(state);
  const pending = sections.map(async section => {
    const key = section.uses.map(name => state[name]).join('\n');
    if (drawn.get(section.id) === key) return;
    drawn.set(section.id, key);
    const body = byId(section.id).querySelector('.body');
    body.setAttribute('aria-busy', 'true');
    let content;
    try {
      content = await section.draw(state, { go, partners, section: byId(section.id) });
    } catch (error) {
      content = problem(error);
    }
    // What was asked for may have changed while the answer was on its way.
    if (drawn.get(section.id) !== key) return;
    body.replaceChildren(...[content].flat(Infinity).filter(Boolean));
    body.removeAttribute('aria-busy');
  });
  const status = byId('status');
  status.textContent = 'Loading figures …';
  Promise.all(pending).then(() => {
    if (current().partner !== state.partner || current().year !== state.year) return;
    status.textContent = `Figures for ${nameOf(state.partner)}, ${state.year} are shown.`;
    document.documentElement.dataset.ready = location.search;
    if (!announced && location.hash.length > 1) byId(location.hash.slice(1))?.scrollIntoView();
    announced = 'once';
  });
}

/** An error of the API in words, with what it suggests. */
function problem(error) {
  if (!error.title) console.error(error);
  return h('div', { class: 'problem', role: 'alert' }, h('p', null, h('strong', null, error.title || 'Something went wrong'), ' ', error.message),
    error.suggestion && h('p', null, 'Nearest: ', h('code', null, error.suggestion)));
}

const nameOf = code => partners.find(partner => partner.code === code)?.name || code;

/** Sets pickers, title and forms to the state. */
function showState(state) {
  const partner = partners.find(one => one.code === state.partner);
  const option = one => h('option', { value: one.code, selected: one.code === state.partner }, one.name);
  byId('partner').replaceChildren(...[
    !partner && h('option', { value: state.partner, selected: true }, state.partner),
    h('optgroup', { label: 'Groups' }, partners.filter(one => one.isGroup).map(option)),
    h('optgroup', { label: 'Partners' }, partners.filter(one => !one.isGroup).map(option))].filter(Boolean));
  const own = partner ? [...partner.years] : [];
  const others = [...new Set(partners.flatMap(one => [...one.years]))].filter(year => !own.includes(year));
  const list = (label, years) => years.length > 0 && h('optgroup', { label },
    years.sort().reverse().map(year => h('option', { value: year, selected: year === state.year }, year)));
  if (![...own, ...others].includes(state.year)) others.push(state.year);
  byId('year').replaceChildren(...[list(`With totals for ${nameOf(state.partner)}`, own), list('Other years', others)].filter(Boolean));
  byId('title').textContent = `United States trade with ${nameOf(state.partner)}, ${state.year}`;
  document.title = `${nameOf(state.partner)} ${state.year} – bilateral`;
  for (const form of document.querySelectorAll('form[data-state]')) {
    for (const control of form.elements) {
      // Choices that the section itself offers are set once it knows them.
      if (control.options?.length) control.value = state[control.name];
    }
  }
  setScenario(byId('scenario'), state);
}

function listen() {
  byId('pickers').addEventListener('change', event => go({ [event.target.name]: event.target.value }));
  for (const form of document.querySelectorAll('form[data-state]')) {
    form.addEventListener('change', event => go({ [event.target.name]: event.target.value }));
  }
  for (const form of document.forms) form.addEventListener('submit', event => form.method !== 'dialog' && event.preventDefault());
  const scenario = byId('scenario');
  scenario.addEventListener('submit', () => go(scenarioOf(scenario)));
  scenario.addEventListener('reset', () => setTimeout(() => go(scenarioOf(scenario))));
  scenario.addEventListener('input', event => {
    if (['extend', 'party', 'notice', 'basis'].includes(event.target.name)) scenario.elements.scenario.value = 'given';
  });
  addEventListener('popstate', draw);
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a[data-cell], a[data-explain], a[data-case], a[data-partner]');
    if (!link) return;
    event.preventDefault();
    if (link.dataset.partner) {
      go({ partner: link.dataset.partner });
      byId('main').focus();
    } else showOrigin(byId('origin'), link);
  });
}

/** Partners with totals, and a first state where the address names none: Mexico, in the year most is known of. */
async function start() {
  listen();
  try {
    const [totals, groups] = await Promise.all([
      get('/v1/balances?classification=total&fields=partner,partner_name,year,type'), get('/v1/groups?fields=id')]);
    const areGroups = new Set(groups.data.map(group => group.id));
    const counts = new Map();
    const found = new Map();
    for (const record of totals.data) {
      const year = String(record.year);
      counts.set(year, (counts.get(year) || 0) + 1);
      if (!found.has(record.partner)) {
        found.set(record.partner, { code: record.partner, name: record.partner_name, years: new Set(), isGroup: areGroups.has(record.partner) });
      }
      found.get(record.partner).years.add(year);
    }
    partners = [...found.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'));
    const state = current();
    const [latest] = [...counts].sort((a, b) => b[1] - a[1] || b[0].localeCompare(a[0]))[0];
    let partner = state.partner || 'MEX';
    if (!found.has(partner)) partner = await get(`/v1/partners/${encodeURIComponent(partner)}`).then(one => one.data.code, () => partner);
    go({ partner, year: state.year || latest }, { replace: true });
  } catch (error) {
    byId('balance').querySelector('.body').replaceChildren(problem(error));
    byId('status').textContent = error.message;
  }
}

start();
