import { expect } from "@open-wc/testing";
import { cutSample, type KeySpan, type SampledValue } from "../../../src/engine/rows/sample-cuts.ts";

const values = (counts: Record<string, number>): SampledValue[] =>
  Object.entries(counts).map(([text, count]) => ({ text, count, isWhole: true }));

function show(span: KeySpan): string {
  if (span.kind === "only") return `=${span.value}`;
  const { from, above, below } = span;
  return `${from === null ? "" : `[${from}`}${above === null ? "" : `(${above}`}..${below === null ? "" : `${below})`}`;
}

describe("cutSample", () => {
  it("cuts values that few rows have into spans of about the same size", () => {
    const sample = values({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1 });
    expect(cutSample(sample, 3).map(show)).to.deep.equal(["..d)", "[d..g)", "[g.."]);
  });

  it("gives a value that many rows have a span of its own", () => {
    const sample = values({ a: 1, b: 1, c: 6, d: 1, e: 1 });
    const spans = cutSample(sample, 2);
    expect(spans.map(show)).to.deep.equal(["..c)", "=c", "(c.."]);
    expect(spans.map(({ count }) => count)).to.deep.equal([2, 6, 2]);
  });

  it("leaves room for values between those of the sample", () => {
    expect(cutSample(values({ a: 5, b: 5 }), 2).map(show)).to.deep.equal(["..a)", "=a", "(a..b)", "=b", "(b.."]);
  });

  it("cuts before and after a text of which it knows only the beginning", () => {
    const sample = [...values({ a: 4 }), { text: "b", count: 8, isWhole: false }, ...values({ c: 3, d: 1 })];
    expect(cutSample(sample, 2).map(show)).to.deep.equal(["..b)", "[b..c)", "[c.."]);
  });

  it("makes one span of nothing", () => {
    expect(cutSample([], 4).map(show)).to.deep.equal([".."]);
  });
});
