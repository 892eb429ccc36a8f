// The open player: bar, buttons, keys, the small player and the lock screen. announcer.js loads it when somebody is about to listen.

const WORDS = {
  previous: ["Previous sentence", "Önceki cümle"],
  next: ["Next sentence", "Sonraki cümle"],
  back: ["Back {0} seconds", "{0} saniye geri"],
  forward: ["Forward {0} seconds", "{0} saniye ileri"],
  seek: ["Position", "Konum"],
  total: ["Total time; press for the time left", "Toplam süre; kalan süre için basın"],
  left: ["Time left; press for the total time", "Kalan süre; toplam süre için basın"],
  volume: ["Volume", "Ses düzeyi"],
  mute: ["Mute", "Sesi kapat"],
  unmute: ["Unmute", "Sesi aç"],
  more: ["More", "Diğer seçenekler"],
  close: ["Close", "Kapat"],
  of: ["{0} of {1}", "{0} / toplam {1}"],
  about: ["about {0}", "yaklaşık {0}"],
  progress: ["Being prepared: {0} of {1} sentences.", "Hazırlanıyor: {0} / {1} cümle."],
  ahead: ["That part is still being prepared. It will be played as soon as it is there.", "Bu bölüm henüz hazırlanıyor. Hazır olunca oradan sürecek."],
}

const ICONS = {
  previous: "M7 6v12M18 6l-8 6 8 6z",
  next: "M17 6v12M6 6l8 6-8 6z",
  back: "M7.5 2.5 4.5 5.5l3 3M4.5 5.5H12a7.5 7.5 0 1 1-7.5 7.5",
  forward: "m16.5 2.5 3 3-3 3M19.5 5.5H12a7.5 7.5 0 1 0 7.5 7.5",
  mute: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15 9a4 4 0 0 1 0 6M17.5 6.5a8 8 0 0 1 0 11",
  unmute: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15.5 9.5l5 5m0-5-5 5",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
}

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3]
const KEYS = { " ": "play", k: "play", j: "back", l: "forward", p: "previous", n: "next", m: "mute", "<": "slower", ">": "faster", "?": "help",
  ArrowLeft: -5, ArrowRight: 5, ArrowDown: -5, ArrowUp: 5, PageDown: -30, PageUp: 30, Home: -1e9, End: 1e9 }

const SHEET = `
.open .grid { grid: "play top" auto "play bar" auto "message message" auto / auto 1fr; padding: .625em .75em .25em }
.bar { grid-area: bar }
.bar, :is(.more, .close, .line) { display: none }
.open .bar { display: flex; align-items: center; gap: 0 .25em }
.open :is(.more, .line) { display: block }
.bar :is(.previous, .next), .bar .volume { display: none }
.open .head { min-height: 2.75em; align-content: center }
.open .what { flex: 1; min-width: 4em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.open.named .what { flex-basis: 100%; font-size: max(.9375em, 12px) }
.elapsed, .total { min-width: 3em; font-size: max(.8125em, 12px); font-variant-numeric: tabular-nums; text-align: center; white-space: nowrap }
.total { min-height: 28px; padding: 0 .25em }
.line { grid-area: message; overflow: auto; line-height: 1.5 }
.open :is(.line, .message) { height: 3.5em; margin-top: .375em; border-top: 1px solid var(--_rule); padding-top: .375em; overflow: auto; font-size: max(.9375em, 12px) }
svg text { font: 700 7.5px system-ui, sans-serif; fill: currentColor; stroke: none; text-anchor: middle }
.more path { stroke-width: 3.5 }
input[type=range] { appearance: none; height: 24px; border-radius: 4px; cursor: pointer; background:
  var(--_marks,) linear-gradient(to right, var(--_accent) var(--_played, 0%), var(--_soft) 0 var(--_loaded, 0%), var(--_rule) 0) 0 / 100% 4px no-repeat }
.seek { flex: 1; width: 100%; min-width: 3em }
.volume { --_marks: ; width: 4.5em }
::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--_accent) }
::-moz-range-track { background: none }
::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--_accent) }
:disabled { opacity: .5; cursor: default }
:host([look=large]) .open .grid { grid: "play top" auto "bar bar" auto "message message" auto / auto 1fr; padding: 1em 1.25em .5em; gap: .25em 1em }
:host([look=large]) .open .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; font-size: 1.25em; line-height: 1.3; white-space: normal }
:host([look=large]) .open .top { flex-wrap: wrap }
:host([look=large]) .open .choice { order: 1; flex-basis: 100%; margin: .375em 0 .125em }
:host([look=large]) .open .bar { flex-wrap: wrap }
:host([look=large]) .open .seek { order: -1; flex-basis: 100% }
:host([look=large]) .open :is(.previous, .next) { display: block }
:host([look=large]) .open :is(.line, .message) { height: 5em; font-size: 1.0625em }
:host([look=large]) .open .elapsed { text-align: left; margin-right: auto }
:host([look=large]) .open .next { margin-right: auto }
:host([look=large]) .open .total { order: 1 }
@container (min-width: 34em) {
  .open .volume { display: block }
  .open .bar :is(.back, .forward) { order: -1 }
  :host(:is([look=large], [mini])) .open .bar :is(.back, .forward) { order: 0 }
}
@container (max-width: 33.99em) {
  .open .grid { grid: "play head more" auto "choice choice choice" auto "bar bar bar" auto "message message message" auto / auto 1fr auto }
  :host([look=large]) .open .grid { grid: "play head more" auto "choice choice choice" auto "bar bar bar" auto "message message message" auto / auto 1fr auto; padding: .75em }
  .open .top { display: contents }
  .open .choice { grid-area: choice; margin: .25em 0 }
  .open .more { justify-self: end }
  .open .what { flex-basis: 100% }
  .open .bar { flex-wrap: wrap }
  .open .seek { order: -1; flex-basis: 100% }
  .open .elapsed { text-align: left; margin-right: auto }
  .open .choice button { flex: 1; padding: 0 .25em; overflow: hidden; font-size: max(.75em, 12px); text-overflow: ellipsis }
  .open .forward { margin-right: auto }
  .open .total { text-align: right; min-width: 3em }
  .open .mute { display: none }
  :host([look=large]) .open .forward { margin-right: 0 }
}
:host([look=compact]) .open .grid { display: flex; flex-wrap: wrap; gap: 0 .5em; padding: .25em .75em }
:host([look=compact]) .open :is(.top, .bar) { display: contents }
:host([look=compact]) .open .bar .seek { order: 0; flex: 1 }
:host([look=compact]) .open .elapsed { order: 0; margin: 0 }
:host([look=compact]) .open .total { order: 0; margin: 0 }
:host([look=compact]) .open .more { order: 1 }
:host([look=compact]) .open .message { order: 2; flex-basis: 100%; height: auto }
:host([look=compact]) .open :is(.head, .choice, .back, .forward, .mute, .volume, .line) { display: none !important }
:host([mini]) .player.open { position: fixed; inset: auto 0 0; z-index: 99; border-width: 1px 0 0; border-radius: 0; box-shadow: 0 -2px 12px #0002 }
:host([mini]) .player.open .grid { display: flex; gap: 0 .25em; min-height: 4em; padding: .25em max(1em, env(safe-area-inset-right)) max(.25em, env(safe-area-inset-bottom)) max(1em, env(safe-area-inset-left)) }
:host([mini]) .open :is(.top, .bar) { display: contents }
:host([mini]) .open .bar .seek { position: absolute; inset: -12px 0 auto; border-radius: 0 }
:host([mini]) .open .head { display: block !important; flex: 1; order: 0; min-height: 0; padding: 0 .5em; overflow: hidden }
:host([mini]) .open .title { display: block; font-size: max(.9375em, 12px) }
:host([mini]) .open :is(.back, .forward) { display: block !important; order: 0; margin: 0 }
:host([mini]) .label { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
:host([mini]) .open .elapsed { order: 0; min-width: 3.5em; margin: 0; text-align: center }
:host([mini]) .open .close { display: block; order: 1 }
:host([mini]) .open :is(.choice, .message, .line, .more, .mute, .volume, .total, .what, .previous, .next) { display: none !important }
@container (max-width: 24em) {
  :host([mini]) .open :is(.elapsed, .label) { display: none }
  :host([mini]) .open .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; font-size: max(.8125em, 12px); white-space: normal }
}
@media (forced-colors: active) {
  input[type=range] { forced-color-adjust: none; --_accent: Highlight; --_soft: GrayText; --_rule: CanvasText; --_ink: CanvasText }
  .player.open { border-color: CanvasText }
}`

const PAGE = "@layer announcer { html:has(ai-announcer[mini]) { scroll-padding-bottom: 6rem } }"

let styled

export default function controls(kit) {
  const { player, audio, ui, root, build, icon, draw, shared, clock, time, say } = kit
  const act = kit.do
  styled ??= [kit.sheet(SHEET), document.adoptedStyleSheets.push(kit.sheet(PAGE))]
  root.adoptedStyleSheets.push(styled[0])

  const skip = () => Number(player.skip) || 10
  const pace = (speed) => speed && kit.keep({ speed: player.playbackRate = speed })
  const jump = (ms, step) => {
    const line = player.lines[kit.lineAt(player.currentTime * 1000 + ms, player.lines) + step]
    if (!line) return
    if (shared.speaking?.paused ?? true) shared.speaking = player
    kit.led = true
    player.currentTime = line.start_ms / 1000
  }
  Object.assign(act, {
    previous: () => kit.need().then(() => jump(-2000, 0)),
    next: () => kit.need().then(() => jump(5, 1)),
    back: () => player.currentTime -= skip(),
    forward: () => player.currentTime += skip(),
    mute: () => player.muted = !player.muted,
    slower: () => pace(SPEEDS.findLast((speed) => speed < player.playbackRate)),
    faster: () => pace(SPEEDS.find((speed) => speed > player.playbackRate)),
    total: () => {
      kit.keep({ left: left = !left })
      kit.paint()
    },
    more: () => kit.part("more").then(() => kit.more()),
    help: () => kit.part("more").then(() => kit.more("help")),
    close: () => player.sticky = "off",
  })
  kit.pace = pace
  kit.leave = leave
  kit.chapters = () => {
    const block = (line) => line.part + line.block
    const lines = player.lines.filter(Boolean)
    return lines.filter((line, i) => !i || ((line.kind === "heading" || line.part === "title") && block(line) !== block(lines[i - 1])))
  }

  const button = (name, text) => build("button." + name, icon(ICONS[name], text && build("text")))
  const range = (name, max, step) => Object.assign(build("input." + name), { type: "range", max, step, value: 0 })
  kit.add(ui.top, button("more"))
  const bar = build("div.bar", build("span.elapsed"), button("previous"), button("back", true), button("forward", true), button("next"),
    range("seek", 1, "any"), build("button.total"), button("mute"), range("volume", 1, .05))
  kit.add(ui.top.parentNode, bar, build("p.line"), button("close"))
  ui.top.after(bar)
  for (const name of ["back", "forward"]) {
    const text = ui[name].querySelector("text")
    text.setAttribute("x", 12)
    text.setAttribute("y", 15.75)
  }
  ui.more.ariaHasPopup = "dialog"

  let left = kit.recall().left ?? false
  ui.seek.oninput = () => player.currentTime = ui.seek.valueAsNumber
  ui.seek.onfocus = () => kit.paint(true)
  ui.volume.oninput = () => {
    player.muted = false
    kit.keep({ volume: player.volume = ui.volume.valueAsNumber })
  }
  ui.player.onkeydown = (event) => {
    const { key, target } = event
    const does = KEYS[key] ?? KEYS[key.toLowerCase()]
    if (!does || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || target.closest("select,[type=search],[popover]") ||
      (target === ui.volume && key[1]) || (target !== ui.seek && /^ |Up|Down/.test(key))) return
    event.preventDefault()
    if (act[does]) act[does]()
    else player.currentTime += does
  }
  new IntersectionObserver((seen) => {
    kit.away = !seen.at(-1).isIntersecting
    kit.paint()
  }).observe(player)

  session(kit)
  audio.addEventListener("play", () => session(kit))

  const paint = (tell) => {
    const { paused, duration, playbackRate, currentTime: at, muted, narration, buffered } = player
    const { status, progress, language: lang = "" } = narration ?? {}
    const share = (part) => 100 * part / duration + "%"
    const style = (node, name, value) => node.style.setProperty("--_" + name, value)
    ui.mute.ariaLabel = ui.mute.title = say(WORDS[muted ? "unmute" : "mute"])
    draw(ui.mute.firstChild, ICONS[muted ? "unmute" : "mute"])
    ui.volume.value = muted ? 0 : player.volume
    ui.volume.ariaValueText = Number(ui.volume.value).toLocaleString(kit.code, { style: "percent" })
    style(ui.volume, "played", 100 * ui.volume.value + "%")
    ui.elapsed.textContent = clock(at)
    const sign = player.estimated ? "~" : ""
    ui.total.textContent = !duration ? "–:––" : left ? `−${sign}${clock(Math.max(0, duration - at))}` : sign + clock(duration)
    ui.total.ariaLabel = `${ui.total.textContent}. ${say(WORDS[left ? "left" : "total"])}`
    ui.seek.disabled = !narration || Boolean(player.error)
    ui.seek.max = duration || 1
    ui.seek.value = at
    style(ui.seek, "played", share(at))
    style(ui.seek, "loaded", share(buffered.length && buffered.end(buffered.length - 1)))
    const chapters = kit.chapters()
    const tick = (s, color, width) => `linear-gradient(${color} 0 0) ${share(s)} / ${width} 10px no-repeat,`
    style(ui.seek, "marks", chapters.slice(1).map((line) => tick(line.start_ms / 1000, "var(--_ink)", "2px")).join("") +
      (kit.wanted === null ? "" : tick(kit.wanted, "var(--_accent)", "4px")))
    const chapter = chapters[1] && chapters[kit.lineAt(at * 1000 + 5, chapters)]
    if (player.hasAttribute("open")) ui.what.textContent = chapter && chapter.text.trim() !== narration.title?.trim() ? chapter.text : ""
    ui.what.lang = ui.line.lang = lang
    const length = time(duration || 0, kit.code)
    if (tell && duration) ui.seek.ariaValueText = say(WORDS.of, time(at, kit.code), player.estimated ? say(WORDS.about, length) : length)

    if (!player.error) {
      const word = kit.wanted !== null ? "ahead" : status && status !== "ready" && !player.line && "progress"
      ui.message.ariaLive = word === "progress" ? "off" : "polite"
      kit.note(kit.said || (word ? say(WORDS[word], progress?.lines_done, progress?.lines_total) : ""))
    }
    ui.line.hidden = !ui.message.hidden
    if (!player.line) ui.line.textContent = player.lines[0]?.text

    const mini = kit.away && shared.speaking === player && player.sticky !== "off" && player.hasAttribute("open") && !player.hasAttribute("no-ui")
    if (mini !== player.hasAttribute("mini")) {
      ui.place.style.height = mini ? ui.player.getBoundingClientRect().height + "px" : ""
      player.toggleAttribute("mini", mini)
      if (root.activeElement?.checkVisibility() === false) ui.play.focus({ preventScroll: true })
    }
    const media = shared.speaking === player && duration && navigator.mediaSession
    if (media) {
      media.playbackState = paused ? "paused" : "playing"
      media.setPositionState?.({ duration, playbackRate, position: Math.min(at, duration) })
    }
  }
  paint.translate = () => {
    for (const name of ["previous", "next", "back", "forward", "seek", "volume", "more", "close"]) {
      ui[name].ariaLabel = ui[name].title = say(WORDS[name], skip())
    }
    for (const name of ["back", "forward"]) ui[name].querySelector("text").textContent = skip()
  }
  return paint
}

const media = navigator.mediaSession
const act = (name, does) => {
  try {
    media.setActionHandler(name, does)
  } catch {} // an action that this browser does not know
}

/** The lock screen shows nobody who has left the page. */
function leave() {
  if (!media) return
  media.metadata = null
  media.playbackState = "none"
  for (const name of ["play", "pause", "stop", "seekbackward", "seekforward", "seekto", "previoustrack", "nexttrack"]) act(name, null)
}

const meta = (name) => document.querySelector(`meta[property="${name}"],meta[name="${name}"]`)?.content

function session(kit) {
  const { player, ui, shared, do: does } = kit
  const track = (by, article, sentence) => () => does[kit.queue?.has(by) ? article : sentence]()
  if (!media || shared.speaking !== player) return
  const image = player.getAttribute("artwork") ?? meta("og:image")
  media.metadata = new MediaMetadata({
    title: player.narration?.title ?? document.title,
    artist: ui.label.textContent,
    album: meta("og:site_name") ?? location.hostname,
    artwork: image ? [{ src: new URL(image, document.baseURI).href }] : [],
  })
  const actions = {
    play: () => player.play().catch(() => {}),
    pause: () => player.pause(),
    stop: () => player.load(),
    seekbackward: does.back,
    seekforward: does.forward,
    seekto: ({ seekTime }) => player.currentTime = seekTime,
    previoustrack: track(-1, "before", "previous"),
    nexttrack: track(1, "after", "next"),
  }
  for (const name in actions) act(name, actions[name])
}
