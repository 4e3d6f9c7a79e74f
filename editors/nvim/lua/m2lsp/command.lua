---The command :M2lsp, for what is asked for by name.
local M = {}

---What a user starts and waits for; ghost text is ended by the next key.
---@type table<string, true>
local long = { ['workspace/executeCommand'] = true, ['codeAction/resolve'] = true }

---Ends what is under way, from whatever buffer it was begun; the server then ends the model's request.
---@param client vim.lsp.Client
local function cancel(client)
  local found = false
  for id, request in pairs(client.requests) do
    if request.type == 'pending' and long[request.method] then
      found = true
      client:cancel_request(id)
    end
  end
  if not found then
    vim.notify('m2lsp: there is nothing to cancel.')
  end
end

---A word that is a command of the server's.
---@param command string
---@param arguments? fun(bufnr: integer): any[]
---@return fun(client: vim.lsp.Client, bufnr: integer)
local function ask(command, arguments)
  return function(client, bufnr)
    local with = arguments and arguments(bufnr) or {}
    client:exec_cmd({ title = command, command = command, arguments = with }, { bufnr = bufnr })
  end
end

---What each word does.
---@type table<string, fun(client: vim.lsp.Client, bufnr: integer)>
local words = {
  cancel = cancel,
  doctor = ask('m2lsp.doctor'),
  log = ask('m2lsp.showLog'),
  thread = ask('m2lsp.showThread', function(bufnr)
    return { vim.uri_from_bufnr(bufnr) }
  end),
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
    words[word](client, bufnr)
  end
end

function M.setup()
  vim.api.nvim_create_user_command('M2lsp', function(args)
    run(args.args)
  end, { nargs = 1, complete = complete, desc = 'm2lsp: cancel, doctor, log or thread' })
end

return M
