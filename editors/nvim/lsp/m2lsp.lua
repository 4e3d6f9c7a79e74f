-- What Neovim needs to know to start m2lsp; change any of it with vim.lsp.config('m2lsp', {...}).
---@type vim.lsp.Config
return {
  cmd = { 'm2lsp', 'serve', '--stdio' },
  -- Left out: filetypes. Without them the server is attached to every file, which is what is wanted here.
  root_markers = { '.m2lsp.toml', '.git' },
  init_options = {
    m2lsp = { extensions = { 'inlineCompletion', 'input', 'status' } },
  },
}
