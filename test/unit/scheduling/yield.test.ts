import { expect } from "@open-wc/testing";
import { yieldToMain } from "../../../src/engine/scheduling/yield.ts";
import { rejectionOf } from "../../rejection-of.ts";

describe("yieldToMain", () => {
  const own = Object.getOwnPropertyDescriptor(globalThis, "scheduler");

  afterEach(() => {
    Reflect.deleteProperty(globalThis, "scheduler");
    if (own) Object.defineProperty(globalThis, "scheduler", own);
  });

  for (const [name, hide] of [
    ["with", false],
    ["without", true],
  ] as const) {
    // prettier-ignore
    it(`lets messages and timers in during a long loop, in a browser ${name} scheduler`, async () => {
      if (hide) Object.defineProperty(globalThis, "scheduler", { value: undefined, configurable: true });
      const arrived = new Set<string>();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => arrived.add("message");
      port2.postMessage(null);
      setTimeout(() => arrived.add("timer"));
      for (let round = 0; round < 100_000 && arrived.size < 2; round++) await yieldToMain();
      port1.close();
      expect([...arrived].sort()).to.deep.equal(["message", "timer"]);
    });
  }

  it("rejects with the reason of an abort that came meanwhile", async () => {
    const controller = new AbortController();
    const yielding = yieldToMain({ signal: controller.signal });
    controller.abort(new Error("stop"));
    expect((await rejectionOf(yielding)).message).to.equal("stop");
  });
});
