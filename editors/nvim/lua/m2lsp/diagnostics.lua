---Sends the server the diagnostics that other programs found, so that it can offer to fix them.
---Neovim sends each server only that server's own with a request for code actions, and m2lsp publishes none.
local M = {}

---A place in a buffer as the server counts it.
---@param bufnr integer
---@param row integer from 0
---@param col integer in bytes
---@param encoding string
---@return lsp.Position
local function position(bufnr, row, col, encoding)
  local line = vim.api.nvim_buf_get_lines(bufnr, row, row + 1, false)[1] or ''
  return { line = row, character = vim.str_utfindex(line, encoding, col, false) }
end

---A diagnostic as the server wants it. Its range is counted anew, even where the diagnostic came from
---another server: that one may count in other units.
---@param diagnostic vim.Diagnostic
---@param bufnr integer
---@param encoding string
---@return lsp.Diagnostic
local function converted(diagnostic, bufnr, encoding)
  local last_row = diagnostic.end_lnum or diagnostic.lnum
  local last_col = diagnostic.end_col or diagnostic.col
  return vim.tbl_extend('force', vim.lsp.diagnostic.from({ diagnostic })[1], {
    range = {
      start = position(bufnr, diagnostic.lnum, diagnostic.col, encoding),
      ['end'] = position(bufnr, last_row, last_col, encoding),
    },
  })
end

---Everybody's diagnostics on the lines of a range, as Neovim itself goes by lines.
---@param bufnr integer
---@param range lsp.Range
---@param encoding string
---@return lsp.Diagnostic[]
function M.on_lines(bufnr, range, encoding)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(bufnr)) do
    local last = diagnostic.end_lnum or diagnostic.lnum
    if diagnostic.lnum <= range['end'].line and last >= range.start.line then
      table.insert(found, converted(diagnostic, bufnr, encoding))
    end
  end
  return found
end

---Adds them to the client's requests for code actions; those that a caller chose himself stay alone.
---@param client vim.lsp.Client
function M.attach(client)
  local request = client.request
  function client:request(method, params, handler, bufnr)
    if method == 'textDocument/codeAction' and vim.tbl_isempty(params.context.diagnostics) then
      local buffer = bufnr and bufnr ~= 0 and bufnr or vim.api.nvim_get_current_buf()
      local found = M.on_lines(buffer, params.range, self.offset_encoding)
      local context = vim.tbl_extend('force', params.context, { diagnostics = found })
      params = vim.tbl_extend('force', params, { context = context })
    end
    return request(self, method, params, handler, bufnr)
  end
end

return M
