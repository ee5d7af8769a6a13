/** What the reader may ask of a stored version. */
export interface VersionActions {
  /** Null: no name any more. */
  readonly name: (version: number, name: string | null) => void;
  readonly keep: (version: number, kept: boolean) => void;
  readonly remove: (version: number) => void;
  readonly restore: (version: number) => void;
  readonly download: (version: number) => void;
  /** With the present table, or with the version `present`. */
  readonly compare: (version: number, present?: number) => void;
}
