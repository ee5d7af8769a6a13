import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface FileDropOptions {
  isEnabled(): boolean;
  onFile(file: File): void;
}

/** Takes a file that is dropped anywhere on the element. */
export class FileDrop implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #options: FileDropOptions;
  /** Entered elements: `dragleave` also fires on the way into a child. */
  #depth = 0;

  constructor(host: ReactiveControllerHost & HTMLElement, options: FileDropOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  /** True while a file hovers over the element. */
  get isOver(): boolean {
    return this.#depth > 0;
  }

  hostConnected(): void {
    for (const type of EVENTS) this.#host.addEventListener(type, this);
  }

  hostDisconnected(): void {
    for (const type of EVENTS) this.#host.removeEventListener(type, this);
    this.#depth = 0;
  }

  handleEvent(event: DragEvent): void {
    if (!this.#options.isEnabled() || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const wasOver = this.isOver;
    if (event.type === "dragenter") this.#depth += 1;
    else if (event.type === "dragleave") this.#depth = Math.max(0, this.#depth - 1);
    else if (event.type === "dragover") event.dataTransfer.dropEffect = "copy";
    else this.#drop(event.dataTransfer);
    if (wasOver !== this.isOver) this.#host.requestUpdate();
  }

  #drop(transfer: DataTransfer): void {
    this.#depth = 0;
    const file = transfer.files[0];
    if (file) this.#options.onFile(file);
  }
}

const EVENTS = ["dragenter", "dragover", "dragleave", "drop"] as const;
