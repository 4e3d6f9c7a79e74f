import assert from "node:assert/strict";
import {
  type CodeAction,
  Diagnostic,
  Range,
  type TextEditor,
  commands,
  languages,
  workspace,
} from "vscode";
import { open } from "./documents";
import * as screen from "./screen";

/** The actions of ours for what is selected; of the first so many the edits too, which asks the model. */
async function actions({ document, selection }: TextEditor, resolved = 0): Promise<CodeAction[]> {
  const found = await commands.executeCommand<CodeAction[]>(
    ...(["vscode.executeCodeActionProvider", document.uri, selection, undefined, resolved] as const),
  );
  return found.filter((action) => action.title.endsWith("(m2lsp)"));
}

/** Choose the action with a title: its edit is asked for and applied, as VS Code does it. */
async function choose(editor: TextEditor, title: string): Promise<void> {
  const place = (await actions(editor)).findIndex((action) => action.title.startsWith(title));
  const chosen = (await actions(editor, place + 1))[place];
  assert.ok(chosen?.edit && (await workspace.applyEdit(chosen.edit)));
}

const SUM = `x = '😀'


def total(xs):
«    # m2: use sum
    t = 0
    for x in xs:
        t += x
    return t
»`;

describe("code actions", () => {
  it("are listed with their kinds, and no model is asked", async () => {
    const editor = await open("kinds.py", SUM);
    const kinds = (await actions(editor)).map((action) => action.kind?.value);
    assert.deepEqual([...new Set(kinds)].sort(), [
      "m2lsp.explain",
      "refactor.extract.m2lsp",
      "refactor.rewrite.m2lsp",
      "refactor.rewrite.m2lsp.docs",
      "refactor.rewrite.m2lsp.signature",
      "refactor.rewrite.m2lsp.tests",
    ]);
  });

  it("change the text as one step, with the instruction of a comment", async () => {
    const editor = await open("sum.py", SUM);
    const { document } = editor;
    const before = document.getText();
    await choose(editor, "Rewrite: use sum");
    assert.equal(document.getText(), "x = '😀'\n\n\ndef total(xs):\n    return sum(xs)\n");
    await commands.executeCommand("undo");
    assert.equal(document.getText(), before);
  });

  it("ask for an instruction in VS Code's input box", async () => {
    const editor = await open("told.py", "«x = 1\n»");
    const chosen = choose(editor, "Rewrite as told");
    await screen.see(".quick-input-widget", "rewritten?");
    await screen.picture("input");
    await screen.type("call it y");
    await screen.press("Enter");
    await chosen;
    assert.equal(editor.document.getText(), "y = 1\n");
  });

  it("fix what another extension found", async () => {
    const editor = await open("fix.py", "x = '😀' + ˇstring(1)\ny = 2\n");
    const found = languages.createDiagnosticCollection("lint");
    found.set(editor.document.uri, [new Diagnostic(new Range(0, 11, 0, 17), "no name string")]);
    await choose(editor, "Fix");
    assert.equal(editor.document.getText(), "x = '😀' + str(1)\ny = 2\n");
    found.dispose();
  });
});
