export const NO_DATE = 0x7fffffff;
export const NO_TIME = -1;

const SECOND = 1_000_000;
const DAYS_TO_EPOCH = 719_468;

/** Days since 1970-01-01 of the ten bytes `YYYY-MM-DD` at `start`, years from 1 on; `NO_DATE` when they are none. */
export function readDate(bytes: Uint8Array, start: number): number {
  const year = readDigits(bytes, start, 4);
  const month = readDigits(bytes, start + 5, 2);
  const day = readDigits(bytes, start + 8, 2);
  if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return NO_DATE;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return NO_DATE;
  return daysSinceEpoch(year, month, day);
}

/**
 * Microseconds since midnight of `HH:MM:SS` with up to six digits of a fraction, `HH:MM` too unless `needsSeconds`;
 * `NO_TIME` when the bytes are none.
 */
export function readTime(bytes: Uint8Array, start: number, end: number, needsSeconds: boolean): number {
  const length = end - start;
  if (length < 5 || bytes[start + 2] !== 58) return NO_TIME;
  const hour = readDigits(bytes, start, 2);
  const minute = readDigits(bytes, start + 3, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return NO_TIME;
  const minutes = hour * 60 + minute;
  if (length === 5) return needsSeconds ? NO_TIME : minutes * 60 * SECOND;
  if (length < 8 || bytes[start + 5] !== 58) return NO_TIME;
  const second = readDigits(bytes, start + 6, 2);
  if (second < 0 || second > 59) return NO_TIME;
  const seconds = (minutes * 60 + second) * SECOND;
  if (length === 8) return seconds;
  if (bytes[start + 8] !== 46 || length < 10 || length > 15) return NO_TIME;
  let micros = readDigits(bytes, start + 9, length - 9);
  if (micros < 0) return NO_TIME;
  for (let digits = length - 9; digits < 6; digits++) micros *= 10;
  return seconds + micros;
}

/** Of the proleptic Gregorian calendar, as years that begin in March (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const century = (shifted / 100) | 0;
  const dayOfYear = ((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) | 0;
  const leapDays = ((shifted / 4) | 0) - century + ((century / 4) | 0);
  return shifted * 365 + leapDays + dayOfYear + day - 1 - DAYS_TO_EPOCH;
}

/** Negative when a byte is no digit. */
function readDigits(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let at = start; at < start + count; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
