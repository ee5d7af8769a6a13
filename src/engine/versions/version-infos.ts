import type { StoredSegment, StoredVersion } from "../../worker/protocol.ts";
import type { VersionChanges, VersionInfo } from "../engine-events.ts";
import { equalColumns } from "../schema.ts";

/** What a page is told of stored versions, oldest first. */
export function versionInfos(versions: readonly StoredVersion[]): VersionInfo[] {
  return versions.map((stored, index) => {
    const { version, savedAt, rows, segments, name, kept } = stored;
    const before = versions[index - 1];
    const changes = before ? changesSince(before, stored) : null;
    return { version, savedAt: new Date(savedAt), rows, bytes: bytesOf(segments), name, kept, changes };
  });
}

/** By the segments that the versions share: their rows are the same. */
function changesSince(before: StoredVersion, version: StoredVersion): VersionChanges {
  const shared = new Set(before.segments.map(({ sha256 }) => sha256));
  const own = version.segments.filter(({ sha256 }) => !shared.has(sha256));
  return {
    maxRows: own.reduce((sum, { rows }) => sum + rows, 0),
    addedRows: version.rows - before.rows,
    columnsChanged: !equalColumns(before.columns, version.columns),
    bytesWritten: bytesOf(own),
  };
}

function bytesOf(segments: readonly StoredSegment[]): number {
  return segments.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
