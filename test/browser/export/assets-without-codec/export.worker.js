globalThis.importScripts("/dist/assets/export.worker.js");
