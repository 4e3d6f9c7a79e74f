/** Documents of the workspace, as a test wants them. */
import { writeFile } from "node:fs/promises";
import {
  type Extension,
  Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  commands,
  extensions,
  window,
  workspace,
} from "vscode";
import * as screen from "./screen";

/** Opens a new file in the only editor, with the cursor at `ˇ` or what stands between `«»` selected. */
export async function open(name: string, marked: string): Promise<TextEditor> {
  await started();
  await commands.executeCommand("workbench.action.closeAllEditors");
  const folder = workspace.workspaceFolders?.[0]?.uri as Uri;
  const file = Uri.joinPath(folder, name);
  await writeFile(file.fsPath, marked.replaceAll(/[ˇ«»]/g, ""));
  const editor = await window.showTextDocument(file, { viewColumn: ViewColumn.One, preview: false });
  const [first, last] = marked.includes("ˇ") ? [marked.indexOf("ˇ"), marked.indexOf("ˇ")] : range(marked);
  const { document } = editor;
  editor.selection = new Selection(document.positionAt(first), document.positionAt(last));
  // The window that keys go to is another process, which hears of the cursor a little later.
  const { line, character } = editor.selection.active;
  const before = [...document.lineAt(line).text.slice(0, character)]; // It counts characters, not units.
  await screen.see("#status\\.editor\\.selection", `Ln ${line + 1}, Col ${before.length + 1}`);
  return editor;
}

function range(marked: string): [number, number] {
  return [marked.indexOf("«"), marked.indexOf("»") - 1];
}

/** The first value that is there; it is asked for again whenever something in the window has changed. */
export async function until<T>(value: () => T | undefined): Promise<T> {
  for (;;) {
    const found = value();
    if (found !== undefined) {
      return found;
    }
    await somethingChanged();
  }
}

/** The document's next text that has this in it. */
export async function changed(document: TextDocument, text: string): Promise<void> {
  await until(() => document.getText().includes(text) || undefined);
}

function somethingChanged(): Promise<void> {
  return new Promise((resolve) => {
    const listeners = [
      window.onDidChangeVisibleTextEditors(done),
      window.onDidChangeTextEditorSelection(done),
      workspace.onDidChangeTextDocument(done),
    ];
    function done(): void {
      for (const listener of listeners) {
        listener.dispose();
      }
      resolve();
    }
  });
}

/** The extension, once its server runs. */
export async function started(): Promise<void> {
  const extension = extensions.getExtension("m2lsp.m2lsp") as Extension<void>;
  await extension.activate();
}
