// <ai-announcer>: docs/embedding.md says what it does, narration.d.ts why.

const WORDS = {
  label: ["AI announcer", "Yapay zekâ spikeri"],
  play: ["Play", "Oynat"],
  pause: ["Pause", "Duraklat"],
  retry: ["Try again", "Yeniden dene"],
  listen: ["Listen · {0}", "Dinle · {0}"],
  resume: ["Continue from {1} · {0}", "{1} anından sürdür · {0}"],
  full: ["Full article", "Tam metin"],
  summary: ["Summary", "Özet"],
  missing: ["There is no reading of this article.", "Bu haberin sesli okuması yok."],
  failed: ["This article could not be read aloud. Please try again later.", "Bu haber seslendirilemedi. Lütfen daha sonra yeniden deneyin."],
  offline: ["The announcer cannot be reached. Check your connection, then try again.", "Spikere ulaşılamıyor. Bağlantınızı denetleyip yeniden deneyin."],
}

const ICONS = {
  play: "M8.5 5.5v13l10-6.5z",
  pause: "M7 5.5h3.5v13H7zm6.5 0H17v13h-3.5z",
  retry: "M18.5 12a6.5 6.5 0 1 1-2-4.7L18.5 9V4.5",
}

const POLL_MS = 2000
const MEND_MS = 5000
const FLAGS = ["open", "no-ui"]
const TOLD = ["play", "pause", "seeked", "ratechange", "ended", "error"]

const SHEET = `
:host { display: block; color-scheme: light dark;
  --_surface: var(--announcer-surface, light-dark(#fbfaf7, #1c1b19));
  --_ink: var(--announcer-ink, light-dark(#1d1b18, #f0ede6));
  --_accent: var(--announcer-accent, light-dark(#a8201a, #ff9384));
  --_quiet: color-mix(in srgb, var(--_ink) 72%, var(--_surface));
  --_soft: color-mix(in srgb, var(--_ink) 40%, var(--_surface));
  --_rule: color-mix(in srgb, var(--_ink) 14%, var(--_surface)) }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit }
:host(:is([hidden], [no-ui])), [hidden] { display: none !important }
@media print { :host { display: none !important } }
.player { container-type: inline-size; border: 1px solid var(--_rule); border-radius: var(--announcer-radius, 10px);
  background: var(--_surface); color: var(--_ink); direction: ltr; cursor: auto; letter-spacing: normal; text-align: start; text-indent: 0;
  text-shadow: none; text-transform: none; white-space: normal; word-spacing: normal;
  font: var(--announcer-font-size, 1em)/1.35 var(--announcer-font, system-ui, sans-serif) }
.grid { display: grid; grid: "play top" / auto 1fr; gap: 0 .75em; align-items: center; min-height: calc(4em - 2px); padding: .25em .75em; font-size: max(1em, 12px) }
:host([look=large]) .grid { min-height: calc(5em - 2px) }
.play { grid-area: play }
.top { grid-area: top; display: flex; gap: 0 .75em; align-items: center; min-width: 0 }
.head { flex: 1; display: flex; flex-wrap: wrap; gap: 0 .5em; align-items: baseline; min-width: 0; line-height: 1.25 }
.choice { display: flex; min-width: 0; font-size: max(.8125em, 12px) }
.message { grid-area: message; font-size: max(.9375em, 12px) }
.label { color: var(--_accent); font-size: max(.75em, 12px); font-weight: 700; letter-spacing: .06em; text-transform: uppercase }
.title { order: 1; font-weight: 600 }
.what { color: var(--_quiet); font-size: max(.8125em, 12px) }
.named .what { order: 1; color: inherit; font-size: 1em; font-weight: 600 }
.title, .named .what { flex: 0 0 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.named .title { display: none }
button, select, a { min-width: 36px; min-height: 36px; padding: 0; border: 0; border-radius: 99px; background: none; cursor: pointer }
:is(button, select, a):hover { background-color: var(--_rule) }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
.choice button { min-height: 28px; padding: 0 .75em; border: 1px solid var(--_rule); font-variant-numeric: tabular-nums; white-space: nowrap }
.choice .full { border-radius: 99px 0 0 99px }
.choice .summary { border-radius: 0 99px 99px 0; margin-left: -1px }
.choice [aria-pressed=true] { background: var(--_ink); color: var(--_surface) }
svg { display: block; width: 24px; height: 24px; margin: auto; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
.play, .play:hover { width: 2.75em; height: 2.75em; background: var(--_accent); color: var(--_surface) }
.play:hover { filter: brightness(1.1) }
:host([look=large]) .play { width: 3.5em; height: 3.5em }
.play [data-icon=retry] { fill: none; stroke: currentColor }
.play svg { width: 55%; height: 55%; fill: currentColor; stroke: none }
.busy .play { opacity: .6 }
@keyframes busy { to { opacity: .3 } }
@media (prefers-reduced-motion: no-preference) { .busy .play { animation: busy .8s .4s infinite alternate } }
.trouble:not(.open) .grid { grid-template-areas: "play message" }
.trouble:not(.open) .top { display: none }
.missing:not(.open) { border-color: transparent; background: none; color: var(--_quiet) }
.missing:not(.open) .play { display: none }
.missing:not(.open) .grid { display: block; min-height: 0 }
@container (max-width: 30em) { .player:not(.open) .choice { display: none } }
@media (forced-colors: active) {
  .play { border: 2px solid ButtonText }
  .choice [aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText }
}`

const sheet = (css) => {
  const made = new CSSStyleSheet()
  made.replaceSync(css)
  return made
}
const STYLE = sheet(SHEET)

/** A node, "tag.part", with what is in it; a page that requires Trusted Types lets nobody set innerHTML. */
const build = (name, ...inside) => {
  const [tag, part] = name.split(".")
  const drawn = /^(svg|path|text)$/.test(tag)
  const node = drawn ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
  if (part) node.className = part
  node.append(...inside)
  return node
}

const icon = (path, text) => {
  const svg = build("svg", build("path"))
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  draw(svg, path)
  if (text) svg.append(text)
  return svg
}
const draw = (svg, path) => svg.firstChild.setAttribute("d", path)

const page = () => document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0]

const language = (node) => node ? node.lang || language(node.parentElement ?? node.getRootNode().host) : navigator.language

const time = (seconds, code, style) => new Intl.DurationFormat(code, { style: style ?? "long", secondsDisplay: "always" })
  .format({ hours: seconds / 3600 | 0, minutes: seconds / 60 % 60 | 0, seconds: seconds % 60 | 0 })
const clock = (seconds) => time(seconds, "en", "digital").replace(/^0:0?/, "")
const about = (seconds, code) => seconds ? new Intl.NumberFormat(code, { style: "unit", unit: seconds < 60 ? "second" : "minute" })
  .format(Math.round(seconds < 60 ? seconds : seconds / 60)) : "…"

const lineAt = (ms, lines) => lines.findLastIndex((line) => line.start_ms <= ms)

async function get(url, signal) {
  if (!url) throw "missing"
  const response = await fetch(url, { signal })
  if (response.ok) return response.json()
  throw response.status < 429 ? "missing" : Error()
}

/** What this browser keeps; what cannot be is as if it were not there. */
const recall = () => {
  try {
    const { places, speed, volume, ...kept } = JSON.parse(localStorage["ai-announcer"])
    return { ...kept, places: Array.isArray(places) ? places.filter(Array.isArray) : [],
      speed: speed >= .25 && speed <= 4 ? speed : 1, volume: volume >= 0 && volume <= 1 ? volume : 1 }
  } catch {
    return {}
  }
}

/** The announcer's address, with a final slash. */
const server = (element) => {
  const given = element.getAttribute("server")
  return given ? new URL(given.replace(/\/*$/, "/"), document.baseURI) : new URL("..", import.meta.url)
}

const words = (text) => text.replace(/\s+/g, " ").trim()

/** For bundlers: how to import each part. */
export const parts = {}

/** The part's module, beside this one and of the same version. */
const part = async (name) => {
  await 0
  return parts[name]?.() ?? import(/* webpackIgnore: true */ /* @vite-ignore */ new URL(`announcer-${name}.js${new URL(import.meta.url).search}`, import.meta.url).href)
}

/** What all players of a page share: the one that speaks, or spoke last. */
const shared = { speaking: undefined }

export class AIAnnouncer extends HTMLElement {
  static observedAttributes = ["src", "article-id", "article-url", "summary-src", "server", "reading", "look", "open", "theme", "skip", "sticky",
    "follow", "playlist", "next", "remember", "lang", "preload", "no-ui"]

  #audio = new Audio()
  #ui = {}
  #readings = []
  #narration = null
  #timeline = null
  #lines = []
  #trouble = null
  #mended = -1e9
  #wanted = null
  #begin = null
  #growing = false
  #late = 0
  #quarter = 0
  #abort = new AbortController()
  #events
  #timer = 0
  #loaded
  #marking
  #parts = {}
  #kit
  #item = null

  #do = {
    play: () => this.paused ? this.play().catch(() => {}) : this.pause(),
    full: () => this.reading = "",
    summary: () => this.reading = "summary",
  }

  static {
    const define = (name, get, set) => Object.defineProperty(this.prototype, name, { get, set, configurable: true })
    for (const name of this.observedAttributes) {
      define(name.replace(/-./, (found) => found[1].toUpperCase()),
        function () { return FLAGS.includes(name) ? this.hasAttribute(name) : this.getAttribute(name) ?? ""; },
        function (value) { value == null || value === false ? this.removeAttribute(name) : this.setAttribute(name, value === true ? "" : value); })
    }
    for (const name in HTMLMediaElement.prototype) {
      if (!(name in this.prototype)) define(name, function () {
        const value = this.#audio[name]
        return value?.bind?.(this.#audio) ?? value
      }, function (value) { this.#audio[name] = value; })
    }
  }

  constructor() {
    super()
    const root = this.attachShadow({ mode: "open", delegatesFocus: true })
    root.adoptedStyleSheets = [STYLE]
    this.#kit = {
      player: this, root, audio: this.#audio, ui: this.#ui, do: this.#do, led: null, away: false, shared,
      build, icon, draw, sheet, clock, time, lineAt, recall, get,
      add: (place, ...nodes) => this.#add(place, nodes),
      say: (...given) => this.#say(...given),
      keep: (change) => this.#keep(change),
      tell: (name, detail) => this.#tell(name, detail),
      part: (name) => this.#part(name),
      note: (text) => {
        const { message } = this.#ui
        message.hidden = !text
        if (message.textContent !== text) message.textContent = text
      },
      paint: (tell) => this.#paint(tell),
      need: () => this.#need(),
      go: (item) => {
        this.#item = item
        this.load()
        return this.play()
      },
      painters: [],
    }
    Object.defineProperties(this.#kit, {
      code: { get: () => this.#ui.player.lang },
      key: { get: () => this.#key },
      address: { get: () => this.#address },
      server: { get: () => this.#server },
      item: { get: () => this.#item },
      wanted: { get: () => this.#wanted },
      readings: { get: () => this.#readings },
    })
    this.#add(root, [build("section.player", build("div.grid",
      build("button.play", icon(ICONS.play)),
      build("div.top", build("div.head", build("p.label"), build("p.what"), build("p.title")),
        build("div.choice", build("button.full"), build("button.summary"))),
      build("p.message"))), build("div.place")])
    this.#ui.message.role = "status"
    for (const name of ["pointerenter", "focusin"]) this.addEventListener(name, () => this.#equip())
    this.#audio.preload = "none"
    this.#listen()
  }

  #add(place, nodes) {
    place.append(...nodes)
    for (const node of nodes.flatMap((node) => [node, ...node.querySelectorAll("[class]")])) {
      const name = node.className
      if (!name) continue
      node.part = name
      this.#ui[name] = node
      if (this.#do[name]) node.onclick = this.#do[name]
    }
  }

  connectedCallback() {
    for (const name of Object.keys(this)) {
      const given = this[name]
      delete this[name]
      this[name] = given
    }
    const audio = this.querySelector("audio")
    if (audio?.paused === false) {
      audio.pause()
      this.#wanted = audio.currentTime
    }
    this.#translate()
    if (!this.#loaded) this.load()
    if (this.hasAttribute("open")) this.#equip()
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return
      const spoke = shared.speaking === this
      this.#unload()
      if (spoke) this.#kit.leave?.()
    })
  }

  attributeChangedCallback(name, before, now) {
    if (name === "preload") this.#audio.preload = now ?? "none"
    else if (this.isConnected && (before !== now || this.#item)) {
      const { paused } = this
      if (/src|art|read|serv/.test(name)) {
        this.#wanted = null
        if (name !== "reading") this.#item = null
        this.load()
      }
      if (now != null && name === "open") this.#equip()
      this.#translate()
      if (!paused && this.paused) this.play().catch(() => {})
    }
  }

  get playbackRate() { return this.#audio.playbackRate; }
  set playbackRate(rate) { this.#audio.playbackRate = this.#audio.defaultPlaybackRate = rate; }
  get seeking() { return this.#wanted !== null || this.#audio.seeking; }
  get duration() {
    const { duration_s, estimated_duration_s } = this.#narration ?? {}
    return duration_s ?? Math.max(estimated_duration_s, this.currentTime)
  }
  get estimated() { return this.#narration?.duration_s == null; }
  get error() { return this.#trouble && { code: this.#trouble, message: this.#say(WORDS[this.#trouble]) }; }
  get narration() { return this.#narration; }
  get timeline() { return this.#timeline; }
  get lines() { return this.#lines; }
  get line() {
    const ms = this.currentTime * 1000 + 5
    return this.#lines[this.ended || (this.paused && ms === 5) ? -1 : lineAt(ms, this.#lines)] ?? null
  }

  get currentTime() { return this.#begin ?? Math.max(0, this.#audio.currentTime - this.#late); }
  set currentTime(seconds) {
    const to = Math.min(Math.max(seconds, 0), this.duration || Infinity)
    const kit = this.#kit
    kit.led ??= kit.away
    this.#wanted = null
    if (this.#narration?.status === "ready") this.#go(to)
    else if (this.#has(to)) this.#audio.currentTime = to + this.#late
    else this.#wanted = to || null
    this.#need()
    this.#paint(true)
    kit.led = null
  }

  load() {
    this.#unload()
    this.#abort = new AbortController()
    this.#loaded = this.#refresh(this.#abort.signal)
    this.#paint()
    return this.#loaded
  }

  async play() {
    if (this.#trouble) this.load()
    this.#equip()
    if (!this.#narration) await this.#loaded
    if (this.#trouble) throw this.error
    this.#need()
    const over = this.ended || this.currentTime > this.duration - 0.05
    if (over && this.#audio.error) this.#audio.removeAttribute("src")
    if (over && this.#narration.status === "ready") this.#go(0)
    this.#attach()
    this.setAttribute("open", "")
    return this.#audio.play()
  }

  /** Plays another article of the playlist, by its number there. */
  async to(i) {
    await this.#equip()
    await this.#kit.queue?.load()
    return this.#kit.queue?.go(i)
  }

  get #server() { return server(this); }

  get #source() {
    if (this.#item) return this.#item.src
    const url = this.getAttribute("article-url")
    const article = this.articleId ? "/" + encodeURIComponent(this.articleId)
      : url != null && "?url=" + encodeURIComponent(new URL(url || page(), document.baseURI).href)
    return this.src || (article && new URL("articles" + article, this.#server))
  }

  #file(name) { return new URL(name, this.#narration.audio_url).href; }

  async #refresh(signal) {
    try {
      const kit = this.#kit
      const source = this.#source
      const view = kit.ahead?.src === String(source) ? kit.ahead.view : await get(source, signal)
      kit.ahead = null
      const about = (!this.#item && this.summarySrc) || (view.summary && new URL("../" + view.summary.id, view.audio_url))
      this.#readings = about ? [view, await get(about, signal)] : [view]
      this.#narration = this.#readings.at(this.reading ? -1 : 0)
      this.#tell("durationchange")
      const { status } = this.#narration
      if (status === "failed") throw status
      if (status === "ready") {
        if (this.#wanted || (this.#growing && this.paused && !this.ended)) this.#go()
        const followed = !this.paused || this.hasAttribute("open") || this.currentTime
        this.#resume()
        if (followed) await this.#need()
      } else this.#watch(signal)
    } catch (reason) {
      if (signal.aborted) return
      if (WORDS[reason] || !this.#narration) return this.#fail(WORDS[reason] ? reason : "offline")
      this.#timer = setTimeout(() => this.#refresh(signal), POLL_MS)
    }
    this.#paint()
  }

  #watch(signal) {
    const events = this.#events = new EventSource(this.#file("events"))
    events.addEventListener("progress", ({ data }) => {
      this.#readings[this.#readings.indexOf(this.#narration)] = this.#narration = JSON.parse(data)
      this.#paint()
    })
    events.addEventListener("lines", ({ data }) => {
      for (const line of JSON.parse(data).lines) this.#lines[line.i] = line
      this.#arrive()
      this.#paint()
    })
    for (const name of ["ready", "failed", "error"]) events.addEventListener(name, () => {
      events.close()
      this.#timer = setTimeout(() => this.#refresh(signal), name === "error" ? POLL_MS : 0)
    })
  }

  /** The times of the lines, and the parts of the player that nobody needs before. */
  #need() {
    const parts = this.#equip()
    if (this.#narration?.status !== "ready") return parts
    return this.#marking ??= Promise.all([get(this.#file("timeline.json?words=steps"), this.#abort.signal), parts]).then(([timeline]) => {
      this.#timeline = this.#kit.timed?.(timeline) ?? timeline
      this.#lines = timeline.lines
      this.#kit.settle?.()
      this.#paint()
    }, () => { this.#marking = null; })
  }

  #equip() {
    const queued = this.playlist || document.querySelectorAll("ai-announcer").length > 1
    return Promise.all(["controls", "follow", ...queued ? ["playlist"] : []].map((name) => this.#part(name)))
  }

  #part(name) {
    return this.#parts[name] ??= part(name).then((part) => {
      const paint = part.default(this.#kit)
      if (paint) this.#kit.painters.push(paint)
      this.#translate()
    }, () => { this.#parts[name] = null; })
  }

  get #key() { return (this.#item ? this.#address : this.articleId || this.articleUrl || page()) + this.reading; }

  get #address() { return this.#item ? this.#item.article_url ?? this.#item.src : page(); }

  #keep(change) {
    try {
      if (this.remember !== "off") localStorage["ai-announcer"] = JSON.stringify({ ...recall(), ...change })
    } catch {}
  }

  #resume() {
    const [, linked] = this === document.querySelector("ai-announcer") && /^#t=(\d+)/.exec(location.hash) || []
    const place = this.remember !== "off" && recall().places?.find(([key]) => key === this.#key)
    if (this.currentTime || !this.paused || !(linked || place)) return
    this.#go(Math.min(linked ? Number(linked) : (place[3] / 1000 || 0), this.duration))
    this.#kit.place = linked ? null : place
  }

  #attach() {
    if (this.#audio.hasAttribute("src")) return
    this.#growing = this.#narration.status !== "ready"
    const playlist = this.#growing && /^Apple/.test(navigator.vendor) && this.canPlayType("application/vnd.apple.mpegurl")
    this.#audio.src = this.#file(playlist ? "stream.m3u8" : "audio.mp3")
    this.#late = playlist ? 0.05 : 0
    if (playlist) this.#begin = 0
  }

  #has(seconds) {
    const { seekable, currentTime } = this.#audio
    const end = seekable.length && seekable.end(0)
    return this.#growing && (seconds <= currentTime || seconds <= Math.min(end, end < Infinity ? end : (this.#lines.at(-1)?.end_ms ?? 0) / 1000))
  }

  #go(seconds = this.#wanted ?? this.currentTime) {
    const { paused } = this
    const change = this.#growing
    this.#wanted = null
    if (change) this.#audio.removeAttribute("src")
    this.#attach()
    if (this.readyState) this.#audio.currentTime = seconds
    else this.#begin = seconds
    if (change && !paused) this.#audio.play().catch(() => {})
  }

  /** The same sound anew: Firefox gives it up when headphones come or go. */
  #mend() {
    const { paused, currentTime: at } = this
    this.#audio.removeAttribute("src")
    this.#attach()
    if (this.#growing) this.#wanted = at
    else this.#begin = at
    if (!paused) this.#audio.play().catch(() => {})
  }

  /** WebKit at times waits for sound that it has. */
  #nudge() {
    const { paused, readyState, buffered, currentTime } = this.#audio
    const end = buffered.length && buffered.end(buffered.length - 1)
    if (paused || this.#growing || readyState > 2 || end < currentTime + 2) return
    this.pause()
    this.#audio.play().catch(() => {})
  }

  #arrive() { if (this.#wanted !== null && this.#has(this.#wanted)) this.currentTime = this.#wanted; }

  #unload() {
    this.#abort.abort()
    this.#events?.close()
    clearTimeout(this.#timer)
    this.pause()
    this.#audio.currentTime = 0
    this.#audio.removeAttribute("src")
    this.#audio.load()
    this.#narration = this.#timeline = this.#trouble = this.#loaded = this.#events = this.#marking = this.#begin = null
    this.#lines = []
    this.#readings = []
    this.#growing = false
    this.#quarter = 0
    this.#kit.place = null
    this.#kit.clear?.()
    if (shared.speaking === this) shared.speaking = undefined
  }

  #fail(trouble) {
    this.#trouble = trouble
    this.#wanted = null
    this.pause()
    this.#paint()
    this.#tell("error")
  }

  #listen() {
    const audio = this.#audio
    const on = (name, act) => audio.addEventListener(name, act)
    on("play", () => {
      if (shared.speaking !== this) shared.speaking?.pause()
      shared.speaking = this
    })
    for (const name in audio) {
      if (/^on(?!error)/.test(name)) on(name.slice(2), () => {
        this.#paint()
        this.#tell(name.slice(2))
      })
    }
    on("error", () => {
      const at = this.currentTime || null
      const { error, readyState } = audio
      const broken = error?.code === 3
      if (!error || (broken && (readyState > 2 || this.ended))) return
      if (broken && performance.now() - this.#mended > MEND_MS) {
        this.#mended = performance.now()
        const { signal } = this.#abort
        setTimeout(() => signal.aborted || this.ended || this.#mend(), MEND_MS / 20)
        return
      }
      this.#fail("offline")
      this.#wanted = at
      const { signal } = this.#abort
      get(this.#source, signal).catch((reason) => WORDS[reason] && !signal.aborted && this.#fail(reason)) // withdrawn meanwhile
    })
    on("loadedmetadata", () => {
      if (this.#begin !== null) audio.currentTime = this.#begin
      this.#begin = null
    })
    on("progress", () => this.#arrive())
    on("waiting", () => {
      const { currentTime: at } = audio
      setTimeout(() => audio.currentTime === at && this.#nudge(), MEND_MS / 2)
    })
    on("timeupdate", () => {
      this.#arrive()
      const quarter = Math.floor(4 * this.currentTime / this.duration)
      if (quarter > this.#quarter && quarter < 4) this.#report("progress", { percent: 25 * (this.#quarter = quarter) })
    })
    on("ended", () => this.#growing && this.#refresh(this.#abort.signal))
    on("pause", () => this.#growing && !this.ended && this.#narration?.status === "ready" && this.#go())
    const { speed = 1, volume = 1 } = recall()
    this.playbackRate = speed
    this.volume = volume
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }))
    if (TOLD.includes(name)) this.#report(name)
  }

  /** For a site's own statistics; nothing is sent from here. */
  #report(name, more) {
    const { id, title, language } = this.#narration ?? {}
    const { currentTime, duration, playbackRate, reading } = this
    const detail = { id, title, language, reading: reading || "full", position_s: currentTime, duration_s: duration, speed: playbackRate, error: this.#trouble, ...more }
    this.dispatchEvent(new CustomEvent("announcer:" + name, { detail, bubbles: true, composed: true }))
  }

  #say(words, ...items) { return words[Number(this.#ui.player.lang === "tr")].replace(/{(\d)}/g, (_, i) => items[i]); }

  #translate() {
    const ui = this.#ui
    ui.player.lang = /^tr\b/i.test(language(this)) ? "tr" : "en"
    ui.label.textContent = this.#say(WORDS.label)
    for (const paint of this.#kit.painters) paint.translate?.()
    this.#paint(true)
  }

  #paint(tell = this.paused) {
    const { paused, currentTime: at, duration } = this
    const ui = this.#ui
    const trouble = this.#trouble
    const { title = "", language: lang = "" } = this.#narration ?? {}
    const code = ui.player.lang
    const open = this.hasAttribute("open") && ui.seek && (trouble !== "missing" || this.#item)
    const shown = words(title)
    const named = !shown || [...document.querySelectorAll("h1,h2,h3")].some((heading) => words(heading.textContent) === shown)
    const busy = !trouble && (!this.#narration || (!paused && this.readyState < 3))

    ui.player.className = ["player", open && "open", busy && "busy", named && "named", trouble && "trouble", trouble].filter(Boolean).join(" ")
    ui.player.ariaLabel = `${this.#say(WORDS.label)}: ${title}`
    ui.player.hidden = trouble === "missing" && !this.src && !this.#item
    const act = trouble ? "retry" : paused ? "play" : "pause"
    ui.play.ariaLabel = ui.play.title = this.#say(WORDS[act])
    ui.play.firstChild.dataset.icon = act
    draw(ui.play.firstChild, ICONS[act])
    ui.title.title = ui.title.textContent = title
    ui.title.lang = lang
    ui.what.textContent = open ? "" : this.#say(WORDS[at ? "resume" : "listen"], about(duration, code), clock(at))
    ui.choice.hidden = !this.#readings[1]
    this.#readings.forEach((view, i) => {
      const name = i ? "summary" : "full"
      ui[name].textContent = `${this.#say(WORDS[name])} ${view.duration_s == null ? "~" : ""}${clock(view.duration_s ?? view.estimated_duration_s)}`
      ui[name].ariaPressed = String(!this.reading === !i)
    })
    if (trouble || !ui.seek) this.#kit.note(trouble ? this.#say(WORDS[trouble]) : "")
    for (const paint of this.#kit.painters) paint(tell)
  }
}

class AIAnnouncerPlaylist extends HTMLElement {
  static observedAttributes = ["src"]
  connectedCallback() { part("playlist").then(({ list }) => list(this, { get, sheet, build, clock, server: server(this) })); }
  attributeChangedCallback() { if (this.shadowRoot) this.connectedCallback(); }
}

// What lacks these keeps the audio inside.
if (Intl.DurationFormat && CSS.supports("color", "light-dark(red, red)") && !customElements.get("ai-announcer")) {
  customElements.define("ai-announcer", AIAnnouncer)
  customElements.define("ai-announcer-playlist", AIAnnouncerPlaylist)
}
