---What the server says about itself, for messages and the status line.
local M = {}

---@class (exact) m2lsp.Status
---@field kind 'ready'|'busy'|'warning'|'off'
---@field message string one sentence
---@field command? string one of the server's commands, to do something about it

local symbols = { ready = '●', busy = '◌', warning = '▲', off = '○' }

---The newest status by client.
---@type table<integer, m2lsp.Status>
local statuses = {}

---The warnings that were told, by client: each is told once, since every keystroke may bring it anew.
---@type table<integer, table<string, true>>
local told = vim.defaulttable()

---Whether a sentence was told; one that only adds to it, such as when it is tried again, is no news.
---@param sentences table<string, true>
---@param sentence string
---@return boolean
local function was_told(sentences, sentence)
  return vim.iter(sentences):any(function(earlier)
    return vim.startswith(sentence, earlier)
  end)
end

---Handler of the notification m2lsp/status.
---@param _ any
---@param status m2lsp.Status
---@param ctx lsp.HandlerContext
function M.on_status(_, status, ctx)
  statuses[ctx.client_id] = status
  if status.kind == 'warning' and not was_told(told[ctx.client_id], status.message) then
    told[ctx.client_id][status.message] = true
    require('m2lsp.messages').warn('m2lsp: ' .. status.message)
  end
  vim.cmd.redrawstatus({ bang = true })
end

---The newest status of a client.
---@param client_id integer
---@return m2lsp.Status?
function M.of(client_id)
  return statuses[client_id]
end

---The status of the server that is attached to a buffer.
---@param bufnr? integer default: the current one
---@return m2lsp.Status?
function M.get(bufnr)
  local client = vim.lsp.get_clients({ bufnr = bufnr or 0, name = 'm2lsp' })[1]
  return client and statuses[client.id]
end

---A few characters for the status line: `%{%v:lua.require'm2lsp.status'.line()%}`.
---@return string empty where the server is not attached
function M.line()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'm2lsp' })[1]
  if not client then
    return ''
  end
  local status = statuses[client.id]
  return 'M2 ' .. symbols[status and status.kind or 'ready']
end

---Does what the server offers with its status, say after a warning.
function M.run_command()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'm2lsp' })[1]
  local status = client and statuses[client.id]
  if status and status.command then
    local command = { title = status.message, command = status.command }
    client:exec_cmd(command, { bufnr = vim.api.nvim_get_current_buf() })
  end
end

return M
