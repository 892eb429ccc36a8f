// <ai-announcer>: docs/embedding.md says what it does, narration.d.ts why.

const WORDS = {
  label: ["AI announcer", "Yapay zeka spikeri"],
  play: ["Play", "Oynat"],
  pause: ["Pause", "Duraklat"],
  previous: ["Previous sentence", "Önceki cümle"],
  next: ["Next sentence", "Sonraki cümle"],
  back: ["Back 10 seconds", "10 saniye geri"],
  forward: ["Forward 10 seconds", "10 saniye ileri"],
  seek: ["Position", "Konum"],
  speed: ["Speed", "Hız"],
  volume: ["Volume", "Ses düzeyi"],
  mute: ["Mute", "Sesi kapat"],
  unmute: ["Unmute", "Sesi aç"],
  chapters: ["Chapters", "Bölümler"],
  download: ["Download", "İndir"],
  copy: ["Copy link at this time", "Bu anın bağlantısını kopyala"],
  copied: ["The link is copied.", "Bağlantı kopyalandı."],
  close: ["Close", "Kapat"],
  full: ["Full article", "Tam metin"],
  summary: ["Summary", "Özet"],
  of: ["{0} of {1}", "{0} / toplam {1}"],
  about: ["about {0}", "yaklaşık {0}"],
  listen: ["Listen to this article: {2}.", "Bu haberi dinleyin: {2}."],
  progress: ["Being prepared: {0} of {1} sentences.", "Hazırlanıyor: {0} / {1} cümle."],
  ahead: ["That part is still being prepared.", "Bu bölüm henüz hazırlanıyor."],
  missing: ["There is no reading of this article.", "Bu haberin sesli okuması yok."],
  failed: ["This article could not be read aloud.", "Bu haber seslendirilemedi."],
  offline: ["The announcer cannot be reached.", "Spikere ulaşılamıyor."],
  retry: ["Try again", "Yeniden dene"],
}

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zm6 0h4v14h-4z",
  previous: "M6 6v12M18 6l-9 6 9 6z",
  next: "M18 6v12M6 6l9 6-9 6z",
  mute: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15 9a4 4 0 0 1 0 6M17 6a8 8 0 0 1 0 12",
  unmute: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15 9.5l5 5m0-5-5 5",
  copy: "M8 12h8M11 8H8a4 4 0 0 0 0 8h3M13 8h3a4 4 0 0 1 0 8h-3",
  download: "M12 4v11m-5-5 5 5 5-5M5 19h14",
  close: "M6 6l12 12M18 6 6 18",
}

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]
const KEYS = { " ": "play", k: "play", j: "back", l: "forward", p: "previous", n: "next", m: "mute", "<": "slower", ">": "faster",
  ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30, Home: -1e9, End: 1e9 }
const POLL_MS = 2000
const NOT_READ = "ai-announcer,script,style,noscript,sup,button,[hidden],[aria-hidden=true],[role=tooltip]"
const NOT_CLICKED = NOT_READ + ",a,input,select,textarea,summary"

const SVG = `<svg viewBox="0 0 24 24"><path /></svg>`
const MARKUP = `<section class=player lang=en><div class=grid>
<button class=play>${SVG}</button>
<div class=head><p class=label></p><p class=title></p>
<div class=choice><button class=full></button><button class=summary></button></div></div>
<input class=seek type=range step=any value=0>
<div class=controls>
<div class=bar><p class=time><span class=elapsed></span> / <span class=total></span></p><select class=chapters></select></div>
<div class=buttons><button class=previous>${SVG}</button><button class=back>−10</button><button class=forward>+10</button>
<button class=next>${SVG}</button><select class=speed></select><button class=mute>${SVG}</button>
<input class=volume type=range max=1 step=.05><button class=copy>${SVG}</button><a class=download>${SVG}</a></div></div>
<div class=words><p class=line></p><p class=message role=status></p></div>
<button class=close>${SVG}</button></div></section><div class=place></div>`

const [MARKS, SHEET] = [`@layer announcer {
::highlight(announcer-line) { background-color: #fc04 }
::highlight(announcer-word) { background-color: #fc0; color: #000; text-decoration: underline }
html:has(ai-announcer[mini]) { scroll-padding-bottom: 6rem }
}`, `
:host { display: block; color-scheme: light dark;
  --_surface: var(--announcer-surface, light-dark(#fbfaf7, #1c1b19));
  --_ink: var(--announcer-ink, light-dark(#1d1b18, #f0ede6));
  --_accent: var(--announcer-accent, light-dark(#a8201a, #ff9384));
  --_soft: color-mix(in srgb, var(--_ink) 40%, var(--_surface));
  --_rule: color-mix(in srgb, var(--_ink) 14%, var(--_surface)) }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit }
:host([hidden]), [hidden] { display: none !important }
.player { container-type: inline-size; border: 1px solid var(--_rule); border-radius: var(--announcer-radius, 10px);
  background: var(--_surface); color: var(--_ink);
  font: var(--announcer-font-size, 1em)/1.4 var(--announcer-font, system-ui, sans-serif) }
.grid { display: grid; grid-template: auto auto auto 1fr / auto 1fr; gap: .5em 1em; align-items: center;
  min-height: calc(17.5em - 2px); padding: 1em }
.head { display: grid; align-content: center; min-height: 4em; min-width: 0 }
.label { color: var(--_accent); font-size: .6875em; font-weight: 700; letter-spacing: .09em; text-transform: uppercase }
.title { min-height: 1.4em; overflow: hidden; font-weight: 600; text-overflow: ellipsis; white-space: nowrap }
.choice { display: flex; gap: .75em; font-size: .6875em; white-space: nowrap }
.choice button { min-height: 24px; border-radius: 0 }
.choice [aria-pressed=true] { box-shadow: 0 2px var(--_accent) }
button, select, a { min-width: 28px; min-height: 36px; padding: 0; border: 0; border-radius: 99px; background: none; cursor: pointer }
:is(button, select, a):hover { background-color: var(--_rule) }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
a { display: grid }
svg { display: block; width: 24px; margin: auto; fill: none; stroke: currentColor; stroke-width: 1.6; stroke-linejoin: round }
.play, .play:hover { width: 56px; height: 56px; background: var(--_accent); color: var(--_surface) }
.play path { fill: currentColor }
.busy .play { opacity: .6 }
.seek, .controls, .words { grid-column: 1 / -1 }
.seek { appearance: none; width: 100%; height: 24px; border-radius: 4px;
  background: var(--_marks,) linear-gradient(to right, var(--_accent) var(--_played), var(--_soft) 0 var(--_loaded, 0%), var(--_rule) 0) 0 / 100% 4px no-repeat }
::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; border-radius: 50%; background: var(--_accent) }
::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--_accent) }
.controls, .bar, .buttons { display: flex; align-items: center }
.controls { flex-wrap: wrap; gap: 0 .5em; font-size: .875em }
.bar { flex: 1 0 15em; gap: .75em; min-height: 36px }
.time { font-variant-numeric: tabular-nums; white-space: nowrap }
.buttons { flex: auto; justify-content: space-between }
.back, .forward, select { font-weight: 600 }
select { appearance: none; text-align: center; text-overflow: ellipsis }
.speed { width: 3em }
.chapters { flex: 1; width: 0; padding: 0 .5em }
.volume { width: 4em; height: 24px; accent-color: var(--_accent) }
.words { align-self: stretch; min-height: 3.5em; border-top: 1px solid var(--_rule); padding-top: .5em; display: grid }
.line, .message { height: 0; min-height: 100%; overflow: auto; line-height: 1.5 }
.close, .volume { display: none }
@container (min-width: 34em) {
  .grid { padding: 1.25em 1.5em }
  .title { font-size: 1.25em }
  .buttons > * { min-width: 36px }
  .volume { display: block }
}
:host([mini]) .player { position: fixed; inset: auto 0 0; z-index: 99; border-radius: 0 }
:host([mini]) .grid { display: flex; min-height: 0; padding: .5em 1em }
:host([mini]) .seek { position: absolute; inset: -12px 0 auto }
:host([mini]) .head { flex: 1 }
@container (max-width: 34em) { :host([mini]) .head { display: none } }
:host([mini]) .bar { flex: none }
:host([mini]) .controls { flex-wrap: nowrap }
:host([mini]) .close { display: block }
:host([mini]) :is(.label, .choice, .words, .chapters, .buttons > :not(.back, .forward)) { display: none }
@media (forced-colors: active) {
  .seek { forced-color-adjust: none; --_accent: Highlight; --_soft: GrayText; --_rule: CanvasText }
}`].map((css) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  return sheet
})
document.adoptedStyleSheets.push(MARKS)

const page = () => document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0]

const language = (node) => node ? node.lang || language(node.parentElement ?? node.getRootNode().host) : navigator.language

const time = (seconds, code, style) => new Intl.DurationFormat(code, { style: style ?? "long", secondsDisplay: "always" })
  .format({ hours: seconds / 3600 | 0, minutes: seconds / 60 % 60 | 0, seconds: seconds % 60 | 0 })
const clock = (seconds) => time(seconds, "en", "digital").replace(/^0:0?/, "")

const lineAt = (ms, lines) => lines.findLastIndex((line) => line.start_ms <= ms)

async function get(url, signal) {
  if (!url) throw "missing"
  const response = await fetch(url, { signal })
  if (response.ok) return response.json()
  throw response.status < 429 ? "missing" : Error()
}

const recall = () => {
  try {
    return JSON.parse(localStorage["ai-announcer"]) ?? {}
  } catch {
    return {}
  }
}

const fold = (text) => text.replace(/[\s\u00ad\u200b-\u200d\u2060]/g, "").replace(/[‘’“”„«»"]/g, "'").replace(/[–—]/g, "-")

function locate(root, lines) {
  const nodes = []
  const walker = root && document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  let text = ""
  let at = 0
  for (let node; (node = walker?.nextNode());) {
    if (node.parentElement.closest(NOT_READ)) continue
    nodes.push([text.length, node])
    text += fold(node.data)
  }
  const point = (letter) => {
    let [start, node] = nodes.findLast(([start]) => start <= letter)
    let offset = 0
    while ((start += fold(node.data[offset]).length) <= letter) offset++
    return [node, offset]
  }
  return lines.map((line) => {
    const all = fold(line.text)
    const from = [text.indexOf(all, at), text.indexOf(all)].find((found) => found >= 0)
    if (!all || from == null) return () => {}
    at = from + all.length
    return (span = [line.start, line.end]) => {
      const [start, end] = span.map((at) => from + fold([...line.text].slice(0, at - line.start).join("")).length)
      const [node, offset] = point(end - 1)
      const range = new Range()
      range.setStart(...point(start))
      range.setEnd(node, offset + 1)
      return range
    }
  })
}

const mark = (name, ...ranges) => CSS.highlights?.set("announcer-" + name, new Highlight(...ranges.filter(Boolean)))

let speaking

export class AIAnnouncer extends HTMLElement {
  static observedAttributes = ["src", "article-id", "article-url", "summary-src", "reading", "theme", "sticky", "follow", "remember", "lang", "preload"]

  #audio = new Audio()
  #ui = {}
  #readings = []
  #narration = null
  #timeline = null
  #lines = []
  #chapters = []
  #trouble = null
  #note = ""
  #at = -1
  #word = -1
  #find = []
  #range
  #led = null
  #wanted = null
  #begin = null
  #growing = false
  #away = false
  #abort = new AbortController()
  #events
  #timer = 0
  #loaded
  #watcher = new IntersectionObserver((seen) => {
    this.#away = !seen.at(-1).isIntersecting
    this.#paint()
  })

  #do = {
    play: () => this.paused ? this.play().catch(() => {}) : this.pause(),
    previous: () => this.#jump(-2000, 0),
    next: () => this.#jump(5, 1),
    back: () => this.currentTime -= 10,
    forward: () => this.currentTime += 10,
    mute: () => this.muted = !this.muted,
    slower: () => this.#pace(SPEEDS.findLast((speed) => speed < this.playbackRate)),
    faster: () => this.#pace(SPEEDS.find((speed) => speed > this.playbackRate)),
    full: () => this.reading = "",
    summary: () => this.reading = "summary",
    close: () => this.sticky = "off",
    copy: async () => {
      const url = `${page()}#t=${Math.floor(this.currentTime)}`
      try {
        await navigator.clipboard.writeText(url)
        this.#note = "copied"
        setTimeout(() => { this.#note = ""; this.#paint(); }, 3000)
        this.#paint()
      } catch {
        prompt(this.#say("copy"), url)
      }
    },
  }

  static {
    const define = (name, get, set) => Object.defineProperty(this.prototype, name, { get, set })
    for (const name of this.observedAttributes) {
      define(name.replace(/-./, (found) => found[1].toUpperCase()),
        function () { return this.getAttribute(name) ?? ""; }, function (value) { this.setAttribute(name, value); })
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
    root.adoptedStyleSheets = [MARKS, SHEET]
    root.innerHTML = MARKUP
    for (const node of root.querySelectorAll("[class]")) {
      const name = node.part = node.className
      this.#ui[name] = node
      node.onclick = this.#do[name]
    }
    this.#audio.preload = "none"
    this.#listen()
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
    document.addEventListener("click", this.#pick)
    this.#watcher.observe(this)
    this.#translate()
    if (!this.#loaded) this.load()
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#pick)
    this.#watcher.disconnect()
    queueMicrotask(() => this.isConnected || this.#unload())
  }

  attributeChangedCallback(name, before, now) {
    if (name === "preload") this.#audio.preload = now ?? "none"
    else if (before !== now && this.isConnected) {
      const { paused } = this
      if (/src|art|read/.test(name)) {
        this.#wanted = null
        this.load()
      }
      this.#translate()
      if (!paused) this.play().catch(() => {})
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
  get error() { return this.#trouble && { code: this.#trouble, message: this.#say(this.#trouble) }; }
  get narration() { return this.#narration; }
  get timeline() { return this.#timeline; }
  get line() { return this.#lines[this.#at] ?? null; }

  get currentTime() { return this.#begin ?? this.#audio.currentTime; }
  set currentTime(seconds) {
    const to = Math.min(Math.max(seconds, 0), this.duration || Infinity)
    this.#led ??= this.#away
    this.#wanted = null
    if (this.#narration?.status === "ready") this.#go(to)
    else if (this.#has(to)) this.#audio.currentTime = to
    else this.#wanted = to || null
    this.#paint(true)
    this.#led = null
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
    await this.#loaded
    if (this.#trouble) throw this.error
    if (this.#growing && this.ended && this.#narration.status === "ready") this.#go(0)
    this.#attach()
    return this.#audio.play()
  }

  get #source() {
    const url = this.getAttribute("article-url")
    const article = this.articleId ? "/" + encodeURIComponent(this.articleId)
      : url != null && "?url=" + encodeURIComponent(new URL(url || page(), document.baseURI).href)
    return this.src || (article && new URL("../articles" + article, import.meta.url))
  }

  #file(name) { return new URL(name, this.#narration.audio_url).href; }

  async #refresh(signal) {
    try {
      const view = await get(this.#source, signal)
      const about = this.summarySrc || (view.summary && new URL("../" + view.summary.id, view.audio_url))
      this.#readings = about ? [view, await get(about, signal)] : [view]
      this.#narration = this.#readings.at(this.reading ? -1 : 0)
      this.#tell("durationchange")
      const { status } = this.#narration
      if (status === "failed") throw status
      if (status === "ready") {
        if (this.#wanted || (this.#growing && this.paused && !this.ended)) this.#go()
        this.#timeline = await get(this.#file("timeline.json"), signal)
        const lines = this.#lines = this.#timeline.lines
        const block = (line) => line.part + line.block
        this.#chapters = lines.filter((line, i) => !i || (line.kind === "heading" && block(line) !== block(lines[i - 1])))
        this.#ui.chapters.replaceChildren(...this.#chapters.map(({ text, start_ms }) => new Option(text, start_ms)))
        this.#resume()
      }
    } catch (reason) {
      if (signal.aborted) return
      if (WORDS[reason] || !this.#narration) return this.#fail(WORDS[reason] ? reason : "offline")
    }
    if (!this.#timeline) this.#watch(signal)
    this.#paint()
  }

  #watch(signal) {
    const events = this.#events = new EventSource(this.#file("events"))
    events.addEventListener("progress", ({ data }) => {
      this.#narration = JSON.parse(data)
      this.#paint()
    })
    events.addEventListener("lines", ({ data }) => {
      for (const line of JSON.parse(data).lines) this.#lines[line.i] = line
      this.#arrive()
    })
    for (const name of ["ready", "failed", "error"]) events.addEventListener(name, () => {
      events.close()
      this.#timer = setTimeout(() => this.#refresh(signal), name === "error" ? POLL_MS : 0)
    })
  }

  get #key() { return (this.articleId || this.articleUrl || page()) + this.reading; }

  #keep(change) {
    try {
      if (this.remember !== "off") localStorage["ai-announcer"] = JSON.stringify({ ...recall(), ...change })
    } catch {}
  }

  #resume() {
    if (this.currentTime || !this.paused) return
    const [, linked] = this === document.querySelector("ai-announcer") && /^#t=(\d+)/.exec(location.hash) || []
    const [, i, text] = recall().places?.find(([key]) => key === this.#key) ?? []
    const line = [this.#lines[i], ...this.#lines].find((line) => line?.text === text) ?? this.#lines[i]
    if (!this.currentTime && (linked || line)) this.currentTime = linked ?? line.start_ms / 1000
  }

  #attach() {
    if (this.#audio.hasAttribute("src")) return
    this.#growing = this.#narration.status !== "ready"
    const playlist = this.#growing && /^Apple/.test(navigator.vendor) && this.canPlayType("application/vnd.apple.mpegurl")
    this.#audio.src = this.#file(playlist ? "stream.m3u8" : "audio.mp3")
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
    this.#audio.currentTime = seconds
    if (!this.readyState) this.#begin = seconds
    if (change && !paused) this.#audio.play().catch(() => {})
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
    this.#narration = this.#timeline = this.#trouble = this.#loaded = this.#events = this.#range = null
    this.#lines = []
    this.#chapters = []
    this.#begin = null
    this.#at = this.#word = -1
    this.#growing = false
    this.#mark(true)
    if (speaking === this) speaking = undefined
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
    const { speed, volume, seek, chapters, player } = this.#ui
    const on = (name, act) => audio.addEventListener(name, act)
    for (const name in audio) {
      if (/^on(?!error)/.test(name)) on(name.slice(2), () => {
        this.#paint()
        this.#tell(name.slice(2))
      })
    }
    on("error", () => {
      const at = this.currentTime || null
      if (!audio.error || (audio.error.code === 3 && audio.readyState > 2)) return
      this.#fail("offline")
      this.#wanted = at
    })
    on("loadedmetadata", () => {
      if (this.#begin !== null) audio.currentTime = this.#begin
      this.#begin = null
    })
    on("progress", () => this.#arrive())
    on("timeupdate", () => this.#arrive())
    on("play", () => {
      if (speaking !== this) speaking?.pause()
      speaking = this
      this.#session()
      this.#at = -1
      this.#tick()
    })
    on("ended", () => this.#growing && this.#refresh(this.#abort.signal))
    on("pause", () => this.#growing && !this.ended && this.#narration?.status === "ready" && this.#go())
    speed.onchange = () => this.#pace(speed.value)
    volume.oninput = () => {
      this.muted = false
      this.#keep({ volume: this.volume = volume.valueAsNumber })
    }
    chapters.onchange = () => this.currentTime = chapters.value / 1000
    seek.oninput = () => this.currentTime = seek.valueAsNumber
    seek.onfocus = () => this.#paint(true)
    player.onkeydown = (event) => this.#press(event)
    const kept = recall()
    this.playbackRate = kept.speed ?? 1
    this.volume = kept.volume ?? 1
  }

  #pace(speed) {
    if (speed) this.#keep({ speed: this.playbackRate = speed })
  }

  #jump(ms, step) {
    const line = this.#lines[lineAt(this.currentTime * 1000 + ms, this.#lines) + step]
    if (!line) return
    if (speaking?.paused ?? true) speaking = this
    this.#led = true
    this.currentTime = line.start_ms / 1000
  }

  #press(event) {
    const { key, target } = event
    const { seek, volume } = this.#ui
    const act = KEYS[key] ?? KEYS[key.toLowerCase()]
    if (!act || event.altKey || event.ctrlKey || event.metaKey || target.localName === "select" || (target === volume && key[1]) ||
      (target !== seek && /^ |Up|Down/.test(key))) return
    event.preventDefault()
    if (this.#do[act]) this.#do[act]()
    else this.currentTime += act
  }

  #pick = ({ target, clientX: x, clientY: y, defaultPrevented }) => {
    if (speaking !== this || defaultPrevented || target.closest(NOT_CLICKED) || !getSelection().isCollapsed) return
    const i = locate(this.#article, this.#lines).findIndex((find) => [...find()?.getClientRects() ?? []]
      .some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom))
    if (i < 0) return
    this.currentTime = this.#lines[i].start_ms / 1000
    this.play().catch(() => {})
  }

  get #article() { return this.follow ? document.querySelector(this.follow) : this.closest("article,main") ?? document.body; }

  #tick() {
    if (this.paused) return
    this.#follow()
    requestAnimationFrame(() => this.#tick())
  }

  #follow() {
    const ms = this.#audio.currentTime * 1000 + 5
    const at = this.ended || (this.paused && ms === 5) ? -1 : lineAt(ms, this.#lines)
    const line = this.#lines[at]
    const i = line ? line.words.findLastIndex((word) => word[2] <= ms) : -1
    const turned = at !== this.#at
    if (!turned && i === this.#word) return
    [this.#at, this.#word] = [at, i]
    const word = line?.words[i]
    if (turned) {
      this.#ui.line.textContent = line?.text
      this.#ui.chapters.selectedIndex = lineAt(ms, this.#chapters)
      this.#place()
    }
    this.#mark(turned)
    if (turned) this.#tell("linechange", { line: this.line })
    if (word) this.#tell("wordchange", { line, start: word[0], end: word[1] })
  }

  #place() {
    if (speaking !== this) return
    const others = (recall().places ?? []).filter(([key]) => key !== this.#key)
    if (this.#at > 0) others.unshift([this.#key, this.#at, this.line.text])
    this.#keep({ places: others.slice(0, 50) })
  }

  #mark(turned) {
    if (speaking !== this) return
    const { line } = this.#ui
    if (turned) {
      const before = this.#range?.getBoundingClientRect()
      const here = locate(this.#article, this.#lines)[this.#at]
      this.#find = [here, locate(line, this.line ? [this.line] : [])[0]]
      mark("line", this.#range = here?.())
      const now = this.#range?.getBoundingClientRect()
      if (now?.height && (this.#led ?? (before?.bottom > 0 && before.top < innerHeight)) && (now.top < 60 || now.bottom > innerHeight - 120)) {
        scrollBy({ top: now.top - innerHeight / 4, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" })
      }
    }
    const word = this.line?.words[this.#word]
    const words = word ? this.#find.map((find) => find?.(word)) : []
    mark("word", ...words)
    if (words[1]) line.scrollTop += words[1].getBoundingClientRect().bottom - line.getBoundingClientRect().bottom
  }

  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  #say(name, ...items) { return WORDS[name][Number(this.#ui.player.lang === "tr")].replace(/{(\d)}/g, (_, i) => items[i]); }

  #name(name, word = name) {
    const node = this.#ui[name]
    node.ariaLabel = node.title = this.#say(word)
    node.querySelector("path")?.setAttribute("d", ICONS[word] ?? ICONS.play)
  }

  #translate() {
    const ui = this.#ui
    const code = ui.player.lang = /^tr\b/i.test(language(this)) ? "tr" : "en"
    for (const name in ui) if (WORDS[name] && !/full|sum|label/.test(name)) this.#name(name)
    ui.speed.replaceChildren(...SPEEDS.map((speed) => new Option(speed.toLocaleString(code) + "×", String(speed))))
    ui.label.textContent = this.#say("label")
    this.#paint(true)
  }

  #paint(tell = this.paused) {
    const { paused, duration, playbackRate, buffered } = this
    const ui = this.#ui
    const narration = this.#narration
    const trouble = this.#trouble
    const at = this.currentTime
    const { title = "", language: lang = "", status, audio_url, progress } = narration ?? {}
    const ready = status === "ready"

    ui.player.className = `player ${!trouble && (!narration || (!paused && this.readyState < 3)) ? "busy" : ""}`
    ui.player.ariaLabel = `${this.#say("label")}: ${title}`
    ui.player.hidden = trouble === "missing" && !this.src
    this.#name("play", trouble ? "retry" : paused ? "play" : "pause")
    this.#name("mute", this.muted ? "unmute" : "mute")
    ui.title.textContent = title
    ui.title.lang = ui.line.lang = ui.chapters.lang = lang
    ui.choice.hidden = !this.#readings[1]
    this.#readings.forEach((view, i) => {
      const name = i ? "summary" : "full"
      ui[name].textContent = `${this.#say(name)} ${clock(view.duration_s ?? view.estimated_duration_s)}`
      ui[name].ariaPressed = String(!this.reading === !i)
    })
    ui.elapsed.textContent = clock(at)
    ui.total.textContent = duration ? (this.estimated ? "~" : "") + clock(duration) : "–:––"
    ui.chapters.hidden = !this.#chapters[1]
    ui.download.hidden = !ready
    ui.download.href = audio_url
    ui.download.download = title + ".mp3"
    ui.speed.value = playbackRate
    ui.volume.value = this.muted ? 0 : this.volume
    ui.seek.disabled = !narration || trouble
    ui.seek.max = duration || 1
    ui.seek.value = at
    const share = (part) => 100 * part / duration + "%"
    const style = (name, value) => ui.seek.style.setProperty("--_" + name, value)
    style("played", share(at))
    style("loaded", share(buffered.length && buffered.end(buffered.length - 1)))
    style("marks", this.#chapters.slice(1).map((line) => `linear-gradient(var(--_ink) 0 0) ${share(line.start_ms / 1000)} / 2px 10px no-repeat,`).join(""))
    const code = ui.player.lang
    const length = time(duration, code)
    if (tell && duration) ui.seek.ariaValueText = this.#say("of", time(at, code), this.estimated ? this.#say("about", length) : length)

    const word = this.#note || trouble || (this.#wanted !== null ? "ahead" : ready || this.line ? paused && (!at || this.ended) && "listen" : progress && "progress")
    const said = word ? this.#say(word, progress?.lines_done, progress?.lines_total, length) : ""
    ui.message.ariaLive = word === "progress" ? "off" : "polite"
    ui.message.hidden = !word
    ui.line.hidden = Boolean(word)
    if (ui.message.textContent !== said) ui.message.textContent = said

    const mini = this.#away && speaking === this && this.sticky !== "off"
    if (mini !== this.hasAttribute("mini")) ui.place.style.height = mini ? ui.player.offsetHeight + "px" : ""
    this.toggleAttribute("mini", mini)
    if (speaking === this && duration) navigator.mediaSession.setPositionState({ duration, playbackRate, position: Math.min(at, duration) })
    this.#follow()
  }

  #session() {
    const session = navigator.mediaSession
    session.metadata = new MediaMetadata({ title: this.#narration.title, artist: this.#say("label") })
    const actions = {
      play: this.#do.play,
      pause: this.#do.play,
      stop: () => this.load(),
      seekbackward: this.#do.back,
      seekforward: this.#do.forward,
      seekto: ({ seekTime }) => this.currentTime = seekTime,
      previoustrack: this.#do.previous,
      nexttrack: this.#do.next,
    }
    for (const name in actions) session.setActionHandler(name, actions[name])
  }
}

customElements.define("ai-announcer", AIAnnouncer)
