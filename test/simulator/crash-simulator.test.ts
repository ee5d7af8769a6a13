import { simulateCrashes } from "./simulate.ts";

/** A failure names its seed: put it here to repeat it, or run `node scripts/simulate-crashes.mjs <seed>`. */
const SEED = Date.now() % 1_000_000_000;
const PARTS = 4;
const CRASHES_A_PART = 2500;

describe(`a table in ${PARTS * CRASHES_A_PART} crashes`, () => {
  for (let part = 0; part < PARTS; part++) {
    const seed = SEED + part * 100_000;
    it(`keeps what was acknowledged, from seed ${seed} on`, async () => {
      await simulateCrashes({ seed, count: CRASHES_A_PART });
    });
  }
});
