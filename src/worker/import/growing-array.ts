type TypedArray =
  Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;

/** The array when it is long enough, else a longer one with its values; twice as long at least, so that growing stays rare. */
export function withRoomFor<A extends TypedArray>(array: A, length: number): A {
  if (array.length >= length) return array;
  const Longer = array.constructor as new (length: number) => A;
  const longer = new Longer(Math.max(length, array.length * 2));
  (longer as Uint8Array).set(array as Uint8Array);
  return longer;
}
