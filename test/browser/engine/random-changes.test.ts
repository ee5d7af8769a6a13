import { expect } from "@open-wc/testing";
import type { TableEngine } from "../../../src/engine/table-engine.ts";
import { disposeEngines, openEngine } from "./engine-fixture.ts";
import { ModelTable, randomFrom, type ModelColumn } from "./model-table.ts";
import { contentsOf } from "./table-contents.ts";

const SEQUENCES = 4;
const STEPS = 250;
const STEPS_PER_CHECK = 5;
const MOST_ROWS = 90;
const MOST_COLUMNS = 8;

const START_COLUMNS: readonly ModelColumn[] = [
  { name: "n", type: "BIGINT" },
  { name: "m", type: "BIGINT" },
  { name: "text", type: "VARCHAR" },
  { name: 'it\'s "odd"', type: "VARCHAR" },
];

/** One random change of both tables; tells what it was. */
class RandomChanges {
  readonly #random: () => number;
  #names = 0;

  constructor(
    seed: number,
    readonly engine: TableEngine,
    readonly model: ModelTable,
  ) {
    this.#random = randomFrom(seed);
  }

  async step(): Promise<string> {
    const { model } = this;
    const kind = this.#below(100);
    if (kind < 30) return await this.#undoOrRedo();
    if (model.rowCount < 5 || kind < 36) return await this.#append();
    if (kind < 60) return await this.#edit(1);
    if (kind < 70) return await this.#edit(2 + this.#below(30));
    if (kind < 77 || model.rowCount > MOST_ROWS) return await this.#delete();
    return await this.#transform();
  }

  async #edit(count: number): Promise<string> {
    const writes = Array.from({ length: count }, () => {
      const column = this.#one(this.model.columns);
      return { row: this.#below(this.model.rowCount), column: column.name, value: this.#value(column) };
    });
    const [first] = writes;
    this.model.write(writes);
    if (count === 1 && first) await this.engine.writeCell(first.row, first.column, first.value);
    else await this.engine.writeCells(writes);
    return `${count} cells`;
  }

  async #append(): Promise<string> {
    const objects = Array.from({ length: 1 + this.#below(6) }, () =>
      Object.fromEntries(this.#some(this.model.columns).map((column) => [column.name, this.#value(column)])),
    );
    this.model.append(objects);
    await this.engine.appendRows(objects);
    return `append ${objects.length}`;
  }

  async #delete(): Promise<string> {
    const rows = Array.from({ length: 1 + this.#below(8) }, () => this.#below(this.model.rowCount));
    this.model.delete((_, row) => rows.includes(row));
    await this.engine.deleteRows(rows);
    return `delete ${rows.join()}`;
  }

  async #undoOrRedo(): Promise<string> {
    const direction = this.#below(5) < 3 ? "undo" : "redo";
    const times = this.#below(6) === 0 ? 3 : 1;
    const expected = Array.from({ length: times }, () => this.model[direction]());
    const done = await Promise.all(Array.from({ length: times }, () => this.engine[direction]()));
    expect(done, direction).to.deep.equal(expected);
    return `${direction} ${times}`;
  }

  async #transform(): Promise<string> {
    const { model, engine } = this;
    const column = this.#one(model.columns);
    const quoted = `"${column.name.replaceAll('"', '""')}"`;
    const isNumber = column.type === "BIGINT";
    const divisor = BigInt(2 + this.#below(5));
    switch (this.#below(7)) {
      case 0:
      case 1:
        if (isNumber) {
          model.update(column.name, ({ [column.name]: cell }) => {
            return typeof cell === "bigint" && cell % divisor === 0n ? cell + 1n : (cell ?? null);
          });
          await engine.transform([
            { op: "update", column: column.name, expression: `${quoted} + 1`, where: `${quoted} % ${divisor} = 0` },
          ]);
        } else {
          model.update(column.name, ({ [column.name]: cell }) => (cell ?? null) && `${cell}!`);
          await engine.transform([
            { op: "update", column: column.name, expression: `${quoted} || '!'`, where: `${quoted} <> ''` },
          ]);
        }
        return `update ${column.name}`;
      case 2: {
        if (!isNumber) return "nothing";
        model.delete(({ [column.name]: cell }) => typeof cell === "bigint" && cell % 7n === divisor);
        await engine.transform([{ op: "delete", where: `${quoted} % 7 = ${divisor}` }]);
        return `delete by ${column.name}`;
      }
      case 3: {
        if (model.columns.length >= MOST_COLUMNS) return "nothing";
        const name = `added ${++this.#names}`;
        const type = isNumber ? "BIGINT" : "VARCHAR";
        model.addColumn({ name, type }, ({ [column.name]: cell }) => cell ?? null);
        await engine.transform([{ op: "add-column", name, type, expression: quoted }]);
        return `add ${name}`;
      }
      case 4:
        if (model.columns.length < 3) return "nothing";
        model.dropColumn(column.name);
        await engine.transform([{ op: "drop-column", name: column.name }]);
        return `drop ${column.name}`;
      case 5: {
        const to = `renamed ${++this.#names}`;
        model.renameColumn(column.name, to);
        await engine.transform([{ op: "rename-column", name: column.name, to }]);
        return `rename ${column.name} to ${to}`;
      }
      default: {
        const type = isNumber ? "VARCHAR" : "BIGINT";
        model.castColumn(column.name, type);
        await engine.transform([{ op: "cast-column", name: column.name, type, onError: "null" }]);
        return `cast ${column.name} to ${type}`;
      }
    }
  }

  #value({ type }: ModelColumn): bigint | string | null {
    if (this.#below(8) === 0) return null;
    const number = this.#below(50) - 10;
    if (type === "BIGINT") return BigInt(number);
    return this.#below(3) === 0 ? `it's "${number}"` : String(number);
  }

  #below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  #one<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  #some<T>(items: readonly T[]): T[] {
    return items.filter(() => this.#below(4) > 0);
  }
}

describe("changes in random order", () => {
  afterEach(disposeEngines);

  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const seed = Math.floor(Math.random() * 2 ** 31);
    it(`leave what a plain model of the table has (seed ${seed})`, async () => {
      const rows = Array.from({ length: 60 }, (_, row) => [BigInt(row), BigInt(row % 10), `text ${row}`, "x"]);
      const engine = openEngine();
      const lines = rows.map((cells) => cells.join(","));
      await engine.load(new Blob([[`n,m,text,"it's ""odd"""`, ...lines].join("\n")]), { format: "csv" });
      const model = new ModelTable(START_COLUMNS, rows);
      const changes = new RandomChanges(seed, engine, model);
      const done: string[] = [];
      for (let step = 1; step <= STEPS; step++) {
        done.push(await changes.step());
        const where = `seed ${seed}, step ${step}: ${done.slice(-STEPS_PER_CHECK).join("; ")}`;
        expect(engine.data.rowCount, where).to.equal(model.rowCount);
        const columns = engine.data.columns.map(({ name, type }) => ({ name, type }));
        expect(columns, where).to.deep.equal(model.columns);
        if (step % STEPS_PER_CHECK === 0) expect(await contentsOf(engine), where).to.deep.equal(model.contents);
      }
    });
  }
});
