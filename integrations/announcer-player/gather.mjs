// Before `npm pack`: the player's modules as the announcer serves them.
import { copyFileSync, readdirSync } from "node:fs"

const from = new URL("../../app/web/static/", import.meta.url)
for (const name of readdirSync(from)) {
  if (/^announcer.*\.js$|^narration\.d\.ts$/.test(name)) copyFileSync(new URL(name, from), new URL(name, import.meta.url))
}
