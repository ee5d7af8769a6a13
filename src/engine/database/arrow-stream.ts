const FILE_PREFIX_BYTES = 8;
const MAGIC_BYTES = 6;
/** What ends an IPC stream. */
export const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/**
 * The IPC stream within an Arrow IPC file: a view of the same buffer, without the file's magic bytes and footer.
 * Only a file without record batches is copied, for DuckDB leaves out the end-of-stream mark there.
 */
export function streamOfArrowFile(file: Uint8Array): Uint8Array {
  const footerLengthAt = file.byteLength - MAGIC_BYTES - 4;
  const footerLength = new DataView(file.buffer, file.byteOffset, file.byteLength).getInt32(footerLengthAt, true);
  const stream = file.subarray(FILE_PREFIX_BYTES, footerLengthAt - footerLength);
  return endsStream(stream) ? stream : concatBytes([stream, END_OF_STREAM]);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const first = parts[0];
  if (parts.length === 1 && first) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.byteLength;
  }
  return whole;
}

function endsStream(stream: Uint8Array): boolean {
  const tail = stream.subarray(stream.byteLength - END_OF_STREAM.length);
  return END_OF_STREAM.every((byte, index) => tail[index] === byte);
}
