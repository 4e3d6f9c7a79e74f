---Keys that are ours only while ghost text is on the screen; else they are the user's own.
local M = {}

---The buffer-local mappings that ours stand in front of, by key; false where there was none.
---@type table<string, table<string, any>|false>
local hidden = {}

---@type integer?
local held

---Takes the keys in a buffer.
---@param bufnr integer
---@param actions table<string, fun()> by key
function M.take(bufnr, actions)
  if held == bufnr then
    return
  end
  M.release()
  held = bufnr
  for key, action in pairs(actions) do
    local before = vim.fn.maparg(key, 'i', false, true)
    hidden[key] = before.buffer == 1 and before or false
    vim.keymap.set('i', key, action, { buffer = bufnr, desc = 'm2lsp ghost text' })
  end
end

---Gives the keys back.
function M.release()
  if not held then
    return
  end
  local bufnr = held
  held = nil
  if not vim.api.nvim_buf_is_valid(bufnr) then
    hidden = {}
    return
  end
  vim.api.nvim_buf_call(bufnr, function()
    for key, before in pairs(hidden) do
      vim.keymap.del('i', key, { buffer = bufnr })
      if before then
        vim.fn.mapset('i', false, before)
      end
    end
  end)
  hidden = {}
end

return M
