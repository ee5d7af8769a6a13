const POLYNOMIAL = 0x82f63b78;

/** Eight tables of 256 (slicing-by-8): table `k` advances a byte over `k` bytes more. */
const TABLES = sliceTables();

/** CRC-32C (Castagnoli, RFC 3720), unsigned, of the bytes `[start, end)`. `former`: the CRC of bytes that come before. */
export function crc32c(bytes: Uint8Array | DataView, former = 0, start = 0, end = bytes.byteLength): number {
  const view = bytes instanceof DataView ? bytes : new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let crc = ~former;
  let offset = start;
  for (; offset + 8 <= end; offset += 8) {
    const low = view.getUint32(offset, true) ^ crc;
    const high = view.getUint32(offset + 4, true);
    crc =
      entry(7, low) ^
      entry(6, low >>> 8) ^
      entry(5, low >>> 16) ^
      entry(4, low >>> 24) ^
      entry(3, high) ^
      entry(2, high >>> 8) ^
      entry(1, high >>> 16) ^
      entry(0, high >>> 24);
  }
  for (; offset < end; offset++) crc = (crc >>> 8) ^ entry(0, crc ^ view.getUint8(offset));
  return ~crc >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[(table << 8) | (byte & 0xff)] ?? 0;
}

function sliceTables(): Uint32Array {
  const tables = new Uint32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    tables[byte] = remainder;
  }
  for (let index = 256; index < tables.length; index++) {
    const shorter = tables[index - 256] ?? 0;
    tables[index] = (shorter >>> 8) ^ (tables[shorter & 0xff] ?? 0);
  }
  return tables;
}
