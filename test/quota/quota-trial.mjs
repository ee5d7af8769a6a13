const BURSTS = 120;
const BURSTS_AFTER_FAILURE = 3;
const MOST_PADDING = 48_000;
const NOTHING_DONE = { operations: [], started: 0, acknowledged: [], rejected: [], idle: [] };

/** Tables in storages of several sizes, filled until nothing goes in any more, loaded again, and given room. */
export class QuotaTrial {
  #kit;
  #random;
  #level;
  #base;
  #attempt = NOTHING_DONE;
  #isFilled = false;
  /** By the page that is open. */
  #isRefused = false;
  counts = { levels: 0, filled: 0, acknowledged: 0, refused: 0, lost: 0, wrong: 0, untold: 0, stuck: 0 };
  failures = [];

  constructor(kit, seed) {
    this.#kit = kit;
    this.#random = new kit.Random(seed);
  }

  /** `tryIn`: of `HOMES`. With `isReloaded` also a load from the full disk is tried. */
  async tryLevel(tryIn, { quotaBytes, roomBytes, isReloaded }) {
    this.#level = `${quotaBytes} bytes`;
    this.#attempt = NOTHING_DONE;
    this.#isFilled = false;
    this.#isRefused = false;
    this.counts.levels += 1;
    const listener = (told) => this.#hear(told);
    try {
      await tryIn(`quota ${quotaBytes}`, quotaBytes, listener, async ({ page, makeRoom }) => {
        if (await this.#begin(page)) await this.#fill(page, makeRoom, { roomBytes, isReloaded });
        else await this.#beginWithRoom(await makeRoom(roomBytes));
      });
    } catch (error) {
      this.#fail("stuck", error.message);
    }
    if (this.#isFilled) this.counts.filled += 1;
  }

  /** Whether there was room for the table that is to be filled. */
  async #begin(page) {
    const { found, refused } = await page.evaluate((each) => window.driver.tryToBegin(each), this.#newTable());
    this.#base = found;
    if (!refused) return true;
    // Firefox has no room even for the folder then: the page has to say that nothing can be stored, and why perhaps.
    if (refused === "storage-unavailable") await this.#checkUnavailable(page);
    else {
      this.#refuse({ code: refused, message: `load: ${refused}` });
      await this.#checkTold(page);
    }
    return false;
  }

  async #checkUnavailable(page) {
    this.#isFilled = true;
    this.counts.refused += 1;
    const { warnings } = await page.evaluate(() => window.driver.told());
    if (!warnings.some((warning) => /^no-opfs: .*is full/.test(warning))) {
      this.#fail("untold", `storage-unavailable, and not that it is perhaps full: ${warnings.join()}`);
    }
  }

  async #beginWithRoom({ page, isSamePage }) {
    if (!isSamePage) this.#base = await page.evaluate((each) => window.driver.begin(each), this.#newTable());
    else this.#base = await page.evaluate(() => window.driver.read());
    await this.#resume(page);
  }

  async #fill(page, makeRoom, { roomBytes, isReloaded }) {
    await this.#run(page);
    if (isReloaded) {
      await page.reload({ waitUntil: "load" });
      this.#isRefused = false;
      await this.#check(await page.evaluate(() => window.driver.open()), "loaded again from the full disk");
      await this.#run(page);
    }
    const { page: roomy, isSamePage } = await makeRoom(roomBytes);
    if (!isSamePage) await this.#check(await roomy.evaluate(() => window.driver.open()), "loaded again with room");
    await this.#resume(roomy);
  }

  /** Random operations, on until some after the first that was refused. */
  async #run(page) {
    const model = this.#kit.modelOf(this.#base);
    const random = new this.#kit.RandomOperations(this.#random.seed(), model, { mostPadding: MOST_PADDING });
    const bursts = random.bursts(BURSTS);
    this.#attempt = { ...NOTHING_DONE, operations: bursts.flat(), acknowledged: [], rejected: [] };
    await page.evaluate((each, after) => window.driver.run(each, after), bursts, BURSTS_AFTER_FAILURE);
    await this.#checkTold(page);
  }

  /** The next change and the next save go well, and hold what was refused before. */
  async #resume(page) {
    const resumed = await page.evaluate(() => window.driver.resume());
    await page.reload({ waitUntil: "load" });
    const found = await page.evaluate(() => window.driver.open());
    if (JSON.stringify([found.columns, found.rows]) !== JSON.stringify([resumed.columns, resumed.rows])) {
      this.#fail("wrong", "after a save with room another table was loaded");
    }
  }

  #hear({ kind, index, code, message }) {
    const attempt = this.#attempt;
    if (kind === "started") attempt.started = Math.max(attempt.started, index + 1);
    else if (kind === "rejected") {
      attempt.rejected.push(index);
      this.#refuse({ code, message });
    } else if (attempt.operations[index].kind !== "load") attempt.acknowledged.push(index);
  }

  /** `code`: none where an event told only that cells are not durable. */
  #refuse({ code, message }) {
    this.#isFilled = true;
    this.#isRefused = true;
    this.counts.refused += 1;
    if (code !== "storage-quota" && !/not durable/.test(message)) {
      this.#fail("untold", `refused without need: ${message}`);
    }
  }

  /** What was refused was told, and nothing else. */
  async #checkTold(page) {
    const { warnings, saveErrors } = await page.evaluate(() => window.driver.told());
    const isTold = warnings.some((warning) => warning.startsWith("quota: "));
    if (this.#isRefused && !isTold) this.#fail("untold", "changes were refused, and no storage-warning told of it");
    const others = [
      ...warnings.filter((warning) => !/^(quota|not-persisted): /.test(warning)),
      ...saveErrors.filter((error) => !error.startsWith("storage-quota: ")),
    ];
    for (const other of others) this.#fail("untold", other);
  }

  /** Whether all that was acknowledged is there; it is the base of what follows. */
  async #check({ columns, rows, warnings }, when) {
    const verdict = this.#kit.judge(this.#base, this.#attempt, { columns, rows });
    if (verdict.kind === "lost") this.#fail("lost", `${verdict.operations} acknowledged changes, ${when}`);
    if (verdict.kind === "never existed") this.#fail("wrong", `a state that never was, ${when}: ${verdict.nearest}`);
    for (const warning of warnings) if (!warning.startsWith("quota: ")) this.#fail("wrong", `${warning} (${when})`);
    this.counts.acknowledged += this.#attempt.acknowledged.length;
    this.#base = { columns, rows };
    this.#attempt = NOTHING_DONE;
  }

  #newTable() {
    return this.#kit.newTable(this.#random.seed());
  }

  #fail(kind, what) {
    this.counts[kind] += 1;
    this.failures.push(`${kind}: ${what.slice(0, 600)} (${this.#level})`);
  }
}
