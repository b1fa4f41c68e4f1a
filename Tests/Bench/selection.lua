-- Requests that are not in the cache and whose balances are not in the cache of selections either: each has another day in `as_of`.
local count = 0
function request()
    count = count + 1
    -- 2026-11-22 and later days, by which the same releases had been published.
    local day = os.date('!%Y-%m-%d', 1795305600 + count * 86400)
    return wrk.format('GET', '/v1/partners/MEX/balance?year=2022..2023&as_of=' .. day)
end
