import assert from "node:assert/strict";
import { isNews } from "../../status";

const FAILURE = "vllm at 127.0.0.1:8000 has trouble of its own (500).";

describe("a warning", () => {
  it("is told once, also where it only adds when it is tried again", () => {
    assert.ok(isNews(FAILURE, []));
    assert.ok(!isNews(FAILURE, [FAILURE]));
    assert.ok(!isNews(`${FAILURE} It is asked again within a minute.`, [FAILURE]));
  });

  it("is told where it is another one", () => {
    assert.ok(isNews("vllm at 127.0.0.1:8000 refused the key.", [FAILURE]));
  });
});
