import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { GUARDS, MUTATIONS } from "./mutations.mjs";
import { loadSimulator, root } from "./simulator.mjs";

/**
 * `node scripts/mutation-gate.mjs [seed]`: takes each safeguard of the storage away in turn; the crash simulator has to
 * fail without it. Fails as well when a mutation no longer applies, or when a safeguard has none.
 */
const CRASHES = 20_000;
const CRASHES_OF_A_MUTANT = 60_000;

const seed = Number(process.argv[2] ?? 1);
const failures = [...(await unguarded())];
if (failures.length === 0) failures.push(...(await survivors()));
for (const failure of failures) console.error(failure);
process.exitCode = failures.length > 0 ? 1 : 0;

/** Safeguards in the code that no mutation takes away. */
async function unguarded() {
  const missing = [];
  for (const file of await storageFiles()) {
    const source = await readFile(join(root, file), "utf8");
    const covered = MUTATIONS.filter((mutation) => mutation.file === file).map(({ find }) =>
      rangeOf(source, find, file),
    );
    for (const guard of GUARDS) {
      for (const { index } of source.matchAll(guard)) {
        if (covered.some(([start, end]) => index >= start && index < end)) continue;
        const line = source.slice(0, index).split("\n").length;
        missing.push(`${file}:${line} has a safeguard (${guard.source}) without a mutation in scripts/mutations.mjs`);
      }
    }
  }
  return missing;
}

async function survivors() {
  const baseline = await crashesUntilFailure(CRASHES);
  if (baseline.error) return [`The simulator fails without a mutation: ${baseline.error.message}`];
  const survived = [];
  for (const { name, file, find, replace } of MUTATIONS) {
    const { crashes, error } = await crashesUntilFailure(CRASHES_OF_A_MUTANT, (path, source) => {
      if (path !== file) return source;
      const [start, end] = rangeOf(source, find, file);
      return source.slice(0, start) + replace + source.slice(end);
    });
    console.log(
      `${error ? "caught  " : "SURVIVED"}  ${name.padEnd(60)}  ${error ? error.message : `${crashes} crashes`}`,
    );
    if (!error) survived.push(`Nothing fails without: ${name} (${file})`);
  }
  console.log(`${MUTATIONS.length - survived.length} of ${MUTATIONS.length} mutations caught, from seed ${seed} on`);
  return survived;
}

async function crashesUntilFailure(count, mutate) {
  const { simulateCrashes } = await loadSimulator(mutate);
  try {
    return { crashes: await simulateCrashes({ seed, count }) };
  } catch (error) {
    return { error };
  }
}

async function storageFiles() {
  const folders = ["src/worker", "src/worker/journal"];
  const names = await Promise.all(folders.map((folder) => readdir(join(root, folder))));
  return folders.flatMap((folder, index) =>
    names[index].filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name}`),
  );
}

/** Where `find` is; it must be there once. */
function rangeOf(source, find, file) {
  const start = source.indexOf(find);
  if (start < 0) throw new Error(`${file} has no longer: ${find}`);
  if (source.indexOf(find, start + 1) >= 0) throw new Error(`${file} has more than once: ${find}`);
  return [start, start + find.length];
}
