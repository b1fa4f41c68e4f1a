-- Mixed requests: many partners, views, years and formats, some with gzip, some wrong; every tenth is seldom in the cache.
local targets = {}
local function add(target) targets[#targets + 1] = target end
for _, area in ipairs({ 'MEX', 'CAN', 'CHN', 'DEU', 'BRA', 'JPN', 'VNM', 'IRL', 'WLD', 'LAC' }) do
    for _, view in ipairs({ 'balance', 'flows', 'tdr', 'shares', 'growth' }) do
        add('/v1/partners/' .. area .. '/' .. view)
        for year = 2018, 2024 do add('/v1/partners/' .. area .. '/' .. view .. '?year=' .. year) end
    end
end
for _, metric in ipairs({ 'tdr', 'exports', 'imports', 'balance', 'coverage', 'share' }) do
    for year = 2018, 2024 do
        for _, format in ipairs({ 'json', 'csv', 'table', 'svg' }) do
            add('/v1/rankings/' .. metric .. '?year=' .. year .. '&format=' .. format)
        end
    end
end
for _, target in ipairs({
    '/v1', '/v1/flows', '/v1/balances', '/v1/indicators', '/v1/claims', '/v1/usmca/reviews', '/v1/usmca/labor-cases',
    '/v1/tables', '/openapi.json', '/docs', '/', '/healthz', '/v1/none', '/v1/partners/XYZ/balance', '/v1/flows?year=abc',
}) do add(target) end
math.randomseed(7)
local count = 0
function request()
    count = count + 1
    local target = targets[math.random(#targets)]
    if count % 10 == 0 then
        target = '/v1/flows?partner=MEX,CAN&limit=' .. count % 997 .. '&offset=' .. count % 13
    end
    return wrk.format('GET', target, count % 7 == 0 and { ['Accept-Encoding'] = 'gzip' } or {})
end
