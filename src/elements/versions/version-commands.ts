import type { Engine } from "../../engine/engine.ts";
import type { VersionInfo } from "../../engine/engine-events.ts";
import type { Announcer } from "../announcer.ts";
import type { EngineSession } from "../engine-session.ts";
import type { VersionActions } from "./version-actions.ts";
import { spokenName } from "./version-text.ts";

export interface VersionCommandsParts {
  readonly session: EngineSession;
  readonly announcer: Pick<Announcer, "say">;
  readonly comparison: { compareVersions(against: number, present?: number): void };
  readonly report: (error: unknown) => void;
  /** Hands the file of a version to the browser. */
  readonly download: (version: number) => Promise<void>;
}

/** What a reader asks of stored versions: done by the engine, and told in words. */
export class VersionCommands implements VersionActions {
  readonly #parts: VersionCommandsParts;

  constructor(parts: VersionCommandsParts) {
    this.#parts = parts;
  }

  readonly name = (version: number, name: string | null): void =>
    this.#run(async (engine) => {
      await engine.nameVersion(version, name);
      this.#say(name === null ? "The version has no name any more" : `Named “${name}”, and kept`);
    });

  readonly keep = (version: number, kept: boolean): void =>
    this.#run(async (engine) => {
      await engine.keepVersion(version, kept);
      const label = await this.#nameOf(engine, version);
      this.#say(kept ? `Kept: ${label} stays until you delete it` : `Newer versions may take the place of ${label}`);
    });

  readonly remove = (version: number): void =>
    this.#run(async (engine) => {
      const label = await this.#nameOf(engine, version);
      await engine.deleteVersion(version);
      this.#say(`Deleted: ${label}`);
    });

  readonly restore = (version: number): void =>
    this.#run(async (engine) => {
      const label = await this.#nameOf(engine, version);
      await engine.restore(version);
      this.#say(`The table is as in ${label}`, { isUndoable: true });
    });

  readonly download = (version: number): void => this.#run(() => this.#parts.download(version));

  readonly compare = (version: number, present?: number): void =>
    this.#parts.comparison.compareVersions(version, present);

  async #nameOf(engine: Engine, version: number): Promise<string> {
    const found = (await engine.versions()).find((each: VersionInfo) => each.version === version);
    return found ? spokenName(found, new Date(), undefined) : "the version";
  }

  #say(text: string, options: { isUndoable?: boolean } = {}): void {
    this.#parts.announcer.say(text, options);
  }

  #run(work: (engine: Engine) => Promise<unknown>): void {
    const { session, report } = this.#parts;
    if (session.engine) work(session.engine).catch(report);
  }
}
