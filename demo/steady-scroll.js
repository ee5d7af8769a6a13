const PIXELS_PER_FRAME = 40;
const WARM_UP_MS = 500;
const CALM_MS = 3000;

/** Scrolls the table by itself, first at rest, then during `work`; gives the frame times of both, and what `work` gave. */
export async function measureFrames(table, meter, { tell, doing, work }) {
  const stopScrolling = scrollSteadily(table.shadowRoot.querySelector('[role="grid"]'));
  try {
    tell("Scrolling, and nothing else…");
    await wait(WARM_UP_MS);
    const endCalm = meter.record();
    await wait(CALM_MS);
    const calm = endCalm();
    tell(`Scrolling while ${doing}…`);
    const endBusy = meter.record();
    const result = await work();
    return { calm, busy: endBusy(), result };
  } finally {
    stopScrolling();
  }
}

function scrollSteadily(scroller) {
  let direction = 1;
  let frame = requestAnimationFrame(function step() {
    const before = scroller.scrollTop;
    scroller.scrollTop += direction * PIXELS_PER_FRAME;
    if (scroller.scrollTop === before) direction = -direction;
    frame = requestAnimationFrame(step);
  });
  return () => cancelAnimationFrame(frame);
}

function wait(delayMs) {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
