import { expect } from "@open-wc/testing";
import { LitElement } from "lit";
import { ATTRIBUTES } from "../../../src/elements/attributes/attributes.ts";
import { readAttribute } from "../../../src/elements/attributes/attribute-spec.ts";
import type { AttributeSpec } from "../../../src/elements/attributes/attribute-spec.ts";
import { validated } from "../../../src/elements/attributes/validated-property.ts";

class ProbeElement extends LitElement {
  @validated(ATTRIBUTES.compression) compression!: string;
  @validated(ATTRIBUTES.rowHeight) rowHeight!: number;
  @validated(ATTRIBUTES.readonly) readonly!: boolean;
  @validated(ATTRIBUTES.sort) sort!: string;
}
customElements.define("attribute-probe", ProbeElement);

describe("attributes", () => {
  const warnings: string[] = [];
  const { warn } = console;
  before(() => (console.warn = (...parts: unknown[]) => void warnings.push(parts.join(" "))));
  beforeEach(() => void (warnings.length = 0));
  after(() => (console.warn = warn));

  const read = <T>(spec: AttributeSpec<T>, value: unknown): T =>
    readAttribute(document.createElement("div"), spec, value);
  const expectDefault = (spec: AttributeSpec<unknown>, value: unknown): string => {
    warnings.length = 0;
    expect(read(spec, value)).to.equal(spec.defaultValue);
    expect(warnings, `warnings for ${String(value)}`).to.have.length(1);
    return warnings[0] ?? "";
  };

  it("takes what is accepted without a word", () => {
    expect(read(ATTRIBUTES.compression, "SNAPPY")).to.equal("snappy");
    expect(read(ATTRIBUTES.format, " ndjson ")).to.equal("ndjson");
    expect(read(ATTRIBUTES.autosaveDelay, "250.5")).to.equal(250.5);
    expect(read(ATTRIBUTES.autosaveDelay, 0)).to.equal(0);
    expect(read(ATTRIBUTES.keepVersions, "12")).to.equal(12);
    expect(read(ATTRIBUTES.readonly, "false")).to.equal(true);
    expect(read(ATTRIBUTES.readonly, false)).to.equal(false);
    expect(read(ATTRIBUTES.src, "data/orders.csv?x=1")).to.equal("data/orders.csv?x=1");
    expect(read(ATTRIBUTES.search, "")).to.equal("");
    expect(warnings).to.deep.equal([]);
  });

  it("uses the default when the attribute is absent", () => {
    for (const spec of Object.values<AttributeSpec<unknown>>(ATTRIBUTES)) {
      expect(read(spec, null)).to.equal(spec.defaultValue);
      expect(read(spec, undefined)).to.equal(spec.defaultValue);
    }
    expect(warnings).to.deep.equal([]);
  });

  it("names attribute, value and accepted values of a bad one, and uses the default", () => {
    const warning = expectDefault(ATTRIBUTES.compression, "gzip");
    for (const part of ["compression", "gzip", "zstd, snappy, none"]) expect(warning).to.contain(part);
    for (const value of ["", "fast", "-1", "Infinity", "NaN", true]) expectDefault(ATTRIBUTES.autosaveDelay, value);
    for (const value of ["0", "1.5"]) expectDefault(ATTRIBUTES.keepVersions, value);
    for (const value of ["4", "100000"]) expectDefault(ATTRIBUTES.rowHeight, value);
    expectDefault(ATTRIBUTES.autosave, "true");
    expectDefault(ATTRIBUTES.src, "http://[");
    expectDefault(ATTRIBUTES.name, {});
  });

  it("warns once for an element and value, again for another of either", () => {
    const element = document.createElement("div");
    for (let times = 0; times < 3; times++) readAttribute(element, ATTRIBUTES.autosave, "maybe");
    expect(warnings).to.have.length(1);
    readAttribute(element, ATTRIBUTES.autosave, "perhaps");
    readAttribute(document.createElement("div"), ATTRIBUTES.autosave, "maybe");
    expect(warnings).to.have.length(3);
  });

  it("shortens a huge value in the warning", () => {
    expect(expectDefault(ATTRIBUTES.compression, "x".repeat(100_000))).to.have.length.below(400);
  });

  describe("columns", () => {
    const spec = ATTRIBUTES.columns;

    it("takes every key of a column", () => {
      const columns = [
        { name: "__proto__", width: 80.5, label: "", hidden: true, pinned: "end", readonly: false },
        { name: "price", format: { style: "currency", currency: "EUR", maximumFractionDigits: 0, dateStyle: "short" } },
      ];
      expect(read(spec, JSON.stringify(columns))).to.deep.equal(columns);
      expect(read(spec, columns)).to.deep.equal(columns);
    });

    it("leaves out keys that it does not know, and nulls", () => {
      expect(read(spec, '[{"name": "a", "width": null, "colour": "red"}]')).to.deep.equal([{ name: "a" }]);
    });

    for (const [value, reason] of [
      ["[", "not JSON"],
      ["{}", "must be an array"],
      ["[1]", "[0] must be an object"],
      ["[{}]", "[0].name is missing"],
      ['[{"name": 5}]', "[0].name must be"],
      ['[{"name": "a"}, {"name": "a"}]', '[1].name repeats "a"'],
      ['[{"name": "a", "width": "80px"}]', "[0].width must be a number above 0"],
      ['[{"name": "a", "width": -1}]', "[0].width must be a number above 0"],
      ['[{"name": "a", "pinned": "left"}]', "[0].pinned must be one of start, end"],
      ['[{"name": "a", "format": "percent"}]', "[0].format must be an object"],
      ['[{"name": "a", "format": {"style": "money"}}]', "[0].format.style must be one of decimal"],
      ['[{"name": "a", "format": {"style": "currency"}}]', "[0].format.currency is missing"],
      ['[{"name": "a", "format": {"minimumFractionDigits": 1.5}}]', "minimumFractionDigits must be a whole number"],
    ] as const) {
      it(`refuses ${value}`, () => void expect(expectDefault(spec, value)).to.contain(reason));
    }
  });

  describe("filter", () => {
    const spec = ATTRIBUTES.filter;

    it("takes every kind of condition", () => {
      const filter = {
        op: "and",
        conditions: [
          { column: "a", op: "ge", value: 1.5 },
          { column: "b", op: "in", values: ["x", null, true] },
          { op: "not", condition: { column: "c", op: "between", from: "2024-01-01", to: "2024-02-01" } },
          { op: "or", conditions: [{ column: "d", op: "is-null" }] },
        ],
      };
      expect(read(spec, JSON.stringify(filter))).to.deep.equal(filter);
      expect(read(spec, { column: "a", op: "eq", value: 9007199254740993n })).to.deep.equal({
        column: "a",
        op: "eq",
        value: 9007199254740993n,
      });
      expect(read(spec, "")).to.equal(null);
    });

    it("copies only what belongs to a condition", () => {
      const json = '{"column": "a", "op": "is-null", "sql": "1=1", "value": 3, "__proto__": {"column": "b"}}';
      expect(read(spec, json)).to.deep.equal({ column: "a", op: "is-null" });
    });

    for (const [value, reason] of [
      ["price > 5", "not JSON"],
      ["[]", "filter: expected an object"],
      ['{"op": "eq", "value": 1}', "filter.column: expected the name of a column"],
      ['{"column": "a", "op": "like", "value": 1}', "filter.op: expected one of"],
      ['{"column": "a"}', "filter.op: expected one of"],
      ['{"column": "a", "op": "eq"}', "filter.value: expected text"],
      ['{"column": "a", "op": "eq", "value": {}}', "filter.value: expected text"],
      ['{"op": "and", "conditions": [{"column": "a", "op": "in"}]}', "filter.conditions[0].values: expected an array"],
      [`${'{"op": "not", "condition": '.repeat(80)}1${"}".repeat(80)}`, "nested deeper"],
    ] as const) {
      it(`refuses ${value.slice(0, 60)}`, () => void expect(expectDefault(spec, value)).to.contain(reason));
    }
  });

  describe("sort", () => {
    it("holds the text in its shortest form", () => {
      expect(read(ATTRIBUTES.sort, ' price DESC,name asc, "unit, cost"')).to.equal('price desc, name, "unit, cost"');
      expect(read(ATTRIBUTES.sort, " ")).to.equal("");
    });

    it("takes a model, and holds its text", () => {
      expect(read(ATTRIBUTES.sort, [{ column: "a", direction: "desc" }])).to.equal("a desc");
    });

    for (const value of ["price,", ",", '"a" down', "a,,b", 5, [{ column: "a" }]]) {
      it(`refuses ${JSON.stringify(value)}`, () => void expectDefault(ATTRIBUTES.sort, value));
    }
  });

  describe("validated properties", () => {
    it("hold the default, the attribute's value, and the default again for a bad one", () => {
      const probe = new ProbeElement();
      expect(probe.compression).to.equal("zstd");
      probe.setAttribute("row-height", "40");
      expect(probe.rowHeight).to.equal(40);
      probe.setAttribute("row-height", "tall");
      expect(probe.rowHeight).to.equal(28);
      probe.removeAttribute("row-height");
      expect(probe.rowHeight).to.equal(28);
      expect(warnings).to.have.length(1);
    });

    it("ask for an update only when the value changed, and mirror booleans", async () => {
      const probe = new ProbeElement();
      document.body.append(probe);
      await probe.updateComplete;
      probe.compression = "zstd";
      expect(probe.isUpdatePending).to.equal(false);
      probe.readonly = true;
      await probe.updateComplete;
      expect(probe.hasAttribute("readonly")).to.equal(true);
      probe.readonly = false;
      await probe.updateComplete;
      expect(probe.hasAttribute("readonly")).to.equal(false);
      probe.remove();
    });

    it("keep each element's own value", () => {
      const [first, second] = [new ProbeElement(), new ProbeElement()];
      first.sort = "a";
      expect(second.sort).to.equal("");
    });
  });
});
