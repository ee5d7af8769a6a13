/** How the browsers' file systems differ, as far as it matters to a table. */
export interface BrowserRules {
  readonly name: string;
  /** A rename over an existing file: one step, or the target is gone before the name changes. */
  readonly overwritingRename: "one step" | "two steps";
  /** How a full disk shows. */
  readonly fullDisk: readonly ("throws" | "short count" | "absurd count")[];
}

export const BROWSERS: readonly BrowserRules[] = [
  { name: "Chromium", overwritingRename: "one step", fullDisk: ["throws", "absurd count"] },
  { name: "Firefox", overwritingRename: "two steps", fullDisk: ["short count"] },
  { name: "Safari", overwritingRename: "one step", fullDisk: ["throws"] },
];
