---What `:checkhealth m2lsp` reports.
local M = {}

---The server's program: whether it is there, and its version.
local function check_server()
  local config = vim.lsp.config.m2lsp
  local program = config and type(config.cmd) == 'table' and config.cmd[1]
  if not program then
    vim.health.info('The server is not started by a program of its own.')
  elseif vim.fn.executable(program) == 0 then
    vim.health.error(("The server's program `%s` was not found."):format(program), {
      'Install m2lsp so that it is in $PATH, or name it: setup({ server = { cmd = { ... } } }).',
    })
  else
    local answer = vim.system({ program, '--version' }, { text = true, timeout = 10000 }):wait()
    local version = vim.trim(answer.stdout or '')
    vim.health.ok(('Server: %s (%s)'):format(version, vim.fn.exepath(program)))
  end
end

---The servers that run, and what each said last.
local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'm2lsp' })
  if #clients == 0 then
    vim.health.warn('No server is running.', { "Call require('m2lsp').setup() and open a file." })
  end
  for _, client in ipairs(clients) do
    vim.health.ok(('Attached to %d buffers.'):format(vim.tbl_count(client.attached_buffers)))
    local status = require('m2lsp.status').of(client.id)
    local report = status and status.kind == 'warning' and vim.health.warn or vim.health.info
    report('Status: ' .. (status and vim.trim(status.kind .. ' ' .. status.message) or 'none so far'))
  end
end

function M.check()
  vim.health.start('m2lsp')
  check_server()
  check_clients()
  local drawn = vim.fn.exists('#m2lsp.ghost#LspAttach') == 1
  vim.health.info('Ghost text is ' .. (drawn and 'on.' or 'off.'))
end

return M
