/** The settings as the server is to see them. */
import { workspace } from "vscode";

/** The part of `workspace.getConfiguration()` that is read here. */
type Inspected =
  | { globalValue?: unknown; workspaceValue?: unknown; workspaceFolderValue?: unknown }
  | undefined;

/**
 * What the user set in VS Code, without the outer key, and nothing else: an editor's settings count more
 * than the user's and the project's files, so the defaults that VS Code knows would undo both.
 */
export function explicitSettings(names: readonly string[]): Record<string, unknown> {
  const configuration = workspace.getConfiguration("m2lsp");
  const set: Record<string, unknown> = {};
  for (const name of names) {
    const found: Inspected = configuration.inspect(name);
    const value = found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
    if (value !== undefined) {
      set[name] = value;
    }
  }
  return set;
}

/** The names of the server's settings, as the package declares them, without the outer key. */
export function declaredSettings(manifest: Manifest): string[] {
  const names = manifest.contributes.configuration.flatMap((section) => Object.keys(section.properties));
  return names.map((name) => name.replace(/^m2lsp\./, "")).filter((name) => !isOurs(name));
}

/** The part of package.json that is read here. */
export interface Manifest {
  readonly contributes: { readonly configuration: readonly { readonly properties: object }[] };
}

/** Settings of the extension itself. */
function isOurs(name: string): boolean {
  return name.startsWith("server.") || name.startsWith("trace.");
}
