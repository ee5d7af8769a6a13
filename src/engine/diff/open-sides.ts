import type { StoredVersion } from "../../worker/protocol.ts";
import type { IdRange } from "../changes/change.ts";
import type { TableChanges } from "../changes/table-changes.ts";
import type { CurrentTable } from "../current-table.ts";
import type { RunningDatabase } from "../database-runtime.ts";
import { PersistentTableError } from "../errors.ts";
import { equalColumns } from "../schema.ts";
import type { TableStorage } from "../table-storage.ts";
import { PresentSide, type DiffSide } from "./diff-side.ts";
import type { DiffBase } from "./diff-types.ts";
import { openFileSide } from "./file-side.ts";
import { openRecordSide } from "./record-side.ts";
import { segmentsWithin, VersionSide } from "./version-side.ts";

export interface OpenSidesOptions {
  /** Folder URL of the workers and `.wasm` files. */
  readonly assetBase: string;
  readonly table: CurrentTable;
  readonly storage: TableStorage;
  readonly changes: TableChanges;
  readonly startDatabase: () => Promise<RunningDatabase>;
  /** A stored version in place of the present table. */
  readonly present: number | null;
  readonly signal: AbortSignal;
}

export interface OpenedSides {
  readonly base: DiffSide;
  readonly present: DiffSide;
  readonly baseName: string;
  readonly isLive: boolean;
  /** Whether the rows within the range are known to be the same on both. */
  readonly isSame: (range: IdRange) => boolean;
  /** Ids of the columns in which rows of both may differ; null: any. */
  readonly columnsToCompare: () => ReadonlySet<number> | null;
}

const UNKNOWN = { isSame: () => false, columnsToCompare: () => null };

/** Rejects with `unknown-version`, or `invalid-argument` where there is nothing to compare with. */
export async function openSides(against: DiffBase, options: OpenSidesOptions): Promise<OpenedSides> {
  options.table.assertExists();
  if (typeof against === "number" || against === "saved") return await openVersions(against, options);
  if (options.present !== null) {
    throw new PersistentTableError(
      "invalid-argument",
      "Found a version to compare in place of the present table, expected another version in `against`: only versions can be compared with each other.",
    );
  }
  const live = { present: presentSide(options), isLive: true, ...UNKNOWN };
  if (against === "before-transform") {
    const base = await openRecordSide(options);
    return {
      ...live,
      base,
      baseName: "the table before the last transform",
      isSame: (range) => !base.isTouched(range),
    };
  }
  const file = await openFileSide(against, options);
  // A column that the file does not have is not compared.
  const shared = new Set(file.base.columns.map(({ id }) => id));
  return { ...live, ...file, columnsToCompare: () => shared };
}

async function openVersions(against: number | "saved", options: OpenSidesOptions): Promise<OpenedSides> {
  const { storage, signal, table } = options;
  await storage.open({ signal });
  const version = against === "saved" ? newest(storage) : storage.stored.find(against);
  const other = options.present === null ? null : storage.stored.find(options.present);
  if (!other && !storage.isStoredTable) throw notOfThisTable();
  const base = await openVersion(version, storage);
  const baseName = nameOf(version);
  if (other) {
    const present = await openVersion(other, storage).catch(async (error: unknown) => {
      await base.close();
      throw error;
    });
    return {
      base,
      present,
      baseName,
      isLive: false,
      ...UNKNOWN,
      isSame: (range) => haveSameFiles(base, present.version, range),
    };
  }
  return {
    base,
    present: presentSide(options),
    baseName,
    isLive: true,
    isSame: (range) => {
      const { newest: present } = storage.stored;
      if (!present || storage.touched.isTouched(range) || !haveSameFiles(base, present, range)) return false;
      return equalColumns(base.columns, table.schema.columns);
    },
    columnsToCompare: () => storage.touched.columnsSince(version.version),
  };
}

function notOfThisTable(): PersistentTableError {
  return new PersistentTableError(
    "invalid-argument",
    "The stored versions are of another table than the present one: save it first.",
  );
}

function newest(storage: TableStorage): StoredVersion {
  const version = storage.stored.newest;
  if (version) return version;
  throw new PersistentTableError("unknown-version", "There is no saved version to compare with: save the table first.");
}

/** It stays readable while it is open, also when later saves thin it out. */
async function openVersion(version: StoredVersion, { stored }: TableStorage): Promise<VersionSide> {
  const release = await stored.hold(version.version);
  return new VersionSide({ client: () => stored.need(), version, release });
}

function presentSide({ table }: OpenSidesOptions): PresentSide {
  return new PresentSide({ columns: () => table.schema.columns, extent: () => table.extent });
}

/** Files are shared between versions as long as nothing changes in them. */
function haveSameFiles(base: VersionSide, other: StoredVersion, range: IdRange): boolean {
  const ofOther = segmentsWithin(other, range);
  const ofBase = base.segmentsOf(range);
  const isSame = ofBase.length === ofOther.length && ofBase.every(({ sha256 }, at) => ofOther[at]?.sha256 === sha256);
  return isSame && equalColumns(base.columns, other.columns);
}

function nameOf({ name, savedAt }: StoredVersion): string {
  if (name !== null) return `the version “${name}”`;
  return `the version saved on ${new Date(savedAt).toLocaleString()}`;
}
