import type { GridData } from "../../engine/rows/grid-data.ts";

/**
 * Resolves as soon as the grid shows an edit, at the latest when it is acknowledged: to store it may take long. Rejects
 * with why it was refused; what fails after it showed goes to `report`.
 */
export async function whenShown(
  data: GridData,
  { row, columnId }: { row: number; columnId: number },
  { write, report }: { write: () => Promise<void>; report: (error: unknown) => void },
): Promise<void> {
  const shown = Promise.withResolvers<"shown">();
  const former = data.getCell(row, columnId);
  const stop = data.on("rows", ({ start, end }) => {
    const isHere = row >= start && row < end;
    const box = isHere ? data.getCell(row, columnId) : former;
    if (box !== former && box?.pending === true) shown.resolve("shown");
  });
  const written = write();
  try {
    if ((await Promise.race([written, shown.promise])) === "shown") written.catch(report);
  } finally {
    stop();
  }
}
