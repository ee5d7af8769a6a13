/** What is safe while changes cannot be saved. `isSafe`: all of them are stored, though in no saved version. */
export function safetyText(isSafe: boolean): string {
  return isSafe
    ? "All changes so far are safe: they are stored beside the last saved version."
    : "The last saved version is safe. Changes made since may be in this page only: keep it open until they are saved.";
}
