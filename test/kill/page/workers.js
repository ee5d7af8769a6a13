/** Every worker that the page starts, so that one can be ended as the browser ends one that ran out of memory. */
window.startedWorkers = [];

window.Worker = class extends Worker {
  constructor(url, options) {
    super(url, options);
    this.label = options?.name ?? "";
    window.startedWorkers.push(this);
  }
};

/** Ends the youngest worker whose name ends in `kind`; false: there is none. */
window.endWorker = (kind) => {
  const worker = window.startedWorkers.findLast(({ label }) => label.endsWith(kind));
  if (!worker) return false;
  worker.terminate();
  worker.dispatchEvent(new ErrorEvent("error", { message: "ended by the test", cancelable: true }));
  return true;
};
