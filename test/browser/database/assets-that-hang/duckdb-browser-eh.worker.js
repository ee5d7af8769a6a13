// Stands for an instantiation that is refused, which never answers; the .wasm file beside it is missing.
globalThis.onmessage = () => undefined;
