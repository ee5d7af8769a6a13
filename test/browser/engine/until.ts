const PATIENCE_MS = 10_000;

/** Resolves as soon as the condition holds; rejects when it does not come true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`It did not come true: ${condition.toString()}`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}
