---m2lsp in Neovim: starts the server and shows its ghost text. See :help m2lsp.
local M = {}

---@class (exact) m2lsp.Keys
---@field accept string|false take all of the ghost text
---@field accept_word string|false take its next word
---@field accept_line string|false take the rest of its first line
---@field dismiss string|false take it away
---@field request string|false ask for ghost text now

---@class (exact) m2lsp.Options
---@field ghost_text? boolean show ghost text while typing (default true)
---@field progress? boolean say in the last line what a code action is at (default true)
---@field debounce_ms? integer quiet time before the server is asked (default 30; the server has its own)
---@field keys? m2lsp.Keys|false keys in insert mode; false for none
---@field server? vim.lsp.Config merged over lsp/m2lsp.lua: cmd, filetypes, settings, ...

---@type m2lsp.Keys
local default_keys = {
  accept = '<Tab>',
  accept_word = '<M-Right>',
  accept_line = '<M-C-Right>',
  dismiss = '<C-]>',
  request = '<M-\\>',
}

---Whether a client was prepared, by its id.
---@type table<integer, boolean>
local prepared = {}

---@param options m2lsp.Options
---@return m2lsp.Keys
local function keys(options)
  if options.keys == false then
    return {}
  end
  return vim.tbl_extend('force', default_keys, options.keys or {})
end

---Done once for each server, and not by its `on_attach`, which is for the user to set.
---@param client vim.lsp.Client
local function on_attach(client)
  if client.name == 'm2lsp' and not prepared[client.id] then
    prepared[client.id] = true
    require('m2lsp.diagnostics').attach(client)
  end
end

---Starts the server for files opened from now on, and for those already open.
---@param options? m2lsp.Options
function M.setup(options)
  options = options or {}
  if vim.fn.has('nvim-0.11') == 0 then
    vim.notify('m2lsp needs Neovim 0.11 or newer.', vim.log.levels.ERROR)
    return
  end
  vim.api.nvim_create_autocmd('LspAttach', {
    group = vim.api.nvim_create_augroup('m2lsp', {}),
    callback = function(args)
      on_attach(assert(vim.lsp.get_client_by_id(args.data.client_id)))
    end,
  })
  vim.lsp.config('m2lsp', {
    handlers = {
      ['m2lsp/status'] = require('m2lsp.status').on_status,
      ['m2lsp/input'] = require('m2lsp.input').on_input,
      ['m2lsp/symbolContext'] = require('m2lsp.neighbours').on_symbol_context,
      ['window/showDocument'] = require('m2lsp.show').on_show,
    },
  })
  vim.lsp.config('m2lsp', options.server or {})
  if options.ghost_text ~= false then
    require('m2lsp.ghost').setup({ debounce_ms = options.debounce_ms or 30, keys = keys(options) })
  end
  if options.progress ~= false then
    require('m2lsp.progress').setup()
  end
  require('m2lsp.command').setup()
  vim.lsp.enable('m2lsp')
end

return M
