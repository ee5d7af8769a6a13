import { expect } from "@open-wc/testing";
import { detectDialect, readHead } from "../../../src/worker/import/csv-dialect.ts";

const encoder = new TextEncoder();

function read(text: string): string[][] {
  const bytes = encoder.encode(text);
  const rows = readHead(bytes, true, detectDialect(bytes, true), 100);
  return rows.map((row) => row.map((field) => field.text));
}

describe("quotes inside CSV values", () => {
  it("are doubled, a backslash before them or not", () => {
    expect(read('a,b\n"x ""y"" z",1\n')).to.deep.equal([["a", "b"], ['x "y" z', "1"]]); // prettier-ignore
    expect(read('a,b\n"C:\\""x""",1\n"C:\\",2\n')).to.deep.equal([["a", "b"], ['C:\\"x"', "1"], ["C:\\", "2"]]); // prettier-ignore
    expect(read('a,b\n"x\\"",y",1\n"z\\"",y",2\n')).to.deep.equal([["a", "b"], ['x\\",y', "1"], ['z\\",y', "2"]]); // prettier-ignore
  });

  it("have a backslash before them", () => {
    expect(read('a,b\n"x \\"y\\" z",1\n')).to.deep.equal([["a", "b"], ['x "y" z', "1"]]); // prettier-ignore
    expect(read('a,b\n"5\\"",1\n"6\\"",2\n')).to.deep.equal([["a", "b"], ['5"', "1"], ['6"', "2"]]); // prettier-ignore
  });
});
