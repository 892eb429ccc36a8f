import type { Announcer, Told } from "./narration.js";

export * from "./narration.js";
export declare const AIAnnouncer: { new (): Announcer; prototype: Announcer };

type Tells = Record<`announcer:${"play" | "pause" | "seeked" | "ratechange" | "progress" | "ended" | "error"}`, CustomEvent<Told>>;

declare global {
  interface HTMLElementTagNameMap {
    "ai-announcer": Announcer;
    "ai-announcer-playlist": HTMLElement;
  }
  interface DocumentEventMap extends Tells {}
  interface WindowEventMap extends Tells {}
}
