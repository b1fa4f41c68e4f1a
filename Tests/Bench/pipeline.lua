-- Sixteen requests at a time.
function init()
    local one = wrk.format('GET')
    local all = {}
    for index = 1, 16 do all[index] = one end
    batch = table.concat(all)
end
function request() return batch end
