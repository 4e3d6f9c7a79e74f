import assert from "node:assert/strict";
import { ConfigurationTarget, commands, window, workspace } from "vscode";
import { open, until } from "./documents";
import * as screen from "./screen";

const GHOST_LINE = ".view-line:has([class*='ghost-text'])";
const STATUS = "[id='m2lsp.m2lsp.m2lsp.status']";

async function setCommand(value: string[] | undefined): Promise<void> {
  const configuration = workspace.getConfiguration("m2lsp.server");
  await configuration.update("command", value, ConfigurationTarget.Global);
}

describe("the server", () => {
  it("can be started anew", async () => {
    await commands.executeCommand("m2lsp.restart");
    await open("anew.py", "def add(a, b):\n    ˇ\n");
    await screen.type("re");
    await screen.see(GHOST_LINE, "return a + b");
  });

  it("opens its log", async () => {
    await commands.executeCommand("m2lsp.openLog");
    const log = await until(() =>
      window.visibleTextEditors.find(({ document }) => document.fileName.endsWith("m2lsp.log")),
    );
    assert.match(log.document.getText(), /client code-server/);
  });

  it("is missed calmly, and used as soon as it is there", async () => {
    await setCommand(["no-such-program"]);
    await screen.see(`${STATUS} .codicon-warning`);
    await commands.executeCommand("notifications.showList");
    await screen.see(".notifications-center", "The server m2lsp was not found");
    const told = await screen.see(".notifications-center", "How to Install");
    await screen.picture("missing");
    assert.doesNotMatch(told, /failed/);
    await commands.executeCommand("notifications.clearAll");
    await setCommand(undefined);
    await screen.see(`${STATUS} .codicon-sparkle`);
    await open("found.py", "def add(a, b):\n    ˇ\n");
    await screen.type("re");
    await screen.see(GHOST_LINE, "return a + b");
  });

  it("can be asked for a doctor's report", async () => {
    await commands.executeCommand("m2lsp.doctor");
    await until(() => window.visibleTextEditors.find(({ document }) => /doctor/.test(document.fileName)));
  });
});
