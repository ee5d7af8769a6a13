import { LOAD_FORMATS } from "../../engine/import/import-types.ts";
import { columnsAttribute } from "./column-spec.ts";
import { filterAttribute } from "./filter-attribute.ts";
import {
  booleanAttribute,
  enumAttribute,
  numberAttribute,
  stringAttribute,
  urlAttribute,
} from "./scalar-attributes.ts";
import { sortAttribute } from "./sort-attribute.ts";

/** Every attribute of `<persistent-table>`, by its property. */
export const ATTRIBUTES = {
  name: stringAttribute("name"),
  src: urlAttribute("src", "none"),
  format: enumAttribute("format", LOAD_FORMATS, "auto"),
  readonly: booleanAttribute("readonly"),
  controls: booleanAttribute("controls"),
  autosave: enumAttribute("autosave", ["on", "off"], "on"),
  autosaveDelay: numberAttribute("autosave-delay", { defaultValue: 1000, min: 0 }),
  compression: enumAttribute("compression", ["zstd", "snappy", "none"], "zstd"),
  keepVersions: numberAttribute("keep-versions", { defaultValue: 3, min: 1, integer: true }),
  columns: columnsAttribute("columns"),
  rowHeight: numberAttribute("row-height", { defaultValue: 28, min: 16, max: 400 }),
  sort: sortAttribute("sort"),
  filter: filterAttribute("filter"),
  search: stringAttribute("search"),
  assetBase: urlAttribute("asset-base", "the folder assets/ beside the script"),
} as const;
