// Uses the TypeScript client that clients.py generates from the OpenAPI document. Prints one line of JSON for each claim:
// [claim, whether it holds, the value seen].
//
// usage: node clients.js http://HOST:PORT

import {
    ClaimsApi, Configuration, FlowsApi, GetFlowsFormatEnum, GetPartnersByCodeBalanceTypeEnum, GetTablesByIdIdEnum, PartnerOrGroup,
    PartnersApi, Problem, ProblemFromJSON, RankingsApi, ResponseError, SearchApi, TablesApi,
} from './typescript';
import * as client from './typescript';

declare const process: { argv: string[], exitCode: number };

const base = process.argv[2];
const configuration = new Configuration({ basePath: base });
const partners = new PartnersApi(configuration);
const flows = new FlowsApi(configuration);

function check(claim: string, holds: boolean, seen?: unknown): void {
    console.log(JSON.stringify([claim, holds, JSON.stringify(seen)?.slice(0, 500)]));
}

type Members = { [name: string]: any };

/** The value with the members of its objects in alphabetical order. */
function ordered(value: any): any {
    if (Array.isArray(value)) return value.map(ordered);
    if (value === null || typeof value != 'object') return value;
    return Object.fromEntries(Object.keys(value).sort().map(name => [name, ordered(value[name])]));
}

/** Reads the example of every operation with JSON into its type, and writes it again. */
async function checkOperations(): Promise<void> {
    const document: Members = await (await fetch(base + '/openapi.json')).json();
    let checked = 0;
    for (const [path, item] of Object.entries<Members>(document.paths)) {
        const schema = item.get.responses['200']?.content['application/json']?.schema?.$ref;
        if (!schema) continue;
        const name = schema.split('/').pop(), functions = client as Members;
        // A name that TypeScript reserves has a prefix.
        const type = `${name}FromJSON` in functions ? name : `Model${name}`;
        const parameters: Members[] = item.get.parameters.map(
            (one: Members) => one.$ref ? document.components.parameters[one.$ref.split('/').pop()] : one);
        const target = parameters.filter(one => one.in == 'path').reduce(
            (target, one) => target.replace(`{${one.name}}`, one.example), path);
        const served = await (await fetch(`${base}${target}?format=json`)).json();
        let written: unknown;
        try {
            written = JSON.parse(JSON.stringify(functions[`${type}ToJSON`](functions[`${type}FromJSON`](served))));
        } catch (error) {
            written = String(error);
        }
        const [got, wanted] = [written, served].map(value => JSON.stringify(ordered(value)));
        let first = 0;
        while (got[first] == wanted[first] && first < got.length) first++;
        check(`reads and writes ${path} without a change`, got == wanted,
            [got, wanted].map(text => text.slice(Math.max(0, first - 60), first + 100)));
        checked++;
    }
    check('has the types of the operations', checked > 50, checked);
}

/** The response of a request that does not succeed. */
async function refused(request: Promise<unknown>): Promise<Response> {
    try {
        await request;
    } catch (error) {
        if (error instanceof ResponseError) return error.response;
        throw error;
    }
    throw new Error('the request succeeded');
}

async function problem(request: Promise<unknown>): Promise<Problem> {
    return ProblemFromJSON(await (await refused(request)).json());
}

async function main(): Promise<void> {
    const goods = GetPartnersByCodeBalanceTypeEnum.Goods, services = GetPartnersByCodeBalanceTypeEnum.Services;
    const request = { code: PartnerOrGroup.Mex, year: ['2022', '2023'], type: [goods, services] };
    const balance = await partners.getPartnersByCodeBalanceRaw(request);
    const records = (await balance.value()).data;
    check('sends lists of two and reads the records',
        records.length == 4 && records.some(r => r.period == '2023' && r.type == 'goods' && r.exports === 323145), records);

    const tag = balance.raw.headers.get('ETag') ?? '';
    const unchanged = await refused(partners.getPartnersByCodeBalanceRaw({ ...request, ifNoneMatch: tag }));
    check('gets a 304 for the tag of a response', unchanged.status == 304, [tag, unchanged.status]);

    const explained = await partners.getPartnersByCodeBalance({ code: PartnerOrGroup.Mex, year: ['2023'], explain: true });
    check('reads explanations', explained.data[0].explain?.formulas['tdr'] !== undefined, explained.data[0]);

    const ranking = await new RankingsApi(configuration).getRankingsTdr({ year: '2023', limit: 3 });
    check('reads a ranking', ranking.data.map(r => r.rank).join() == '1,2,3' && ranking.data.every(r => typeof r.tdr == 'number'),
        ranking.data);

    const both = { partner: [PartnerOrGroup.Mex, PartnerOrGroup.Can], year: ['2022', '2023'] };
    const listed = await flows.getFlows(both);
    check('reads flows of two partners and years', listed.data.length == listed.meta.total
        && new Set(listed.data.map(r => r.partner + r.period)).size == 4, listed.meta);

    const csv = await (await flows.getFlowsRaw({ ...both, format: GetFlowsFormatEnum.Csv })).raw.text();
    const lines = csv.trimEnd().split('\r\n');
    check('gets CSV as text from the declared parameter', lines[0].startsWith('reporter,partner,')
        && lines.length == listed.data.length + 1 && lines[1].split(',')[1] == listed.data[0].partner, lines.slice(0, 2));
    check('links.csv leads to the same text', csv == await (await fetch(base + listed.links.csv)).text(), listed.links);

    const workbook = await (await flows.getFlowsRaw({ ...both, format: GetFlowsFormatEnum.Xlsx })).raw.arrayBuffer();
    check('gets a workbook as bytes', new Uint8Array(workbook).slice(0, 4).join() == '80,75,3,4', workbook.byteLength);

    const table = (await new TablesApi(configuration).getTablesById({ id: GetTablesByIdIdEnum.Eclac2024T06 })).data;
    check('reads a table', table.rows.length > 5 && table.columns.length > 3 && table.rows.every(
        row => row.cells.length <= table.columns.length), table);

    const found = await new SearchApi(configuration).getSearch({ q: 'mexico tariff' });
    check('searches', found.data.length > 0 && found.data.every(r => r.passage), found.data[0]);

    const claims = new ClaimsApi(configuration);
    const ids: string[] = [];
    let pages = 0, total = -1;
    for (let offset: number | undefined = 0; offset !== undefined && pages < 1000; pages++) {
        const page: Awaited<ReturnType<typeof claims.getClaims>> = await claims.getClaims({ limit: 50, offset });
        ids.push(...page.data.map(r => r.id));
        total = page.meta.total;
        const next = page.links.next && new URL(page.links.next, base).searchParams.get('offset');
        offset = next ? Number(next) : undefined;
    }
    check('reads all pages by links.next', pages == Math.ceil(total / 50) && pages > 1 && new Set(ids).size == total
        && ids.length == total, [pages, total, ids.length]);

    const unknown = await problem(partners.getPartnersByCodeBalance({ code: 'MXC' as PartnerOrGroup }));
    check('reads a 404', unknown.status == 404 && unknown.suggestion == 'MEX', unknown);
    const wrong = await problem(partners.getPartnersByCodeBalance({ code: PartnerOrGroup.Mex, year: ['x'] }));
    check('reads a 400', wrong.status == 400 && wrong.parameter == 'year', wrong);

    await checkOperations();
}

main().catch(error => {
    console.error(error);
    process.exitCode = 1;
});
