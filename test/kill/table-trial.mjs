import { setTimeout as delay } from "node:timers/promises";

const BURSTS = 150;
const SHORTEST_RUN_MS = 20;
const LONGEST_RUN_MS = 200;
const WORKER_KINDS = ["persistence", "database"];
const NOTHING_DONE = { operations: [], started: 0, acknowledged: [], rejected: [], idle: [] };

/**
 * One stored table through many interruptions: what a page finds is compared with what was acknowledged before.
 * `kit`: the TypeScript modules of this folder; `openPage(url, listener)` opens a page.
 */
export class TableTrial {
  #kit;
  #random;
  #url;
  #names = 0;
  #name;
  /** As it was found, and what was done to it since. */
  #base;
  #attempt = NOTHING_DONE;
  counts = { interruptions: 0, acknowledged: 0, lost: 0, wrong: 0, unreadable: 0 };
  failures = [];
  warnings = [];

  constructor(kit, seed, url) {
    this.#kit = kit;
    this.#random = new kit.Random(seed);
    this.#url = url;
    this.seed = seed;
  }

  /**
   * Opens the table and checks what is there, or makes a new one where there is none or what is there is wrong. Resolves
   * with the page.
   */
  async open(openPage) {
    const isNew = this.#name === undefined;
    if (isNew) this.#name = `kill ${this.seed} ${++this.#names}`;
    const listener = (told) => this.#hear(told);
    const page = await openPage(`${this.#url}?name=${encodeURIComponent(this.#name)}`, listener);
    if (isNew) {
      await this.#begin(page);
    } else if (!(await this.checkLoaded(page))) {
      await page.close();
      return this.open(openPage);
    }
    return page;
  }

  async #begin(page) {
    const operation = this.#kit.newTable(this.#random.seed());
    this.#base = await page.evaluate((each) => window.driver.begin(each), operation);
    this.#attempt = NOTHING_DONE;
  }

  /** Starts random operations; resolves a random time after the first was begun. `ended` does with the last one. */
  async disturb(page) {
    const bursts = new this.#kit.RandomOperations(this.#random.seed(), this.#kit.modelOf(this.#base)).bursts(BURSTS);
    this.#attempt = { operations: bursts.flat(), started: 0, acknowledged: [], rejected: [], idle: [] };
    const begun = new Promise((resolve) => (this.#attempt.begun = resolve));
    const ended = page.evaluate((each) => window.driver.run(each), bursts);
    ended.catch(() => undefined);
    await Promise.race([begun, ended]);
    await delay(SHORTEST_RUN_MS + this.#random.below(LONGEST_RUN_MS - SHORTEST_RUN_MS));
    this.counts.interruptions += 1;
    return { ended };
  }

  /** Whether the page, loaded anew, has all that was acknowledged; it is the base of what follows. */
  async checkLoaded(page) {
    if (this.#name === undefined) return false;
    try {
      const found = await page.evaluate(() => window.driver.open());
      this.warnings.push(...found.warnings);
      return this.#isRight(found, "loaded again") && this.#goOnFrom(found);
    } catch (error) {
      return this.#fail("unreadable", [error.message, ...page.problems].join("; "));
    }
  }

  /**
   * Ends a worker of the page. The page goes on with all that was acknowledged, or says that it has to be loaded again,
   * which it may where a change was on its way that no journal holds.
   */
  async endWorker(page, ended) {
    const kind = this.#random.pick(WORKER_KINDS);
    this.#attempt.endedWorker = kind;
    await page.evaluate((each) => {
      window.driver.runOut();
      window.endWorker(each);
    }, kind);
    const told = this.warnings.length;
    await ended;
    for (let index = told; index < this.warnings.length; index++) this.warnings[index] += ` (${kind})`;
    try {
      this.#isRight(await page.evaluate(() => window.driver.read()), `alive after its ${kind} worker was ended`);
    } catch (error) {
      this.warnings.push(`${kind} ended, and the page gave up: ${error.message}`);
    }
  }

  #hear({ kind, index, message, didNothing }) {
    const attempt = this.#attempt;
    if (attempt === NOTHING_DONE) return;
    if (kind === "started") {
      attempt.started = Math.max(attempt.started, index + 1);
      attempt.begun();
    } else if (kind === "rejected") {
      attempt.rejected.push(index);
      this.warnings.push(message);
    } else if (attempt.operations[index].kind !== "load") {
      // A load ends when the table is there; it lasts with the first change that is acknowledged after it, of which one
      // that had nothing to do is none.
      if (!didNothing) attempt.acknowledged.push(index);
      else if (attempt.endedWorker) attempt.idle.push(index);
    }
  }

  /** `when`: what the page had gone through. */
  #isRight(found, when) {
    const verdict = this.#kit.judge(this.#base, this.#attempt, found);
    if (verdict.kind === "lost") {
      return this.#fail("lost", `${verdict.operations} acknowledged changes, ${when}`, verdict.operations);
    }
    if (verdict.kind === "never existed") {
      return this.#fail("wrong", `a state that never was, ${when}: ${verdict.nearest}`);
    }
    return true;
  }

  #goOnFrom({ columns, rows }) {
    this.counts.acknowledged += this.#attempt.acknowledged.length;
    this.#base = { columns, rows };
    this.#attempt = NOTHING_DONE;
    return true;
  }

  /** The table is given up: the next page begins another one. */
  #fail(kind, what, count = 1) {
    const { started, acknowledged, operations } = this.#attempt;
    const last = operations
      .slice(0, started)
      .slice(-8)
      .map((operation) => operation.kind);
    this.counts[kind] += count;
    this.counts.acknowledged += acknowledged.length;
    this.failures.push(
      `${kind}: ${what} (interruption ${this.counts.interruptions}, ${started} operations begun, ` +
        `${acknowledged.length} acknowledged, the last ones ${last.join(", ")})`,
    );
    this.#name = undefined;
    this.#attempt = NOTHING_DONE;
    return false;
  }
}
