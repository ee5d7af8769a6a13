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

/** In the order of their type ids, which are the Arrow format's and start at 1. */
const CLASSES: readonly { readonly prototype: DataType }[] = [
  Null,
  Int,
  Float,
  Binary,
  Utf8,
  Bool,
  Decimal,
  Date_,
  Time,
  Timestamp,
  Interval,
  List,
  Struct,
  Union,
  FixedSizeBinary,
  FixedSizeList,
  Map_,
  Duration,
  LargeBinary,
  LargeUtf8,
];

/** What the types of any copy have in common. */
interface ForeignType {
  readonly typeId: number;
  readonly children?: readonly Field[] | null;
  readonly dictionary?: DataType;
  readonly indices?: DataType;
}

function ownType(type: DataType): DataType {
  if (type instanceof DataType) return type;
  const { typeId, children, dictionary, indices } = type as ForeignType;
  const known = dictionary && indices ? Dictionary : CLASSES[typeId - 1];
  if (!known) {
    const text = `The Arrow table has a column of the unknown type ${String(type)}.`;
    throw new PersistentTableError("unsupported-format", text);
  }
  return Object.assign(Object.create(known.prototype) as DataType, type, {
    ...(children && { children: children.map((child) => ownField(child)) }),
    ...(dictionary && { dictionary: ownType(dictionary) }),
    ...(indices && { indices: ownType(indices) }),
  });
}

function ownField({ name, type, nullable }: Field): Field {
  return new Field(name, ownType(type as DataType), nullable);
}

function ownData(data: Data): Data {
  if (data instanceof Data) return data;
  const { type, offset, length, nullCount, buffers, children, dictionary } = data as Data;
  const parts = dictionary?.data as readonly Data[] | undefined;
  const own = parts && new Vector(parts.map((part) => ownData(part)));
  const ownChildren = children.map((child: Data) => ownData(child));
  return new Data(ownType(type), offset, length, nullCount, buffers, ownChildren, own);
}
