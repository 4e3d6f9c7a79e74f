-- What Neovim needs to know to start m2lsp; change any of it with vim.lsp.config('m2lsp', {...}).

-- How the server names the transcripts that it writes: document, hash.
local transcript = '[/\\]transcripts[/\\][^/\\]+%-%x%x%x%x%x%x%x%x%.md$'

---@type vim.lsp.Config
return {
  cmd = { 'm2lsp', 'serve', '--stdio' },
  -- Left out: filetypes. Without them the server is attached to every file, which is what is wanted here.
  root_markers = { '.m2lsp.toml', '.git' },
  -- To every file but its own transcripts, that is. Given no folder, Neovim goes by root_markers.
  root_dir = function(bufnr, start)
    if not vim.api.nvim_buf_get_name(bufnr):find(transcript) then
      start()
    end
  end,
  init_options = {
    m2lsp = { extensions = { 'inlineCompletion', 'input', 'status', 'symbolContext' } },
  },
}
