export const assetBase = new URL("/dist/assets/", location.href).href;
