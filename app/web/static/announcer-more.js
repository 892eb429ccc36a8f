// What stands behind "More": speed, sleep timer, chapters, the text, link, download, other speakers, keys. Loaded when it is asked for.

const WORDS = {
  more: ["More", "Diğer seçenekler"],
  speed: ["Speed", "Hız"],
  sleep: ["Stop after", "Şu süre sonra durdur"],
  never: ["Never", "Hiçbir zaman"],
  end: ["This article", "Bu haber"],
  left: ["{0} left", "{0} kaldı"],
  copy: ["Copy link at this time", "Bu anın bağlantısını kopyala"],
  copied: ["The link is copied.", "Bağlantı kopyalandı."],
  download: ["Download", "İndir"],
  remote: ["Play on another device", "Başka bir aygıtta çal"],
  chapters: ["Chapters", "Bölümler"],
  text: ["Text", "Metin"],
  search: ["Search in the text", "Metinde ara"],
  found: ["Sentences found: {0}", "Bulunan cümle: {0}"],
  help: ["Keyboard", "Klavye"],
  close: ["Close", "Kapat"],
}

const ICONS = {
  copy: "M8 12h8M11 8H8a4 4 0 0 0 0 8h3M13 8h3a4 4 0 0 1 0 8h-3",
  download: "M12 4v11m-5-5 5 5 5-5M5 19.5h14",
  remote: "M7 17H4V5h16v12h-3M8 20.5l4-5 4 5z",
  help: "M3.5 6.5h17v11h-17zM7 10h.01M10.3 10h.01M13.7 10h.01M17 10h.01M7.5 14h9",
  text: "M5 6h14M5 10h14M5 14h14M5 18h8",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
}

const HELP = [
  ["k", "Play, pause", "Oynat, duraklat"],
  ["j  l", "Back, forward", "Geri, ileri"],
  ["←  →", "5 seconds back, forward", "5 saniye geri, ileri"],
  ["p  n", "Sentence before, after", "Önceki, sonraki cümle"],
  ["Home  End", "Beginning, end", "Baş, son"],
  ["<  >", "Slower, faster", "Daha yavaş, daha hızlı"],
  ["m", "Mute", "Sesi kapat"],
  ["?", "This list", "Bu liste"],
]

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]
const MINUTES = [5, 10, 15, 30, 45, 60]

const SHEET = `
.panel { position: fixed; inset: auto; margin: 0; width: min(24rem, calc(100vw - 1rem)); max-height: min(34rem, calc(100vh - 1rem)); overflow: auto; overscroll-behavior: contain; scroll-padding-top: 5.5rem;
  padding: 0 .75em .75em; border: 1px solid var(--_rule); border-radius: var(--announcer-radius, 10px); background: var(--_surface); color: var(--_ink);
  box-shadow: 0 8px 32px #0004; font-size: max(.9375em, 12px); line-height: 1.4 }
.name { margin: .75em 0 .25em; color: var(--_quiet); font-size: max(.8125em, 12px); font-weight: 600 }
.panel:focus { outline: 0 }
.heading { position: sticky; top: -1px; padding-top: .5em; z-index: 1; background: var(--_surface); display: flex; align-items: center; justify-content: space-between; font-weight: 700 }
.row { display: flex; align-items: center; justify-content: space-between; gap: 1em; min-height: 44px }
.panel select { width: 10em; padding: 0 .5em; border: 1px solid var(--_rule); border-radius: 6px; background: var(--_surface) }
.act { display: flex; align-items: center; gap: .75em; width: 100%; min-height: 40px; padding: 0 .25em; border-radius: 6px; text-align: left; text-decoration: none }
.act svg { margin: 0 }
.items { padding: 0; list-style: none }
.items button { display: grid; grid-template-columns: 1fr auto; gap: 1em; width: 100%; padding: .375em .25em; border-radius: 6px; text-align: left; overflow-wrap: anywhere }
small { color: var(--_quiet); font-size: max(.8125em, 12px) }
.items small { font-variant-numeric: tabular-nums }
.items [aria-current] { border-radius: 0 6px 6px 0; box-shadow: inset 3px 0 var(--_accent); padding-left: .75em }
.search { position: sticky; top: calc(34px + .5em); z-index: 1; width: 100%; min-height: 36px; margin: 0 0 .25em; padding: 0 .75em; border: 1px solid var(--_rule); border-radius: 6px; background: var(--_surface) }
.keys { display: grid; grid-template-columns: auto 1fr; gap: .25em 1em }
.keys dt { font-family: ui-monospace, monospace; white-space: pre }
@media (max-width: 40rem) {
  .panel { inset: auto 0 0 !important; width: 100%; max-width: none; max-height: 75vh; border-radius: var(--announcer-radius, 10px) var(--announcer-radius, 10px) 0 0; border-width: 1px 0 0 }
}
@media (forced-colors: active) { .items [aria-current] { outline: 2px solid Highlight; outline-offset: -2px } }`

let styled

export default function more(kit) {
  const { player, audio, ui, root, build, icon, clock, say, shared } = kit
  styled ??= kit.sheet(SHEET)
  root.adoptedStyleSheets.push(styled)
  const panel = build("div.panel")
  panel.popover = "auto"
  panel.role = "dialog"
  panel.tabIndex = -1
  kit.add(root.querySelector(".player"), panel)

  let from = null // what had the focus before

  const act = (name, does) => {
    const node = build("button", icon(ICONS[name]), say(WORDS[name]))
    node.className = `${name === "text" ? "transcript" : name} act`
    node.onclick = does
    return node
  }
  const row = (name, control) => build("label.row", say(WORDS[name]), control)
  const choose = (part, options, value, change) => {
    const select = build("select." + part, ...options.map(([text, value]) => new Option(text, String(value))))
    select.value = String(value)
    select.onchange = () => change(select.value)
    return select
  }

  /** At once with the focus where it was: the browser's own Escape brings it back late, or to nowhere. */
  const close = () => {
    panel.hidePopover()
    ;(from?.checkVisibility() ? from : ui.more).focus()
  }
  panel.onkeydown = (event) => {
    if (event.key !== "Escape" || event.isComposing) return
    event.preventDefault()
    close()
  }

  const copy = async () => {
    const url = `${kit.address}#t=${Math.floor(player.currentTime)}`
    close()
    try {
      await navigator.clipboard.writeText(url)
      kit.said = say(WORDS.copied)
      setTimeout(() => { kit.said = ""; kit.paint(); }, 3000)
      kit.paint()
    } catch {
      prompt(say(WORDS.copy), url)
    }
  }

  const sleep = (value) => {
    clearTimeout(shared.timer)
    shared.sleeping = value === "end" ? value : Number(value) ? Date.now() + value * 60_000 : null
    if (typeof shared.sleeping === "number") shared.timer = setTimeout(() => {
      shared.speaking?.pause()
      shared.sleeping = null
    }, value * 60_000)
  }
  audio.addEventListener("ended", () => setTimeout(() => {
    if (shared.sleeping === "end") shared.sleeping = null
  }))

  const items = (part, lines, current) => {
    const list = build("ol." + part)
    list.className = `${part} items`
    list.append(...lines.map((line) => {
      const button = build("button", build("span", line.text), build("small", clock(line.start_ms / 1000)))
      if (line === current) button.ariaCurrent = "true"
      button.onclick = () => {
        kit.led = true
        player.currentTime = line.start_ms / 1000
        player.play().catch(() => {})
      }
      return build("li", button)
    }))
    list.lang = player.narration?.language ?? ""
    list.ariaLabel = say(WORDS[part === "chapters" ? part : "text"])
    return list
  }

  const remote = async () => {
    close()
    if (audio.webkitShowPlaybackTargetPicker) audio.webkitShowPlaybackTargetPicker()
    else await audio.remote.prompt().catch(() => {})
  }
  let elsewhere = false
  if (audio.webkitShowPlaybackTargetPicker) {
    audio.addEventListener("webkitplaybacktargetavailabilitychanged", ({ availability }) => elsewhere = availability === "available")
  } else audio.remote?.watchAvailability((there) => elsewhere = there).catch(() => elsewhere = true) // who cannot watch shall offer it

  const views = {
    more: () => {
      const code = kit.code
      const download = build("a.download", icon(ICONS.download), say(WORDS.download))
      download.className = "download act"
      download.href = `${player.narration?.audio_url}?download=1` // which another origin's `download` is told by
      download.target = "_blank" // where it is no download, the article stays
      download.download = (player.narration?.title ?? "") + ".mp3"
      download.hidden = player.narration?.status !== "ready"
      const chapters = kit.chapters()
      const minutes = (value) => new Intl.NumberFormat(code, { style: "unit", unit: "minute", unitDisplay: "long" }).format(value)
      const { sleeping } = shared
      const left = typeof sleeping === "number" ? [[say(WORDS.left, minutes(Math.ceil((sleeping - Date.now()) / 60_000))), "kept"]] : []
      return [
        row("speed", choose("speed", SPEEDS.map((speed) => [speed.toLocaleString(code) + "×", speed]), player.playbackRate, (value) => kit.pace(Number(value)))),
        row("sleep", choose("sleep", [[say(WORDS.never), 0], ...left, [say(WORDS.end), "end"], ...MINUTES.map((value) => [minutes(value), value])],
          sleeping === "end" ? "end" : left.length ? "kept" : 0, (value) => value === "kept" || sleep(value))),
        act("text", () => show("text")), act("copy", copy), download, ...elsewhere ? [act("remote", remote)] : [], act("help", () => show("help")),
        ...chapters[1] ? [build("p.name", say(WORDS.chapters)), items("chapters", chapters, chapters[kit.lineAt(player.currentTime * 1000 + 5, chapters)])] : [],
      ]
    },
    text: () => {
      const field = build("input.search")
      Object.assign(field, { type: "search", placeholder: say(WORDS.search), ariaLabel: say(WORDS.search) })
      const count = build("small")
      count.role = "status"
      const lines = player.lines.filter(Boolean)
      let list = items("transcript", lines, player.line)
      field.oninput = () => {
        const lower = (text) => text.toLocaleLowerCase(player.narration?.language || kit.code)
        const wanted = lower(field.value.trim())
        const found = lines.filter((line) => lower(line.text).includes(wanted))
        const next = items("transcript", found, player.line)
        list.replaceWith(next)
        next.part = next.className
        list = next
        count.textContent = wanted ? say(WORDS.found, found.length) : ""
      }
      return [field, count, list]
    },
    help: () => {
      const list = build("dl.keys")
      for (const [keys, ...does] of HELP) list.append(build("dt", keys), build("dd", say(does)))
      return [list]
    },
  }

  const show = async (name) => {
    await kit.need()
    const shut = build("button.shut", icon(ICONS.close))
    shut.ariaLabel = shut.title = say(WORDS.close)
    shut.onclick = close
    const title = say(WORDS[name])
    panel.ariaLabel = title
    panel.replaceChildren()
    kit.add(panel, build("div.heading", build("span", title), shut), ...views[name]())
    panel.lang = kit.code
    if (!panel.matches(":popover-open")) {
      from = root.activeElement
      panel.showPopover()
    }
    place()
    panel.scrollTop = 0
    panel.querySelector(".transcript [aria-current]")?.scrollIntoView({ block: "center" })
    const field = matchMedia("(pointer: fine)").matches && panel.querySelector(".search")
    const first = field || panel
    first.focus({ preventScroll: true })
  }

  /** Below the button where there is room, else above it. */
  const place = () => {
    const at = ui.more.getBoundingClientRect()
    const { offsetWidth: width, offsetHeight: height } = panel
    const below = at.bottom + 4 + height <= innerHeight
    panel.style.left = Math.max(8, Math.min(at.right - width, document.documentElement.clientWidth - width - 8)) + "px"
    panel.style.top = (below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)) + "px"
  }

  kit.more = (name = "more") => panel.matches(":popover-open") && name === "more" ? close() : show(name)
}
