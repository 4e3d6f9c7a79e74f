---Says at the bottom of the screen what the server is at, and clears it at the end.
local messages = require('m2lsp.messages')

local M = {}

---The user's newest message when ours was shown last: one that came since then must stay to be read.
---@type string?
local newest

---@param value { kind: 'begin'|'report'|'end', title?: string, message?: string }
local function on_progress(value)
  if value.kind == 'end' then
    if newest == messages.newest() then
      messages.show('')
    end
    newest = nil
    return
  end
  newest = messages.newest()
  messages.show(value.message and ('%s: %s'):format(value.title, value.message) or value.title)
end

---Begins to listen; the event's own pattern is the kind of progress.
function M.setup()
  vim.api.nvim_create_autocmd('LspProgress', {
    group = vim.api.nvim_create_augroup('m2lsp.progress', {}),
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'm2lsp' then
        on_progress(event.data.params.value)
      end
    end,
  })
end

return M
