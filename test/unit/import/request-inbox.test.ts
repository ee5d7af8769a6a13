import { expect } from "@open-wc/testing";
import { RequestInbox } from "../../../src/worker/import/request-inbox.ts";

async function settled(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  return isSettled;
}

describe("Request inbox", () => {
  it("is ready for no more chunks than may be unacknowledged", async () => {
    const inbox = new RequestInbox();
    for (let sent = 0; sent < 3; sent++) await inbox.ready();
    const fourth = inbox.ready();
    expect(await settled(fourth)).to.equal(false);
    inbox.receive({ type: "ack" });
    await fourth;
    expect(await settled(inbox.ready())).to.equal(false);
  });

  it("is ready for as many as its caller allows", async () => {
    const inbox = new RequestInbox();
    for (let sent = 0; sent < 12; sent++) await inbox.ready(12);
    expect(await settled(inbox.ready(12))).to.equal(false);
  });
});
