import { toHex } from "./hex.ts";

const READABLE_CHARACTERS = 40;
const HASH_BYTES = 16;

/**
 * Name of the folder of table `name`: a readable part, then a hash of the name's UTF-16 code units. Safe on file systems
 * that fold case or normalise Unicode, whatever the name holds and however long it is.
 */
export async function tableFolder(name: string): Promise<string> {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, READABLE_CHARACTERS);
  const codeUnits = new Uint8Array(name.length * 2);
  const view = new DataView(codeUnits.buffer);
  for (let index = 0; index < name.length; index++) view.setUint16(index * 2, name.charCodeAt(index), true);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", codeUnits));
  return `t-${readable}-${toHex(hash.subarray(0, HASH_BYTES))}`;
}
