import assert from "node:assert/strict";
import { commands } from "vscode";
import { changed, open } from "./documents";
import * as screen from "./screen";

const GHOST = "[class*='ghost-text']";
const GHOST_LINE = `.view-line:has(${GHOST})`;
const STATUS = "[id='m2lsp.m2lsp.m2lsp.status']";

/** Choose what the palette has under the title. */
async function palette(title: string): Promise<void> {
  await screen.press("F1");
  await screen.type(`m2lsp: ${title}`);
  await screen.see(".quick-input-list .monaco-list-row.focused", `m2lsp: ${title}`);
  await screen.press("Enter");
}

describe("ghost text", () => {
  it("is drawn while one types, and Tab takes it", async () => {
    const { document } = await open("add.py", "def add(a, b):\n    ˇ\n\n\nprint(add(1, 2))\n");
    await screen.type("re");
    await screen.see(GHOST_LINE, "return a + b");
    assert.equal(document.lineAt(1).text, "    re");
    await screen.picture("ghost-text");
    await screen.press("Tab");
    await changed(document, "    return a + b\n");
    await screen.gone(GHOST);
  });

  it("may have several lines, and a word of it can be taken alone", async () => {
    const { document } = await open("least.py", "def least(a, b):\n    ˇ\n\n\nprint(least(1, 2))\n");
    await screen.press("Alt+Backslash");
    await screen.see(GHOST_LINE, "if a < b:");
    await screen.see(".view-zones .view-line", "return b");
    await screen.picture("ghost-text-lines");
    await screen.press("Control+ArrowRight");
    await changed(document, "    if\n");
    await screen.press("Tab");
    await changed(document, "    if a < b:\n        return a\n    return b\n");
  });

  it("comes on request, between characters of any width", async () => {
    const { document } = await open("wide.py", "s = '😀é' + ˇ\n# 語\n");
    await screen.press("Alt+Backslash");
    await screen.see(GHOST_LINE, "str(1)");
    await screen.press("Tab");
    await changed(document, "s = '😀é' + '👩‍💻' + str(1)\n# 語\n");
  });

  it("adds only what is new in front of code", async () => {
    const { document } = await open("between.py", "print(lenˇ)\n");
    await screen.type("(");
    await screen.see(GHOST_LINE, "print(len(xs))");
    await screen.press("Tab");
    await changed(document, "print(len(xs))\n");
  });

  it("can be switched off and on, which the status bar shows", async () => {
    await open("off.py", "def add(a, b):\n    ˇ\n");
    await screen.see(`${STATUS} .codicon-sparkle`);
    await commands.executeCommand("m2lsp.toggle");
    await screen.see(`${STATUS} .codicon-circle-slash`);
    await screen.see(".statusbar", "Ghost text is off in this session");
    await commands.executeCommand("m2lsp.toggle");
    await screen.see(`${STATUS} .codicon-sparkle`);
    await screen.type("re");
    await screen.see(GHOST_LINE, "return a + b");
  });

  it("can be snoozed from the palette, and comes on request all the same", async () => {
    await open("snooze.py", "def plus(a, b):\n    ˇ\n");
    await palette("Snooze Ghost Text");
    await screen.see(`${STATUS} .codicon-circle-slash`);
    await screen.see(".statusbar", "Ghost text is snoozed until");
    await screen.press("Alt+Backslash");
    await screen.see(GHOST_LINE, "return a + b");
    await screen.press("Escape");
    await palette("Snooze Ghost Text");
    await screen.see(`${STATUS} .codicon-sparkle`);
    await screen.type("re");
    await screen.see(GHOST_LINE, "return a + b");
  });
});
