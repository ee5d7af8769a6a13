/** How a locale writes numbers and dates, as far as input needs it. */
export interface LocaleForms {
  /** Puts a number in the locale's form into the plain one (`-1234.5`); undefined when it is not in that form. */
  plainNumber(text: string): string | undefined;
  /** Order of the numeric parts of a date. */
  readonly dateOrder: readonly DatePart[];
  /** Month 1–12 by lower-case name, long or short, without a closing point. */
  readonly months: ReadonlyMap<string, number>;
}

export type DatePart = "day" | "month" | "year";

const cache = new Map<string, LocaleForms>();

/** The reader's locale when `locale` is undefined; a malformed one counts as undefined. */
export function localeForms(locale: string | undefined): LocaleForms {
  const key = locale ?? "";
  let forms = cache.get(key);
  if (!forms) {
    const valid = isValid(locale) ? locale : undefined;
    forms = { plainNumber: numberReader(valid), dateOrder: dateOrder(valid), months: monthNames(valid) };
    cache.set(key, forms);
  }
  return forms;
}

function isValid(locale: string | undefined): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length > 0;
  } catch {
    return false;
  }
}

function numberReader(locale: string | undefined): (text: string) => string | undefined {
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210)].reverse();
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(123456789.5);
  const decimal = parts.find((part) => part.type === "decimal")?.value ?? ".";
  const group = parts.find((part) => part.type === "group")?.value ?? ",";
  const groups = /\s/.test(group) ? /\s/g : group === "’" ? /[’']/g : literalPattern(group);
  const sizes = parts.filter((part) => part.type === "integer").map((part) => part.value.length);
  const inner = sizes.at(-2) ?? 3;
  const grouped = new RegExp(`^[+-]?\\d{1,${inner}}(?:_\\d{${inner}})*(?:_\\d{3})(?:\\.\\d*)?$`);
  const ungrouped = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;
  return (text) => {
    const latin = digits[0] === "0" ? text : [...text].map((char) => latinDigit(digits, char)).join("");
    const marked = latin.replace("\u2212", "-").replace(groups, "_").replace(decimal, ".");
    if (!grouped.test(marked) && !ungrouped.test(marked)) return undefined;
    return marked.replaceAll("_", "");
  };
}

function latinDigit(digits: readonly string[], char: string): string {
  const digit = digits.indexOf(char);
  return digit < 0 ? char : String(digit);
}

function literalPattern(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g");
}

const GREGORIAN: Intl.DateTimeFormatOptions = { calendar: "gregory", numberingSystem: "latn", timeZone: "UTC" };

function dateOrder(locale: string | undefined): readonly DatePart[] {
  const format = new Intl.DateTimeFormat(locale, { ...GREGORIAN, year: "numeric", month: "numeric", day: "numeric" });
  return format
    .formatToParts(0)
    .flatMap(({ type }) => (type === "day" || type === "month" || type === "year" ? type : []));
}

function monthNames(locale: string | undefined): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const [language, month] of [
    ["en", "long"],
    ["en", "short"],
    [locale, "long"],
    [locale, "short"],
  ] as const) {
    const format = new Intl.DateTimeFormat(language, { ...GREGORIAN, day: "numeric", month, year: "numeric" });
    for (let index = 0; index < 12; index++) {
      const part = format.formatToParts(Date.UTC(2000, index, 15)).find(({ type }) => type === "month");
      if (part && /\p{L}/u.test(part.value)) names.set(part.value.toLowerCase().replace(/\.$/, ""), index + 1);
    }
  }
  return names;
}
