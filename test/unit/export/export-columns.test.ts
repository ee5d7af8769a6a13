import { expect } from "@open-wc/testing";
import { exportColumns } from "../../../src/engine/export/export-columns.ts";

const column = (name: string, type: string) => ({ id: 0, name, type, nullable: true });

describe("columns of an export", () => {
  it("are cast only where a script could not hold them exactly", () => {
    const columns = [
      column("n", "BIGINT"),
      column('a "b"', "DECIMAL(5,2)"),
      column("t", "VARCHAR"),
      column("f", "FLOAT"),
    ];
    const { list, columns: exported } = exportColumns("csv", columns);
    expect(list).to.equal(
      't."n" AS "n", CAST(t."a ""b""" AS VARCHAR) AS "a ""b""", t."t" AS "t", CAST(t."f" AS VARCHAR) AS "f"',
    );
    expect(exported.map(({ form }) => form.kind)).to.deep.equal(["number", "digits", "text", "digits"]);
  });

  it("are text inside of nested values where a script could not hold them", () => {
    const columns = [column("s", 'STRUCT(a DECIMAL(5,2), "b ""c" MAP(UUID, BIGINT[3])[])')];
    const { list, columns: exported } = exportColumns("json", columns);
    expect(list).to.equal('CAST(t."s" AS STRUCT(a VARCHAR, "b ""c" MAP(VARCHAR, BIGINT[3])[])) AS "s"');
    expect(exported[0]?.form).to.deep.equal({
      kind: "struct",
      fields: [
        { name: "a", form: { kind: "digits" } },
        {
          name: 'b "c',
          form: {
            kind: "list",
            element: {
              kind: "map",
              key: { kind: "word" },
              value: { kind: "list", element: { kind: "number" } },
            },
          },
        },
      ],
    });
    expect(exportColumns("csv", columns).list).to.equal('CAST(t."s" AS VARCHAR) AS "s"');
  });

  it("keep their types in Parquet and Arrow where these have them", () => {
    const columns = [
      column("d", "DECIMAL(38,10)"),
      column("h", "HUGEINT"),
      column("l", "UUID[]"),
      column("u", "UNION(a INTEGER)"),
    ];
    for (const format of ["parquet", "arrow"] as const) {
      expect(exportColumns(format, columns).list).to.equal(
        't."d" AS "d", CAST(t."h" AS VARCHAR) AS "h", CAST(t."l" AS VARCHAR[]) AS "l", CAST(t."u" AS VARCHAR) AS "u"',
      );
    }
  });

  it("are text when their type is not understood", () => {
    const columns = [column("g", "GEOMETRY"), column("s", "STRUCT(INTEGER, INTEGER)")];
    for (const format of ["csv", "json"] as const) {
      expect(exportColumns(format, columns).list).to.equal(
        'CAST(t."g" AS VARCHAR) AS "g", CAST(t."s" AS VARCHAR) AS "s"',
      );
    }
  });

  it("tell whether rows are of a known length", () => {
    expect(exportColumns("arrow", [column("a", "BIGINT"), column("d", "DATE")]).isFixedWidth).to.equal(true);
    expect(exportColumns("csv", [column("a", "BIGINT"), column("d", "DATE")]).isFixedWidth).to.equal(false);
  });
});
