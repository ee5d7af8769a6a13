type WorkerKind = "database" | "persistence";

let workers: Worker[] = [];

/** Lets the tests of this suite end workers as a crash would. */
export function recordWorkers(): void {
  const { Worker: OwnWorker } = globalThis;
  before(() => {
    globalThis.Worker = class extends OwnWorker {
      readonly label: string;

      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.label = options?.name ?? "";
        workers.push(this);
      }
    };
  });
  afterEach(() => {
    workers = [];
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
