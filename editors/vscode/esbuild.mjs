// Bundles the extension into one file, and brings the licence to where a package must have it.
import { build } from "esbuild";
import { copyFile } from "node:fs/promises";

await copyFile("../../LICENSE", "LICENSE");
await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  format: "cjs",
  target: "node20", // what VS Code 1.91 runs extensions in
  external: ["vscode"],
  logLevel: "warning",
});
