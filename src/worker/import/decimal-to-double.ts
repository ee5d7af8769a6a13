/** 10 to the 0 … 22, which a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const MAX_EXACT_EXPONENT = 22;
/** Numbers with as many are still far from the smallest that a double holds. */
export const MAX_FRACTION_DIGITS = 3 * MAX_EXACT_EXPONENT;

/** Halves a double's 53 bits (Veltkamp). */
const SPLITTER = 2 ** 27 + 1;
/** More than the arithmetic below can be wrong by. */
const MARGIN = 1 + 2 ** -40;

/** 10 to the `exponent`, at most 22. */
export function powerOfTen(exponent: number): number {
  return POWERS[exponent] as number;
}

/**
 * The double nearest to (`high` + `low`) / 10 ** `fractionDigits`, undefined where that takes more precision than
 * is spent on it. Both parts are integers below 2 ** 63 that a double holds exactly, `high` 0 or the greater one;
 * `fractionDigits` is at most `MAX_FRACTION_DIGITS`.
 */
export function scaleDown(high: number, low: number, fractionDigits: number): number | undefined {
  // A number as a sum of two doubles, the second of which is what the first leaves over.
  let nearest = high + low;
  let rest = low - (nearest - high);
  if (rest === 0 && fractionDigits <= MAX_EXACT_EXPONENT) return nearest / powerOfTen(fractionDigits);
  for (let left = fractionDigits; left > 0; left -= MAX_EXACT_EXPONENT) {
    const divisor = powerOfTen(Math.min(left, MAX_EXACT_EXPONENT));
    const quotient = nearest / divisor;
    const correction = (remainder(nearest, quotient, divisor) + rest) / divisor;
    nearest = quotient + correction;
    rest = correction - (nearest - quotient);
  }
  return nearest + rest * MARGIN === nearest ? nearest : undefined;
}

/** `dividend` - `quotient` * `divisor` without an error (Dekker). */
function remainder(dividend: number, quotient: number, divisor: number): number {
  const product = quotient * divisor;
  const quotientHigh = upperHalf(quotient);
  const quotientLow = quotient - quotientHigh;
  const divisorHigh = upperHalf(divisor);
  const divisorLow = divisor - divisorHigh;
  const productError =
    quotientLow * divisorLow -
    (product - quotientHigh * divisorHigh - quotientLow * divisorHigh - quotientHigh * divisorLow);
  return dividend - product - productError;
}

function upperHalf(value: number): number {
  const scaled = value * SPLITTER;
  return scaled - (scaled - value);
}

/** Of a text of the value class DOUBLE. */
export function doubleOfText(text: string): number {
  const word = text.trim().toLowerCase();
  if (word === "inf" || word === "-inf") return word === "inf" ? Infinity : -Infinity;
  if (word === "infinity" || word === "-infinity") return word === "infinity" ? Infinity : -Infinity;
  return Number(word);
}
