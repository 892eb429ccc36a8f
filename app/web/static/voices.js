// @ts-check
/** The studio's page of voices: each is heard, installed and removed, and chosen for its language. docs/studio.md describes it. */

import { ask, byId, explained, forgetKey, hasKey, listen, make, say, size, tongue, words } from "./studio-api.js";
import { Row, nameOf } from "./voices-row.js";
import { hear, silence } from "./studio-sound.js";

const LINE = "announcer-line-";
const here = document.documentElement.lang;
const acts = { hear: play, install, remove, stop };

/** @type {any[]} */
let voices = [];
/** @type {Map<string, any>} */
let defaults = new Map();
/** @type {Map<string, Row>} */
const rows = new Map();
/** @type {Map<string, HTMLElement>} */
const sections = new Map();
/** @type {Set<string>} names of installations that are being listened to */
const heard = new Set();

/** @param {...(Node | string)} text */
function tell(...text) {
  byId("said").replaceChildren(...text);
}

/** Everything anew, as the announcer has it now. */
async function look() {
  try {
    const [found, reading] = await Promise.all([ask("../voices?all=true"), ask("../voices/default")]);
    voices = found;
    defaults = new Map(reading.map((/** @type {any} */ each) => [each.language, each]));
    byId("empty").hidden = true;
  } catch (error) {
    byId("empty").replaceChildren(...explained(error));
    byId("empty").hidden = voices.length > 0;
    return;
  }
  show();
  for (const voice of voices) {
    if (["waiting", "fetching", "preparing"].includes(voice.installation?.phase)) follow(voice.installed_as, false);
  }
}

function show() {
  const focused = document.activeElement;
  const [key, index] = [focused?.closest("li")?.dataset.voice, [...focused?.closest("li")?.querySelectorAll("button") ?? []].indexOf(/** @type {any} */ (focused))];
  const playing = [...rows.values()].find((row) => row.isPlaying)?.voice.key;
  rows.clear();
  for (const voice of voices) {
    const family = voices.filter((each) => each.installed_as === voice.installed_as);
    rows.set(voice.key, new Row(voice, family, acts));
  }
  const spoken = new Set(["en", "tr", ...voices.map((voice) => voice.language)].filter(Boolean));
  for (const code of [...spoken].sort((a, b) => Number(b === here) - Number(a === here))) showTongue(code);
  if (playing) rows.get(playing)?.play(true);
  if (key) /** @type {any} */ (rows.get(key)?.element.querySelectorAll("button")[Math.max(0, index)])?.focus();
}

/** @param {string} code */
function showTongue(code) {
  const section = sections.get(code) ?? begin(code);
  const reading = defaults.get(code) ?? { voice: null, decided_by: "automatic" };
  const mine = voices.filter((voice) => voice.language === code);
  const installed = mine.filter((voice) => voice.status !== "recommended");
  installed.sort((a, b) => Number(b.key === reading.voice) - Number(a.key === reading.voice));
  const others = mine.filter((voice) => voice.status === "recommended" && !isLed(voice));
  for (const voice of mine) rows.get(voice.key)?.mark(voice.key === reading.voice && !reading.fault);
  const elements = (/** @type {any[]} */ some) => some.map((voice) => /** @type {Row} */ (rows.get(voice.key)).element);
  find(section, ".here").replaceChildren(...elements(installed));
  find(section, ".more").replaceChildren(...elements(others));
  find(section, ".none").hidden = installed.length > 0;
  find(section, ".own").hidden = installed.length + others.length === 0;
  find(section, ".more-title").hidden = others.length === 0;
  showChoice(section, reading, installed);
}

/** Of voices that come with one model the first of each language stands for all until they are here. @param {any} voice */
function isLed(voice) {
  return voices.find((each) => each.installed_as === voice.installed_as && each.language === voice.language) !== voice;
}

/** @param {HTMLElement} section @param {any} reading @param {any[]} installed */
function showChoice(section, reading, installed) {
  const select = find(section, "select");
  const isFixed = ["setting", "file"].includes(reading.decided_by);
  const isAutomatic = reading.decided_by === "automatic";
  const named = voices.find((voice) => voice.key === reading.voice);
  const automatic = isAutomatic && named ? say("automatic", nameOf(named)) : words.automatic_none;
  const options = installed.filter((voice) => !voice.fault).map((voice) => make("option", { value: voice.key }, `${nameOf(voice)}, ${tongue(voice.locale)}`));
  if (!isAutomatic && !installed.some((voice) => voice.key === reading.voice && !voice.fault)) {
    options.push(make("option", { value: reading.voice }, say("not_installed", reading.voice)));
  }
  select.replaceChildren(make("option", { value: "" }, automatic), ...options);
  select.value = isAutomatic ? "" : reading.voice;
  select.disabled = isFixed || (installed.length === 0 && isAutomatic);
  const decided = isFixed ? [words[`decided_${reading.decided_by}`], " "] : [];
  find(section, ".decided").replaceChildren(...decided, ...!isAutomatic && reading.fault ? explained(reading.fault) : []);
}

/** @param {string} code @returns {HTMLElement} the section of a language, empty */
function begin(code) {
  const section = byId("tongue").content.cloneNode(true).firstElementChild;
  const name = tongue(code);
  find(section, "h2").textContent = name.charAt(0).toLocaleUpperCase(here) + name.slice(1);
  for (const [kind, part] of [["reads", "select"], ["line", "textarea"], ["title", "h2"]]) find(section, part).id = `${kind}-${code}`;
  section.setAttribute("aria-labelledby", `title-${code}`);
  find(section, ".choice label").htmlFor = `reads-${code}`;
  find(section, ".own label").htmlFor = `line-${code}`;
  const line = find(section, "textarea");
  line.lang = code;
  line.value = sessionStorage.getItem(LINE + code) ?? words[`line_${code}`] ?? "";
  line.addEventListener("input", () => sessionStorage.setItem(LINE + code, line.value));
  find(section, "select").addEventListener("change", () => choose(code, find(section, "select").value));
  byId("tongues").append(section);
  sections.set(code, section);
  return section;
}

/** @param {Element} section @param {string} selector @returns {any} */
function find(section, selector) {
  return section.querySelector(selector);
}

/** @param {Row} row */
async function play(row) {
  const wasPlaying = row.isPlaying;
  silence();
  for (const each of rows.values()) each.play(false);
  if (wasPlaying) return;
  const { key, language } = row.voice;
  const line = byId(`line-${language}`).value.trim();
  if (!line) {
    byId(`line-${language}`).focus();
    tell(words.empty);
    return;
  }
  const current = () => rows.get(key); // rows are made anew whenever something comes or goes
  row.play(true, true);
  try {
    await hear("../", { input: line, voice: key }, { begun: () => current()?.play(true), over: () => current()?.play(false) });
    await look();
  } catch (error) {
    current()?.refuse(error);
    tell(words.no_sound, " ", ...explained(error));
  }
}

/** @param {Row} row */
async function install(row) {
  tell("");
  if (await follow(row.voice.installed_as, true)) {
    const brought = rows.get(row.voice.key);
    if (brought?.isHere) play(brought);
  }
}

/**
 * Show how an installation goes on, to its end; begin it if asked to.
 * @param {string} name @param {boolean} isNew
 * @returns {Promise<boolean>} whether it is installed now
 */
async function follow(name, isNew) {
  if (heard.has(name)) return false;
  heard.add(name);
  const mine = () => [...rows.values()].filter((row) => row.voice.installed_as === name);
  const shown = mine()[0]?.name ?? name;
  const address = `../voices/${encodeURIComponent(name)}`;
  let last = "";
  try {
    if (isNew) for (const row of mine()) row.show({ phase: "fetching", done_bytes: 0, total_bytes: 0 });
    const events = isNew ? listen(address, { method: "POST" }) : listen(`${address}/events`);
    for await (const { data } of events) {
      last = data.phase;
      for (const row of mine()) row.show(data);
    }
    heard.delete(name);
    await look();
    tell({ installed: say("installed_now", shown), stopped: say("stopped", shown), failed: say("failed", shown) }[last] ?? "");
    return last === "installed";
  } catch (error) {
    heard.delete(name);
    await look();
    for (const row of mine()) row.refuse(error);
    tell(say("failed", shown), " ", ...explained(error));
    return false;
  }
}

/** @param {Row} row */
async function stop(row) {
  await attempt(row, `../voices/${encodeURIComponent(row.voice.installed_as)}`, "DELETE", undefined, say("stopped", row.name));
}

/** @param {Row} row */
function remove(row) {
  const { voice } = row;
  const going = voices.filter((each) => each.installed_as === voice.installed_as && each.status !== "recommended");
  const left = voices.some((each) => each.language === voice.language && each.status === "available" && !going.includes(each));
  const said = [say("remove_text", size(voice.size_bytes))];
  if (going.length > 1) said.unshift(say("remove_all", going.length, going.map(nameOf).join(", ")));
  if (!left) said.unshift(say("remove_last", tongue(voice.language)));
  else if (going.some((each) => each.key === defaults.get(voice.language)?.voice)) said.unshift(say("remove_default", tongue(voice.language)));
  byId("remove-title").textContent = say("remove_title", row.name);
  byId("remove-text").textContent = said.join(" ");
  const dialog = byId("remove");
  dialog.returnValue = "";
  dialog.addEventListener("close", async () => {
    if (dialog.returnValue !== "remove") return;
    await attempt(row, `../voices/${encodeURIComponent(voice.installed_as)}`, "DELETE", undefined, say("removed", row.name));
  }, { once: true });
  dialog.showModal();
}

/** @param {string} code @param {string} key the voice, or "" for the best one */
async function choose(code, key) {
  const voice = voices.find((each) => each.key === key);
  const said = voice ? say("chosen", nameOf(voice), tongue(code)) : say("chosen_automatic", tongue(code));
  await attempt(null, `../voices/default/${code}`, key ? "PUT" : "DELETE", key ? { voice: key } : undefined, said);
}

/** @param {Row | null} row @param {string} path @param {string} method @param {unknown} body @param {string} said */
async function attempt(row, path, method, body, said) {
  try {
    await ask(path, { method, body });
    await look();
    tell(said);
  } catch (error) {
    await look();
    rows.get(row?.voice.key)?.refuse(error);
    tell(...explained(error));
    if (!row) find(sections.get(path.split("/").pop() ?? "") ?? document.body, ".decided").replaceChildren(...explained(error));
  }
}

byId("forget").addEventListener("click", forgetKey);
byId("forget").hidden = !hasKey();
byId("key-form").addEventListener("submit", () => { byId("key-dialog").returnValue = "given"; });
look();
