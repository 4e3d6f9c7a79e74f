/** Asks the user for one line of text (`m2lsp/input`, docs/lsp-extensions.md). */
import { window } from "vscode";

/** What was typed, or null where the user gave up. */
export async function askForLine(params: { prompt: string }): Promise<string | null> {
  return (await window.showInputBox({ prompt: params.prompt, ignoreFocusOut: true })) ?? null;
}
