/** Eyes and fingers for the tests in the extension host, which see neither screen nor keys. */
import { type IncomingMessage, type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Look } from "../suite/screen";

/** How long something may take to come to the screen, in milliseconds. */
const PATIENCE_MS = 15_000;

type Deed = (body: never) => Promise<unknown>;

/** Serve the page's screen on a free port of the loopback; the environment tells the tests its address. */
export async function serveScreen(page: Page, pictures: string): Promise<{ server: Server; url: string }> {
  const deeds: Record<string, Deed> = {
    "/look": (look: Look) => see(page, look),
    "/picture": async ({ name }: { name: string }) => {
      await page.screenshot({ path: join(pictures, `${name}.png`) });
    },
    "/press": ({ key }: { key: string }) => page.keyboard.press(key),
    "/type": ({ text }: { text: string }) => page.keyboard.type(text),
  };
  const server = createServer(async (request, response) => {
    const deed = deeds[request.url ?? ""];
    try {
      const result = await deed?.(JSON.parse(await bodyOf(request)) as never);
      response.end(JSON.stringify(result ?? null));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The text of the first visible element that has it; it may take until the test's patience ends. */
async function see(page: Page, { selector, text, gone }: Look): Promise<string> {
  const found = page.locator(selector).filter(text === undefined ? {} : { hasText: text }).first();
  await found.waitFor({ state: gone ? "hidden" : "visible", timeout: PATIENCE_MS });
  return gone ? "" : found.innerText();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) {
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString();
}
