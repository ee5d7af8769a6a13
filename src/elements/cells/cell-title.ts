/** What a cell does not show whole: a text that it cuts off, or what it was before; null: there is nothing to add. */
export function cellTitle(cell: HTMLElement): string | null {
  const old = cell.querySelector("del")?.textContent ?? "";
  const text = cell.lastChild?.textContent ?? "";
  if (old !== "") return `Was: ${old}\nNow: ${text === "" ? "empty" : text}`;
  return cell.scrollWidth > cell.clientWidth ? text : null;
}
