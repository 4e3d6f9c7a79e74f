/**
 * Runs the extension's tests in a real extension host: `node out/test/drive/main.js HOST HOME WORKSPACE`.
 *
 * HOST is the folder of VS Code's server. HOME takes all that is written, `results.txt` and pictures of the
 * screen among it. The exit code is that of the tests.
 */
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openWindow, startBrowser } from "./browser";
import { startHost } from "./host";
import { serveScreen } from "./screen";

/** When the whole run is given up, in milliseconds. */
const PATIENCE_MS = 150_000;

async function main(folder: string, home: string, workspace: string): Promise<number> {
  await mkdir(home, { recursive: true });
  const results = join(home, "results.txt");
  await writeFile(results, "");
  const browser = await startBrowser();
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 } });
  const screen = await serveScreen(page, home);
  Object.assign(process.env, { M2LSP_TEST_SCREEN: screen.url, M2LSP_TEST_RESULTS: results });
  const host = await startHost(folder, home);
  try {
    const extension = resolve(__dirname, "../../..");
    return await Promise.race([openWindow(page, { port: host.port, extension, workspace }), late()]);
  } finally {
    process.stdout.write(await readFile(results, "utf8"));
    await browser.close();
    screen.server.close();
    host.process.kill();
    await once(host.process, "exit");
  }
}

function late(): Promise<number> {
  return new Promise((give) => {
    setTimeout(() => {
      process.stdout.write("The tests did not end in time.\n");
      give(1);
    }, PATIENCE_MS).unref();
  });
}

const [folder = "", home = "", workspace = ""] = process.argv.slice(2);
main(folder, home, workspace).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
