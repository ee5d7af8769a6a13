export interface CastType {
  /** DuckDB type name. */
  readonly name: string;
  readonly meaning: string;
}

export const DEFAULT_TYPE = "VARCHAR";
/** Asks for its digits. */
export const DECIMAL = "DECIMAL";
export const MAX_DECIMAL_DIGITS = 38;

export const CAST_TYPES: readonly { readonly group: string; readonly types: readonly CastType[] }[] = [
  { group: "Text", types: [{ name: "VARCHAR", meaning: "text" }] },
  {
    group: "Numbers",
    types: [
      { name: "BIGINT", meaning: "whole number" },
      { name: "DOUBLE", meaning: "number" },
      { name: DECIMAL, meaning: "exact decimal" },
      { name: "INTEGER", meaning: "whole, 32 bit" },
      { name: "SMALLINT", meaning: "whole, 16 bit" },
      { name: "TINYINT", meaning: "whole, 8 bit" },
      { name: "HUGEINT", meaning: "whole, 128 bit" },
      { name: "UBIGINT", meaning: "whole, from 0" },
      { name: "FLOAT", meaning: "number, 32 bit" },
    ],
  },
  {
    group: "Dates and times",
    types: [
      { name: "DATE", meaning: "date" },
      { name: "TIME", meaning: "time of day" },
      { name: "TIMESTAMP", meaning: "date and time" },
    ],
  },
  {
    group: "Other",
    types: [
      { name: "BOOLEAN", meaning: "true or false" },
      { name: "UUID", meaning: "unique id" },
    ],
  },
];

export function isCastType(name: string): boolean {
  return CAST_TYPES.some(({ types }) => types.some((type) => type.name === name));
}
