/** Runs a job to its end and counts its slices. */
export async function finish<T>(job: AsyncGenerator<unknown, T, void>): Promise<{ slices: number; value: T }> {
  for (let slices = 1; ; slices++) {
    const step = await job.next();
    if (step.done) return { slices, value: step.value };
  }
}
