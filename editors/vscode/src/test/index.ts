/** What VS Code runs as the tests of the extension: mocha, with the results in a file. */
import { appendFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { picture } from "./suite/screen";

/** Called by the extension host; a rejection is a failed run. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 30_000, forbidOnly: true, forbidPending: true });
  mocha.rootHooks({ afterEach: pictureOfFailure });
  const suite = join(__dirname, "suite");
  for (const file of readdirSync(suite).filter((name) => name.endsWith(".test.js"))) {
    mocha.addFile(join(suite, file));
  }
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on("pass", (test) => say(`ok      ${test.fullTitle()} (${test.duration} ms)`));
    runner.on("fail", (test, error) => say(`FAILED  ${test.fullTitle()}\n${error.stack ?? error}`));
    runner.on("end", () => say(`${runner.stats?.passes} passed, ${runner.stats?.failures} failed`));
  });
  if (failures) {
    throw new Error(`${failures} failed`);
  }
}

async function pictureOfFailure(this: Mocha.Context): Promise<void> {
  if (this.currentTest?.isFailed()) {
    await picture("failed");
  }
}

function say(line: string): void {
  appendFileSync(process.env["M2LSP_TEST_RESULTS"] ?? "", `${line}\n`);
}
