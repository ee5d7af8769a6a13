import type { Job } from "../../../src/engine/scheduling/job.ts";

/** A promise that the test settles. */
export interface Held<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

export function hold<T = void>(): Held<T> {
  let settle!: Omit<Held<T>, "promise">;
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

/** Lets every microtask that is under way run to its end. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Notes `name` in each of its slices. */
export async function* slices(log: string[], name: string, count: number): Job<string> {
  for (let slice = 1; slice <= count; slice++) {
    log.push(name);
    if (slice < count) yield;
  }
  return name;
}
