/** What the announcer's HTTP API answers, as far as the player reads it. */

/** One written word: characters `start` to `end` of the text of its part, heard from `startMs` to `endMs`. */
export type Word = [start: number, end: number, startMs: number, endMs: number];

export interface Line {
  i: number;
  part: "title" | "summary" | "body";
  block: number;
  kind: "heading" | "paragraph" | "list_item" | "quote";
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
}

export type Trouble = "missing" | "failed" | "offline" | "broken";
