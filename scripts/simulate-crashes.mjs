import { loadSimulator } from "./simulator.mjs";

/** `node scripts/simulate-crashes.mjs [seed] [crashes]`: the crash simulator in Node, from a seed of choice. */
const seed = Number(process.argv[2] ?? Date.now() % 1_000_000_000);
const count = Number(process.argv[3] ?? 10_000);
const started = performance.now();
const { simulateCrashes } = await loadSimulator();
try {
  const crashes = await simulateCrashes({ seed, count });
  console.log(`${crashes} crashes from seed ${seed} on in ${Math.round(performance.now() - started)} ms: nothing lost`);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
