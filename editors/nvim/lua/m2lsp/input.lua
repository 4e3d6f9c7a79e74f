---One line of text from the user, when the server asks for an instruction.
local M = {}

---Handler of the request m2lsp/input: what the user typed, or null.
---Neovim runs handlers of server requests in a coroutine, so this one may wait for the user.
---@param _ any
---@param params { prompt: string }
---@return string|vim.NIL
function M.on_input(_, params)
  local co = assert(coroutine.running())
  vim.ui.input({ prompt = params.prompt .. ' ' }, function(text)
    -- Scheduled, so that a vim.ui.input that answers at once does not resume before the yield.
    vim.schedule(function()
      coroutine.resume(co, text or vim.NIL)
    end)
  end)
  return coroutine.yield()
end

return M
