---Answers what the other language servers of a buffer know of names in it.
local M = {}

---Servers that are slower than that are not waited for.
local LIMIT_MS = 3000

---So many uses of a name are told.
local MOST_USES = 10

---@class m2lsp.Wanted
---@field name string
---@field position lsp.Position
---@field want 'definition'|'references'

---@class m2lsp.Place
---@field uri string
---@field line integer

---@param bufnr integer
---@param method string
---@return vim.lsp.Client[]
local function others(bufnr, method)
  return vim.tbl_filter(function(client)
    return client.name ~= 'm2lsp'
  end, vim.lsp.get_clients({ bufnr = bufnr, method = method }))
end

---Where the name begins, in bytes, if it still stands there.
---@param bufnr integer
---@param wanted m2lsp.Wanted
---@param encoding string
---@return integer?
local function column(bufnr, wanted, encoding)
  local text = vim.api.nvim_buf_get_lines(bufnr, wanted.position.line, wanted.position.line + 1, false)[1] or ''
  local byte = vim.str_byteindex(text, encoding, wanted.position.character, false)
  return text:sub(byte + 1, byte + #wanted.name) == wanted.name and byte or nil
end

---@param uri string
---@param line integer
---@return string
local function line_at(uri, line)
  local path = vim.uri_to_fname(uri)
  local bufnr = vim.fn.bufnr(path)
  if bufnr ~= -1 and vim.api.nvim_buf_is_loaded(bufnr) then
    return vim.api.nvim_buf_get_lines(bufnr, line, line + 1, false)[1] or ''
  end
  local readable, lines = pcall(vim.fn.readfile, path, '', line + 1)
  return readable and lines[line + 1] or ''
end

---@param result lsp.Location|lsp.Location[]|lsp.LocationLink[]|nil
---@return m2lsp.Place[]
local function places(result)
  return vim.tbl_map(function(location)
    local range = location.range or location.targetSelectionRange
    return { uri = location.uri or location.targetUri, line = range.start.line }
  end, vim.islist(result or {}) and (result or {}) or { result })
end

---The code in what a server says about a name, or all of it where nothing is marked as code.
---@param hover lsp.Hover?
---@return string
local function signature(hover)
  local text = hover and table.concat(vim.lsp.util.convert_input_to_markdown_lines(hover.contents), '\n') or ''
  return text:match('```[^\n]*\n(.-)\n```') or text
end

---Asks the first server that can, and hands on what it says; nil if there is none, or nothing came of it.
---@param bufnr integer
---@param method string
---@param wanted m2lsp.Wanted
---@param byte integer
---@param take fun(result: any)
local function ask(bufnr, method, wanted, byte, take)
  local client = others(bufnr, method)[1]
  if not client then
    return take(nil)
  end
  local text = vim.api.nvim_buf_get_lines(bufnr, wanted.position.line, wanted.position.line + 1, false)[1]
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(bufnr),
    position = {
      line = wanted.position.line,
      character = vim.str_utfindex(text, client.offset_encoding, byte, false),
    },
    context = { includeDeclaration = false },
  }
  local sent = client:request(method, params, function(err, result)
    take(not err and result or nil)
  end, bufnr)
  if not sent then
    take(nil)
  end
end

---@param wanted m2lsp.Wanted
---@param relation 'definition'|'type'|'reference'
---@param place m2lsp.Place
---@param text? string
---@return table
local function symbol(wanted, relation, place, text)
  text = text and text ~= '' and text or vim.trim(line_at(place.uri, place.line))
  return { name = wanted.name, relation = relation, uri = place.uri, line = place.line, text = text }
end

---@param bufnr integer
---@param wanted m2lsp.Wanted
---@param byte integer
---@param take fun(symbols: table[])
local function definition(bufnr, wanted, byte, take)
  ask(bufnr, 'textDocument/definition', wanted, byte, function(defined)
    ask(bufnr, 'textDocument/hover', wanted, byte, function(hover)
      ask(bufnr, 'textDocument/typeDefinition', wanted, byte, function(typed)
        local here = { uri = vim.uri_from_bufnr(bufnr), line = wanted.position.line }
        local place, kind = places(defined)[1], places(typed)[1]
        local found = {}
        if place or hover then
          table.insert(found, symbol(wanted, 'definition', place or here, signature(hover)))
        end
        if kind and not vim.deep_equal(kind, place) then
          table.insert(found, symbol(wanted, 'type', kind))
        end
        take(found)
      end)
    end)
  end)
end

---@param bufnr integer
---@param wanted m2lsp.Wanted
---@param byte integer
---@param take fun(symbols: table[])
local function references(bufnr, wanted, byte, take)
  ask(bufnr, 'textDocument/references', wanted, byte, function(used)
    take(vim.tbl_map(function(place)
      return symbol(wanted, 'reference', place)
    end, vim.list_slice(places(used), 1, MOST_USES)))
  end)
end

---Handler of the request m2lsp/symbolContext (docs/lsp-extensions.md).
---Neovim runs handlers of server requests in a coroutine, so this one may wait for the other servers.
---@param _ any
---@param params { textDocument: lsp.VersionedTextDocumentIdentifier, symbols: m2lsp.Wanted[] }
---@param ctx lsp.HandlerContext
---@return { symbols: table[] }|vim.NIL
function M.on_symbol_context(_, params, ctx)
  local bufnr = vim.uri_to_bufnr(params.textDocument.uri)
  local own = vim.lsp.get_client_by_id(ctx.client_id)
  if not own or vim.lsp.util.buf_versions[bufnr] ~= params.textDocument.version then
    return vim.NIL
  end
  local co = assert(coroutine.running())
  local found, left, over = {}, #params.symbols + 1, false
  local function done(symbols)
    vim.list_extend(found, symbols)
    left = left - 1
    if left == 0 and not over then
      over = true
      -- Scheduled, so that answers that come at once do not resume before the yield.
      vim.schedule(function()
        coroutine.resume(co)
      end)
    end
  end
  for _, wanted in ipairs(params.symbols) do
    local byte = column(bufnr, wanted, own.offset_encoding)
    if byte then
      (wanted.want == 'references' and references or definition)(bufnr, wanted, byte, done)
    else
      done({})
    end
  end
  vim.defer_fn(function()
    left = 1
    done({})
  end, LIMIT_MS)
  done({})
  coroutine.yield()
  return { symbols = found }
end

return M
