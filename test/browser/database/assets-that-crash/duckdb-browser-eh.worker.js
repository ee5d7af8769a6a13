// Speaks as much of DuckDB-WASM's worker protocol as a start needs, then fails as the statement says.
const answers = { INSTANTIATE: "OK", OPEN: "OK", CONNECT: "CONNECTION_INFO", RUN_QUERY: "QUERY_RESULT" };

globalThis.onmessage = ({ data: { messageId: requestId, type, data } }) => {
  const sql = type === "RUN_QUERY" ? data[1] : "";
  if (sql === "TRAP") {
    globalThis.postMessage({ requestId, type: "ERROR", data: { name: "RuntimeError", message: "unreachable" } });
  } else if (sql === "THROW") {
    globalThis.setTimeout(() => {
      throw new Error("thrown in the worker");
    });
  } else if (sql !== "HANG") {
    globalThis.postMessage({ requestId, type: answers[type], data: type === "CONNECT" ? 1 : new Uint8Array() });
  }
};
