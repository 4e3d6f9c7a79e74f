/** Where the server is: the setting, else `m2lsp` on the PATH, else the chosen Python's. */
import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

/** A program by its full path, and the arguments that come before the server's own. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** What the search goes by; `python` is asked only when nothing stronger is found. */
export interface Places {
  readonly setting: readonly string[];
  readonly path: string;
  readonly python: () => Promise<string | undefined>;
}

/** With -P a workspace that has a folder called m2lsp does not stand in for the server (Python 3.11). */
const SAFE_PATH = "-P";
const HAS_SERVER = "import importlib.util, sys; sys.exit(importlib.util.find_spec('m2lsp') is None)";

/** The command that starts the server, or nothing where there is none. */
export async function find(places: Places): Promise<Command | undefined> {
  const [named, ...args] = places.setting;
  if (named) {
    const program = await locate(named, places.path);
    return program ? { program, args } : undefined;
  }
  const program = await locate("m2lsp", places.path);
  return program ? { program, args: [] } : asModule(await places.python());
}

async function asModule(python: string | undefined): Promise<Command | undefined> {
  if (!python || !(await succeeds(python, [SAFE_PATH, "-c", HAS_SERVER]))) {
    return undefined;
  }
  return { program: python, args: [SAFE_PATH, "-m", "m2lsp"] };
}

/**
 * The full path of a program. A bare name is looked for in the absolute folders of the PATH only: left to
 * the system, Windows would look into the workspace first.
 */
async function locate(name: string, path: string): Promise<string | undefined> {
  const full = name.startsWith("~/") ? join(homedir(), name.slice(2)) : name;
  const folders = path.split(delimiter).filter(isAbsolute);
  const candidates = isAbsolute(full) ? [full] : folders.map((folder) => join(folder, full));
  for (const candidate of candidates.flatMap(spellings)) {
    if (await isProgram(candidate)) {
      return candidate;
    }
  }
  return undefined;
}

function spellings(file: string): string[] {
  return process.platform === "win32" ? [file, `${file}.exe`] : [file];
}

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error) => resolve(!error));
  });
}
