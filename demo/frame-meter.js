const SAMPLES = 240;
const BAR_PX = 2;
const SHOWN_MS = 60;
const BUDGET_MS = 1000 / 60;

/** Measures the page's frames as long as it is open, and draws the last of them. */
export class FrameMeter {
  #canvas;
  #times = new Float64Array(SAMPLES);
  #count = 0;
  #last = 0;
  #longestTask = 0;
  #recordings = new Set();
  #colors = null;

  constructor(canvas) {
    this.#canvas = canvas;
    if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) this.#longestTask = Math.max(this.#longestTask, duration);
      }).observe({ type: "longtask" });
    }
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.recolor());
    requestAnimationFrame(this.#handleFrame);
  }

  /** `{ p50, p95, longestTask }` in ms; a longest task of 0 means none over 50 ms. */
  get figures() {
    const times = this.#times.slice(0, Math.min(this.#count, SAMPLES));
    return { ...percentiles(times), longestTask: this.#longestTask };
  }

  reset() {
    this.#count = 0;
    this.#longestTask = 0;
  }

  recolor() {
    this.#colors = null;
  }

  /** Starts to keep every frame; the function that it returns ends that and gives `{ p50, p95, frames }`. */
  record() {
    const times = [];
    this.#recordings.add(times);
    return () => {
      this.#recordings.delete(times);
      return { ...percentiles(Float64Array.from(times)), frames: times.length };
    };
  }

  #handleFrame = (now) => {
    const time = now - this.#last;
    this.#last = now;
    // A hidden page has no frames: the gap is not one.
    if (time < 1000) {
      this.#times[this.#count++ % SAMPLES] = time;
      for (const times of this.#recordings) times.push(time);
    }
    if (this.#count % 2 === 0) this.#draw();
    requestAnimationFrame(this.#handleFrame);
  };

  #draw() {
    const context = this.#canvas.getContext("2d");
    const { width, height, pixelRatio } = this.#fitCanvas();
    this.#colors ??= readColors(this.#canvas);
    context.clearRect(0, 0, width, height);
    const step = Math.round(BAR_PX * pixelRatio);
    const shown = Math.min(this.#count, SAMPLES, Math.floor(width / step));
    for (let index = 0; index < shown; index++) {
      const time = this.#times[(this.#count - shown + index) % SAMPLES];
      const barHeight = Math.min(1, time / SHOWN_MS) * height;
      context.fillStyle = time > 2.5 * BUDGET_MS ? this.#colors.slow : this.#colors.fast;
      context.fillRect(width - (shown - index) * step, height - barHeight, step, barHeight);
    }
    context.fillStyle = this.#colors.line;
    context.fillRect(0, Math.round(height - (BUDGET_MS / SHOWN_MS) * height), width, 1);
  }

  /** As many pixels as the screen shows, so that no bar is blurred. */
  #fitCanvas() {
    const canvas = this.#canvas;
    const pixelRatio = devicePixelRatio;
    const width = Math.round(canvas.clientWidth * pixelRatio);
    const height = Math.round(canvas.clientHeight * pixelRatio);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    return { width, height, pixelRatio };
  }
}

function readColors(element) {
  const probe = document.createElement("i");
  element.parentElement.append(probe);
  const colorOf = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const colors = { fast: colorOf("--accent"), slow: colorOf("--danger"), line: colorOf("--muted") };
  probe.remove();
  return colors;
}

function percentiles(times) {
  const sorted = times.sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
