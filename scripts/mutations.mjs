/** Calls and comparisons that the storage is safe by. Each place has to be in the text of a mutation. */
export const GUARDS = [
  /\.flush\(\)/g,
  /!== crc32c\(/g,
  /await sha256\(bytes\)\) !==/g,
  /!equalBytes\(/g,
  /written > 0/g,
  /bytes\.length === byteLength/g,
];

const worker = (name) => `src/worker/${name}.ts`;

/** `find` is in the file once; `replace` takes its place and the safeguard away. */
export const MUTATIONS = [
  {
    name: "a segment is flushed before the commit",
    file: worker("snapshot-writer"),
    find: "file.flush();",
    replace: "",
  },
  {
    name: "a segment reads back as written",
    file: worker("snapshot-writer"),
    find: "if (!equalBytes(readAll(file, bytes.length), bytes)) {",
    replace: "if (false) {",
  },
  {
    name: "a segment hashes as the manifest says",
    file: worker("snapshot-reader"),
    find: "if ((await sha256(bytes)) !== segment.sha256) throw",
    replace: "if (false) throw",
  },
  {
    name: "a table keeps its id",
    file: worker("table-store"),
    find: "const { id, generation } = this.#slots.current ?? { id: newTableId(), generation: 0 };",
    replace: "const [id, generation] = [newTableId(), this.#slots.current?.generation ?? 0];",
  },
  {
    name: "the manifest is flushed: the commit",
    file: worker("manifest-slots"),
    find: "file.truncate(bytes.length);\n      file.flush();",
    replace: "file.truncate(bytes.length);",
  },
  {
    name: "the manifest reads back as written",
    file: worker("manifest-slots"),
    find: "if (!equalBytes(readAll(file, bytes.length), bytes)) {",
    replace: "if (false) {",
  },
  {
    name: "the manifest's CRC",
    file: worker("manifest"),
    find: "if (new ByteReader(file.subarray(checked.length)).u32() !== crc32c(checked)) return",
    replace: "if (false) return",
  },
  {
    name: "slots that a killed process left are flushed",
    file: worker("manifest-slots"),
    find: "else files[index].flush();",
    replace: "",
  },
  {
    name: "an emptied slot is flushed",
    file: worker("manifest-slots"),
    find: "file.truncate(byteLength);\n  file.flush();",
    replace: "file.truncate(byteLength);",
  },
  {
    name: "a missing slot is damage once the journals are begun",
    file: worker("manifest-slots"),
    find: '(isBegun || isWritten) ? { state: "damaged" } : slot',
    replace: "false ? slot : slot",
  },
  {
    name: "the copy of a damaged record is flushed",
    file: worker("set-aside"),
    find: "writeAll(file, bytes, name);\n    file.flush();",
    replace: "writeAll(file, bytes, name);",
  },
  {
    name: "the new name of data without a record is flushed",
    file: worker("set-aside"),
    find: "const file = await folder.open(to);\n  try {\n    file.flush();",
    replace: "const file = await folder.open(to);\n  try {",
  },
  {
    name: "what a write returned is believed only when it makes sense",
    file: worker("storage"),
    find: "if (!(written > 0 && written <= bytes.length - at)) throw quotaError(`writing ${name}`);",
    replace: "if (!(written > 0 && written <= bytes.length - at)) return;",
  },
  {
    name: "a file that was read in part is not taken for a damaged one",
    file: worker("storage"),
    find: "if (bytes.length === byteLength) return bytes;",
    replace: "return bytes;",
  },
  {
    name: "an append is flushed before it is acknowledged",
    file: worker("journal/journal-file"),
    find: "writeAll(this.#file, bytes, this.name, this.#length);\n      this.#file.flush();",
    replace: "writeAll(this.#file, bytes, this.name, this.#length);",
  },
  {
    name: "a journal is flushed when it was begun anew",
    file: worker("journal/journal-file"),
    find: "writeAll(this.#file, block, this.name);\n    this.#file.flush();",
    replace: "writeAll(this.#file, block, this.name);",
  },
  {
    name: "the journal before the active one is sealed when a rotation was not",
    file: worker("journal/journal"),
    find: "this.#sealFormer();\n    return",
    replace: "return",
  },
  {
    name: "what a killed process left in a journal is flushed",
    file: worker("journal/journal-file"),
    find: "new Uint8Array(byteLength - this.#length), this.name, this.#length);\n    this.#file.flush();",
    replace: "new Uint8Array(byteLength - this.#length), this.name, this.#length);",
  },
  {
    name: "what follows the last record is taken away",
    file: worker("journal/journal-file"),
    find: "writeAll(this.#file, new Uint8Array(byteLength - this.#length), this.name, this.#length);",
    replace: "",
  },
  {
    name: "a journal's salt is random",
    file: worker("journal/journal"),
    find: "crypto.getRandomValues(new Uint8Array(SALT_BYTES))",
    replace: "new Uint8Array(SALT_BYTES)",
  },
  {
    name: "the CRC of a journal's header",
    file: worker("journal/journal-format"),
    find: "if (new ByteReader(file.subarray(checked.length)).u32() !== crc32c(checked)) return",
    replace: "if (false) return",
  },
  {
    name: "the CRC of a record",
    file: worker("journal/journal-format"),
    find: "if (view.getUint32(end, true) !== crc32c(view, saltCrc, offset, end)) return null;",
    replace: "",
  },
  {
    name: "a journal of part of a block was cut",
    file: worker("journal/journal-scan"),
    find: 'if (file.length !== wholeBlocks(file.length)) return "damaged";',
    replace: "",
  },
  {
    name: "a sealed journal misses the other file",
    file: worker("journal/journal-content"),
    find: 'newer.isSealed ? "damaged" : lossOfOlder',
    replace: "lossOfOlder",
  },
  {
    name: "the older journal reaches up to the newer one",
    file: worker("journal/journal-content"),
    find: 'return after > oldestNeeded && lastSequence(older) < after ? "damaged" : "clean";',
    replace: 'return "clean";',
  },
  {
    name: "a journal is reset only when no slot needs it",
    file: worker("journal/journal"),
    find: "|| Math.max(other.lastSequence, active.after) > oldestNeeded",
    replace: "",
  },
  {
    name: "an entry that is known already is left out",
    file: worker("journal/journal"),
    find: "entries.filter(({ sequence }) => sequence > this.#lastSequence)",
    replace: "entries",
  },
];
