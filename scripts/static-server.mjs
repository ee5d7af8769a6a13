import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, sep } from "node:path";

const TYPES = {
  ".arrow": "application/vnd.apache.arrow.file",
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".ndjson": "application/x-ndjson; charset=utf-8",
  ".parquet": "application/vnd.apache.parquet",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".tsv": "text/tab-separated-values; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};

/** Folder and rest of `path` by the longest matching prefix of `mounts`; undefined: outside, or a hidden name. */
function resolvePath(mounts, path) {
  const names = path.split("/").filter(Boolean);
  if (names.some((name) => name.startsWith(".") || /[\\\0]/.test(name))) return undefined;
  const prefix = Object.keys(mounts)
    .filter((candidate) => path.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  return prefix && { folder: mounts[prefix], file: join(mounts[prefix], path.slice(prefix.length)) };
}

/** Stays inside its folder, symbolic links included. */
async function findFile(mounts, path) {
  const place = resolvePath(mounts, path);
  if (!place) return undefined;
  try {
    const folder = await realpath(place.folder);
    const file = await realpath(place.file);
    if (file !== folder && !file.startsWith(folder + sep)) return undefined;
    const stats = await stat(file);
    return { file, stats };
  } catch {
    return undefined;
  }
}

/** A single byte range: `{ start, end }`, half-open; null when there is none to honour, false when it cannot be. */
export function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  const [from, to] = [match[1], match[2]].map((digits) => (digits === "" ? undefined : Number(digits)));
  const start = from ?? Math.max(0, size - to);
  const end = from === undefined || to === undefined ? size : Math.min(size, to + 1);
  return start < end ? { start, end } : false;
}

function isFresh({ headers }, etag, modified) {
  if (headers["if-none-match"]) return headers["if-none-match"].split(/,\s*/).includes(etag);
  return Boolean(headers["if-modified-since"]) && Date.parse(headers["if-modified-since"]) >= Date.parse(modified);
}

function end(response, status, headers = {}) {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8", ...headers });
  response.end(status === 304 ? undefined : `${status}\n`);
}

function sendFile(request, response, { file, stats }) {
  const etag = `"${stats.size.toString(16)}-${Math.trunc(stats.mtimeMs).toString(16)}"`;
  const modified = stats.mtime.toUTCString();
  const headers = {
    "Accept-Ranges": "bytes",
    "Cache-Control": "no-cache",
    "Content-Type": TYPES[extname(file).toLowerCase()] ?? "application/octet-stream",
    ETag: etag,
    "Last-Modified": modified,
    "X-Content-Type-Options": "nosniff",
  };
  if (isFresh(request, etag, modified)) return end(response, 304, headers);
  const sameFile = !request.headers["if-range"] || [etag, modified].includes(request.headers["if-range"]);
  const range = sameFile ? parseRange(request.headers.range, stats.size) : null;
  if (range === false) return end(response, 416, { "Content-Range": `bytes */${stats.size}` });
  const { start, end: stop } = range ?? { start: 0, end: stats.size };
  response.writeHead(range ? 206 : 200, {
    ...headers,
    "Content-Length": stop - start,
    ...(range && { "Content-Range": `bytes ${start}-${stop - 1}/${stats.size}` }),
  });
  if (request.method === "HEAD" || start === stop) return response.end();
  const stream = createReadStream(file, { start, end: stop - 1, highWaterMark: 1 << 20 });
  stream.on("error", () => response.destroy());
  response.on("close", () => stream.destroy());
  return stream.pipe(response);
}

async function answer(mounts, request, response) {
  if (request.method !== "GET" && request.method !== "HEAD") return end(response, 405, { Allow: "GET, HEAD" });
  let path;
  let search;
  try {
    const url = new URL(request.url, "http://localhost");
    path = decodeURIComponent(url.pathname);
    search = url.search;
  } catch {
    return end(response, 400);
  }
  let found = await findFile(mounts, path);
  if (found?.stats.isDirectory()) {
    if (!path.endsWith("/")) return end(response, 301, { Location: `${encodeURI(path)}/${search}` });
    found = await findFile(mounts, `${path}index.html`);
  }
  return found?.stats.isFile() ? sendFile(request, response, found) : end(response, 404);
}

function listen(server, port, host) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Serves folders over HTTP: `mounts` maps a URL prefix (`/`, `/demo/data/`) to a folder. `ports` are tried in turn, 0 is
 * any free one; rejects with the last one's error. Names that start with a dot are not served.
 */
export async function startServer({ mounts, ports = [0], host = "127.0.0.1" }) {
  const server = createServer((request, response) => {
    answer(mounts, request, response).catch(() => response.destroy());
  });
  for (const [index, port] of ports.entries()) {
    try {
      await listen(server, port, host);
      break;
    } catch (error) {
      if (error.code !== "EADDRINUSE" || index === ports.length - 1) throw error;
    }
  }
  return {
    port: server.address().port,
    url: `http://localhost:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
