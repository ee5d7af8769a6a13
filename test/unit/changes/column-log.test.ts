import { expect } from "@open-wc/testing";
import { ColumnLog } from "../../../src/engine/changes/column-log.ts";

const since = (log: ColumnLog, version: number) => {
  const columns = log.since(version);
  return columns && [...columns];
};

describe("the log of changed columns", () => {
  it("tells the columns of the changes after a version", () => {
    const log = new ColumnLog();
    log.begin(10);
    log.note(11, [1]);
    log.note(12, [1]);
    log.note(13, [2, 3]);
    expect([since(log, 10), since(log, 12), since(log, 13)]).to.deep.equal([[1, 2, 3], [2, 3], []]);
  });

  it("knows nothing of what was before it began, nor after a change of any column", () => {
    const log = new ColumnLog();
    expect(since(log, 0)).to.equal(null);
    log.begin(10);
    expect(since(log, 9)).to.equal(null);
    log.note(11, null);
    log.note(12, [1]);
    expect([since(log, 10), since(log, 11)]).to.deep.equal([null, [1]]);
  });
});
