/** What the palette offers. */
import { ConfigurationTarget, type Disposable, type LogOutputChannel, commands, languages, window, workspace } from "vscode";
import { DOCUMENTS } from "./client";
import type { Session } from "./session";

/** The commands that are the extension's own; the server's are registered by the client. */
export function registerCommands(session: Session, log: LogOutputChannel): Disposable[] {
  const handlers = {
    "m2lsp.toggle": toggle,
    "m2lsp.restart": () => session.restart(),
    "m2lsp.openLog": () => openLog(session, log),
    "m2lsp.openConversation": () => openConversation(session),
  };
  return Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler));
}

/** Ghost text on or off, as a setting of the user's, so that it stays so. */
async function toggle(): Promise<void> {
  const configuration = workspace.getConfiguration("m2lsp.completion");
  const enabled = !configuration.get<boolean>("enabled", true);
  await configuration.update("enabled", enabled, ConfigurationTarget.Global);
  window.setStatusBarMessage(`m2lsp: ghost text is ${enabled ? "on" : "off"}`, 3000);
}

/** The server's own log; where no server runs, what is known of its start. */
async function openLog(session: Session, log: LogOutputChannel): Promise<void> {
  if (session.running) {
    await commands.executeCommand("m2lsp.showLog");
  } else {
    log.show();
  }
}

async function openConversation(session: Session): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document || !languages.match(DOCUMENTS, document)) {
    void window.showInformationMessage("m2lsp: open the file whose conversation you want to see.");
  } else if (session.running) {
    await commands.executeCommand("m2lsp.showThread", document.uri.toString());
  }
}
