export const PRIORITIES = ["urgent", "user-visible", "background", "idle"] as const;

/** Most urgent first: a scroll or an edit, what the user waits for, a save, a diff. */
export type Priority = (typeof PRIORITIES)[number];
