import initWasm, {
  Compression,
  ParquetFile,
  Table,
  transformParquetStream,
  WriterPropertiesBuilder,
} from "parquet-wasm";

const FILE_NAME = "bare.parquet";
const ROW_GROUP = 122_880;
/** `ARROW1` and its padding: what follows is an IPC stream. */
const FILE_HEADER_BYTES = 8;

let prepared;
const prepare = () => (prepared ??= initWasm({ module_or_path: "/dist/assets/parquet_wasm_bg.wasm" }));

let writer;
let written;

async function writeFile(readable) {
  const folder = await navigator.storage.getDirectory();
  const handle = await (await folder.getFileHandle(FILE_NAME, { create: true })).createSyncAccessHandle();
  handle.truncate(0);
  const properties = new WriterPropertiesBuilder().setCompression(Compression.ZSTD).setMaxRowGroupSize(ROW_GROUP);
  const stream = await transformParquetStream(readable, properties.build());
  let bytes = 0;
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += handle.write(value, { at: bytes });
  }
  handle.flush();
  handle.close();
  return bytes;
}

async function write(file) {
  const table = Table.fromIPCStream(file.subarray(FILE_HEADER_BYTES));
  for (const batch of table.recordBatches()) await writer.write(batch);
  postMessage({ type: "written" });
}

async function read() {
  await prepare();
  const folder = await navigator.storage.getDirectory();
  const file = await ParquetFile.fromFile(await (await folder.getFileHandle(FILE_NAME)).getFile());
  const groups = file.metadata().numRowGroups();
  for (let index = 0; index < groups; index += 1) {
    const table = await file.read({ rowGroups: [index], batchSize: ROW_GROUP });
    const ipc = table.intoIPCStream();
    postMessage({ type: "read", ipc, last: index === groups - 1 }, [ipc.buffer]);
  }
}

let queue = Promise.resolve();

/** Messages are worked on in their order. */
onmessage = ({ data }) => {
  queue = queue.then(() => handle(data));
};

async function handle({ type, file }) {
  switch (type) {
    case "prepare":
      await prepare();
      postMessage({ type: "ready" });
      break;
    case "save": {
      const { readable, writable } = new TransformStream();
      writer = writable.getWriter();
      written = writeFile(readable);
      break;
    }
    case "write":
      await write(file);
      break;
    case "finish":
      await writer.close();
      postMessage({ type: "saved", bytes: await written });
      break;
    case "read":
      await read();
      break;
  }
}
