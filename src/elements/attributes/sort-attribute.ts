import type { SortKey, SortModel } from "../../engine/models.ts";
import { formatSort, parseSort } from "../../engine/rows/parse-sort.ts";
import { bad, parseBy } from "./attribute-spec.ts";
import type { AttributeSpec } from "./attribute-spec.ts";

/** Text, also when a model was assigned to the property. */
export function sortAttribute(attribute: string): AttributeSpec<string> {
  return {
    attribute,
    defaultValue: "",
    accepted: 'column names with an optional direction, like "price desc, name"',
    defaultLabel: "natural order",
    parse(value) {
      const text = isSortModel(value) ? formatSort(value) : value;
      return typeof text === "string" ? parseBy(() => formatSort(parseSort(text))) : bad();
    },
  };
}

function isSortModel(value: unknown): value is SortModel {
  return (
    Array.isArray(value) &&
    value.every((key: Partial<SortKey> | null) => {
      return typeof key?.column === "string" && (key.direction === "asc" || key.direction === "desc");
    })
  );
}
