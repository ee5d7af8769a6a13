import {
  Binary,
  type Data,
  DataType,
  type Decimal,
  Field,
  FixedSizeList,
  Float32,
  type Interval,
  IntervalUnit,
  List,
  makeData,
  Map_,
  Precision,
  Struct,
  Utf8,
  Vector,
  vectorFromArray,
} from "apache-arrow";

/** The field as the database takes it: some Arrow types it cannot read, or reads as something else. */
export function databaseField(field: Field, name: string): Field {
  return new Field(name, databaseType(field.type as DataType), true);
}

/** `data` of a field's type in the type of `databaseField`, every value exact. */
export function databaseData(data: Data): Data {
  const { type } = data;
  if (DataType.isNull(type)) return texts(Array.from({ length: data.length }, () => null));
  if (isWideDecimal(type)) return texts(strings(data, (value) => decimalText(value as Uint32Array, type.scale)));
  if (isDayTime(type)) return texts(strings(data, (value) => dayTimeText(value as Int32Array)));
  if (isHalf(type)) {
    return makeData({
      ...layout(data),
      type: new Float32(),
      data: Float32Array.from(data.values as Uint16Array, halfToNumber),
    });
  }
  if (DataType.isLargeUtf8(type)) return makeData({ ...layout(data), ...narrowed(data), type: new Utf8() });
  if (DataType.isLargeBinary(type)) return makeData({ ...layout(data), ...narrowed(data), type: new Binary() });
  if (data.children.length === 0 || !needsChange(type)) return data;
  return data.clone(databaseType(type), data.offset, data.length, -1, data.buffers, data.children.map(databaseData));
}

function databaseType(type: DataType): DataType {
  if (DataType.isNull(type) || isWideDecimal(type) || isDayTime(type) || DataType.isLargeUtf8(type)) return new Utf8();
  if (DataType.isLargeBinary(type)) return new Binary();
  if (isHalf(type)) return new Float32();
  if (!needsChange(type)) return type;
  const children: Field[] = fieldsInside(type).map((child) => databaseField(child, child.name));
  const [item] = children;
  if (DataType.isStruct(type)) return new Struct(children);
  if (item && DataType.isList(type)) return new List(item);
  if (item && DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, item);
  if (item && DataType.isMap(type)) {
    return new Map_(item as Field<Struct<{ key: DataType; value: DataType }>>, type.keysSorted);
  }
  return type;
}

/** Whether the type, or one inside it, is replaced. */
function needsChange(type: DataType): boolean {
  const own = DataType.isNull(type) || isWideDecimal(type) || isDayTime(type) || isHalf(type);
  const large = DataType.isLargeUtf8(type) || DataType.isLargeBinary(type);
  return own || large || fieldsInside(type).some((child) => needsChange(child.type as DataType));
}

/** None of a dictionary, whose values the database reads as they are. */
function fieldsInside(type: DataType): readonly Field[] {
  return DataType.isDictionary(type) ? [] : ((type.children as readonly Field[] | null) ?? []);
}

/** apache-arrow 17 cannot write a part of a column whose offsets have 64 bits. */
function narrowed(data: Data): { valueOffsets: Int32Array; data: Uint8Array } {
  // Declared as 32 bits wide for every type.
  const offsets = data.valueOffsets as Int32Array;
  const wide = new BigInt64Array(offsets.buffer, offsets.byteOffset, data.length + 1);
  const first = wide[0] ?? 0n;
  const last = wide[data.length] ?? first;
  const valueOffsets = Int32Array.from({ length: data.length + 1 }, (_, row) => Number((wide[row] ?? last) - first));
  return { valueOffsets, data: (data.values as Uint8Array).subarray(Number(first), Number(last)) };
}

function layout(data: Data): { offset: number; length: number; nullCount: number; nullBitmap: Uint8Array } {
  return { offset: data.offset, length: data.length, nullCount: data.nullCount, nullBitmap: data.nullBitmap };
}

function isHalf(type: DataType): boolean {
  return DataType.isFloat(type) && type.precision === Precision.HALF;
}

function isWideDecimal(type: DataType): type is Decimal {
  return DataType.isDecimal(type) && type.bitWidth > 128;
}

function isDayTime(type: DataType): type is Interval {
  return DataType.isInterval(type) && type.unit === IntervalUnit.DAY_TIME;
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
