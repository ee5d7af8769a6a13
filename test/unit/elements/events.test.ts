import { expect } from "@open-wc/testing";
import * as events from "../../../src/elements/events.ts";
import type { LoadProgressEvent } from "../../../src/elements/events.ts";

describe("events", () => {
  it("reach listeners outside of the shadow root, with their detail", () => {
    const host = document.createElement("div");
    const inner = host.attachShadow({ mode: "open" }).appendChild(document.createElement("p"));
    const heard: LoadProgressEvent[] = [];
    host.addEventListener("load-progress", (event) => heard.push(event));
    const detail = { phase: "read", loadedBytes: 10, totalBytes: 20, rows: 3 } as const;
    inner.dispatchEvent(new events.LoadProgressEvent(detail));
    expect(heard.map((event) => event.detail)).to.deep.equal([detail]);
    expect(heard[0]).to.be.instanceOf(events.LoadProgressEvent);
  });

  it("can be prevented only before a cell edit", () => {
    const detail = { row: 1, column: "a", oldValue: null, newValue: "x" };
    const before = new events.BeforeCellEditEvent(detail);
    before.preventDefault();
    expect(before.defaultPrevented).to.equal(true);
    const after = new events.CellEditEvent({ ...detail, durable: true });
    after.preventDefault();
    expect(after.defaultPrevented).to.equal(false);
  });

  it("carry the names of their classes", () => {
    for (const [className, eventClass] of Object.entries(events)) {
      const kebab = className
        .replace(/Event$/, "")
        .replace(/(?<!^)[A-Z]/g, "-$&")
        .toLowerCase();
      expect(eventClass.type).to.equal(kebab);
    }
    expect(Object.keys(events)).to.have.length(20);
  });
});
