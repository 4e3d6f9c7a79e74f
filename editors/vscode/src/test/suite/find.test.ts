import assert from "node:assert/strict";
import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { find } from "../../find";

async function program(name: string, text = "#!/bin/sh\n"): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), "find-")), name);
  await writeFile(file, text);
  await chmod(file, 0o755);
  return file;
}

const folder = (file: string) => join(file, "..");
const none = async () => undefined;

describe("the search for the server", () => {
  it("takes the setting first, by its full path or by its name", async () => {
    const own = await program("own-m2lsp");
    const path = folder(await program("m2lsp"));
    const found = { program: own, args: ["--flag"] };
    assert.deepEqual(await find({ setting: [own, "--flag"], path, python: none }), found);
    assert.deepEqual(await find({ setting: ["own-m2lsp", "--flag"], path: folder(own), python: none }), found);
  });

  it("finds nothing rather than something else where the setting is wrong", async () => {
    const path = folder(await program("m2lsp"));
    assert.equal(await find({ setting: ["no-such-program"], path, python: none }), undefined);
  });

  it("goes along the PATH, but not into folders that depend on where one is", async () => {
    const there = await program("m2lsp");
    const path = [".", "", "/nowhere", folder(there)].join(delimiter);
    assert.deepEqual(await find({ setting: [], path, python: none }), { program: there, args: [] });
  });

  it("takes the chosen Python last, if that has the server", async () => {
    const has = await program("python", "#!/bin/sh\nexit 0\n");
    const lacks = await program("python", "#!/bin/sh\nexit 1\n");
    const module = { program: has, args: ["-P", "-m", "m2lsp"] };
    assert.deepEqual(await find({ setting: [], path: "", python: async () => has }), module);
    assert.equal(await find({ setting: [], path: "", python: async () => lacks }), undefined);
    assert.equal(await find({ setting: [], path: "", python: none }), undefined);
  });
});
