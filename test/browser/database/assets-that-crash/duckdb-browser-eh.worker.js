// Speaks as much of DuckDB-WASM's worker protocol as a start needs, then fails as the statement says.
const answers = { INSTANTIATE: "OK", OPEN: "OK", CONNECT: "CONNECTION_INFO", RUN_QUERY: "QUERY_RESULT" };

onmessage = ({ data: { messageId: requestId, type, data } }) => {
  const sql = type === "RUN_QUERY" ? data[1] : "";
  if (sql === "TRAP") {
    postMessage({ requestId, type: "ERROR", data: { name: "RuntimeError", message: "unreachable" } });
  } else if (sql === "THROW") {
    setTimeout(() => {
      throw new Error("thrown in the worker");
    });
  } else if (sql !== "HANG") {
    postMessage({ requestId, type: answers[type], data: type === "CONNECT" ? 1 : new Uint8Array() });
  }
};
