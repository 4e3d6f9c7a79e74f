/** What a user sees and presses, asked of the driver, which has the browser (`drive/screen.ts`). */

/** An element to wait for, by its CSS selector and a text that it has; or for its going. */
export interface Look {
  readonly selector: string;
  readonly text?: string;
  readonly gone?: boolean;
}

/** The text of what is on the screen, once it is there. */
export async function see(selector: string, text?: string): Promise<string> {
  return (await ask("/look", { selector, ...(text === undefined ? {} : { text }) })) as string;
}

/** Waits until it is not on the screen. */
export async function gone(selector: string): Promise<void> {
  await ask("/look", { selector, gone: true });
}

/** Press a key, named as in Playwright. */
export async function press(key: string): Promise<void> {
  await ask("/press", { key });
}

/** Type a text, key by key. */
export async function type(text: string): Promise<void> {
  await ask("/type", { text });
}

/** Keep a picture of the screen. */
export async function picture(name: string): Promise<void> {
  await ask("/picture", { name });
}

async function ask(path: string, body: object): Promise<unknown> {
  const url = `${process.env["M2LSP_TEST_SCREEN"]}${path}`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(answer);
  }
  return JSON.parse(answer);
}
