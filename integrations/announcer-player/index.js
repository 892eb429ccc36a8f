// Defines <ai-announcer> and <ai-announcer-playlist>; a bundler finds the parts that load on demand here.
import { parts } from "./announcer.js"

Object.assign(parts, {
  controls: () => import("./announcer-controls.js"),
  follow: () => import("./announcer-follow.js"),
  more: () => import("./announcer-more.js"),
  playlist: () => import("./announcer-playlist.js"),
})

export { AIAnnouncer } from "./announcer.js"
