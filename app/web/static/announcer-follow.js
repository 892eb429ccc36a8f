// Reading along: the marks in the article's text, scrolling, clicks on sentences, the place that is remembered.

const NOT_READ = "ai-announcer,ai-announcer-playlist,script,style,noscript,sup,button,[hidden],[aria-hidden=true],[role=tooltip]"
const NOT_CLICKED = NOT_READ + ",a,input,select,textarea,summary"

const MARKS = `@layer announcer {
::highlight(announcer-line) { background-color: #fc04 }
::highlight(announcer-word) { background-color: #fc0; color: #000; text-decoration: underline }
}`

const fold = (text) => text.replace(/[\s\u00ad\u200b-\u200d\u2060]/g, "").replace(/[‘’“”„«»"]/g, "'").replace(/[–—]/g, "-")

/** For each line a function from a span of it, else the whole, to its range under `root`; undefined where it is not found. */
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

const article = (player) => player.follow ? document.querySelector(player.follow) : player.closest("article,main") ?? document.body

let styled
let picking

/** A click on a sentence plays from there, once the reader listens. */
function pick({ speaking: player }, { target, clientX: x, clientY: y, defaultPrevented }) {
  if (!player || defaultPrevented || target.closest(NOT_CLICKED) || !getSelection().isCollapsed) return
  const lines = player.lines.filter(Boolean)
  const i = locate(article(player), lines).findIndex((find) => [...find()?.getClientRects() ?? []]
    .some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom))
  if (i < 0) return
  player.currentTime = lines[i].start_ms / 1000
  player.play().catch(() => {})
}

export default function follow(kit) {
  const { player, audio, root, ui, shared } = kit
  styled ??= kit.sheet(MARKS)
  if (!document.adoptedStyleSheets.includes(styled)) document.adoptedStyleSheets.push(styled)
  root.adoptedStyleSheets.push(styled)
  picking ??= [document.addEventListener("click", (event) => pick(shared, event))]

  let now = null
  let word = -1
  let find = []
  let range = null

  const place = () => {
    if (shared.speaking !== player) return
    const others = (kit.recall().places ?? []).filter(([key]) => key !== kit.key)
    if (now?.i > 0) others.unshift([kit.key, now.i, now.text, now.start_ms])
    kit.keep({ places: others.slice(0, 50) })
  }

  const show = (turned) => {
    if (shared.speaking !== player) return
    if (turned) {
      const before = range?.getBoundingClientRect()
      const lines = player.lines.filter(Boolean)
      const here = now && locate(article(player), lines)[lines.indexOf(now)]
      find = [here, locate(ui.line, now ? [now] : [])[0]]
      mark("line", range = here?.())
      const after = range?.getBoundingClientRect()
      if (after?.height && (kit.led ?? (before?.bottom > 0 && before.top < innerHeight)) && (after.top < 60 || after.bottom > innerHeight - 120)) {
        scrollBy({ top: after.top - innerHeight / 4, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" })
      }
    }
    const spans = now?.words[word] ? find.map((each) => each?.(now.words[word])) : []
    mark("word", ...spans)
    if (spans[1]) ui.line.scrollTop += spans[1].getBoundingClientRect().bottom - ui.line.getBoundingClientRect().bottom
  }

  const turn = () => {
    const line = player.line
    const ms = player.currentTime * 1000 + 5
    const i = line ? line.words.findLastIndex((each) => each[2] <= ms) : -1
    const turned = line !== now
    if (!turned && i === word) return
    [now, word] = [line, i]
    if (turned) {
      if (ui.line) ui.line.textContent = line?.text
      place()
    }
    show(turned)
    if (turned) kit.tell("linechange", { line })
    if (line?.words[i]) kit.tell("wordchange", { line, start: line.words[i][0], end: line.words[i][1] })
  }

  const tick = () => {
    if (player.paused) return
    turn()
    requestAnimationFrame(tick)
  }
  audio.addEventListener("play", () => {
    now = null
    tick()
  })
  if (!player.paused) tick()

  kit.clear = () => {
    [now, word, range] = [null, -1, null]
    show(true)
  }

  /** The words of each line as [start, end, start_ms, end_ms]: an announcer that was asked for steps gives them so, a plain file as they are. */
  kit.timed = (timeline) => {
    for (const line of timeline.lines) {
      if (line.words[0]?.length) continue
      const steps = line.words
      let [at, ms] = [line.start, line.start_ms]
      line.words = []
      for (let i = 0; i < steps.length; i += 4) {
        const [start, start_ms] = [at + steps[i], ms + steps[i + 2]]
        line.words.push([start, at = start + steps[i + 1], start_ms, ms = start_ms + steps[i + 3]])
      }
    }
    return timeline
  }

  /** The remembered place was of an article that may have been edited since. */
  kit.settle = () => {
    const place = kit.place
    kit.place = null
    now = null
    if (!place) return
    const [, i, text, ms] = place
    const line = [player.lines[i], ...player.lines].find((line) => line?.text === text) ?? player.lines[i]
    const off = Math.abs((line?.start_ms ?? 0) - (ms ?? 0))
    if (off > 500 && Math.abs(player.currentTime * 1000 - (ms ?? 0)) < 5000) player.currentTime = (line?.start_ms ?? 0) / 1000
  }
  return turn
}
