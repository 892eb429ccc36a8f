import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes } from "react";
import type { Announcer, Line, Told, Word } from "./narration.js";

type Html = Omit<HTMLAttributes<Announcer>, `on${string}` | "lang">;

export interface AnnouncerPlayerProps extends Html {
  /** The announcer's address. */
  server: string;
  src?: string;
  articleId?: string;
  articleUrl?: string;
  summarySrc?: string;
  reading?: "summary";
  look?: "compact" | "standard" | "large";
  open?: boolean;
  theme?: "light" | "dark" | "auto";
  skip?: number;
  sticky?: "off";
  follow?: string;
  playlist?: string;
  next?: "off";
  remember?: "off";
  lang?: string;
  preload?: string;
  noUi?: boolean;
  onPlay?: (event: Event) => void;
  onPause?: (event: Event) => void;
  onEnded?: (event: Event) => void;
  onTimeUpdate?: (event: Event) => void;
  onLineChange?: (event: CustomEvent<{ line: Line | null }>) => void;
  onWordChange?: (event: CustomEvent<{ line: Line; start: Word[0]; end: Word[1] }>) => void;
  [told: `onAnnouncer${Capitalize<string>}`]: ((event: CustomEvent<Told>) => void) | undefined;
  [listener: `on${Capitalize<string>}`]: ((event: any) => void) | undefined;
}

export declare const AnnouncerPlayer: ForwardRefExoticComponent<AnnouncerPlayerProps & RefAttributes<Announcer>>;
