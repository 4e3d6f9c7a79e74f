---Draws ghost text, and takes it away.
local M = {}

local namespace = vim.api.nvim_create_namespace('m2lsp.ghost')

---@param text string
---@return [string, string][] one line of virtual text
local function chunks(text)
  -- Virtual text shows a tab as ^I, so tabs are drawn as the blanks that they will take.
  local blanks = text:gsub('\t', string.rep(' ', vim.bo.tabstop))
  return { { blanks, 'M2lspGhost' } }
end

---Draws the text behind the cursor; it replaces what was drawn before.
---@param bufnr integer
---@param remainder m2lsp.Remainder
function M.show(bufnr, remainder)
  M.clear(bufnr)
  local lines = vim.split(remainder.shown, '\n', { plain = true })
  local first = table.remove(lines, 1)
  vim.api.nvim_buf_set_extmark(bufnr, namespace, remainder.row, remainder.col, {
    virt_text = first ~= '' and chunks(first) or nil,
    virt_text_pos = 'inline',
    virt_lines = #lines > 0 and vim.tbl_map(chunks, lines) or nil,
    hl_mode = 'combine',
    right_gravity = true,
  })
end

---@param bufnr integer
function M.clear(bufnr)
  if vim.api.nvim_buf_is_valid(bufnr) then
    vim.api.nvim_buf_clear_namespace(bufnr, namespace, 0, -1)
  end
end

---Ghost text looks like a comment unless the colour scheme says otherwise.
function M.define_highlight()
  vim.api.nvim_set_hl(0, 'M2lspGhost', { link = 'Comment', default = true })
end

return M
