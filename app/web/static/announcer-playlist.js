// The next article: from a feed or a list of ids, else the page's next player. Loaded where there is one.

const WORDS = {
  upnext: ["Up next", "Sıradaki"],
  before: ["Previous article", "Önceki haber"],
  after: ["Next article", "Sonraki haber"],
  onward: ["Play on", "Sürdür"],
}

const ICONS = {
  before: "M6 6v12M13 6l-6 6 6 6zM20 6l-6 6 6 6z",
  after: "M18 6v12M11 6l6 6-6 6zM4 6l6 6-6 6z",
}

const AHEAD_S = 15

const SHEET = `
.queue { display: none }
.open .queue { grid-area: queue; grid-column: 1 / -1; display: flex; align-items: center; gap: 0 .5em; min-height: 2.75em; border-top: 1px solid var(--_rule); margin-top: .25em; font-size: max(.875em, 12px) }
.upnext { flex: 1; min-width: 0; padding: 0 .25em; border-radius: 6px; overflow: hidden; text-align: left; text-overflow: ellipsis; white-space: nowrap }
.upnext b { margin-right: .25em; color: var(--_accent); font-size: max(.857em, 12px); font-weight: 700 }
.upnext small { margin-left: .25em; color: var(--_quiet); font-size: max(.929em, 12px) }
.onward { display: flex; align-items: center; gap: .375em; min-height: 28px; white-space: nowrap }
.onward input { width: 1.25em; height: 1.25em; min-width: 20px; min-height: 20px; accent-color: var(--_accent) }
@container (max-width: 24em) { .queue .before { display: none } .upnext small { display: none } }
:host([mini]) .open .queue, :host([look=compact]) .open .queue { display: none }
:host([mini]) .open .queue { display: contents; border: 0 }
:host([mini]) .open .queue :is(.upnext, .onward, .before) { display: none }`

let styled

/** The items of the attribute: what `/feeds/NAME.json` answers, or one for each id. */
async function listed(player, server, get) {
  const { playlist } = player
  if (/[/.]/.test(playlist)) return get(new URL(playlist, server))
  return playlist.split(/[\s,]+/).filter(Boolean).map((id) => ({ id, src: new URL("articles/" + encodeURIComponent(id), server).href }))
}

export default function playlist(kit) {
  const { player, audio, ui, root, build, icon, clock, say, shared } = kit
  styled ??= kit.sheet(SHEET)
  root.adoptedStyleSheets.push(styled)
  let items = []
  let asked = null // the attribute that the items are of
  let coming
  let home = null // the item that is the element's own article, where the list has it

  const load = () => {
    if (asked === player.playlist) return coming
    asked = player.playlist
    items = []
    coming = asked && listed(player, kit.server, kit.get).then((found) => {
      items = found
      kit.paint()
    }, () => {}) // without its playlist an article is still an article
    return coming
  }

  const others = () => [...document.querySelectorAll("ai-announcer")].filter((each) => each === player || !each.error)

  const queue = () => home ? items : [null, ...items]
  const at = () => queue().indexOf(kit.item ?? home)

  /** The article so many steps on: {title, duration_s, go}, or undefined. */
  const step = (by) => {
    if (player.playlist) {
      const item = queue()[at() + by]
      return item === undefined ? item : { ...item, go: () => kit.go(item) }
    }
    const all = others()
    const other = all[all.indexOf(player) + by]
    return other && { title: other.narration?.title, duration_s: other.duration, go: () => {
      player.pause()
      return other.play()
    } }
  }
  const go = (by) => step(by)?.go().catch(() => {})
  const onward = async () => {
    await go(1)
    if (player.error?.code === "missing" && step(1)) await onward() // it was taken back: the one after it
  }

  Object.assign(kit.do, { before: () => go(-1), after: () => go(1), upnext: () => go(1) })
  const check = build("input")
  check.type = "checkbox"
  check.onchange = () => kit.keep({ next: check.checked })
  const words = build("span")
  kit.add(ui.top.parentNode, build("div.queue", build("button.upnext", build("b"), build("span"), build("small")),
    build("label.onward", check, words), build("button.before", icon(ICONS.before)), build("button.after", icon(ICONS.after))))

  const playsOn = () => player.next !== "off" && kit.recall().next !== false

  audio.addEventListener("ended", () => {
    if (shared.sleeping === "end") shared.sleeping = null
    else if (playsOn()) onward()
  })
  audio.addEventListener("timeupdate", async () => {
    const item = player.playlist && queue()[at() + 1]
    if (!item || item.asked || (item.title && player.duration - player.currentTime > AHEAD_S)) return
    item.asked = true
    const view = await kit.get(item.src).catch(() => null)
    if (!view) return
    if (view.id === kit.readings[0]?.id) return items.splice(items.indexOf(item), 1)
    item.title ??= view.title
    item.duration_s ??= view.duration_s
    kit.ahead = { src: item.src, view }
    kit.paint()
  })

  kit.queue = {
    has: (by) => Boolean(step(by)),
    load,
    go: (i) => player.playlist ? items[i] && kit.go(items[i]) : others()[i]?.play(),
  }

  const paint = () => {
    const own = kit.readings[0]?.id
    if (own) load()
    if (own && !kit.item) home = items.find(({ id, src }) => src.endsWith(own) || (id && id === player.articleId)) ?? null
    const next = step(1)
    const previous = step(-1)
    ui.queue.hidden = !next && !previous
    ui.before.disabled = !previous
    ui.after.disabled = ui.upnext.disabled = !next
    const [name, title, length] = ui.upnext.children
    name.textContent = next ? say(WORDS.upnext) + " " : ""
    title.textContent = next?.title ? next.title + " " : ""
    length.textContent = next?.duration_s ? clock(next.duration_s) : ""
    check.checked = playsOn()
    ui.onward.hidden = player.next === "off"
  }
  paint.translate = () => {
    for (const name of ["before", "after"]) ui[name].ariaLabel = ui[name].title = say(WORDS[name])
    words.textContent = say(WORDS.onward)
  }
  return paint
}

const LIST = `
:host { display: block }
:host([hidden]) { display: none }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit }
@media print { :host { display: none !important } }
ol { padding: .5em 0 0; list-style: none; direction: ltr; text-indent: 0; text-transform: none; white-space: normal; font: var(--announcer-font-size, 1em)/1.35 var(--announcer-font, system-ui, sans-serif) }
li + li { border-top: 1px solid #8884 }
button { display: grid; grid-template-columns: 1fr auto; gap: 1em; align-items: baseline; width: 100%; min-height: 44px; padding: .5em .75em; border: 0; background: none; text-align: left; cursor: pointer }
button:hover { background: #8882 }
small { font-size: max(.8125em, 12px); font-variant-numeric: tabular-nums; opacity: .8 }
[aria-current] { font-weight: 600; box-shadow: inset 3px 0 var(--announcer-accent, light-dark(#a8201a, #ff9384)) }
:focus-visible { outline: 2px solid; outline-offset: -2px }`

const HANDED_ON = ["theme", "look", "skip", "next", "remember", "lang", "server", "sticky"]

/** `<ai-announcer-playlist src>`: a player over the list of what it plays. */
export async function list(host, { get, sheet, build, clock, server }) {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open", delegatesFocus: true })
  root.adoptedStyleSheets = [sheet(LIST)]
  const src = new URL(host.getAttribute("src"), server).href
  const items = await get(src).catch(() => [])
  if (src !== new URL(host.getAttribute("src"), server).href) return // another list is wanted by now
  host.hidden = !items.length
  if (!items.length) return
  const player = build("ai-announcer")
  for (const name of HANDED_ON) if (host.hasAttribute(name)) player.setAttribute(name, host.getAttribute(name))
  player.setAttribute("src", items[0].src)
  player.setAttribute("playlist", src)
  player.setAttribute("follow", "off")
  const buttons = items.map(({ title, duration_s }, i) => {
    const button = build("button", build("span", title), build("small", clock(duration_s)))
    button.onclick = () => player.to(i).catch(() => {})
    return button
  })
  root.replaceChildren(player, build("ol.list", ...buttons.map((button) => build("li", button))))
  player.addEventListener("loadstart", mark)
  player.addEventListener("durationchange", mark)
  function mark() {
    buttons.forEach((button, i) => button.ariaCurrent = items[i].src.endsWith(player.narration?.id) ? "true" : null)
  }
  mark()
}
