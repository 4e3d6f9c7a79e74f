/** What other extensions know of names in a document (`m2lsp/symbolContext`, docs/lsp-extensions.md). */
import {
  type Hover,
  Location,
  type LocationLink,
  MarkdownString,
  Position,
  Range,
  Uri,
  commands,
  workspace,
  type TextDocument,
} from "vscode";

/** So many uses of a name are told. */
const MOST_USES = 10;

interface Wanted {
  name: string;
  position: { line: number; character: number };
  want: "definition" | "references";
}

interface Params {
  textDocument: { uri: string; version: number };
  symbols: Wanted[];
}

interface Place {
  name: string;
  relation: "definition" | "type" | "reference";
  uri: string;
  line: number;
  text: string;
}

/** What is known of all of them; null where the document has changed. */
export async function symbolContext({
  textDocument,
  symbols,
}: Params): Promise<{ symbols: Place[] } | null> {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === textDocument.uri);
  if (document?.version !== textDocument.version) {
    return null;
  }
  const found = await Promise.all(symbols.map((wanted) => known(document, wanted)));
  return { symbols: found.flat() };
}

async function known(document: TextDocument, wanted: Wanted): Promise<Place[]> {
  const at = new Position(wanted.position.line, wanted.position.character);
  if (document.getText(new Range(at, at.translate(0, wanted.name.length))) !== wanted.name) {
    return [];
  }
  if (wanted.want === "references") {
    const uses = await places("vscode.executeReferenceProvider", document, at);
    return Promise.all(uses.slice(0, MOST_USES).map((use) => told(wanted, "reference", use)));
  }
  const [[defined], [type], hovers] = await Promise.all([
    places("vscode.executeDefinitionProvider", document, at),
    places("vscode.executeTypeDefinitionProvider", document, at),
    ask<Hover>("vscode.executeHoverProvider", document, at),
  ]);
  const text = hovers.map(signature).find(Boolean);
  const place = defined ?? (text ? new Location(document.uri, at) : undefined);
  const kinds = type && !(place && same(type, place)) ? [told(wanted, "type", type)] : [];
  return Promise.all([...(place ? [told(wanted, "definition", place, text)] : []), ...kinds]);
}

async function ask<T>(command: string, document: TextDocument, at: Position): Promise<T[]> {
  try {
    return (await commands.executeCommand<T[] | undefined>(command, document.uri, at)) ?? [];
  } catch {
    return []; // One that fails says nothing of the others.
  }
}

async function places(command: string, document: TextDocument, at: Position): Promise<Location[]> {
  const found = await ask<Location | LocationLink>(command, document, at);
  return found.map((each) =>
    "targetUri" in each
      ? new Location(each.targetUri, each.targetSelectionRange ?? each.targetRange)
      : each,
  );
}

function same(one: Location, other: Location): boolean {
  return one.uri.toString() === other.uri.toString() && one.range.start.line === other.range.start.line;
}

async function told(
  { name }: Wanted,
  relation: Place["relation"],
  { uri, range }: Location,
  text?: string,
): Promise<Place> {
  const { line } = range.start;
  return { name, relation, uri: uri.toString(), line, text: text ?? (await lineAt(uri, line)) };
}

async function lineAt(uri: Uri, line: number): Promise<string> {
  try {
    return (await workspace.openTextDocument(uri)).lineAt(line).text.trim();
  } catch {
    return ""; // No text, or shorter by now.
  }
}

/** The code in what is said about a name, or all of it where nothing is marked as code. */
function signature({ contents }: Hover): string {
  const text = contents
    .map((each) => (each instanceof MarkdownString || typeof each === "object" ? each.value : each))
    .join("\n");
  return /```[^\n]*\n([\s\S]*?)\n```/.exec(text)?.[1] ?? text;
}
