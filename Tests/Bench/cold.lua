-- Requests that are not in the cache: each has another page, other fields or other years. Their balances are in the cache of
-- selections; see selection.lua for requests without it.
local fields = { 'partner', 'period', 'type', 'exports', 'imports', 'balance', 'tdr', 'coverage', 'total_trade', 'cells' }
local count = 0
function request()
    count = count + 1
    local chosen = {}
    for bit = 0, 9 do
        if math.floor(count / 2 ^ bit) % 2 == 1 then chosen[#chosen + 1] = fields[bit + 1] end
    end
    if #chosen == 0 then chosen[1] = 'partner' end
    local target = string.format('/v1/partners/MEX/balance?fields=%s&limit=%d&year=%d..2023',
        table.concat(chosen, ','), 1 + math.floor(count / 1024) % 9999, 2018 + count % 6)
    return wrk.format('GET', target)
end
