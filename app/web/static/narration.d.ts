/**
 * The player's public face, what the announcer's HTTP API answers as far as the player reads it, and why the modules are
 * as they are. They are served as they stand and count every byte; this file is served to editors only.
 *
 * - announcer.js is what every page loads: the row before play, the sound, which reading. The other modules get `kit`, what
 *   they share with it, add their nodes to the shadow tree, and answer with a function that paints them. They come when
 *   somebody is about to listen: pointing at the player or focusing it is enough, so that they are there at the click.
 * - Play asks for nothing first: browsers let sound begin only in the reader's own gesture.
 * - The shadow tree is built node by node and styles are constructed sheets. `default-src 'self'` and Trusted Types refuse
 *   neither.
 * - Attributes become properties, and all of HTMLMediaElement's members that the class does not write itself are handed
 *   on to its audio, in two loops. Every event of the audio is told again, but for `error`.
 * - Each part's class and part have one name, which is also its name in `kit.ui` and, for what needs words, in `WORDS`.
 * - No rule is nested under `:host([mini])`: WebKit does not restyle such rules when the attribute comes and goes.
 * - The page's marks stand in a cascade layer, so that any rule of the page overrules them.
 * - A reading that is still being rendered is played from its growing MP3 (`#growing`). Whether a place in it is there
 *   (`#has`): Firefox and HLS say so by `seekable`; Chromium says that it can go anywhere and then waits in silence, so
 *   there the lines that were told decide. What is not there is remembered (`#wanted`) while the sound goes on. Once
 *   the reading is ready the source is changed for the finished file, but only when that cannot be heard: at a pause,
 *   or for a seek.
 * - A place that is set before the file is known (`#begin`) is set with its metadata: WebKit forgets it before, and begins
 *   a growing playlist near its end.
 * - WebKit follows no growing MP3, so it gets the HLS playlist. Chromium says "maybe" to HLS too, but is sooner with MP3.
 * - Firefox reports an error when there is no device for sound, and plays on; only an error that stops the sound is told.
 * - The lines are looked for in the page's text anew at every turn: it costs milliseconds, and pages change under us.
 *   White space is no part of the comparison, nor are the kinds of quotation marks and dashes, which CMSs "improve".
 *   Each line is looked for after the one before, else from the top, so that one wrong find does not spoil the rest.
 * - The page scrolls along only while the sentence before was in view: who scrolls away is left alone, who comes back
 *   is led again. Who moves in the reading is led there (`kit.led`), unless by the player's own bar and buttons while
 *   these are in view: they must not slide away under the pointer.
 * - News of a render come by `events` (SSE): each finished line with its times, so that the marks work before the end.
 *   Where that stream breaks, the narration is asked for again every two seconds.
 * - What is said to screen readers on the slider (`aria-valuetext`) stays as it is while the reading plays.
 * - A place is remembered as the sentence's text, its number and its time: the time is enough to begin there, the text finds
 *   it again in an edited article, once its lines are known.
 * - The headline is shown where no heading of the page says it already.
 */

/** One written word: characters `start` to `end` of the text of its part, heard from `startMs` to `endMs`. */
export type Word = [start: number, end: number, startMs: number, endMs: number];

export interface Line {
  i: number;
  part: "title" | "summary" | "body";
  block: number;
  kind: "heading" | "paragraph" | "list_item" | "quote";
  /** Characters (not UTF-16 units) of the text of the part. */
  start: number;
  end: number;
  text: string;
  start_ms: number;
  end_ms: number;
  words: Word[];
}

export interface Timeline {
  version: number;
  language: string;
  duration_ms: number;
  marks_exact: boolean;
  lines: Line[];
}

export interface Narration {
  id: string;
  status: "queued" | "rendering" | "ready" | "failed";
  title: string | null;
  language: string;
  /** Exact, or null while the narration is being rendered. */
  duration_s: number | null;
  estimated_duration_s: number;
  progress: { lines_done: number; lines_total: number };
  audio_url: string;
  timeline_url: string;
  /** The reading of the summary alone, where there is one. */
  summary?: Narration | null;
}

/** No such reading; it could not be read; the announcer cannot be reached, or its sound stopped arriving. */
export type Trouble = "missing" | "failed" | "offline";

/** The events of HTMLMediaElement, and these. */
export interface AnnouncerEvents extends HTMLMediaElementEventMap {
  linechange: CustomEvent<{ line: Line | null }>;
  wordchange: CustomEvent<{ line: Line; start: number; end: number }>;
}

/** `<ai-announcer>`: HTMLMediaElement's members, and these. */
export interface Announcer extends Omit<HTMLMediaElement, "error" | "load"> {
  addEventListener<K extends keyof AnnouncerEvents>(
    type: K,
    listener: (this: Announcer, event: AnnouncerEvents[K]) => any,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
  articleId: string;
  articleUrl: string;
  summarySrc: string;
  /** "" for the full article, "summary" for its summary. */
  reading: string;
  /** The announcer's address; "" where the module came from it. */
  server: string;
  look: string;
  skip: string;
  playlist: string;
  next: string;
  theme: string;
  /** Set by itself with the first play. */
  open: boolean;
  noUi: boolean;
  sticky: string;
  follow: string;
  remember: string;
  /** Whether `duration` is an estimate. */
  readonly estimated: boolean;
  readonly error: { code: Trouble; message: string } | null;
  readonly narration: Narration | null;
  /** Null before somebody plays or moves, and until the reading is ready. */
  readonly timeline: Timeline | null;
  /** Those whose times are known so far. */
  readonly lines: readonly Line[];
  /** The line being read. */
  readonly line: Line | null;
  /** Asks for the reading anew; done when its description is there, or `error`. */
  load(): Promise<void>;
  /** Plays article `i` of the playlist. */
  to(i: number): Promise<void>;
}

/** What `announcer:play`, `announcer:progress` and the others tell; they bubble. */
export interface Told {
  id: string;
  title: string | null;
  language: string;
  reading: "full" | "summary";
  position_s: number;
  duration_s: number;
  speed: number;
  error: Trouble | null;
  /** Of `announcer:progress`. */
  percent?: 25 | 50 | 75;
}
