interface TaskScheduler {
  yield?(): Promise<void>;
  postTask?(task: () => void): Promise<void>;
}

/**
 * Lets the page handle input and paint before the caller goes on with a long loop. Rejects with `signal.reason` when
 * it was aborted meanwhile.
 */
export async function yieldToMain(options: { signal?: AbortSignal } = {}): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: TaskScheduler };
  if (scheduler?.yield) await scheduler.yield();
  else if (scheduler?.postTask) await scheduler.postTask(() => undefined);
  else await nextTask();
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
