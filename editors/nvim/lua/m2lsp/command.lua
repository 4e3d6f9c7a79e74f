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

---Shows what the server says came of a command.
---@param err? lsp.ResponseError
---@param sentence? string
local function answered(err, sentence)
  if err then
    require('m2lsp.messages').warn('m2lsp: ' .. err.message)
  elseif type(sentence) == 'string' then
    vim.notify('m2lsp: ' .. sentence)
  end
end

---A word that is a command of the server's.
---@param command string
---@param arguments? fun(bufnr: integer, given: string[]): any[]
---@return fun(client: vim.lsp.Client, bufnr: integer, given: string[])
local function ask(command, arguments)
  return function(client, bufnr, given)
    local with = arguments and arguments(bufnr, given) or {}
    client:exec_cmd({ title = command, command = command, arguments = with }, { bufnr = bufnr }, answered)
  end
end

---What each word does.
---@type table<string, fun(client: vim.lsp.Client, bufnr: integer, given: string[])>
local words = {
  cancel = cancel,
  context = ask('m2lsp.showContext', function(bufnr)
    local client = vim.lsp.get_clients({ bufnr = bufnr, name = 'm2lsp' })[1]
    local place = vim.lsp.util.make_position_params(0, client and client.offset_encoding or 'utf-16')
    return { place.textDocument.uri, place.position }
  end),
  doctor = ask('m2lsp.doctor'),
  log = ask('m2lsp.showLog'),
  snooze = ask('m2lsp.snooze', function(_, given)
    return vim.tbl_map(function(minutes)
      return tonumber(minutes) or minutes
    end, given)
  end),
  thread = ask('m2lsp.showThread', function(bufnr)
    return { vim.uri_from_bufnr(bufnr) }
  end),
  toggle = ask('m2lsp.toggle'),
}

---The words that begin so.
---@param typed string
---@return string[]
local function beginning(typed)
  return vim.tbl_filter(function(word)
    return vim.startswith(word, typed)
  end, vim.fn.sort(vim.tbl_keys(words)))
end

---What may stand where the cursor is in a command line: a word, or the minutes of a snooze.
---@param typed string
---@param line string
---@return string[]
local function complete(typed, line)
  local before = vim.split(vim.trim(line:sub(1, #line - #typed)), '%s+')
  if #before < 2 then
    return beginning(typed)
  end
  return before[2] == 'snooze' and #before == 2 and { '5', '15', '30', '60' } or {}
end

---@param word string
---@param given string[]
local function run(word, given)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ bufnr = bufnr, name = 'm2lsp' })[1]
    or vim.lsp.get_clients({ name = 'm2lsp' })[1]
  if not words[word] then
    local all = table.concat(beginning(''), ', ')
    vim.notify(('m2lsp: there is no :M2lsp %s; there are: %s'):format(word, all), vim.log.levels.ERROR)
  elseif not client then
    vim.notify('m2lsp: no server is running; open a file first.', vim.log.levels.ERROR)
  else
    words[word](client, bufnr, given)
  end
end

function M.setup()
  vim.api.nvim_create_user_command('M2lsp', function(args)
    run(args.fargs[1], vim.list_slice(args.fargs, 2))
  end, { nargs = '+', complete = complete, desc = 'm2lsp: ' .. table.concat(beginning(''), ', ') })
end

return M
