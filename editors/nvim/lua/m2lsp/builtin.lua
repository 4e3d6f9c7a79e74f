---Ghost text by Neovim's own vim.lsp.inline_completion (0.12).
---Written from its documentation; the project's tests run Neovim 0.11, so nothing tests this file.
local M = {}

---@param bufnr integer
---@param keys m2lsp.Keys
function M.attach(bufnr, keys)
  vim.lsp.inline_completion.enable(true, { bufnr = bufnr })
  if not keys.accept then
    return
  end
  vim.keymap.set('i', keys.accept, function()
    return vim.lsp.inline_completion.get({ bufnr = bufnr }) and '' or keys.accept
  end, { buffer = bufnr, expr = true, desc = 'm2lsp: accept ghost text' })
end

return M
