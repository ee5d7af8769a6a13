import type { SegmentCodec } from "../../src/worker/segment-codec.ts";

/** Segments as they come: the streams of rows one after the other, each with one row a byte. */
export const plainCodec: SegmentCodec = {
  init: () => Promise.resolve(),
  createEncoder: ({ onBytes }) => ({
    write: (ipc) => {
      if (ipc.length > 0) onBytes(ipc.slice());
      return Promise.resolve(ipc.length);
    },
    finish: () => Promise.resolve(),
    abort: () => undefined,
  }),
  sampleEncodings: () => Promise.resolve(new Map()),
  decode: (file) => Promise.resolve(new Uint8Array(file)),
  firstRows: (ipc, rowCount) => new Uint8Array(ipc.subarray(0, rowCount)),
};
