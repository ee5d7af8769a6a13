import { expect } from "@open-wc/testing";

const url = (path: string): string => new URL(path, location.href).href;

/** Tells the outer page what it sees, and again whenever that changed. */
const TELL = `
  const table = document.querySelector("persistent-table");
  const warnings = [];
  table.addEventListener("storage-warning", ({ detail }) => warnings.push(detail.reason));
  let told = "";
  setInterval(() => {
    const bar = table.shadowRoot?.querySelector("persistent-table-status-bar")?.shadowRoot;
    const { state, storage, rowCount, error } = table;
    const seen = JSON.stringify({ state, storage, rowCount, error: error && String(error), warnings, status: bar?.textContent });
    if (seen !== told) parent.postMessage({ fromSandbox: told = seen }, "*");
  }, 20);`;

interface Seen {
  readonly state: string;
  readonly storage: string;
  readonly rowCount: number;
  readonly error: string | null;
  readonly warnings: readonly string[];
  readonly status: string;
}

describe("in a sandboxed frame", () => {
  it("works in memory, and says that nothing is kept", async () => {
    const frame = document.createElement("iframe");
    frame.sandbox.add("allow-scripts");
    frame.srcdoc = `<!doctype html>
      <persistent-table name="sandboxed" src="${url("/demo/orders.csv")}" controls></persistent-table>
      <script type="module" src="${url("/dist/persistent-table.js")}"></script>
      <script type="module">${TELL}</script>`;
    const seen = await new Promise<Seen>((resolve) => {
      window.addEventListener("message", function hear({ data }: MessageEvent<{ fromSandbox?: string }>) {
        if (!data.fromSandbox) return;
        const now = JSON.parse(data.fromSandbox) as Seen;
        if (now.state !== "ready" && now.state !== "error") return;
        window.removeEventListener("message", hear);
        resolve(now);
      });
      document.body.append(frame);
    });
    expect(seen.error).to.equal(null);
    expect([seen.state, seen.storage, seen.rowCount]).to.deep.equal(["ready", "memory", 200]);
    expect(seen.warnings).to.deep.equal(["no-opfs"]);
    expect(seen.status).to.contain("In memory only, not saved");
    frame.remove();
  });
});
