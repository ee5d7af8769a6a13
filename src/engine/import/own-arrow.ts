import {
  Binary,
  Bool,
  Data,
  DataType,
  Date_,
  Decimal,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float,
  Int,
  Interval,
  LargeBinary,
  LargeUtf8,
  List,
  makeData,
  Map_,
  Null,
  RecordBatch,
  Schema,
  Struct,
  Time,
  Timestamp,
  type Type,
  Union,
  Utf8,
  Vector,
} from "apache-arrow";
import { PersistentTableError } from "../errors.ts";

/** apache-arrow's writer goes by `instanceof`, so objects of another copy of it become objects of this one. */
export function ownSchema(schema: Schema): Schema {
  return new Schema(schema.fields.map((field) => ownField(field)));
}

/** The buffers stay the same. */
export function ownBatch(schema: Schema, batch: RecordBatch): RecordBatch {
  const children = batch.data.children.map((child) => ownData(child));
  const data = makeData({ type: new Struct(schema.fields), length: batch.numRows, nullCount: 0, children });
  return new RecordBatch(schema, data);
}

const CLASSES: ReadonlyMap<Type, { readonly prototype: DataType }> = new Map(
  [
    Null, Int, Float, Binary, Utf8, Bool, Decimal, Date_, Time, Timestamp, Interval, List, Struct, Union,
    FixedSizeBinary, FixedSizeList, Map_, Duration, LargeBinary, LargeUtf8,
  ].map((type, index) => [index + 1, type]),
);
const DICTIONARY = -1;

function ownType(type: DataType): DataType {
  if (type instanceof DataType) return type;
  const { typeId, children, dictionary, indices } = type as DataType & Partial<Dictionary>;
  const known = typeId === DICTIONARY ? Dictionary : CLASSES.get(typeId);
  if (!known) {
    throw new PersistentTableError("unsupported-format", `The Arrow table has a column of the unknown type ${String(type)}.`);
  }
  return Object.assign(Object.create(known.prototype) as DataType, type, {
    ...(children && { children: (children as Field[]).map((child) => ownField(child)) }),
    ...(dictionary && { dictionary: ownType(dictionary) }),
    ...(indices && { indices: ownType(indices) }),
  });
}

function ownField({ name, type, nullable }: Field): Field {
  return new Field(name, ownType(type), nullable);
}

function ownData(data: Data): Data {
  if (data instanceof Data) return data;
  const { type, offset, length, nullCount, buffers, children, dictionary } = data as Data;
  const own = dictionary && new Vector(dictionary.data.map((part) => ownData(part)));
  return new Data(ownType(type), offset, length, nullCount, buffers, children.map((child) => ownData(child)), own);
}
