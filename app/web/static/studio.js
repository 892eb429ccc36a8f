// @ts-check
/** The studio: an article is pasted, heard, looked at and corrected. docs/studio.md describes it. */

import { ask, byId, clock, explained, forgetKey, hasKey, make, say, size, tongue, words } from "./studio-api.js";
import { ScriptTable } from "./studio-script.js";
import { Waveform } from "./studio-waveform.js";

const TYPING_MS = 400;
const here = document.documentElement.lang;
const player = byId("player");
const waveform = new Waveform(byId("waveform"), (seconds) => { player.currentTime = seconds; });
const script = new ScriptTable({ play: playLine, wish, again: async () => { await Promise.all([readScript(), listen()]); } });

/** @type {EventSource | null} */
let events = null;
/** @type {any[]} */
let lines = [];
/** @type {any[]} */
let voices = [];
let typed = 0;

/** What is asked for, as `POST /narrate` takes it. @returns {Record<string, any>} */
function wish() {
  const source = byId("article").elements.source.value;
  const given = source === "url" ? { url: byId("url").value.trim() } : { text: byId("text").value, title: byId("headline").value.trim() || undefined };
  return { ...given, language: byId("language").value || undefined, voice: byId("voice").value || undefined, speed: Number(byId("speed").value) };
}

function isEmpty() {
  const { text, url } = wish();
  return !(text ?? url).trim();
}

/** @param {...(Node | string)} text */
function tell(...text) {
  byId("said").replaceChildren(...text);
}

async function listen() {
  if (isEmpty()) {
    tell(words.empty);
    return;
  }
  const button = byId("listen");
  button.setAttribute("aria-busy", "true");
  tell("");
  try {
    const view = await ask("narrate", { method: "POST", body: wish() });
    show(view);
    await player.play().catch(() => {});
  } catch (error) {
    tell(...explained(error));
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Put a narration on the stage, whatever its state. @param {any} view */
function show(view) {
  events?.close();
  lines = [];
  byId("reading-empty").hidden = true;
  byId("reading").hidden = false;
  byId("embed").value = view.embed_html;
  byId("download").href = `narrations/${view.id}/audio.mp3`;
  byId("download").download = `${view.title || view.id}.mp3`;
  player.setAttribute("src", `narrations/${view.id}`);
  waveform.clear(view.estimated_duration_s * 1000);
  if (view.status === "ready") {
    finish(view);
    return;
  }
  events = new EventSource(`narrations/${view.id}/events`);
  const read = (/** @type {any} */ event) => JSON.parse(event.data);
  events.addEventListener("progress", (event) => {
    const { progress } = read(event);
    tell(say("preparing", progress.lines_done, progress.lines_total));
  });
  events.addEventListener("lines", (event) => {
    for (const line of read(event).lines) lines[line.i] = line;
    waveform.setLines(lines, view.estimated_duration_s * 1000);
    script.enable(lines.length);
  });
  events.addEventListener("ready", (event) => {
    events?.close();
    finish(read(event));
  });
  events.addEventListener("failed", (event) => {
    events?.close();
    tell(words.failed, " ", ...explained(read(event).error));
  });
}

/** The narration is ready: its Lines, its outline, its place among the others. @param {any} view */
async function finish(view) {
  tell(say("ready", clock(view.duration_s)));
  look();
  try {
    const [timeline, outline] = await Promise.all([
      ask(`narrations/${view.id}/timeline.json`), ask(`narrations/${view.id}/peaks.json`),
    ]);
    if (player.getAttribute("src") !== `narrations/${view.id}`) return;
    lines = timeline.lines;
    waveform.setLines(lines, timeline.duration_ms);
    waveform.setPeaks(outline.peaks);
    if (script.lines.length !== lines.length) script.show(view.language, lines.map((line) => ({ ...line, written: line.text, spoken: "", pause_ms: 0 })));
    script.enable(lines.length);
  } catch (error) {
    tell(...explained(error));
  }
}

/** Mark what is heard; also while rendering, when the player has no Timeline yet. */
function follow() {
  const ms = player.currentTime * 1000;
  const index = lines.findLastIndex((line) => line && line.start_ms <= ms);
  waveform.play(ms / 1000);
  waveform.mark(index);
  script.mark(index);
}

/** @param {number} index */
function playLine(index) {
  player.currentTime = lines[index].start_ms / 1000;
  player.play().catch(() => {});
}

/** What would be read, as it is typed. */
async function readScript() {
  const turn = ++typed;
  if (isEmpty()) {
    script.show("en", []);
    return;
  }
  try {
    const found = await ask("script", { method: "POST", body: wish() });
    if (turn === typed) script.show(found.language, found.lines);
  } catch {
    if (turn === typed) script.show("en", []);
  }
}

/** What is there: recent narrations and the cache. */
async function look() {
  try {
    const [recent, cache] = await Promise.all([ask("narrations?limit=12"), ask("cache")]);
    byId("recent-empty").hidden = recent.length > 0;
    byId("recent").replaceChildren(...recent.map(recentItem));
    showCache(cache);
  } catch (error) {
    byId("recent-empty").hidden = false;
    byId("recent-empty").replaceChildren(...explained(error));
  }
}

/** @param {any} view */
function recentItem(view) {
  const when = new Date(view.created_at).toLocaleString(here, { dateStyle: "medium", timeStyle: "short" });
  const open = make("button", { type: "button", className: "open" }, view.title);
  open.lang = view.language;
  open.addEventListener("click", () => {
    script.show(view.language, []);
    show(view);
    byId("reading").scrollIntoView({ block: "nearest" });
  });
  const copy = make("button", { type: "button", className: "plain", ariaLabel: `${words.copy_embed}: ${view.title}` }, words.copy_embed);
  copy.addEventListener("click", () => copyFrom(view.embed_html, copy));
  const facts = [clock(view.duration_s), tongue(view.language), view.voice, when].join(" · ");
  return make("li", {}, open, make("p", {}, facts), copy);
}

/** @param {any} cache */
function showCache(cache) {
  const number = (/** @type {number} */ value) => value.toLocaleString(here);
  const used = cache.clip_bytes + cache.narration_bytes;
  byId("cache-narrations").replaceChildren(number(cache.narrations), make("small", {}, size(cache.narration_bytes)));
  byId("cache-clips").replaceChildren(number(cache.clips), make("small", {}, size(cache.clip_bytes)));
  byId("cache-articles").textContent = number(cache.articles);
  byId("cache-meter").hidden = cache.max_bytes === null;
  byId("cache-meter").value = cache.max_bytes ? used / cache.max_bytes : 0;
  byId("cache-limit").textContent = `${size(used)} ${cache.max_bytes === null ? `(${words.no_limit})` : say("of_limit", size(cache.max_bytes))}`;
}

/** @param {string} text @param {HTMLElement} button */
async function copyFrom(text, button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch { // not allowed, or not over https
    byId("embed").value = text;
    byId("embed").select();
    document.execCommand("copy");
  }
  button.textContent = words.copied;
  setTimeout(() => { button.textContent = label; }, 1500);
}

/** The voices of the chosen language, or all of them. */
function listVoices() {
  const language = byId("language").value;
  const shown = voices.filter((voice) => !language || voice.language === language);
  byId("voice").replaceChildren(byId("voice").options[0], ...shown.map((voice) => {
    const label = `${voice.key.split("-").slice(1).join(" · ")} (${tongue(voice.locale)})`;
    return make("option", { value: voice.key, disabled: voice.fault !== null }, label);
  }));
  byId("voice").value = "";
}

function wire() {
  let timer = 0;
  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(readScript, TYPING_MS);
  };
  for (const id of ["text", "headline", "language"]) byId(id).addEventListener("input", changed);
  byId("language").addEventListener("input", listVoices);
  byId("speed").addEventListener("input", () => {
    byId("speed-shown").textContent = `${Number(byId("speed").value).toLocaleString(here)}×`;
  });
  byId("article").addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    clearTimeout(timer);
    readScript();
    listen();
  });
  byId("article").addEventListener("change", () => {
    const source = byId("article").elements.source.value;
    for (const part of document.querySelectorAll("[data-source]")) {
      if (part instanceof HTMLElement) part.hidden = part.dataset.source !== source;
    }
  });
  byId("text").addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("article").requestSubmit();
  });
  byId("try").addEventListener("click", () => {
    const sample = JSON.parse(byId("sample").textContent);
    byId("headline").value = sample.title;
    byId("text").value = sample.text;
    readScript();
  });
  byId("copy").addEventListener("click", () => copyFrom(byId("embed").value, byId("copy")));
  byId("refresh").addEventListener("click", look);
  byId("forget").addEventListener("click", forgetKey);
  byId("forget").hidden = !hasKey();
  byId("key-form").addEventListener("submit", () => { byId("key-dialog").returnValue = "given"; });
  for (const event of ["timeupdate", "seeking"]) player.addEventListener(event, follow);
}

async function begin() {
  wire();
  voices = await ask("voices").catch(() => []);
  const languages = [...new Set(["en", "tr", ...voices.map((voice) => voice.language)])];
  byId("language").append(...languages.map((code) => make("option", { value: code }, tongue(code))));
  listVoices();
  await look();
}

begin();
