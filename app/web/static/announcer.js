// @ts-check
/**
 * <ai-announcer src="/narrations/ID">: press play and the article is read aloud.
 *
 * No dependency, no cookie, no request to anyone but the announcer. It works under `default-src 'self'`: styles are a
 * constructed sheet, the shadow tree is built node by node. docs/embedding.md describes it.
 *
 * @import {Line, Narration, Timeline, Trouble, Word} from "./narration.d.ts"
 */

const ENGLISH = {
  code: "en",
  label: "AI announcer",
  play: "Play",
  pause: "Pause",
  back: "Back 10 seconds",
  forward: "Forward 10 seconds",
  seek: "Position",
  speed: "Speed",
  mute: "Mute",
  unmute: "Unmute",
  retry: "Try again",
  loading: "Loading…",
  position: "{0} of {1}",
  roughly: "about {0}",
  listen: "Listen to this article: {0}.",
  progress: "The reading is being prepared: {0} of {1} sentences are done.",
  ahead: "That part is still being prepared. The announcer goes there as soon as it is done.",
  missing: "There is no reading of this article.",
  failed: "This article could not be read aloud.",
  offline: "The announcer cannot be reached.",
  broken: "The sound stopped arriving.",
};

/** @type {typeof ENGLISH} */
const TURKISH = {
  code: "tr",
  label: "Yapay zeka spikeri",
  play: "Oynat",
  pause: "Duraklat",
  back: "10 saniye geri",
  forward: "10 saniye ileri",
  seek: "Konum",
  speed: "Hız",
  mute: "Sesi kapat",
  unmute: "Sesi aç",
  retry: "Yeniden dene",
  loading: "Yükleniyor…",
  position: "{0} / toplam {1}",
  roughly: "yaklaşık {0}",
  listen: "Bu haberi dinleyin: {0}.",
  progress: "Seslendirme hazırlanıyor: {1} cümleden {0} tanesi hazır.",
  ahead: "Bu bölüm henüz hazırlanıyor. Hazır olur olmaz spiker oradan sürdürecek.",
  missing: "Bu haberin sesli okuması yok.",
  failed: "Bu haber seslendirilemedi.",
  offline: "Spikere ulaşılamıyor.",
  broken: "Ses akışı kesildi.",
};

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const STEP_S = 10;
const POLL_MS = 1000;
const POLL_MAX_MS = 30_000;

/** Passed on as they are; `error` is ours, because a reading can fail before there is any audio. */
const PASSED_ON = ("play playing pause ended timeupdate durationchange loadedmetadata loadeddata canplay canplaythrough " +
  "waiting stalled progress seeking seeked ratechange volumechange emptied").split(" ");

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h3.5v14H7zm6.5 0H17v14h-3.5z",
  back: "M12 5.5a7.5 7.5 0 1 1-7.5 7.5M12 2 8.5 5.5 12 9",
  forward: "M12 5.5A7.5 7.5 0 1 0 19.5 13M12 2l3.5 3.5L12 9",
  sound: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15 9.5a3.5 3.5 0 0 1 0 5M17.5 7a7 7 0 0 1 0 10",
  silence: "M4 9.5v5h3l4.5 4v-13L7 9.5zM15.5 9.5l5 5m0-5-5 5",
};

const SHEET = new CSSStyleSheet();
SHEET.replaceSync(`
:host { display: block; container-type: inline-size; color-scheme: light dark;
  --_surface: var(--announcer-surface, light-dark(#fbfaf7, #1c1b19));
  --_ink: var(--announcer-ink, light-dark(#1d1b18, #f0ede6));
  --_muted: var(--announcer-muted, light-dark(#66615a, #aaa49a));
  --_rule: var(--announcer-rule, light-dark(#e2ddd3, #38352f));
  --_accent: var(--announcer-accent, light-dark(#a8201a, #ff9384));
  --_on-accent: var(--announcer-on-accent, light-dark(#fff, #2b0704)) }
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit }
[hidden] { display: none !important }
.player { display: grid; grid-template-columns: auto 1fr; gap: .75em 1em; align-items: center; align-content: center;
  padding: 1.125em; border: 1px solid var(--_rule); border-radius: var(--announcer-radius, 10px);
  background: var(--_surface); color: var(--_ink);
  min-height: 17.5em; font-size: var(--announcer-font-size, 1em); line-height: 1.4 }
.label, .controls, .message { font-family: var(--announcer-control-font, system-ui, sans-serif) }
.label { display: flex; align-items: center; gap: .6em; color: var(--_accent); font-size: .6875em; font-weight: 700;
  letter-spacing: .09em; text-transform: uppercase }
.pulse { display: flex; align-items: end; gap: 2px; height: .9em }
.pulse i { width: 2px; height: 45%; background: currentColor; transform-origin: bottom }
.pulse i:nth-child(2) { height: 100% }
.pulse i:nth-child(3) { height: 70% }
.playing .pulse i { animation: speak .9s ease-in-out infinite alternate }
.playing .pulse i:nth-child(2) { animation-delay: -.35s }
.playing .pulse i:nth-child(3) { animation-delay: -.6s }
@keyframes speak { from { transform: scaleY(1) } to { transform: scaleY(.35) } }
.head { display: grid; align-content: center; gap: .2em; min-height: 4em; min-width: 0 }
.title { font-size: 1.0625em; font-weight: 600; line-height: 1.3; text-wrap: balance; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.title:empty { height: 1.3em; width: 70%; border-radius: 3px; background: var(--_rule) }
button, select { min-width: 36px; min-height: 36px; padding: 0; border: 0; border-radius: 99px; background: none; cursor: pointer }
button:hover, select:hover { background: color-mix(in srgb, currentColor 9%, transparent) }
:focus-visible { outline: 2px solid var(--_accent); outline-offset: 2px }
svg { display: block; width: 24px; height: 24px; margin: auto; fill: none; stroke: currentColor; stroke-width: 1.6;
  stroke-linecap: round; stroke-linejoin: round }
text { fill: currentColor; stroke: none; font: 700 7px system-ui, sans-serif; text-anchor: middle }
.play { position: relative; width: 56px; height: 56px; background: var(--_accent); color: var(--_on-accent) }
.play:hover { background: color-mix(in srgb, var(--_accent) 88%, var(--_ink)) }
.play svg { width: 28px; height: 28px; fill: currentColor; stroke: none }
.busy .play::after { content: ""; position: absolute; inset: -5px; border: 2px solid var(--_accent);
  border-block-color: transparent; border-radius: 50%; animation: turn 1.2s linear infinite }
@keyframes turn { to { rotate: 1turn } }
.seek, .controls, .words { grid-column: 1 / -1 }
.seek { appearance: none; display: block; width: 100%; height: 24px; background: none; cursor: pointer; border-radius: 4px;
  --_track: linear-gradient(to right, var(--_accent) var(--_played, 0%),
    color-mix(in srgb, var(--_muted) 60%, var(--_surface)) 0 var(--_loaded, 0%), var(--_rule) 0) }
.seek::-webkit-slider-runnable-track { height: 4px; border-radius: 2px; background: var(--_track) }
.seek::-webkit-slider-thumb { appearance: none; width: 14px; height: 14px; margin-top: -5px; border-radius: 50%; background: var(--_accent) }
.seek::-moz-range-track { height: 4px; border-radius: 2px; background: var(--_track) }
.seek::-moz-range-thumb { width: 14px; height: 14px; border: 0; border-radius: 50%; background: var(--_accent) }
.controls { display: flex; align-items: center; gap: .125em; margin-block: -.5em -.25em; font-size: .875em }
.time { margin-inline-end: auto; font-variant-numeric: tabular-nums; line-height: 1.25; color: var(--_muted) }
.elapsed { color: var(--_ink) }
select { appearance: none; width: 3.4em; text-align: center; text-align-last: center; font-variant-numeric: tabular-nums; font-weight: 600 }
option { background: var(--_surface); color: var(--_ink) }
.words { height: calc(4.8em + .875em + 1px); padding-top: .875em; border-top: 1px solid var(--_rule); overflow: hidden }
.line { position: relative; height: 100%; overflow: hidden; font-size: 1.0625em; line-height: 1.5; color: var(--_muted) }
.read { color: var(--_ink) }
.word { color: var(--_accent); text-decoration: underline 2px; text-underline-offset: .22em }
.message { font-size: .9375em; color: var(--_muted) }
.trouble .message { color: var(--_ink) }
.retry { min-height: 32px; margin-top: .35em; padding: 0 1em; border: 1px solid currentColor; font-weight: 600 }
@container (min-width: 34em) {
  .player { padding: 1.375em 1.5em; column-gap: 1.25em }
  .head { min-height: 4.5em }
  .title { font-size: 1.25em }
  .play { width: 64px; height: 64px }
  .words { height: calc(3.2em + .875em + 1px) }
  .message { display: flex; flex-wrap: wrap; align-items: center; gap: .25em 1em }
  .retry { margin: 0 }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
@media (forced-colors: active) {
  .seek { forced-color-adjust: none; border: 1px solid CanvasText;
    --_accent: Highlight; --_rule: Canvas; --_muted: GrayText; --_surface: Canvas }
  .play, .retry { border: 1px solid ButtonText }
  .pulse i { forced-color-adjust: none; background: CanvasText }
}
`);

/** @template {Element} Node @param {Node} node @param {Record<string, string>} attributes @param {...(Element | string)} children */
function dress(node, attributes, ...children) {
  for (const name in attributes) node.setAttribute(name, attributes[name]);
  node.append(...children);
  return node;
}

/** @template {keyof HTMLElementTagNameMap} Tag @param {Tag} tag @param {Record<string, string>} attributes @param {...(Element | string)} children */
const make = (tag, attributes = {}, ...children) => dress(document.createElement(tag), attributes, ...children);

/** @param {string} tag @param {Record<string, string>} attributes @param {...(Element | string)} children */
const draw = (tag, attributes, ...children) =>
  dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, ...children);

/** An icon's button; its name comes with the language. @param {string} name @param {string} path @param {string} text */
const control = (name, path, text = "") =>
  make("button", { type: "button", class: name, part: `button ${name}` },
    draw("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" },
      draw("path", { d: path }), draw("text", { x: "12", y: "15.5" }, text)));

/** Put `items` in the places {0}, {1} of `text`. @param {string} text @param {...(string | number)} items */
const fill = (text, ...items) => text.replace(/{(\d)}/g, (_, i) => String(items[i]));

/** The nearest `lang` above a node, through shadow roots. @param {Element} node */
function nearestLanguage(node) {
  for (let at = /** @type {Element | undefined} */ (node); at; ) {
    const lang = at.getAttribute("lang");
    if (lang) return lang;
    at = at.parentElement ?? /** @type {ShadowRoot} */ (at.getRootNode()).host;
  }
  return navigator.language;
}

/** 75 is "1:15", 3675 is "1:01:15". @param {number} seconds */
function clock(seconds) {
  const whole = Math.floor(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return h ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`;
}

/** 75 is "1 minute 15 seconds". @param {number} seconds @param {string} code */
function inWords(seconds, code) {
  const whole = Math.floor(seconds);
  const parts = /** @type {[string, number][]} */ ([
    ["hour", Math.floor(whole / 3600)], ["minute", Math.floor(whole / 60) % 60], ["second", whole % 60],
  ]).filter(([unit, n]) => n || (unit === "second" && !whole));
  return parts.map(([unit, n]) => n.toLocaleString(code, { style: "unit", unit, unitDisplay: "long" })).join(" ");
}

/** Index of the last item that starts at or before `ms`, or -1. @template T @param {T[]} items @param {(item: T) => number} start @param {number} ms */
function lastStarted(items, start, ms) {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (start(items[middle]) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A refusal throws a Trouble. @param {string} url @param {AbortSignal} signal */
async function getJSON(url, signal) {
  const response = await fetch(url, { signal, credentials: "omit" });
  if (response.ok) return response.json();
  throw [404, 410].includes(response.status) ? "missing" : "offline";
}

/** The one that plays. @type {AIAnnouncer | null} */
let speaking = null;

export class AIAnnouncer extends HTMLElement {
  static observedAttributes = ["src", "lang", "preload"];

  #audio = make("audio", { preload: "none" });
  #label = make("span");
  #title = make("p", { class: "title", part: "title" });
  #play = control("play", ICONS.play);
  #seek = make("input", { type: "range", class: "seek", part: "seek", min: "0", max: "1", step: "any", value: "0" });
  #elapsed = make("span", { class: "elapsed", part: "elapsed" });
  #total = make("span", { class: "total", part: "total" });
  #back = control("back", ICONS.back, String(STEP_S));
  #forward = control("forward", ICONS.forward, String(STEP_S));
  #speed = make("select", { class: "speed", part: "speed" });
  #mute = control("mute", ICONS.sound);
  #read = make("span", { class: "read", part: "line-read" });
  #word = make("span", { class: "word", part: "word" });
  #rest = make("span", { class: "rest", part: "line-rest" });
  #line = make("p", { class: "line", part: "line" }, this.#read, this.#word, this.#rest);
  #said = make("span");
  #retry = make("button", { type: "button", class: "retry", part: "button retry" });
  #message = make("p", { class: "message", part: "message", role: "status" }, this.#said, " ", this.#retry);
  #player = make("section", { class: "player", part: "player" },
    this.#play,
    make("div", { class: "head" },
      make("p", { class: "label", part: "label" },
        make("span", { class: "pulse", "aria-hidden": "true" }, make("i"), make("i"), make("i")), this.#label),
      this.#title),
    this.#seek,
    make("div", { class: "controls", part: "controls" },
      make("p", { class: "time", part: "time" }, this.#elapsed, " / ", this.#total),
      this.#back, this.#forward, this.#speed, this.#mute),
    make("div", { class: "words", part: "words" }, this.#line, this.#message));

  #words = ENGLISH;
  /** @type {Narration | null} */
  #narration = null;
  /** @type {Timeline | null} */
  #timeline = null;
  /** @type {Trouble | null} */
  #trouble = null;
  #lineIndex = -1;
  #wordIndex = -1;
  /** Where to go once the whole reading is there. @type {number | null} */
  #wanted = null;
  /** The audio's source was still growing when it was opened; browsers cannot seek in it. */
  #growing = false;
  #dragging = false;
  #abort = new AbortController();
  #polling = 0;
  #pollMs = POLL_MS;
  #frame = 0;
  /** @type {Promise<void> | null} */
  #loaded = null;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [SHEET];
    root.append(this.#player, this.#audio);
    for (const speed of SPEEDS) this.#speed.append(make("option", { value: String(speed) }));
    this.#listen();
  }

  connectedCallback() {
    for (const name of Object.keys(this)) { // set by a script before this module was there
      const given = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, given);
    }
    const fallback = this.querySelector("audio");
    if (fallback && !fallback.paused) {
      fallback.pause();
      this.#wanted = fallback.currentTime;
    }
    this.#translate();
    if (!this.#loaded) this.load();
  }

  disconnectedCallback() { // a move within the page ends connected, as with a media element
    queueMicrotask(() => this.isConnected || this.#unload());
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (name === "preload") this.#audio.setAttribute("preload", now ?? "none");
    else if (before !== now && this.isConnected) name === "src" ? this.load() : this.#translate();
  }

  // HTMLMediaElement's names

  get src() { return this.hasAttribute("src") ? new URL(this.getAttribute("src") ?? "", document.baseURI).href : ""; }
  set src(url) { this.setAttribute("src", url); }
  get currentSrc() { return this.#audio.currentSrc; }
  get theme() { return this.getAttribute("theme") ?? "auto"; }
  set theme(theme) { this.setAttribute("theme", theme); }
  get preload() { return this.#audio.preload; }
  set preload(preload) { this.setAttribute("preload", preload); }
  get paused() { return this.#audio.paused; }
  get ended() { return this.#audio.ended; }
  get seeking() { return this.#wanted !== null || this.#audio.seeking; }
  get readyState() { return this.#audio.readyState; }
  get buffered() { return this.#audio.buffered; }
  get seekable() { return this.#audio.seekable; }
  get volume() { return this.#audio.volume; }
  set volume(volume) { this.#audio.volume = volume; }
  get muted() { return this.#audio.muted; }
  set muted(muted) { this.#audio.muted = muted; }
  get playbackRate() { return this.#audio.playbackRate; }
  set playbackRate(rate) {
    this.#audio.defaultPlaybackRate = rate; // outlives a change of source
    this.#audio.playbackRate = rate;
  }

  /** Seconds; NaN until the narration is known, an estimate while it is being rendered (see `estimated`). */
  get duration() {
    if (!this.#narration) return NaN;
    return this.#narration.duration_s ?? Math.max(this.#narration.estimated_duration_s, this.#audio.currentTime);
  }

  get estimated() { return this.#narration?.duration_s == null; }

  get error() { return this.#trouble && { code: this.#trouble, message: this.#words[this.#trouble] }; }

  get narration() { return this.#narration; }
  get timeline() { return this.#timeline; }
  /** The line being read, or null. */
  get line() { return this.#timeline?.lines[this.#lineIndex] ?? null; }

  get currentTime() { return this.#audio.currentTime; }
  set currentTime(seconds) {
    const to = Math.min(Math.max(seconds, 0), this.duration || Infinity);
    if (this.#narration?.status === "ready") {
      if (this.#growing) this.#finish(to);
      else {
        this.#attach();
        this.#audio.currentTime = to;
      }
    } else if (this.#growing && to <= this.currentTime) this.#audio.currentTime = to; // heard, so still there
    else this.#wanted = to;
    this.#describe(to);
    this.#paint();
  }

  /** Fetch the narration (again); what was playing stops. */
  load() {
    this.#unload();
    this.#abort = new AbortController();
    this.#loaded = this.src ? this.#refresh(this.#abort.signal) : Promise.resolve(this.#fail("missing"));
    this.#paint();
    return this.#loaded;
  }

  async play() {
    await (this.#loaded ?? this.load());
    if (this.#trouble) throw new DOMException(this.#words[this.#trouble], "NotSupportedError");
    if (this.ended && this.#growing) this.#finish(0);
    this.#attach();
    return this.#audio.play();
  }

  pause() { this.#audio.pause(); }

  // The narration

  /** Ask how the narration is, and again until it is ready. @param {AbortSignal} signal */
  async #refresh(signal) {
    clearTimeout(this.#polling);
    try {
      const narration = /** @type {Narration} */ (await getJSON(this.src, signal));
      this.#pollMs = POLL_MS;
      await this.#take(narration, signal);
    } catch (reason) {
      if (signal.aborted) return;
      if (reason === "missing" || !this.#narration) return this.#fail(reason === "missing" ? reason : "offline");
      this.#pollMs = Math.min(this.#pollMs * 2, POLL_MAX_MS);
    }
    if (!this.#trouble && !this.#timeline) this.#polling = setTimeout(() => this.#refresh(signal), this.#pollMs);
  }

  /** @param {Narration} narration @param {AbortSignal} signal */
  async #take(narration, signal) {
    this.#narration = narration;
    this.dispatchEvent(new Event("durationchange"));
    if (narration.status === "failed") return this.#fail("failed");
    if (narration.status === "ready") {
      if (this.#wanted !== null) this.#finish(this.#wanted);
      else if (this.paused) this.#finish(this.currentTime);
      this.#paint();
      this.#timeline = await getJSON(this.#resolve(narration.timeline_url), signal);
      this.#follow();
    }
    this.#paint();
  }

  /** @param {string} url */
  #resolve(url) { return new URL(url, this.src).href; }

  /** Give the audio its source, once somebody wants to listen. */
  #attach() {
    if (!this.#narration || this.#audio.hasAttribute("src")) return;
    this.#growing = this.#narration.status !== "ready";
    this.#audio.src = this.#resolve(this.#narration.audio_url);
  }

  /** Change from the growing reading to the finished one, at `seconds`. @param {number} seconds */
  #finish(seconds) {
    this.#wanted = null;
    if (!this.#growing && !seconds) return;
    const playing = !this.paused;
    if (this.#growing) this.#audio.removeAttribute("src");
    this.#attach();
    this.#audio.currentTime = seconds;
    if (playing) this.#audio.play().catch(() => {});
  }

  #unload() {
    this.#abort.abort();
    clearTimeout(this.#polling);
    cancelAnimationFrame(this.#frame);
    this.#audio.pause();
    if (this.#audio.hasAttribute("src")) {
      this.#audio.currentTime = 0; // or the next reading would start there
      this.#audio.removeAttribute("src");
      this.#audio.load();
    }
    if (speaking === this) {
      speaking = null;
      if (navigator.mediaSession) navigator.mediaSession.metadata = null;
    }
    this.#narration = this.#timeline = this.#trouble = this.#loaded = null;
    this.#lineIndex = this.#wordIndex = -1;
    this.#growing = false;
  }

  /** @param {Trouble} trouble */
  #fail(trouble) {
    this.#trouble = trouble;
    this.#wanted = null;
    this.pause();
    this.#paint();
    this.dispatchEvent(new Event("error"));
  }

  async #again() {
    const at = this.currentTime;
    await this.load();
    if (this.#trouble || !at) return;
    this.currentTime = at;
    this.play().catch(() => {});
  }

  // Listening to the audio and to the listener

  #listen() {
    const audio = this.#audio;
    for (const name of PASSED_ON) {
      audio.addEventListener(name, () => {
        this.#paint();
        this.dispatchEvent(new Event(name));
      });
    }
    audio.addEventListener("error", () => this.#fail("broken"));
    audio.addEventListener("play", () => {
      if (speaking !== this) speaking?.pause();
      speaking = this;
      this.#announceSession();
      this.#tick();
    });
    audio.addEventListener("ended", () => this.#growing && this.#refresh(this.#abort.signal));
    audio.addEventListener("pause", () => this.#narration?.status === "ready" && this.#growing && this.#finish(this.currentTime));
    for (const name of ["play", "pause", "seeked", "ratechange", "durationchange"]) {
      audio.addEventListener(name, () => this.#reportPosition());
    }

    this.#play.onclick = () => this.#toggle();
    this.#retry.onclick = () => this.#again();
    this.#back.onclick = () => this.#skip(-STEP_S);
    this.#forward.onclick = () => this.#skip(STEP_S);
    this.#mute.onclick = () => { this.muted = !this.muted; };
    this.#speed.onchange = () => { this.playbackRate = Number(this.#speed.value); };
    this.#seek.oninput = () => {
      this.#dragging = true;
      this.#paint();
      this.#describe(this.#seek.valueAsNumber);
    };
    this.#seek.onchange = () => {
      this.#dragging = false;
      this.currentTime = this.#seek.valueAsNumber;
    };
    this.#seek.onfocus = () => this.#describe(this.currentTime);
    this.#player.onkeydown = (event) => this.#key(event);
  }

  #toggle() {
    if (this.#trouble) this.#again();
    else if (this.paused) this.play().catch(() => {});
    else this.pause();
  }

  /** @param {number} seconds */
  #skip(seconds) { this.currentTime = this.currentTime + seconds; }

  /** @param {1 | -1} step */
  #changeSpeed(step) {
    const next = step > 0 ? SPEEDS.find((s) => s > this.playbackRate) : SPEEDS.findLast((s) => s < this.playbackRate);
    if (next) this.playbackRate = next;
  }

  /** Buttons keep their own Space, the list of speeds keeps all of its keys. @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target === this.#speed) return;
    const onSeek = event.target === this.#seek;
    /** @type {Record<string, (() => void) | false>} */
    const keys = {
      " ": onSeek && (() => this.#toggle()),
      k: () => this.#toggle(),
      j: () => this.#skip(-STEP_S),
      l: () => this.#skip(STEP_S),
      m: () => { this.muted = !this.muted; },
      "<": () => this.#changeSpeed(-1),
      ">": () => this.#changeSpeed(1),
      ArrowLeft: () => this.#skip(-5),
      ArrowRight: () => this.#skip(5),
      ArrowDown: onSeek && (() => this.#skip(-5)),
      ArrowUp: onSeek && (() => this.#skip(5)),
      PageDown: onSeek && (() => this.#skip(-30)),
      PageUp: onSeek && (() => this.#skip(30)),
      Home: () => { this.currentTime = 0; },
      End: () => { this.currentTime = this.duration; },
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Following the reading

  #tick() {
    cancelAnimationFrame(this.#frame);
    if (this.paused) return;
    this.#follow();
    this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #follow() {
    const lines = this.#timeline?.lines ?? [];
    const ms = this.paused && !this.currentTime ? -1 : this.currentTime * 1000;
    const lineIndex = lastStarted(lines, (line) => line.start_ms, ms);
    const line = lines[lineIndex];
    const wordIndex = line ? lastStarted(line.words, ([, , start]) => start, ms) : -1;
    if (lineIndex === this.#lineIndex && wordIndex === this.#wordIndex) return;
    const turned = lineIndex !== this.#lineIndex;
    [this.#lineIndex, this.#wordIndex] = [lineIndex, wordIndex];
    const word = line?.words[wordIndex];
    if (line) this.#showLine(line, word);
    if (turned) this.dispatchEvent(new CustomEvent("linechange", { detail: { line: this.line } }));
    if (word) {
      const detail = { line, start: word[0], end: word[1], text: this.#word.textContent };
      this.dispatchEvent(new CustomEvent("wordchange", { detail }));
    }
  }

  /** @param {Line} line @param {Word | undefined} word */
  #showLine(line, word) {
    const letters = [...line.text]; // spans count characters, not UTF-16 units
    const [start, end] = word ? [word[0] - line.start, word[1] - line.start] : [0, 0];
    this.#read.textContent = letters.slice(0, start).join("");
    this.#word.textContent = letters.slice(start, end).join("");
    this.#rest.textContent = letters.slice(end).join("");
    const room = this.#line.clientHeight - this.#word.offsetHeight;
    this.#line.scrollTop = Math.max(0, this.#word.offsetTop - Math.max(room, 0));
  }

  // Showing it

  #translate() {
    const words = this.#words = nearestLanguage(this).toLowerCase().split("-")[0] === "tr" ? TURKISH : ENGLISH;
    this.#player.lang = words.code;
    this.#label.textContent = words.label;
    this.#retry.textContent = words.retry;
    this.#back.ariaLabel = this.#back.title = words.back;
    this.#forward.ariaLabel = this.#forward.title = words.forward;
    this.#speed.ariaLabel = this.#speed.title = words.speed;
    this.#seek.ariaLabel = words.seek;
    for (const option of this.#speed.options) option.textContent = `${Number(option.value).toLocaleString(words.code)}×`;
    this.#paint();
    this.#describe(this.currentTime);
  }

  #paint() {
    const { paused, duration } = this;
    const words = this.#words;
    const narration = this.#narration;
    const at = this.#dragging ? this.#seek.valueAsNumber : this.currentTime;
    const busy = !this.#trouble && (!narration || (!paused && this.readyState < 3));

    this.#player.className = ["player", !paused && "playing", busy && "busy", this.#trouble && "trouble"].filter(Boolean).join(" ");
    this.#player.ariaLabel = narration?.title ? `${words.label}: ${narration.title}` : words.label;
    this.#name(this.#play, paused ? words.play : words.pause, paused ? ICONS.play : ICONS.pause);
    this.#name(this.#mute, this.muted ? words.unmute : words.mute, this.muted ? ICONS.silence : ICONS.sound);
    this.#write(this.#title, narration?.title ?? "");
    if (narration) this.#title.lang = this.#line.lang = narration.language;

    this.#write(this.#elapsed, clock(at));
    this.#write(this.#total, duration ? (this.estimated ? "~" : "") + clock(duration) : "–:––");
    this.#speed.value = String(this.playbackRate);
    this.#seek.disabled = !narration || Boolean(this.#trouble);
    this.#seek.max = String(duration || 1);
    if (!this.#dragging) this.#seek.valueAsNumber = at;
    const buffered = this.buffered.length ? this.buffered.end(this.buffered.length - 1) : 0;
    this.#seek.style.setProperty("--_played", `${(100 * at) / (duration || 1)}%`);
    this.#seek.style.setProperty("--_loaded", `${(100 * buffered) / (duration || 1)}%`);
    if (paused && !this.#dragging) this.#describe(at);

    const message = this.#messageNow();
    this.#message.hidden = !message;
    this.#line.hidden = Boolean(message);
    this.#retry.hidden = !this.#trouble || this.#trouble === "missing";
    this.#write(this.#said, message);
    this.#follow();
  }

  /** What the listener should know, in words; empty while the line being read can be shown. */
  #messageNow() {
    const words = this.#words;
    if (this.#trouble) return words[this.#trouble];
    if (!this.#narration) return words.loading;
    if (this.#wanted !== null) return words.ahead;
    if (this.#narration.status !== "ready") {
      const { lines_done: done, lines_total: all } = this.#narration.progress;
      return fill(words.progress, done, all);
    }
    return this.paused && !this.currentTime ? fill(words.listen, inWords(this.duration, words.code)) : "";
  }

  /** @param {HTMLElement} node @param {string} text */
  #write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  /** @param {HTMLButtonElement} button @param {string} name @param {string} path */
  #name(button, name, path) {
    if (button.ariaLabel === name) return;
    button.ariaLabel = button.title = name;
    button.querySelector("path")?.setAttribute("d", path);
  }

  /** Say a position to screen readers; never while playing, they would talk over it. @param {number} at */
  #describe(at) {
    const { code, position, roughly } = this.#words;
    if (!this.duration) return;
    const total = inWords(this.duration, code);
    this.#seek.setAttribute("aria-valuetext", fill(position, inWords(at, code), this.estimated ? fill(roughly, total) : total));
  }

  // The lock screen

  #announceSession() {
    const session = navigator.mediaSession;
    if (!session) return;
    session.metadata = new MediaMetadata({ title: this.#narration?.title ?? "", artist: this.#words.label, album: location.hostname });
    session.setActionHandler("play", () => void this.play());
    session.setActionHandler("pause", () => this.pause());
    session.setActionHandler("seekbackward", ({ seekOffset }) => this.#skip(-(seekOffset ?? STEP_S)));
    session.setActionHandler("seekforward", ({ seekOffset }) => this.#skip(seekOffset ?? STEP_S));
    session.setActionHandler("seekto", ({ seekTime }) => { this.currentTime = seekTime ?? 0; });
  }

  #reportPosition() {
    const { duration, playbackRate, currentTime } = this;
    if (speaking !== this || !duration) return;
    navigator.mediaSession?.setPositionState?.({ duration, playbackRate, position: Math.min(currentTime, duration) });
  }
}

customElements.define("ai-announcer", AIAnnouncer);
