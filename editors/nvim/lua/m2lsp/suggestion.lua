---One suggestion: where it stands, and what of it is still to be typed.
---Columns are in bytes, as Neovim's buffer functions have them; rows count from 0.
local M = {}

---@class (exact) m2lsp.Suggestion
---@field bufnr integer
---@field client_id integer
---@field row integer where the replaced range begins
---@field col integer
---@field tail string what the replaced range covers behind the cursor
---@field text string all that replaces the range, lines apart by \n
---@field command? lsp.Command to run when it was accepted

---@class (exact) m2lsp.Remainder what of a suggestion is behind the cursor
---@field row integer the cursor's
---@field col integer
---@field text string what accepting all puts in place of the tail
---@field shown string what to draw: the text without an end that is in the buffer already

---@return integer row
---@return integer col
local function cursor()
  local position = vim.api.nvim_win_get_cursor(0)
  return position[1] - 1, position[2]
end

---@param line string
---@param range lsp.Range
---@param encoding string
---@return integer first
---@return integer last
local function columns(line, range, encoding)
  local first = vim.str_byteindex(line, encoding, range.start.character, false)
  return first, vim.str_byteindex(line, encoding, range['end'].character, false)
end

---The server's item as it stands at the cursor of the current window, or nil if it can't be shown there.
---LSP 3.18 asks that a range begins and ends on one line; snippets are not drawn.
---@param item lsp.InlineCompletionItem
---@param client vim.lsp.Client
---@return m2lsp.Suggestion?
function M.from_item(item, client)
  if type(item.insertText) ~= 'string' then
    return nil
  end
  local row, col = cursor()
  local first, last = col, col
  if item.range then
    if item.range.start.line ~= row or item.range['end'].line ~= row then
      return nil
    end
    first, last = columns(vim.api.nvim_get_current_line(), item.range, client.offset_encoding)
  end
  if first > col or last < col then
    return nil
  end
  return {
    bufnr = vim.api.nvim_get_current_buf(),
    client_id = client.id,
    row = row,
    col = first,
    tail = vim.api.nvim_get_current_line():sub(col + 1, last),
    text = (item.insertText:gsub('\r\n?', '\n')),
    command = item.command,
  }
end

---What was typed since the suggestion's start, or nil if the cursor is elsewhere.
---@param suggestion m2lsp.Suggestion
---@param row integer
---@param col integer
---@return string?
local function typed(suggestion, row, col)
  if row < suggestion.row or (row == suggestion.row and col < suggestion.col) then
    return nil
  end
  local first = vim.api.nvim_buf_get_lines(suggestion.bufnr, suggestion.row, suggestion.row + 1, false)[1]
  if #first < suggestion.col then
    return nil
  end
  local lines = vim.api.nvim_buf_get_text(suggestion.bufnr, suggestion.row, suggestion.col, row, col, {})
  return table.concat(lines, '\n')
end

---What is left of a suggestion at the cursor: nil once the buffer says something else.
---This is what keeps ghost text standing while the user types what it says.
---@param suggestion m2lsp.Suggestion
---@return m2lsp.Remainder?
function M.remainder(suggestion)
  if vim.api.nvim_get_current_buf() ~= suggestion.bufnr then
    return nil
  end
  local row, col = cursor()
  local done = typed(suggestion, row, col)
  local behind = vim.api.nvim_get_current_line():sub(col + 1)
  if not done or not vim.startswith(suggestion.text, done) or not vim.startswith(behind, suggestion.tail) then
    return nil
  end
  local text = suggestion.text:sub(#done + 1)
  local shown = text
  if suggestion.tail ~= '' and vim.endswith(text, suggestion.tail) then
    shown = text:sub(1, #text - #suggestion.tail)
  end
  if shown == '' then
    return nil
  end
  return { row = row, col = col, text = text, shown = shown }
end

---The first word of a text, with the blanks before it; bytes beyond ASCII count as letters.
---@param text string
---@return string
function M.first_word(text)
  return text:match('^%s*[%w_\128-\255]+') or text:match('^%s*[^%w%s_\128-\255]+') or text
end

---A text up to its first line end; one that begins with a line end gives that and the line behind it.
---@param text string
---@return string
function M.first_line(text)
  return text:match('^\n?[^\n]*')
end

return M
