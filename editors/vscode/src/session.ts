/** The server's life: found, started, stopped, started anew. */
import { type ExtensionContext, Uri, commands, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type Surroundings, createClient } from "./client";
import { find } from "./find";
import { chosenPython } from "./python";

const SETTING = "m2lsp.server.command";
const MISSING = "The server m2lsp was not found: it is neither on the PATH nor in the chosen Python.";
const SET_WRONG = `The server m2lsp was not found: there is no program as ${SETTING} says.`;

/** Holds the client. One thing happens at a time, so that no two servers run. */
export class Session {
  #client: LanguageClient | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: ExtensionContext,
    private readonly around: Surroundings,
  ) {}

  get running(): boolean {
    return this.#client?.isRunning() ?? false;
  }

  /** Start the server, or start it anew. */
  restart(): Promise<void> {
    return this.#next(async () => {
      await this.#end();
      await this.#begin();
    });
  }

  /** Stop the server for good. */
  stop(): Promise<void> {
    return this.#next(() => this.#end());
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work, work);
    return this.#work;
  }

  async #begin(): Promise<void> {
    const setting = workspace.getConfiguration().get<string[]>(SETTING) ?? [];
    const command = await find({ setting, path: process.env["PATH"] ?? "", python: chosenPython });
    if (!command) {
      void this.#missing(setting.length > 0 ? SET_WRONG : MISSING);
      return;
    }
    this.around.log.info(`Starting ${[command.program, ...command.args].join(" ")}`);
    this.#client = createClient(command, this.around);
    try {
      await this.#client.start();
    } catch (error) {
      this.around.log.error(String(error)); // The client has told the user.
    }
  }

  async #end(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    // A client that never came up can't be stopped; there is nothing to do about it then.
    await client?.dispose().catch((error: unknown) => this.around.log.error(String(error)));
  }

  async #missing(sentence: string): Promise<void> {
    this.around.status.show({ kind: "warning", message: sentence, command: "m2lsp.restart" });
    const choices = { guide: "How to Install", setting: "Open Settings", retry: "Try Again" };
    const chosen = await window.showWarningMessage(sentence, ...Object.values(choices));
    switch (chosen) {
      case choices.guide:
        await commands.executeCommand(
          "markdown.showPreview",
          Uri.joinPath(this.context.extensionUri, "README.md"),
        );
        break;
      case choices.setting:
        await commands.executeCommand("workbench.action.openSettings", SETTING);
        break;
      case choices.retry:
        await this.restart();
        break;
    }
  }
}
