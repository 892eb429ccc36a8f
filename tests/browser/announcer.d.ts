/**
 * What announcer.js defines in loops, or knows better than the DOM's own types. For a check by hand, where tsc is at hand:
 *
 *     tsc --noEmit --checkJs --skipLibCheck --strict false --noImplicitThis false --target esnext --module esnext \
 *       app/web/static/announcer.js tests/browser/announcer.d.ts
 */
interface HTMLElement {
  articleId: string;
  articleUrl: string;
  summarySrc: string;
  reading: string;
  sticky: string;
  playlist: string;
  follow: string;
  remember: string;
  src: any;
  muted: boolean;
  volume: number;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly readyState: number;
  readonly buffered: TimeRanges;
  pause(): void;
  canPlayType(type: string): string;
}
interface Element {
  href: any;
  onclick: any;
}
interface Range {
  setStart(...point: any[]): void;
}
interface MediaSession {
  setActionHandler(action: string, handler: any): void;
}
