import { expect } from "@open-wc/testing";
import { BROWSERS, type BrowserRules } from "./browser-rules.ts";
import { type CrashPoint, crashNow } from "./crash-point.ts";
import { ModelDisk } from "./model-disk.ts";
import type { Bytes } from "./model-file.ts";
import { ModelFolder } from "./model-folder.ts";
import { Random } from "./random.ts";
import { recover } from "./recovery.ts";
import { newPage, playScenario } from "./scenario.ts";

const [RULES] = BROWSERS as [BrowserRules];
const SEED = Date.now() % 1_000_000_000;

/** A closed table with two slots, two journals and more than one version. */
async function closedTable(): Promise<CrashPoint> {
  const random = new Random(1);
  const page = newPage(new ModelFolder(new ModelDisk(), RULES, random));
  await playScenario(page);
  await page.close();
  return crashNow(page, random, "power loss");
}

function contentOf({ disk }: CrashPoint, name: string): Bytes {
  return disk.contents().get(name) ?? new Uint8Array();
}

/** The change up to which a page finds the table when `name` holds `content`. Rejects when it finds what never was. */
async function foundWith(table: CrashPoint, name: string, content: Bytes): Promise<number> {
  const disk = table.disk.afterKill();
  disk.damage(disk.find(name) ?? 0, content);
  const page = await recover({ ...table, disk, damage: "fresh", at: name }, RULES, new Random(1));
  return page.log.acknowledged;
}

function withFlippedBit(content: Bytes, bit: number): Bytes {
  const copy = content.slice();
  copy[bit >>> 3] = (copy[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

describe("a damaged table", () => {
  let table: CrashPoint;
  beforeEach(async () => (table = await closedTable()));

  for (const slot of ["manifest0", "manifest1"]) {
    it(`is found as it was last, whichever bit of ${slot} is flipped`, async () => {
      const content = contentOf(table, slot);
      expect(content.length).to.be.greaterThan(100);
      for (let bit = 0; bit < content.length * 8; bit++) {
        const found = await foundWith(table, slot, withFlippedBit(content, bit));
        expect(found, `bit ${bit}`).to.equal(table.log.acknowledged);
      }
    });
  }

  for (const journal of ["journal0", "journal1"]) {
    it(`is found as it was at some time, and that is told, whichever bit of ${journal} is flipped`, async () => {
      const content = contentOf(table, journal);
      const usedBits = 8 * (content.findLastIndex((byte) => byte !== 0) + 1);
      expect(usedBits).to.be.greaterThan(400);
      const found = new Set<number>();
      // Of the zeros behind the last record, some bits stand for all.
      for (let bit = 0; bit < content.length * 8; bit += bit < usedBits ? 1 : 61) {
        found.add(await foundWith(table, journal, withFlippedBit(content, bit)));
      }
      expect(Math.max(...found)).to.equal(table.log.acknowledged);
    });
  }

  it(`is never taken for whole with a flipped bit in a segment (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const segments = [...table.disk.contents()].filter(([name, { length }]) => name.startsWith("p") && length > 0);
    for (let trial = 0; trial < 1000; trial++) {
      const [name, content] = random.pick(segments);
      const found = await foundWith(table, name, withFlippedBit(content, random.below(content.length * 8)));
      expect(found, `trial ${trial}: ${name}`).to.be.greaterThan(0);
    }
  });

  it(`is never taken for whole when a file of it was cut (seed ${SEED})`, async () => {
    const random = new Random(SEED);
    const files = [...table.disk.contents()].filter(([, { length }]) => length > 0);
    for (let trial = 0; trial < 1000; trial++) {
      const [name, content] = random.pick(files);
      await foundWith(table, name, content.slice(0, random.below(content.length)));
    }
  });
});
