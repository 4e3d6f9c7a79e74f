import assert from "node:assert/strict";
import { Range, Selection, type TextEditor, ViewColumn, commands, window } from "vscode";
import { open, until } from "./documents";
import * as screen from "./screen";

const EXPLAIN = { kind: "m2lsp.explain", apply: "first" };

/** Ask for an explanation of what is selected; the editor that shows it. */
async function explain(answer: string): Promise<TextEditor> {
  await commands.executeCommand("editor.action.codeAction", EXPLAIN);
  const shown = await until(() =>
    window.visibleTextEditors.find(({ document }) => document.getText().includes(answer)),
  );
  // It is put at its turn after it is there: who goes on before that may lose the focus to it.
  await until(() => turn(shown) || undefined);
  return shown;
}

/** Whether the editor is at the heading of a turn. */
function turn({ document, selection }: TextEditor): boolean {
  return document.lineAt(selection.active.line).text.startsWith("## ");
}

describe("an answer in words", () => {
  it("opens beside the code, as Markdown that can't be changed, away from the server", async () => {
    const code = await open("explain.py", "«def first_time():\n    return 1\n»");
    const { document, viewColumn } = await explain("It is the first time.");
    assert.equal(document.languageId, "markdown");
    assert.equal(document.uri.scheme, "m2lsp-transcript");
    assert.notEqual(viewColumn, code.viewColumn);
    assert.equal(code.document.isClosed, false);
  });

  it("is read into the same editor the next time, at the newest turn", async () => {
    const { document } = await open("again.py", "«def first_time():\n    return 1\n»");
    await explain("It is the first time.");
    const code = await window.showTextDocument(document, ViewColumn.One);
    await code.edit((edit) => edit.replace(new Range(0, 4, 0, 14), "second_time"));
    code.selection = new Selection(0, 0, 2, 0);
    await until(() => window.activeTextEditor?.document === document || undefined);
    await screen.see("#status\\.editor\\.selection", "Ln 3, Col 1 (");
    const shown = await explain("It is the second time.");
    assert.equal(window.visibleTextEditors.length, 2);
    const line = () => shown.document.lineAt(shown.selection.active.line).text;
    await until(() => line().startsWith("## 2. ") || undefined);
  });

  it("is in the conversation of its file, which a command opens", async () => {
    await open("talk.py", "«def first_time():\n    return 1\n»");
    await explain("It is the first time.");
    await commands.executeCommand("workbench.action.closeEditorsInOtherGroups");
    await commands.executeCommand("workbench.action.closeAllEditors");
    await open("talk.py", "def first_time():\n    return 1ˇ\n");
    await commands.executeCommand("m2lsp.openConversation");
    await until(() =>
      window.visibleTextEditors.find(({ document }) => document.getText().includes("It is the first time.")),
    );
  });
});
