/** The browser that shows VS Code's window and has it run the tests. */
import { type Browser, type Page, chromium } from "playwright-core";

/** Where things are: VS Code's server, and the folders that the window opens. */
export interface Places {
  readonly port: number;
  readonly extension: string;
  readonly workspace: string;
}

/** A browser that comes in an npm package, so that none need be installed. */
export async function startBrowser(): Promise<Browser> {
  const { default: packaged } = await import("@sparticuz/chromium");
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/** Open the window; the promise is the tests' exit code. */
export async function openWindow(page: Page, { port, extension, workspace }: Places): Promise<number> {
  const remote = `vscode-remote://127.0.0.1:${port}`;
  const payload = [
    ["extensionDevelopmentPath", `${remote}${extension}`],
    ["extensionTestsPath", `${remote}${extension}/out/test/index.js`],
  ];
  const query = new URLSearchParams({ folder: workspace, payload: JSON.stringify(payload) });
  const ended = new Promise<number>((resolve) => {
    void page.exposeFunction("codeAutomationExit", resolve);
  });
  await page.exposeFunction("codeAutomationLog", () => undefined); // Noisy; results go to a file.
  await page.goto(`http://127.0.0.1:${port}/?${query}`);
  return ended;
}
