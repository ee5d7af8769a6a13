import { expect } from "@open-wc/testing";
import { Autosave, nextSaveAt, type SaveSituation } from "../../../src/engine/persistence/autosave.ts";
import { ManualClock } from "../manual-clock.ts";

const situation = (parts: Partial<SaveSituation>): SaveSituation => ({
  firstChangeAt: 0,
  lastChangeAt: 0,
  inJournal: false,
  lastSave: null,
  failures: null,
  ...parts,
});

/** Lets promise reactions run. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** Saves that the test settles. */
class HeldSaves {
  readonly clock = new ManualClock();
  readonly settings = { autosave: true, autosaveDelayMs: 1000 };
  readonly saves: { resolve: (result: number) => void; reject: (reason: Error) => void }[] = [];
  readonly autosave = new Autosave<number>({
    settings: this.settings,
    clock: this.clock,
    save: () => new Promise<number>((resolve, reject) => this.saves.push({ resolve, reject })),
  });

  async finish(index: number): Promise<void> {
    this.saves[index]?.resolve(index);
    await settle();
  }

  async fail(index: number): Promise<void> {
    this.saves[index]?.reject(new Error("disk full"));
    await settle();
  }
}

describe("nextSaveAt", () => {
  it("waits for quiet", () => {
    expect(nextSaveAt(situation({ firstChangeAt: 100, lastChangeAt: 400 }), 1000)).to.equal(1400);
  });

  it("does not wait longer than ten delays after the first change", () => {
    expect(nextSaveAt(situation({ firstChangeAt: 100, lastChangeAt: 9900 }), 1000)).to.equal(10_100);
  });

  it("lets changes in the journal rest for ten times the last save's duration", () => {
    const lastSave = { endedAt: 1000, durationMs: 800 };
    expect(nextSaveAt(situation({ lastChangeAt: 1100, inJournal: true, lastSave }), 1000)).to.equal(9000);
    expect(nextSaveAt(situation({ lastChangeAt: 1100, lastSave }), 1000)).to.equal(2100);
  });

  it("tries again with a growing backoff, and sooner after another change", () => {
    const after = (count: number) => nextSaveAt(situation({ failures: { count, lastAt: 5000 } }), 1000) - 5000;
    expect([1, 2, 3, 20].map(after)).to.deep.equal([2000, 4000, 8000, 60_000]);
    const changed = situation({ lastChangeAt: 6000, failures: { count: 5, lastAt: 5000 } });
    expect(nextSaveAt(changed, 1000)).to.equal(7000);
  });
});

describe("autosave", () => {
  it("makes one save of many quick changes", async () => {
    const { autosave, clock, saves } = new HeldSaves();
    for (let time = 0; time < 10; time++) {
      await clock.goTo(time * 100);
      autosave.changed();
    }
    await clock.goTo(1899);
    expect(saves.length).to.equal(0);
    await clock.goTo(1900);
    expect(saves.length).to.equal(1);
  });

  it("saves the tenth change like the first, once each", async () => {
    const held = new HeldSaves();
    for (let change = 0; change < 10; change++) {
      await held.clock.goTo(change * 10_000);
      held.autosave.changed();
      await held.clock.goTo(change * 10_000 + 1000);
      held.autosave.cut();
      await held.finish(change);
    }
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(10);
    expect(held.autosave.hasUnsavedChanges).to.equal(false);
  });

  it("makes exactly one more save of changes that came after the cut", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    await held.clock.goTo(1000);
    held.autosave.cut();
    held.autosave.changed();
    held.autosave.changed();
    await held.clock.goTo(9000);
    expect(held.saves.length).to.equal(1);
    await held.finish(0);
    await held.clock.goTo(9001);
    expect(held.saves.length).to.equal(2);
    held.autosave.cut();
    await held.finish(1);
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(2);
  });

  it("counts a change between start and cut as saved", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    await held.clock.goTo(1000);
    held.autosave.changed();
    held.autosave.cut();
    await held.finish(0);
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(1);
  });

  it("goes on saving while changes never stop", async () => {
    const held = new HeldSaves();
    for (let time = 0; time <= 10_000; time += 500) {
      await held.clock.goTo(time);
      held.autosave.changed();
    }
    expect(held.saves.length).to.equal(1);
  });

  it("joins a save that will hold everything, and follows one that will not", async () => {
    const held = new HeldSaves();
    const first = held.autosave.save();
    await settle();
    expect(held.autosave.save()).to.equal(first);
    held.autosave.cut();
    held.autosave.changed();
    const second = held.autosave.save();
    const third = held.autosave.save();
    await held.finish(0);
    expect(held.saves.length).to.equal(2);
    held.autosave.cut();
    await held.finish(1);
    expect(await Promise.all([first, second, third])).to.deep.equal([0, 1, 1]);
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(2);
  });

  it("saves by hand without any change", async () => {
    const held = new HeldSaves();
    const saved = held.autosave.save();
    await settle();
    await held.finish(0);
    expect(await saved).to.equal(0);
  });

  it("keeps the changes of a failed save and tries again", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    await held.clock.goTo(1000);
    held.autosave.cut();
    await held.fail(0);
    expect(held.autosave.hasUnsavedChanges).to.equal(true);
    await held.clock.goTo(2999);
    expect(held.saves.length).to.equal(1);
    await held.clock.goTo(3000);
    expect(held.saves.length).to.equal(2);
    held.autosave.cut();
    await held.finish(1);
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(2);
  });

  it("follows a failed save with the one that was asked for", async () => {
    const held = new HeldSaves();
    const first = held.autosave.save().catch((error: unknown) => String(error));
    await settle();
    held.autosave.cut();
    held.autosave.changed();
    const second = held.autosave.save();
    await held.fail(0);
    await held.finish(1);
    expect([await first, await second]).to.deep.equal(["Error: disk full", 1]);
  });

  it("does nothing by itself while it is off, and catches up when it is on", async () => {
    const held = new HeldSaves();
    held.settings.autosave = false;
    held.autosave.changed();
    held.autosave.flush();
    await held.clock.goTo(100_000);
    expect(held.saves.length).to.equal(0);
    held.settings.autosave = true;
    held.autosave.reschedule();
    await held.clock.goTo(100_000);
    expect(held.saves.length).to.equal(1);
  });

  it("saves at once when the page is hidden, but only what is unsaved", async () => {
    const held = new HeldSaves();
    held.autosave.flush();
    await settle();
    expect(held.saves.length).to.equal(0);
    held.autosave.changed();
    held.autosave.flush();
    await settle();
    expect(held.saves.length).to.equal(1);
  });

  it("takes a running save that has not had its cut for one that will hold everything", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    await held.clock.goTo(1000);
    held.autosave.changed();
    const asked = held.autosave.save();
    held.autosave.flush();
    held.autosave.cut();
    await held.finish(0);
    expect(await asked).to.equal(0);
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(1);
  });

  it("runs other work between the saves that were asked for before and after it", async () => {
    const held = new HeldSaves();
    const order: string[] = [];
    const first = held.autosave.save();
    await settle();
    held.autosave.cut();
    held.autosave.changed();
    const before = held.autosave.save();
    const work = held.autosave.between(() => Promise.resolve(void order.push("work")));
    await held.finish(0);
    expect(order).to.deep.equal([]);
    const after = held.autosave.save();
    held.autosave.cut();
    held.autosave.changed();
    const last = held.autosave.save().then(() => order.push("last"));
    await held.finish(1);
    await work;
    await settle();
    expect(held.saves.length).to.equal(3);
    await held.finish(2);
    await Promise.all([first, before, after, last]);
    expect(order).to.deep.equal(["work", "last"]);
  });

  it("starts no save by itself for changes that the work between forgot", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    const work = Promise.withResolvers<void>();
    const between = held.autosave.between(() => {
      held.autosave.reset();
      return work.promise;
    });
    held.autosave.flush();
    await held.clock.goTo(10_000);
    work.resolve();
    await between;
    await held.clock.goTo(1_000_000);
    expect(held.saves.length).to.equal(0);
  });

  it("goes on after work between that failed", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    await held.autosave.between(() => Promise.reject(new Error("no"))).catch(() => undefined);
    await held.clock.goTo(1000);
    expect(held.saves.length).to.equal(1);
  });

  it("starts nothing after it was disposed of", async () => {
    const held = new HeldSaves();
    held.autosave.changed();
    held.autosave.dispose();
    held.autosave.changed();
    await held.clock.goTo(100_000);
    expect(held.saves.length).to.equal(0);
  });
});
