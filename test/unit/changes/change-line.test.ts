import { expect } from "@open-wc/testing";
import { ChangeLine, type Place } from "../../../src/engine/changes/change-line.ts";
import { rejectionOf } from "../../rejection-of.ts";
import { settled } from "../scheduling/fakes.ts";

describe("ChangeLine", () => {
  let line: ChangeLine;
  let arrived: string[];

  beforeEach(() => {
    line = new ChangeLine();
    arrived = [];
  });

  function join(name: string, place: Place): Place {
    void place.arrive().then(() => arrived.push(name));
    return place;
  }
  const alone = (name: string): Place => join(name, line.take());
  const beside = (name: string): Place => join(name, line.takeBeside());

  it("lets one arrive after the other", async () => {
    const [first, second] = [alone("first"), alone("second")];
    alone("third");
    await settled();
    expect(arrived).to.deep.equal(["first"]);
    // Who leaves the line before its turn holds up nobody, and lets nobody pass.
    second.leave();
    await settled();
    expect(arrived).to.deep.equal(["first"]);
    first.leave();
    await settled();
    expect(arrived).to.deep.equal(["first", "second", "third"]);
  });

  it("lets those arrive together who stand beside each other", async () => {
    beside("a");
    beside("b");
    await settled();
    expect([arrived, line.isFree]).to.deep.equal([["a", "b"], true]);
  });

  it("has them wait for who is alone before them, and that one for all of them", async () => {
    const [a, b] = [beside("a"), beside("b")];
    const one = alone("one");
    const c = beside("c");
    alone("two");
    await settled();
    expect([arrived, line.isFree]).to.deep.equal([["a", "b"], false]);
    a.leave();
    await settled();
    expect(arrived).to.deep.equal(["a", "b"]);
    b.leave();
    await settled();
    expect(arrived).to.deep.equal(["a", "b", "one"]);
    one.leave();
    await settled();
    expect(arrived).to.deep.equal(["a", "b", "one", "c"]);
    c.leave();
    await settled();
    expect(arrived).to.deep.equal(["a", "b", "one", "c", "two"]);
  });

  it("is free when all who are alone have left, though they leave twice", async () => {
    const [first, second] = [line.take(), line.take()];
    first.leave();
    first.leave();
    expect(line.isFree).to.equal(false);
    second.leave();
    expect(line.isFree).to.equal(true);
    beside("next");
    await settled();
    expect(arrived).to.deep.equal(["next"]);
  });

  it("rejects a wait that is aborted; the place stays", async () => {
    const first = alone("first");
    const second = line.take();
    const stop = new AbortController();
    const waiting = rejectionOf(second.arrive(stop.signal));
    stop.abort(new DOMException("stopped", "AbortError"));
    expect(await waiting).to.include({ message: "stopped" });
    alone("third");
    first.leave();
    await settled();
    expect(arrived).to.deep.equal(["first"]);
    second.leave();
    await settled();
    expect(arrived).to.deep.equal(["first", "third"]);
  });
});
