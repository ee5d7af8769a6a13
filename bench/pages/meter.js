/**
 * Runs in every measured page before its own scripts. Looks at the element from outside only: shadow parts and ARIA.
 * Times are milliseconds since the navigation began.
 */
(() => {
  const longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) longTasks.push({ startTime, duration });
  }).observe({ type: "longtask", buffered: true });

  /** Turns of the main thread, as often as timers allow (every 4 ms). */
  const gaps = [];
  let lastTurn = performance.now();
  const turn = () => {
    const now = performance.now();
    if (now - lastTurn > 12) gaps.push({ startTime: lastTurn, duration: now - lastTurn - 4 });
    lastTurn = now;
    setTimeout(turn, 0);
  };
  setTimeout(turn, 0);

  const frames = [];
  const watchers = new Set();
  let lastFrame;
  const frame = () => {
    const now = performance.now();
    if (lastFrame !== undefined) frames.push({ startTime: lastFrame, duration: now - lastFrame });
    lastFrame = now;
    for (const watcher of [...watchers]) watcher(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  const table = () => document.querySelector("persistent-table");
  const within = (list, start, end) =>
    list.filter((entry) => entry.startTime + entry.duration > start && entry.startTime < end);
  const longest = (list, start, end) => Math.max(0, ...within(list, start, end).map(({ duration }) => duration));

  /** Rows on the page now: index, cells' texts (null: not here yet), and where they are. */
  function rows() {
    const elements = table()?.shadowRoot?.querySelectorAll('[part~="row"]') ?? [];
    return [...elements].map((element) => {
      const cells = [...element.querySelectorAll('[part~="cell"]')].filter((cell) => !cell.hidden);
      const byColumn = cells.sort((a, b) => a.ariaColIndex - b.ariaColIndex);
      return {
        element,
        row: Number(element.getAttribute("aria-rowindex")) - 2,
        texts: byColumn.map((cell) => (cell.part.contains("skeleton") ? null : cell.textContent)),
      };
    });
  }

  const isPainted = ({ texts }) => texts.length > 0 && texts.every((text) => text !== null);

  function isOnScreen(element) {
    const view = table().getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return box.height > 0 && box.bottom > view.top && box.top < view.bottom;
  }

  /** Resolves with the time of the frame after the one in which `condition` first held. */
  function whenPainted(condition) {
    return new Promise((resolve) => {
      let held = false;
      const watcher = () => {
        if (held) {
          watchers.delete(watcher);
          resolve(performance.now());
        } else held = Boolean(condition());
      };
      watchers.add(watcher);
    });
  }

  /** The element's own scrolling box. */
  function scroller() {
    const nodes = [...table().shadowRoot.querySelectorAll("*")];
    return nodes.find(
      (node) => node.scrollHeight > 2 * node.clientHeight && /auto|scroll/.test(getComputedStyle(node).overflowY),
    );
  }

  /** Asks for no layout, which would be a cost of measuring. */
  function screenHasRows() {
    const elements = table()?.shadowRoot?.querySelectorAll('[part~="row"]') ?? [];
    const painted = [...elements].filter((element) => {
      const cell = element.querySelector('[part~="cell"]');
      return cell && !cell.part.contains("skeleton") && cell.textContent !== "";
    });
    return painted.length > 5;
  }

  /** How long each row that came on the screen stood there without its cells. */
  function watchRowWaits() {
    const waiting = new Map();
    const waits = [];
    const watcher = (now) => {
      const present = new Map(rows().map((entry) => [entry.row, entry]));
      for (const [row, since] of waiting) {
        const entry = present.get(row);
        if (entry && !isPainted(entry)) continue;
        if (entry) waits.push(now - since);
        waiting.delete(row);
      }
      for (const [row, entry] of present) {
        if (!seen.has(row) && isOnScreen(entry.element)) {
          seen.add(row);
          if (isPainted(entry)) waits.push(0);
          else waiting.set(row, now);
        }
      }
    };
    const seen = new Set();
    watchers.add(watcher);
    return () => {
      watchers.delete(watcher);
      return waits;
    };
  }

  const events = {};
  for (const type of ["load-complete", "load-error", "save-start", "save-complete", "save-error"]) {
    addEventListener(type, ({ detail }) => {
      (events[type] ??= []).push({ time: performance.now(), detail: { ...detail, error: detail.error?.message } });
    });
  }

  /** Resolves with the next, or the first, event of a type; rejects on the error event of the same kind. */
  function whenEvent(type) {
    const failure = type.replace(/-.*/, "-error");
    return new Promise((resolve, reject) => {
      const check = () => {
        if (events[failure]?.length) reject(new Error(events[failure][0].detail.error));
        else if (events[type]?.length) resolve(events[type][0]);
        else setTimeout(check, 4);
      };
      check();
    });
  }

  window.meter = {
    events,
    firstScreen: whenPainted(screenHasRows),
    frames: (start, end) => within(frames, start, end).map(({ duration }) => duration),
    isOnScreen,
    isPainted,
    longestGap: (start, end) => longest(gaps, start, end),
    longestTask: (start, end) => longest(longTasks, start, end),
    rows,
    scroller,
    table,
    watchRowWaits,
    whenEvent,
    whenPainted,
  };
})();
