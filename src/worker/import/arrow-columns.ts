import {
  type Data,
  DataType,
  type Decimal,
  Field,
  Float32,
  type Interval,
  IntervalUnit,
  makeData,
  Utf8,
  vectorFromArray,
  Vector,
} from "apache-arrow";

/** The field as the database takes it: some Arrow types it cannot read, or reads as something else. */
export function databaseField(field: Field, name: string): Field {
  return new Field(name, databaseType(field.type), true);
}

/** `data` of a field's type in the type of `databaseField`, every value exact. */
export function databaseData(data: Data): Data {
  const { type } = data;
  if (DataType.isNull(type)) return texts(Array.from({ length: data.length }, () => null));
  if (DataType.isFloat(type) && type.precision === 0) {
    const values = new Vector([data]).toArray() as Iterable<number> | Uint16Array;
    return converted(data, new Float32(), Float32Array.from(values instanceof Uint16Array ? halves(values) : values));
  }
  if (isWideDecimal(type)) return texts(strings(data, (value) => decimalText(value as Uint32Array, type.scale)));
  if (isDayTime(type)) return texts(strings(data, (value) => dayTimeText(value as Int32Array)));
  return data;
}

function databaseType(type: DataType): DataType {
  if (DataType.isNull(type) || isWideDecimal(type) || isDayTime(type)) return new Utf8();
  if (DataType.isFloat(type) && type.precision === 0) return new Float32();
  return type;
}

function isWideDecimal(type: DataType): type is Decimal {
  return DataType.isDecimal(type) && type.bitWidth > 128;
}

function isDayTime(type: DataType): type is Interval {
  return DataType.isInterval(type) && type.unit === IntervalUnit.DAY_TIME;
}

function converted(data: Data, type: Float32, values: Float32Array): Data {
  const { length, nullCount } = data;
  if (nullCount === 0) return makeData({ type, length, data: values });
  const nulls = new Vector([data]);
  return vectorFromArray(Array.from(values, (value, row) => (nulls.isValid(row) ? value : null)), type).data[0] ?? data;
}

function* halves(values: Uint16Array): Generator<number, void, void> {
  for (const half of values) yield halfToNumber(half);
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function strings(data: Data, text: (value: unknown) => string): (string | null)[] {
  const vector = new Vector([data]);
  return Array.from({ length: data.length }, (_, row) => (vector.isValid(row) ? text(vector.get(row)) : null));
}

function texts(values: readonly (string | null)[]): Data {
  const vector = vectorFromArray([...values], new Utf8());
  return vector.data[0] ?? makeData({ type: new Utf8() });
}

function decimalText(words: Uint32Array, scale: number): string {
  let value = 0n;
  for (let index = words.length - 1; index >= 0; index--) value = (value << 32n) | BigInt(words[index] ?? 0);
  const signed = BigInt.asIntN(words.length * 32, value);
  const digits = (signed < 0n ? -signed : signed).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const text = scale > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : digits;
  return signed < 0n ? `-${text}` : text;
}

function dayTimeText(value: Int32Array): string {
  const [days = 0, milliseconds = 0] = value;
  return `${days} days ${milliseconds} milliseconds`;
}
