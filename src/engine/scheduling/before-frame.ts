/** A page that is not seen has no frames. */
const PATIENCE_MS = 100;

/** Calls back when the browser is about to paint; soon where it does not. Returns the function that takes the call back. */
export function beforeFrame(callback: () => void): () => void {
  const cancel = (): void => {
    clearTimeout(patience);
    cancelAnimationFrame(frame);
  };
  const call = (): void => {
    cancel();
    callback();
  };
  const patience = setTimeout(call, PATIENCE_MS);
  const frame = requestAnimationFrame(call);
  return cancel;
}
