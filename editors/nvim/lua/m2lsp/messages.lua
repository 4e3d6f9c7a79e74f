---Lines at the bottom of the screen that never stop the user with a hit-enter prompt.
local M = {}

---As much of a sentence as fits on one line of the screen.
---@param sentence string
---@return string
local function one_line(sentence)
  local flat = sentence:gsub('%s+', ' ')
  if vim.fn.strdisplaywidth(flat) <= vim.v.echospace then
    return flat
  end
  return vim.fn.strcharpart(flat, 0, vim.v.echospace - 1) .. '…'
end

---Shows a line without a record of it; an empty one clears what stands there.
---@param sentence string
---@param highlight? string
function M.show(sentence, highlight)
  -- While a command is typed, or a prompt waits, the line belongs to that.
  if not vim.api.nvim_get_mode().mode:find('^[cr]') then
    vim.api.nvim_echo({ { one_line(sentence), highlight } }, false, {})
  end
end

---The newest message of the user's record (`:messages`).
---@return string
function M.newest()
  return vim.fn.execute('1messages')
end

---Warns in full by vim.notify, so that `:messages` has the whole sentence later.
---One that is longer than the line would ask for <Enter> in the middle of the user's typing; for that
---moment Neovim is told not to wait, and the line then shows the beginning.
---@param sentence string
function M.warn(sentence)
  local before = vim.o.messagesopt
  vim.o.messagesopt = before:gsub('hit%-enter', 'wait:0')
  local told, problem = pcall(vim.notify, sentence, vim.log.levels.WARN)
  vim.cmd.redraw() -- After a redraw that was asked for there is nothing to wait for.
  vim.o.messagesopt = before
  assert(told, problem)
  if one_line(sentence) ~= sentence then
    M.show(sentence, 'WarningMsg')
  end
end

return M
