export interface HeldCall<Input, Output> {
  readonly input: Input;
  readonly signal: AbortSignal | undefined;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

/** Calls that a test lets end. One whose signal aborts rejects with the reason at once. */
export class HeldCalls<Input, Output> extends Array<HeldCall<Input, Output>> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  get last(): HeldCall<Input, Output> {
    const last = this.at(-1);
    if (!last) throw new Error("There was no such call.");
    return last;
  }

  hold(input: Input, signal: AbortSignal | undefined): Promise<Output> {
    return new Promise((resolve, reject) => {
      this.push({ input, signal, resolve, reject });
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    });
  }
}
