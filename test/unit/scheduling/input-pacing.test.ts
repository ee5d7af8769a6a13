import { expect } from "@open-wc/testing";
import { InputPacing } from "../../../src/engine/scheduling/input-pacing.ts";
import { ManualClock } from "../manual-clock.ts";

describe("InputPacing", () => {
  let clock: ManualClock;
  let pacing: InputPacing;

  beforeEach(() => {
    clock = new ManualClock();
    pacing = new InputPacing(clock);
  });

  /** Does a piece of paced work that takes as long. */
  const work = (durationMs: number) => pacing.work(() => clock.goTo(clock.now() + durationMs));

  /** How long the rest lasts that begins now. */
  async function rest(): Promise<number> {
    const start = clock.now();
    while (pacing.isResting) await clock.goTo(clock.now() + 1);
    return clock.now() - start;
  }

  it("takes no rest where there is no input", async () => {
    await work(50);
    expect(pacing.isResting).to.equal(false);
  });

  it("rests as long as the work took", async () => {
    pacing.noteInput();
    await work(10);
    expect(await rest()).to.equal(10);
    await work(20);
    expect(await rest()).to.equal(20);
  });

  it("rests two frames at most", async () => {
    pacing.noteInput();
    await work(150);
    expect(await rest()).to.equal(32);
  });

  it("rests longer after idle work before more of it, and no longer before other work", async () => {
    pacing.noteInput();
    await pacing.work(() => clock.goTo(10), { isIdle: true });
    const calls: number[] = [];
    pacing.afterRest(() => calls.push(clock.now()));
    expect(await rest()).to.equal(10);
    expect(pacing.isIdleResting).to.equal(true);
    pacing.afterRest(() => calls.push(clock.now()));
    while (pacing.isIdleResting) await clock.goTo(clock.now() + 1);
    expect(calls).to.deep.equal([20, 50]);
    pacing.noteInput();
    await pacing.work(() => clock.goTo(clock.now() + 60), { isIdle: true });
    expect(await rest()).to.equal(32);
    await clock.goTo(237);
    expect(pacing.isIdleResting).to.equal(true);
    await clock.goTo(238);
    expect(pacing.isIdleResting).to.equal(false);
  });

  it("saves short rests up", async () => {
    pacing.noteInput();
    const rests: number[] = [];
    for (let slice = 0; slice < 12; slice++) {
      await work(1);
      rests.push(await rest());
    }
    expect(rests).to.deep.equal([0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 4]);
  });

  it("counts time without work as rest", async () => {
    pacing.noteInput();
    for (let slice = 0; slice < 12; slice++) {
      await work(3);
      expect(pacing.isResting).to.equal(false);
      await clock.goTo(clock.now() + 3);
    }
  });

  it("rests after input that came during the work", async () => {
    await pacing.work(async () => {
      await clock.goTo(5);
      pacing.noteInput();
      await clock.goTo(10);
    });
    expect(await rest()).to.equal(10);
  });

  it("ends 200 ms after the last input, the rest too", async () => {
    pacing.noteInput();
    await clock.goTo(150);
    pacing.noteInput();
    await clock.goTo(320);
    await work(25);
    expect(pacing.hasInput).to.equal(true);
    expect(await rest()).to.equal(5);
    expect(pacing.hasInput).to.equal(false);
  });

  it("calls back when the rest ends", async () => {
    pacing.noteInput();
    await work(10);
    const calls: number[] = [];
    pacing.afterRest(() => calls.push(clock.now()));
    await clock.goTo(100);
    expect(calls).to.deep.equal([20]);
  });
});
