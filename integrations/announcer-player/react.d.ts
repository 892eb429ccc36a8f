import type { ForwardRefExoticComponent, ReactNode, RefAttributes } from "react";
import type { Announcer, Line } from "./narration";

export interface AnnouncerPlayerProps {
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
  className?: string;
  children?: ReactNode;
  onPlay?: (event: Event) => void;
  onPause?: (event: Event) => void;
  onEnded?: (event: Event) => void;
  onTimeUpdate?: (event: Event) => void;
  onLineChange?: (event: CustomEvent<{ line: Line | null }>) => void;
  [listener: `on${Capitalize<string>}`]: ((event: any) => void) | undefined;
}

export declare const AnnouncerPlayer: ForwardRefExoticComponent<AnnouncerPlayerProps & RefAttributes<Announcer>>;
