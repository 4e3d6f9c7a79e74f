/** What the server says about itself, in the status bar (`m2lsp/status`, docs/lsp-extensions.md). */
import { type Disposable, MarkdownString, StatusBarAlignment, ThemeColor, commands, window } from "vscode";

/** The parameters of `m2lsp/status`, and what the extension itself has to say where no server runs. */
export interface Status {
  readonly kind: "ready" | "busy" | "warning" | "off";
  readonly message: string;
  readonly command?: string;
}

const STARTING: Status = { kind: "busy", message: "The server starts." };
const STOPPED: Status = { kind: "warning", message: "The server is not running.", command: "m2lsp.restart" };

const ICONS = { ready: "sparkle", busy: "loading~spin", warning: "warning", off: "circle-slash" };

/** The commands that the tooltip links to, by their ids. */
const LINKS = {
  "m2lsp.toggle": "Turn Ghost Text On or Off",
  "m2lsp.snooze": "Snooze or Wake Ghost Text",
  "m2lsp.openConversation": "Open Conversation",
  "m2lsp.openLog": "Show Log",
  "m2lsp.doctor": "Run Doctor",
  "m2lsp.restart": "Restart Server",
};

/** The status bar's entry, and each warning once as a message: every key may bring the same one anew. */
export class StatusBar implements Disposable {
  readonly #item = window.createStatusBarItem("m2lsp.status", StatusBarAlignment.Right, 100);
  readonly #told = new Set<string>();
  #shown = STARTING;

  constructor() {
    this.#item.name = "m2lsp";
    this.show(STARTING);
    this.#item.show();
  }

  /** The server starts, runs, or runs no more; what it said itself meanwhile stays. */
  turn(state: "starting" | "running" | "stopped"): void {
    if (state !== "running") {
      this.show(state === "starting" ? STARTING : STOPPED);
    } else if (this.#shown === STARTING) {
      this.show({ kind: "ready", message: "" });
    }
  }

  /** Show a status, without a message. */
  show(status: Status): void {
    this.#shown = status;
    this.#item.text = `$(${ICONS[status.kind]}) M2`;
    this.#item.tooltip = tooltip(status);
    this.#item.accessibilityInformation = { label: `m2lsp: ${status.message || status.kind}` };
    this.#item.backgroundColor =
      status.kind === "warning" ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    this.#item.command = status.command ?? "m2lsp.openLog";
  }

  /** Show what the server sent; a warning that is new is told too. */
  take(status: Status): void {
    this.show(status);
    if (status.kind === "warning" && isNews(status.message, this.#told)) {
      this.#told.add(status.message);
      void warn(status);
    }
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Whether a sentence says more than that one told is true again: when it is tried again is no news. */
export function isNews(sentence: string, told: Iterable<string>): boolean {
  return !Array.from(told).some((earlier) => sentence.startsWith(earlier));
}

function tooltip(status: Status): MarkdownString {
  const text = new MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: Object.keys(LINKS) };
  text.appendMarkdown("**m2lsp** ").appendText(status.message || status.kind);
  const links = Object.entries(LINKS).map(([id, title]) => `[${title}](command:${id})`);
  return text.appendMarkdown(`\n\n${links.join(" · ")}`);
}

async function warn(status: Status): Promise<void> {
  const details = status.command ? ["Show Details"] : [];
  const chosen = await window.showWarningMessage(`m2lsp: ${status.message}`, ...details);
  if (chosen && status.command) {
    await commands.executeCommand(status.command);
  }
}
