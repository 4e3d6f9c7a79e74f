---Ghost text for Neovim 0.11: asks for textDocument/inlineCompletion and shows what comes.
---Neovim 0.12 has this built in; there m2lsp.builtin is used instead.
local draw = require('m2lsp.draw')
local keys = require('m2lsp.keys')
local suggestion = require('m2lsp.suggestion')

local M = {}

local INVOKED, AUTOMATIC = 1, 2 -- InlineCompletionTriggerKind

---@class (exact) m2lsp.GhostOptions
---@field debounce_ms integer
---@field keys m2lsp.Keys

---@class (exact) m2lsp.Pending
---@field client vim.lsp.Client
---@field id integer

---@type m2lsp.GhostOptions
local options = { debounce_ms = 30, keys = {} }

---@type m2lsp.Suggestion?
local shown

---What there is to choose from where the cursor is; the one at `chosen` is shown.
---@type lsp.InlineCompletionItem[]
local choice = {}
local chosen = 1

---@type m2lsp.Pending?
local pending

---A request from before the last key. The server ends it when the next one comes, and keeps the model's
---answer if that is what was typed; so it is cancelled only if no other request follows.
---@type m2lsp.Pending?
local outdated

local timer = assert(vim.uv.new_timer())

---@param bufnr integer
---@return vim.lsp.Client?
local function client_of(bufnr)
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = bufnr, name = 'm2lsp' })) do
    if client.server_capabilities.inlineCompletionProvider then
      return client
    end
  end
end

---@param request? m2lsp.Pending
local function cancel_request(request)
  -- An answer may have come in that was not handed over yet; then there is nothing to cancel.
  if request and request.client.requests[request.id] then
    request.client:cancel_request(request.id)
  end
end

local function cancel()
  timer:stop()
  cancel_request(outdated)
  cancel_request(pending)
  outdated, pending = nil, nil
end

local function hide()
  if shown then
    draw.clear(shown.bufnr)
    shown = nil
  end
  keys.release()
end

---@return table<string, fun()>
local function actions()
  local wanted = {}
  for name, action in pairs({
    accept = M.accept,
    accept_word = M.accept_word,
    accept_line = M.accept_line,
    dismiss = M.dismiss,
  }) do
    if options.keys[name] then
      wanted[options.keys[name]] = action
    end
  end
  return wanted
end

---Draws what is left of the suggestion at the cursor.
---@return boolean whether anything is
local function refresh()
  local remainder = shown and suggestion.remainder(shown)
  if not shown or not remainder then
    hide()
    return false
  end
  draw.show(shown.bufnr, remainder)
  keys.take(shown.bufnr, actions())
  return true
end

---@param client vim.lsp.Client
---@param number integer
local function choose(client, number)
  chosen = number
  shown = choice[number] and suggestion.from_item(choice[number], client)
  refresh()
end

---@param client vim.lsp.Client
---@param result? lsp.InlineCompletionItem[]|lsp.InlineCompletionList
---@param number integer which of them to show, if there are so many
local function receive(client, result, number)
  choice = result and (result.items or result) or {}
  choose(client, choice[number] and number or 1)
end

---@return boolean
local function inserting()
  return vim.api.nvim_get_mode().mode:sub(1, 1) == 'i' and vim.fn.pumvisible() == 0
end

---@param kind integer
---@param number? integer which of the suggestions to show (default 1)
local function ask(kind, number)
  local bufnr = vim.api.nvim_get_current_buf()
  local client = client_of(bufnr)
  if not client or not inserting() then
    return
  end
  local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
  ---@cast params lsp.InlineCompletionParams
  params.context = { triggerKind = kind }
  local this ---@type m2lsp.Pending?
  local function answered(_, result)
    -- Whatever moves the cursor or changes the text also ends the request, so an answer that is
    -- still awaited is an answer for this very place.
    if this and pending == this then
      pending = nil
      receive(client, result, number or 1)
    end
  end
  local sent, id = client:request('textDocument/inlineCompletion', params, answered, bufnr)
  if sent and id then
    this = { client = client, id = id }
    pending = this
  end
end

---The text or the cursor is not what it was: keep what still fits, else ask anew.
local function update()
  choice = {}
  if refresh() or vim.fn.reg_executing() ~= '' then
    cancel()
    return
  end
  outdated, pending = pending or outdated, nil
  timer:start(options.debounce_ms, 0, vim.schedule_wrap(function()
    ask(AUTOMATIC)
    if not pending then
      cancel_request(outdated)
    end
    outdated = nil
  end))
end

---Puts text in place of what follows the cursor, as an undo step of its own.
---@param remainder m2lsp.Remainder
---@param text string
---@param replaced integer bytes behind the cursor
local function insert(remainder, text, replaced)
  vim.cmd('let &g:undolevels = &g:undolevels') -- Ends the undo step (:help undo-break).
  local lines = vim.split(text, '\n', { plain = true })
  local row, col = remainder.row, remainder.col
  vim.api.nvim_buf_set_text(0, row, col, row, col + replaced, lines)
  local last = #lines == 1 and col + #lines[1] or #lines[#lines]
  vim.api.nvim_win_set_cursor(0, { row + #lines, last })
end

---@param part? fun(text: string): string which part to take; all if not given
---@return boolean whether there was something to accept
local function accept(part)
  local current = shown
  local remainder = current and suggestion.remainder(current)
  if not current or not remainder then
    return false
  end
  local text = part and part(remainder.shown)
  if text and text ~= remainder.shown then
    insert(remainder, text, 0)
    refresh()
    return true
  end
  hide()
  insert(remainder, remainder.text, #current.tail)
  local client = vim.lsp.get_client_by_id(current.client_id)
  if current.command and client then
    client:exec_cmd(current.command, { bufnr = current.bufnr })
  end
  return true
end

---Takes all of the ghost text.
---@return boolean accepted false if none is shown
function M.accept()
  return accept()
end

---Takes its next word.
---@return boolean accepted
function M.accept_word()
  return accept(suggestion.first_word)
end

---Takes the rest of its first line.
---@return boolean accepted
function M.accept_line()
  return accept(suggestion.first_line)
end

---Takes the ghost text away and asks for none until something is typed.
function M.dismiss()
  cancel()
  hide()
end

---Asks now, also where the server would not offer anything by itself. With ghost text on the screen, shows
---another in its place.
function M.request()
  cancel()
  local client = shown and vim.lsp.get_client_by_id(shown.client_id)
  if client and #choice > 1 then
    choose(client, chosen % #choice + 1)
    return
  end
  ask(INVOKED, shown and 2 or 1)
end

---Whether ghost text is on the screen.
---@return boolean
function M.visible()
  return shown ~= nil
end

---@param bufnr integer
local function attach(bufnr)
  local group = vim.api.nvim_create_augroup('m2lsp.ghost.' .. bufnr, {})
  local function on(events, callback)
    vim.api.nvim_create_autocmd(events, { group = group, buffer = bufnr, callback = callback })
  end
  on({ 'InsertEnter', 'TextChangedI', 'CursorMovedI' }, update)
  on({ 'InsertLeave', 'BufLeave', 'TextChangedP', 'LspDetach' }, M.dismiss)
  if options.keys.request then
    vim.keymap.set('i', options.keys.request, M.request, { buffer = bufnr, desc = 'm2lsp: suggest' })
  end
end

---@param given m2lsp.GhostOptions
function M.setup(given)
  options = given
  draw.define_highlight()
  local group = vim.api.nvim_create_augroup('m2lsp.ghost', {})
  vim.api.nvim_create_autocmd('ColorScheme', { group = group, callback = draw.define_highlight })
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(args)
      local client = vim.lsp.get_client_by_id(args.data.client_id)
      if not client or client.name ~= 'm2lsp' then
        return
      end
      if vim.lsp.inline_completion then
        require('m2lsp.builtin').attach(args.buf, options.keys)
      else
        attach(args.buf)
      end
    end,
  })
end

return M
