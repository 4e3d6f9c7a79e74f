/** VS Code's server, with its real extension host, from an npm package (`test-host.mjs` fetches it). */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface Host {
  readonly port: number;
  readonly process: ChildProcess;
}

/** Start it on a free port, with all that it writes in `home`. */
export async function startHost(folder: string, home: string): Promise<Host> {
  const args = [
    join(folder, "out", "server-main.js"),
    ...["--host", "127.0.0.1", "--port", "0"],
    ...["--user-data-dir", join(home, "user"), "--server-data-dir", join(home, "server")],
    ...["--extensions-dir", join(home, "extensions")],
    ...["--telemetry-level", "off", "--disable-workspace-trust"],
    ...["--without-connection-token", "--accept-server-license-terms"],
    // The environment as it was given, not that of a login shell.
    "--force-disable-user-env",
    // Without it the address's payload, which names the tests, is ignored.
    "--enable-smoke-test-driver",
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(join(home, "host.log"));
  child.stderr.pipe(log);
  for await (const line of createInterface({ input: child.stdout })) {
    log.write(`${line}\n`);
    const port = /listening on (\d+)/.exec(line)?.[1];
    if (port) {
      child.stdout.resume();
      return { port: Number(port), process: child };
    }
  }
  throw new Error(`VS Code's server did not start; see ${home}/host.log.`);
}
