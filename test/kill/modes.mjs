import { launchBrowser } from "./browser.mjs";
import { withFolder } from "./with-folder.mjs";

/** Kills the browser `count` times, each time on what the last one left. */
async function kills(trial, browser, count) {
  await withFolder("profile", async (profile) => {
    for (let done = 0; done <= count; done++) {
      const launched = await launchBrowser({ ...browser, profile });
      try {
        const page = await trial.open(launched.openPage);
        if (done < count) await trial.disturb(page);
      } finally {
        await launched.kill();
      }
    }
  });
}

/** Interrupts the page `count` times within one browser; `interrupt` gets the page and the end of its operations. */
async function interruptions(trial, browser, count, interrupt) {
  await withFolder("profile", async (profile) => {
    const launched = await launchBrowser({ ...browser, profile });
    try {
      let page = await trial.open(launched.openPage);
      for (let done = 0; done < count; done++) {
        await interrupt(page, await trial.disturb(page));
        await page.reload({ waitUntil: "load" });
        if (await trial.checkLoaded(page)) continue;
        await page.close();
        page = await trial.open(launched.openPage);
      }
    } finally {
      await launched.close();
    }
  });
}

/** Ways to interrupt a page, by name. */
export const MODES = {
  kills,
  reloads: (trial, browser, count) => interruptions(trial, browser, count, () => undefined),
  "worker terminations": (trial, browser, count) =>
    interruptions(trial, browser, count, (page, { ended }) => trial.endWorker(page, ended)),
};
