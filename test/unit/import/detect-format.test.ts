import { expect } from "@open-wc/testing";
import { detectFormat } from "../../../src/worker/import/detect-format.ts";

describe("format detection", () => {
  const detect = (text: string, name = "", mediaType = ""): string => {
    return detectFormat(
      Uint8Array.from(text, (character) => character.charCodeAt(0)),
      { name, mediaType },
    );
  };

  it("goes by magic bytes first", () => {
    expect(detect("PAR1....", "x.csv")).to.equal("parquet");
    expect(detect("ARROW1\0\0", "x.csv")).to.equal("arrow");
    expect(detect("\xff\xff\xff\xff\x10", "x.json")).to.equal("arrow");
  });

  it("then by the first characters", () => {
    expect(detect('  [ {"a":1}]', "x.csv")).to.equal("json");
    expect(detect("[]")).to.equal("json");
    expect(detect('{"a":1}\n')).to.equal("ndjson");
    expect(detect("[a],b\n1,2\n")).to.equal("csv");
  });

  it("then by extension and media type, else it is CSV", () => {
    expect(detect("a\tb", "data.tsv?x=1")).to.equal("tsv");
    expect(detect("a\tb", "", "text/tab-separated-values")).to.equal("tsv");
    expect(detect("a,b", "data.bin")).to.equal("csv");
  });

  it("names what it cannot be", () => {
    expect(() => detect("PK\x03\x04")).to.throw("it is a ZIP archive or an Excel workbook");
    expect(() => detect("<!DOCTYPE html>")).to.throw("an HTML or XML document");
  });
});
