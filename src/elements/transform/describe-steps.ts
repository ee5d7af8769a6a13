import type { TransformStep } from "../../engine/changes/transform-types.ts";

/** What a transform does while it runs, without a full stop: `Updating price`, `Adding code 1 and 2 more changes`. */
export function activityText(steps: readonly TransformStep[]): string {
  const [first, ...others] = steps;
  if (!first) return "Transforming";
  const more = others.length === 0 ? "" : ` and ${others.length} more ${others.length === 1 ? "change" : "changes"}`;
  return `${stepActivity(first)}${more}`;
}

function stepActivity(step: TransformStep): string {
  switch (step.op) {
    case "update":
      return `Updating ${step.column}`;
    case "delete":
      return "Deleting rows";
    case "add-column":
      return `Adding ${step.name}`;
    case "drop-column":
      return `Dropping ${step.name}`;
    case "rename-column":
      return `Renaming ${step.name}`;
    case "cast-column":
      return `Converting ${step.name}`;
  }
}
