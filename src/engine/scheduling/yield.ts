interface TaskScheduler {
  postTask?(task: () => void): Promise<void>;
}

/**
 * Lets the page handle input, paint and take messages from the workers before the caller goes on with a long loop.
 * Rejects with `signal.reason` when it was aborted meanwhile.
 *
 * Not by `scheduler.yield()`: its continuations go before messages and timers (Chromium 156), so a loop over it would
 * keep every worker's answer waiting until its end.
 */
export async function yieldToMain(options: { signal?: AbortSignal } = {}): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler };
  await (scheduler?.postTask?.(() => undefined) ?? nextTask());
  options.signal?.throwIfAborted();
}

/** A timer would wait 4 ms after a few rounds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
