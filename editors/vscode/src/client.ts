/** The language client for one start of the server. */
import { type LogOutputChannel, commands, window } from "vscode";
import { LanguageClient, State, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import type { Command } from "./find";
import { askForLine } from "./input";
import { symbolContext } from "./neighbours";
import { explicitSettings } from "./settings";
import type { Status, StatusBar } from "./status";
import type { Transcripts } from "./transcripts";

/** What a client shows things with; it outlives each of them. */
export interface Surroundings {
  readonly log: LogOutputChannel;
  readonly status: StatusBar;
  readonly transcripts: Transcripts;
  readonly settings: readonly string[];
}

/** Documents that somebody edits. Not: output, the two sides of a diff, our transcripts. */
export const DOCUMENTS = [{ scheme: "file" }, { scheme: "untitled" }, { scheme: "vscode-notebook-cell" }];

/** How long what a command says stays in the status bar. */
const SAID_MS = 5000;

const STATES = {
  [State.Starting]: "starting",
  [State.Running]: "running",
  [State.Stopped]: "stopped",
  [State.StartFailed]: "stopped",
} as const;

/** A client that is ready to be started. */
export function createClient(command: Command, around: Surroundings): LanguageClient {
  const server = {
    command: command.program,
    args: [...command.args, "serve"],
    transport: TransportKind.stdio,
  };
  const client = new LanguageClient("m2lsp", "m2lsp", server, options(around));
  client.onDidChangeState(({ newState }) => {
    around.status.turn(STATES[newState]);
    void commands.executeCommand("setContext", "m2lsp.running", newState === State.Running);
  });
  client.onRequest("m2lsp/input", askForLine);
  client.onRequest("m2lsp/symbolContext", symbolContext);
  client.onNotification("m2lsp/status", (status: Status) => around.status.take(status));
  return client;
}

function options({ log, transcripts, settings }: Surroundings): LanguageClientOptions {
  return {
    documentSelector: DOCUMENTS,
    outputChannel: log,
    // Without settings, since those stay for good here: the server asks for them as soon as it runs.
    initializationOptions: { m2lsp: { extensions: ["input", "status", "symbolContext"] } },
    middleware: {
      executeCommand: async (command, args, next) => {
        const said: unknown = await next(command, args);
        if (typeof said === "string") {
          window.setStatusBarMessage(`m2lsp: ${said}`, SAID_MS);
        }
        return said;
      },
      workspace: {
        configuration: (params) =>
          params.items.map((item) => (item.section === "m2lsp" ? explicitSettings(settings) : null)),
        // Without settings, so that the server asks for them: the client would send the defaults too.
        // It fails where the change of a setting has just ended the server, which is nothing to tell.
        didChangeConfiguration: async (_sections, next) => {
          await next(undefined).catch((error: unknown) => log.warn(String(error)));
        },
      },
      window: {
        showDocument: async (params, token, next) => {
          if (!transcripts.owns(params)) {
            return next(params, token);
          }
          await transcripts.show(params);
          return { success: true };
        },
      },
    },
  };
}
