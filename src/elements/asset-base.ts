/** The folder of the workers and `.wasm` files as an absolute URL ending in `/`; empty: `assets/` beside the script. */
export function resolveAssetBase(assetBase: string, baseUri: string): string {
  if (assetBase === "") return new URL("./assets/", import.meta.url).href;
  return new URL(assetBase.endsWith("/") ? assetBase : `${assetBase}/`, baseUri).href;
}
