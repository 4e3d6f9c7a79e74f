/**
 * The server's transcripts, read-only and beside the code.
 *
 * They are shown under a scheme of their own: so the server, which is there for files, is not attached to
 * what it wrote itself, and a transcript that is open already is read anew at once.
 */
import { readFile } from "node:fs/promises";
import {
  type Disposable,
  EventEmitter,
  Range,
  Selection,
  type TextDocument,
  type TextDocumentContentProvider,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import type { Range as LspRange, ShowDocumentParams } from "vscode-languageclient/node";

/** Never a scheme that the server is started for (`client.ts`). */
export const SCHEME = "m2lsp-transcript";

/** How the server names transcripts: folder, document, hash. */
const TRANSCRIPT = /[/\\]transcripts[/\\][^/\\]+-[0-9a-f]{8}\.md$/;

/** How long a document that is open may take to be read anew, in milliseconds. */
const PATIENCE_MS = 2000;

export class Transcripts implements TextDocumentContentProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #given = new Map<string, string>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = workspace.registerTextDocumentContentProvider(SCHEME, this); // Reads the event.

  /** Whether what the server wants to show is one. */
  owns(params: ShowDocumentParams): boolean {
    return !params.external && TRANSCRIPT.test(Uri.parse(params.uri).path);
  }

  /** Show one, at the place in question, in the window where it is or else beside the code. */
  async show(params: ShowDocumentParams): Promise<void> {
    const uri = Uri.parse(params.uri).with({ scheme: SCHEME });
    const document = await this.#fresh(uri);
    const shown = window.visibleTextEditors.find((editor) => editor.document === document);
    const editor = await window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? ViewColumn.Beside,
      preserveFocus: !params.takeFocus,
      preview: true,
    });
    if (params.selection) {
      const place = range(params.selection);
      editor.revealRange(place, TextEditorRevealType.AtTop);
      editor.selection = new Selection(place.start, place.start);
    }
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const text = await readFile(uri.fsPath, "utf8");
    this.#given.set(uri.toString(), text);
    return text;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }

  async #fresh(uri: Uri): Promise<TextDocument> {
    const document = await workspace.openTextDocument(uri);
    if (this.#given.get(uri.toString()) !== (await readFile(uri.fsPath, "utf8"))) {
      const read = changed(document);
      this.#changed.fire(uri);
      await read;
    }
    return document;
  }
}

async function changed(document: TextDocument): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      listener.dispose();
      resolve();
    };
    const listener = workspace.onDidChangeTextDocument((event) => event.document === document && done());
    setTimeout(done, PATIENCE_MS);
  });
}

function range({ start, end }: LspRange): Range {
  return new Range(start.line, start.character, end.line, end.character);
}
