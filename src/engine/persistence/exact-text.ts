/** DuckDB's text of values as Arrow holds them, digit for digit: what `CAST(value AS VARCHAR)` gives. */

const DAY_MICROS = 86_400_000_000n;
const DATE_INFINITY = 2_147_483_647;
const TIMESTAMP_INFINITY = 9_223_372_036_854_775_807n;

/** `unscaled` × 10^-`scale`, of type DECIMAL(`width`, `scale`); without digits before the point there is no 0 either. */
export function decimalText(unscaled: bigint, width: number, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(Math.min(scale + 1, width), "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Days since 1970-01-01, in the proleptic Gregorian calendar. */
export function dateText(days: number): string {
  if (days === DATE_INFINITY) return "infinity";
  if (days === -DATE_INFINITY) return "-infinity";
  const { year, month, day } = civilFromDays(days);
  const shown = year > 0 ? year : 1 - year;
  return `${pad(shown, 4)}-${pad(month, 2)}-${pad(day, 2)}${year > 0 ? "" : " (BC)"}`;
}

/** Units since midnight; `digits`: decimal places of the unit (6: microseconds). */
export function timeText(units: bigint, digits: number): string {
  const perSecond = 10n ** BigInt(digits);
  const seconds = Number(units / perSecond);
  const fraction = (units % perSecond).toString().padStart(digits, "0").replace(/0+$/, "");
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return fraction && digits > 0 ? `${clock}.${fraction}` : clock;
}

/** Units since 1970-01-01 00:00. */
export function timestampText(units: bigint, digits: number, withTimeZone: boolean): string {
  if (units === TIMESTAMP_INFINITY) return "infinity";
  if (units === -TIMESTAMP_INFINITY) return "-infinity";
  const perDay = (DAY_MICROS / 1_000_000n) * 10n ** BigInt(digits);
  const days = units >= 0n ? units / perDay : (units - perDay + 1n) / perDay;
  const date = dateText(Number(days));
  const zone = withTimeZone ? "+00" : "";
  const time = timeText(units - days * perDay, digits) + zone;
  return date.endsWith(" (BC)") ? `${date.slice(0, -5)} (BC) ${time}` : `${date} ${time}`;
}

/** Month and day from 1; year 0 is 1 BC. Counts in eras of 400 years that begin on 1 March. */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
