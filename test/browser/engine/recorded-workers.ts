import type { WorkerFailure } from "../../../src/worker/protocol.ts";

type WorkerKind = "database" | "export" | "persistence";

interface Request {
  readonly id?: number;
  readonly type: string;
  readonly data: unknown;
}

interface StorageRequest {
  readonly type: string;
  readonly payload?: { readonly access?: string };
}

interface Stall {
  readonly matches: (request: Request) => boolean;
  readonly begin: () => void;
}

let workers: Worker[] = [];
let stall: Stall | null = null;
let follower: ((request: Request) => void) | null = null;
let refused: WorkerKind | null = null;
let failing: ReadonlyMap<string, WorkerFailure["code"]> = new Map();
let failingWriter: WorkerFailure["code"] | null = null;

/** Lets the tests of this suite end workers as a crash would, keep them busy, or let none start. */
export function recordWorkers(): void {
  const { Worker: OwnWorker } = globalThis;
  before(() => {
    globalThis.Worker = class extends OwnWorker {
      readonly label: string;
      /** Requests that a busy worker has not heard yet. */
      held: (() => void)[] | null = null;

      constructor(url: string | URL, options?: WorkerOptions) {
        if (refused && options?.name?.endsWith(refused)) throw new Error("refused by the test");
        super(url, options);
        this.label = options?.name ?? "";
        workers.push(this);
      }

      override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
        if (this.label.endsWith("database")) follower?.(message as Request);
        const { id, type } = message as Request;
        const code = this.label.endsWith("persistence") ? failureOf(message as StorageRequest) : undefined;
        if (code) {
          const data = { id, ok: false, failure: { code, message: `${type} was refused by the test.` } };
          setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data })));
          return;
        }
        if (stall?.matches(message as Request)) {
          this.held = [];
          stall.begin();
          stall = null;
        }
        const post = () => super.postMessage(message, options as StructuredSerializeOptions);
        if (this.held) this.held.push(post);
        else post();
      }
    };
  });
  afterEach(() => {
    workers = [];
    stall = null;
    follower = null;
    refused = null;
    failStorage({});
  });
  after(() => {
    globalThis.Worker = OwnWorker;
  });
}

export function killWorkers(kind: WorkerKind): void {
  for (const worker of workersOf(kind)) {
    worker.dispatchEvent(new ErrorEvent("error", { message: "killed by the test", cancelable: true }));
  }
}

/** How many of this kind were started in this test. */
export function countWorkers(kind: WorkerKind): number {
  return workersOf(kind).length;
}

/** Calls back before each request to a database from now on; null: no more. */
export function followDatabase(listener: ((request: Request) => void) | null): void {
  follower = listener;
}

/** Requests of these types fail in the storage from now on, and no others; `write`: to open a table for writing. */
export function failStorage(
  failures: Readonly<Record<string, WorkerFailure["code"]>>,
  { write = null }: { write?: WorkerFailure["code"] | null } = {},
): void {
  failing = new Map(Object.entries(failures));
  failingWriter = write;
}

function failureOf({ type, payload }: StorageRequest): WorkerFailure["code"] | undefined {
  if (type === "open" && payload?.access === "write" && failingWriter) return failingWriter;
  return failing.get(type);
}

/** Workers of this kind cannot be started any more. */
export function refuseWorkers(kind: WorkerKind): void {
  refused = kind;
}

/**
 * The next request that `matches` keeps its worker busy until `release`: it hears nothing and answers nothing. Resolves
 * when that begins.
 */
export function stallWorker(matches: (request: Request) => boolean): { stalled: Promise<void>; release: () => void } {
  const { promise: stalled, resolve: begin } = Promise.withResolvers<void>();
  stall = { matches, begin };
  const release = () => {
    for (const worker of workers as { held?: (() => void)[] | null }[]) {
      const held = worker.held ?? [];
      worker.held = null;
      for (const post of held) post();
    }
  };
  return { stalled, release };
}

/** Resolves in a task after the one in which the first reply came that `matches`. */
export function nextReply(kind: WorkerKind, matches: (reply: { result?: unknown }) => boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const worker of workersOf(kind)) {
      worker.addEventListener("message", ({ data }: MessageEvent<{ result?: unknown }>) => {
        if (matches(data)) setTimeout(resolve);
      });
    }
  });
}

function workersOf(kind: WorkerKind): Worker[] {
  return workers.filter((worker) => (worker as { label?: string }).label?.endsWith(kind) === true);
}
