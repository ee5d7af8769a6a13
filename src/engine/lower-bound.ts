/** Position of the first element that is not below `value`; `values` ascend. */
export function lowerBound(values: ArrayLike<number | bigint>, value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
