---The command :M2lsp, for what is asked for by name.
local M = {}

---The server's command for each word, and the arguments that go with it.
---@type table<string, fun(bufnr: integer): string, any[]>
local words = {
  doctor = function()
    return 'm2lsp.doctor', {}
  end,
  log = function()
    return 'm2lsp.showLog', {}
  end,
  thread = function(bufnr)
    return 'm2lsp.showThread', { vim.uri_from_bufnr(bufnr) }
  end,
}

---The words that begin so.
---@param typed string
---@return string[]
local function complete(typed)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, typed)
  end, vim.fn.sort(vim.tbl_keys(words)))
end

---@param word string
local function run(word)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ bufnr = bufnr, name = 'm2lsp' })[1]
    or vim.lsp.get_clients({ name = 'm2lsp' })[1]
  if not words[word] then
    local all = table.concat(complete(''), ', ')
    vim.notify(('m2lsp: there is no :M2lsp %s; there are: %s'):format(word, all), vim.log.levels.ERROR)
  elseif not client then
    vim.notify('m2lsp: no server is running; open a file first.', vim.log.levels.ERROR)
  else
    local command, arguments = words[word](bufnr)
    client:exec_cmd({ title = word, command = command, arguments = arguments }, { bufnr = bufnr })
  end
end

function M.setup()
  vim.api.nvim_create_user_command('M2lsp', function(args)
    run(args.args)
  end, { nargs = 1, complete = complete, desc = 'm2lsp: doctor, log or thread' })
end

return M
