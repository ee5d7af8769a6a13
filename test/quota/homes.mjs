import { launchBrowser } from "../kill/browser.mjs";
import { withFolder } from "../kill/with-folder.mjs";

/** One page of a browser; its storage is emptied and given another quota for each level. */
function withChromium(browser, url, work) {
  return withFolder("profile", async (profile) => {
    const launched = await launchBrowser({ ...browser, profile });
    try {
      const listeners = [];
      const page = await launched.openPage(url, (told) => listeners.at(-1)(told));
      const session = await page.createCDPSession();
      const { origin } = new URL(url);
      const setQuota = (quotaSize) => session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize });
      await work(async (name, quotaBytes, listener, tryLevel) => {
        listeners.push(listener);
        await page.goto("about:blank");
        await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "all" });
        await setQuota(quotaBytes);
        await page.goto(`${url}?name=${encodeURIComponent(name)}`, { waitUntil: "load" });
        const makeRoom = async (largerQuotaBytes) => {
          await setQuota(largerQuotaBytes);
          return { page, isSamePage: true };
        };
        await tryLevel({ page, makeRoom });
      });
    } finally {
      await launched.close();
    }
  });
}

/** Its quota is a preference, in KB: for another one Firefox is started again. */
const quotaPreference = (bytes) => ({ "dom.quotaManager.temporaryStorage.fixedLimit": Math.ceil(bytes / 1024) });

/** A profile for each level. */
function withFirefox(browser, url, work) {
  const tryIn = (profile) => async (name, quotaBytes, listener, tryLevel) => {
    const pageUrl = `${url}?name=${encodeURIComponent(name)}`;
    const launch = (bytes) => launchBrowser({ ...browser, profile, preferences: quotaPreference(bytes) });
    let launched = await launch(quotaBytes);
    try {
      const makeRoom = async (largerQuotaBytes) => {
        await launched.kill();
        launched = await launch(largerQuotaBytes);
        return { page: await launched.openPage(pageUrl, listener), isSamePage: false };
      };
      await tryLevel({ page: await launched.openPage(pageUrl, listener), makeRoom });
    } finally {
      await launched.kill();
    }
  };
  return work((...level) => withFolder("profile", (profile) => tryIn(profile)(...level)));
}

/**
 * By family: hands `work` a function that opens a page for the table `name` in an empty storage of `quotaBytes`, and hands
 * it to `tryLevel` with `makeRoom`, which raises the quota.
 */
export const HOMES = { chromium: withChromium, firefox: withFirefox };
