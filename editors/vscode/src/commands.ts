/** What the palette offers. */
import { type Disposable, type LogOutputChannel, commands, languages, window } from "vscode";
import { DOCUMENTS } from "./client";
import type { Session } from "./session";

/** The commands that are the extension's own; the server's are registered by the client. */
export function registerCommands(session: Session, log: LogOutputChannel): Disposable[] {
  const handlers = {
    "m2lsp.restart": () => session.restart(),
    "m2lsp.openLog": () => openLog(session, log),
    "m2lsp.openConversation": () => openConversation(session),
    "m2lsp.openContext": () => openContext(session),
  };
  return Object.entries(handlers).map(([id, handler]) => commands.registerCommand(id, handler));
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

/** What the model is shown for ghost text at the cursor. */
async function openContext(session: Session): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor || !languages.match(DOCUMENTS, editor.document)) {
    void window.showInformationMessage("m2lsp: put the cursor where you want to know what the model is shown.");
  } else if (session.running) {
    const { line, character } = editor.selection.active;
    await commands.executeCommand("m2lsp.showContext", editor.document.uri.toString(), { line, character });
  }
}
