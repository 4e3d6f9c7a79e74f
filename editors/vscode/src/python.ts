/** The interpreter that the user chose in the Python extension, if that is there. */
import type { PythonExtension } from "@vscode/python-extension";
import { extensions, window, workspace } from "vscode";

/**
 * Its path. Nothing in a workspace that is not trusted: the interpreter may be a program of the workspace.
 */
export async function chosenPython(): Promise<string | undefined> {
  const extension = extensions.getExtension<PythonExtension>("ms-python.python");
  if (!extension || !workspace.isTrusted) {
    return undefined;
  }
  const { environments } = await extension.activate();
  const chosen = environments.getActiveEnvironmentPath(window.activeTextEditor?.document.uri);
  return (await environments.resolveEnvironment(chosen))?.executable.uri?.fsPath;
}
