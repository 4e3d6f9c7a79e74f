/** m2lsp in VS Code: starts the server and shows what the protocol alone has no place for. */
import { type ExtensionContext, window, workspace } from "vscode";
import { registerCommands } from "./commands";
import { Session } from "./session";
import { type Manifest, declaredSettings } from "./settings";
import { StatusBar } from "./status";
import { Transcripts } from "./transcripts";

let session: Session | undefined;

/** Called once by VS Code when a window has opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel("m2lsp", { log: true });
  const status = new StatusBar();
  const transcripts = new Transcripts();
  const settings = declaredSettings(context.extension.packageJSON as Manifest);
  const started = new Session(context, { log, status, transcripts, settings });
  session = started;
  context.subscriptions.push(log, status, transcripts, ...registerCommands(started, log));
  context.subscriptions.push(
    workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("m2lsp.server") && started.restart(),
    ),
    // Trust may bring the workspace's Python into play.
    workspace.onDidGrantWorkspaceTrust(() => started.running || started.restart()),
  );
  await started.restart();
}

/** Called by VS Code when the window closes; it waits for the server's end. */
export async function deactivate(): Promise<void> {
  await session?.stop();
}
