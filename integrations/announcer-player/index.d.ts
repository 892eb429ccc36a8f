import type { Announcer } from "./narration";

export * from "./narration";
export declare const AIAnnouncer: { new (): Announcer; prototype: Announcer };

declare global {
  interface HTMLElementTagNameMap {
    "ai-announcer": Announcer;
    "ai-announcer-playlist": HTMLElement;
  }
}
