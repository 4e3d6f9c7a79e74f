---Opens what the server wants to show beside what the user is at, not in place of it.
local M = {}

---A split with the document, at the place in question; a window that shows it already is taken as it is.
---@param params lsp.ShowDocumentParams
---@param encoding string
---@return boolean shown
local function open(params, encoding)
  local bufnr = vim.uri_to_bufnr(params.uri)
  local before = vim.api.nvim_get_current_win()
  -- Documents of ours are written anew each time, so one that is open already must be read again.
  vim.bo[bufnr].autoread = true
  vim.cmd.checktime(bufnr)
  if vim.fn.bufwinid(bufnr) == -1 then
    pcall(vim.cmd.split) -- Without room for a split the window itself has to do.
  end
  local window = vim.fn.bufwinid(bufnr)
  vim.api.nvim_set_current_win(window ~= -1 and window or vim.api.nvim_get_current_win())
  local location = { uri = params.uri, range = params.selection }
  local shown = vim.lsp.util.show_document(location, encoding, { focus = true })
  if shown and params.selection then
    vim.cmd.normal({ 'zt', bang = true })
  end
  if params.takeFocus == false then
    vim.api.nvim_set_current_win(before)
  else
    vim.cmd.stopinsert() -- What is typed next was meant for the other window.
  end
  return shown
end

---Handler of the request window/showDocument; what belongs in another program goes Neovim's own way.
---@param err any
---@param params lsp.ShowDocumentParams
---@param ctx lsp.HandlerContext
---@return lsp.ShowDocumentResult
function M.on_show(err, params, ctx)
  local client = vim.lsp.get_client_by_id(ctx.client_id)
  if params.external or not client then
    return vim.lsp.handlers['window/showDocument'](err, params, ctx)
  end
  return { success = open(params, client.offset_encoding) }
end

return M
