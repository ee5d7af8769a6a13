import type { Call, Fault } from "./model-folder.ts";
import type { Random } from "./random.ts";

const WRITE_COUNTS = [0, 1, 100, 4_294_967_288];

/** How the names of the files begin that a fault is about. */
const TARGETS = ["", "journal", "manifest"];
const READ_COUNTS = [0, 1, 100];

/** A random fault of a random later call, once or from then on. */
export function randomFault(random: Random): (call: Call) => Fault | undefined {
  const [kind, fault] = random.pick(FAULTS)(random);
  return faultOf(kind, fault, random);
}

export function randomReadFault(random: Random): (call: Call) => Fault | undefined {
  return faultOf("read", { kind: "count", count: random.pick(READ_COUNTS) }, random);
}

function faultOf(kind: Call["kind"], fault: Fault, random: Random): (call: Call) => Fault | undefined {
  const isForGood = random.chance(0.3);
  const target = random.pick(TARGETS);
  let before = random.pick([0, 0, 0, 1, 2, 5]);
  return (call) => {
    if (call.kind !== kind || !call.name.startsWith(target)) return undefined;
    if (fault.kind === "flips a bit" && call.name.startsWith("journal")) return undefined;
    if (before-- > 0 || (before < -1 && !isForGood)) return undefined;
    return fault;
  };
}

const FAULTS: readonly ((random: Random) => readonly [Call["kind"], Fault])[] = [
  (random) => ["write", { kind: "count", count: random.pick(WRITE_COUNTS) }],
  () => ["write", { kind: "throws", error: "QuotaExceededError" }],
  () => ["write", { kind: "flips a bit" }],
  (random) => ["read", { kind: "count", count: random.pick(READ_COUNTS) }],
  () => ["flush", { kind: "throws", error: "UnknownError" }],
  () => ["truncate", { kind: "throws", error: "UnknownError" }],
  () => ["open", { kind: "throws", error: "UnknownError" }],
];
