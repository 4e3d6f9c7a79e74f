import assert from "node:assert/strict";
import { ConfigurationTarget, Hover, Location, Position, commands, languages, window, workspace } from "vscode";
import { open, until } from "./documents";

describe("what other extensions know", () => {
  it("is shown to the model", async () => {
    const library = await open("ovens.py", "class Oven: ...\ndef warm(degrees): ...\nˇ");
    const at = (line: number): Location => new Location(library.document.uri, new Position(line, 0));
    const settings = workspace.getConfiguration("m2lsp.context");
    await settings.update("neighboursMs", 10_000, ConfigurationTarget.Global);
    const others = [
      languages.registerDefinitionProvider("python", { provideDefinition: () => at(1) }),
      languages.registerTypeDefinitionProvider("python", { provideTypeDefinition: () => at(0) }),
      languages.registerHoverProvider("python", {
        provideHover: () => new Hover("```python\ndef warm(degrees: int) -> Oven\n```\nHeats it."),
      }),
    ];
    try {
      await open("neighbours.py", "warm(200)\nˇ\n");
      await commands.executeCommand("m2lsp.openContext");
      const shown = await until(() =>
        window.visibleTextEditors
          .map(({ document }) => document.getText())
          .find((text) => text.includes("# What the model is shown")),
      );
      assert.match(shown, /ovens\.py:\ndef warm\(degrees: int\) -> Oven\n/);
      assert.match(shown, /type of warm, by another language server/);
    } finally {
      for (const other of others) {
        other.dispose();
      }
      await settings.update("neighboursMs", undefined, ConfigurationTarget.Global);
    }
  });
});
