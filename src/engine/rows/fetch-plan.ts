/** Blocks `[firstBlock, endBlock)` of some column groups. */
export interface BlockSpan {
  readonly firstBlock: number;
  readonly endBlock: number;
  readonly groups: readonly number[];
}

/** Pages that together hold what `has` misses of `span`: neighbouring blocks that miss the same groups go together. */
export function planFetches(
  span: BlockSpan,
  has: (block: number, group: number) => boolean,
  maxBlocks: number,
): BlockSpan[] {
  const plan: BlockSpan[] = [];
  for (let block = span.firstBlock; block < span.endBlock; block++) {
    const groups = span.groups.filter((group) => !has(block, group));
    if (groups.length === 0) continue;
    const last = plan.at(-1);
    if (last?.endBlock === block && block - last.firstBlock < maxBlocks && sameGroups(last.groups, groups)) {
      plan[plan.length - 1] = { ...last, endBlock: block + 1 };
    } else {
      plan.push({ firstBlock: block, endBlock: block + 1, groups });
    }
  }
  return plan;
}

export function covers(span: BlockSpan, block: number, group: number): boolean {
  return block >= span.firstBlock && block < span.endBlock && span.groups.includes(group);
}

export function overlaps(a: BlockSpan, b: BlockSpan): boolean {
  return a.firstBlock < b.endBlock && b.firstBlock < a.endBlock && a.groups.some((group) => b.groups.includes(group));
}

function sameGroups(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((group, index) => group === b[index]);
}
