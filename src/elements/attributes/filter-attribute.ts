import type { FilterModel } from "../../engine/models.ts";
import { parseFilter } from "../../engine/rows/parse-filter.ts";
import { parseBy } from "./attribute-spec.ts";
import type { AttributeSpec } from "./attribute-spec.ts";

export function filterAttribute(attribute: string): AttributeSpec<FilterModel | null> {
  return {
    attribute,
    defaultValue: null,
    accepted: 'JSON like {"column": "price", "op": "gt", "value": 10} or {"op": "and", "conditions": […]}',
    defaultLabel: "no filter",
    parse: (value) => parseBy(() => parseFilter(value)),
  };
}
