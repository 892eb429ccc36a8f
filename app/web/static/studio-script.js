// @ts-check
/** The Script side by side, and the form that fixes a pronunciation. */

import { ask, byId, clock, explained, make, say, words } from "./studio-api.js";
import { hear, silence } from "./studio-sound.js";

const WORD = /[\p{L}\p{N}]+(?:[-.&][\p{L}\p{N}]+)*/gu;
const CHARACTERS_A_SECOND = 15;

/** @typedef {{kind: string, part: string, written: string, spoken: string, pause_ms: number}} ScriptLine */

export class ScriptTable {
  /** @param {{play: (index: number) => void, wish: () => Record<string, any>, again: () => Promise<void>}} studio */
  constructor(studio) {
    this.studio = studio;
    this.language = "en";
    /** @type {ScriptLine[]} */
    this.lines = [];
    this.list = byId("lines");
    this.list.addEventListener("click", (/** @type {PointerEvent} */ event) => this.clicked(event));
    byId("fix").addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      this.attempt();
    });
    byId("fix-save").addEventListener("click", () => this.save());
    byId("fix-close").addEventListener("click", () => this.close());
    byId("fix-open").addEventListener("click", () => this.fix(""));
  }

  /** @param {string} language @param {ScriptLine[]} lines */
  show(language, lines) {
    this.language = language;
    this.lines = lines;
    byId("script").hidden = lines.length === 0;
    byId("script-empty").hidden = lines.length > 0;
    byId("fix-open").hidden = lines.length === 0;
    const characters = lines.reduce((sum, line) => sum + line.spoken.length + line.pause_ms / 1000 * CHARACTERS_A_SECOND, 0);
    byId("script-facts").textContent = lines.length ? say("lines", lines.length, clock(characters / CHARACTERS_A_SECOND)) : "";
    this.list.replaceChildren(...lines.map((line, i) => this.row(line, i)));
    this.list.lang = language;
  }

  /** @param {ScriptLine} line @param {number} index */
  row(line, index) {
    const play = make("button", { type: "button", className: "play", disabled: true });
    play.setAttribute("aria-label", say("play_line", line.written));
    play.dataset.line = String(index);
    const row = make("li", { className: `${line.part} ${line.kind}` }, play,
      make("p", { className: "written" }, line.written), make("p", { className: "spoken" }, ...differences(line)));
    return row;
  }

  /** The first Lines can be played from now on. @param {number} count */
  enable(count) {
    for (const [i, button] of [...this.list.querySelectorAll("button")].entries()) button.disabled = i >= count;
  }

  /** Mark the Line that is read; -1 for none. @param {number} index */
  mark(index) {
    const rows = /** @type {HTMLElement[]} */ ([...this.list.children]);
    for (const [i, row] of rows.entries()) row.toggleAttribute("data-now", i === index);
    const now = rows[index];
    if (!now || this.list.matches(":hover, :focus-within")) return; // who looks at a Line keeps it
    const { scrollTop, clientHeight } = this.list;
    if (now.offsetTop < scrollTop || now.offsetTop + now.offsetHeight > scrollTop + clientHeight) {
      this.list.scrollTop = now.offsetTop - clientHeight / 4;
    }
  }

  /** A click on a Line's button plays it; on a written word, or with words selected, it opens the form. @param {PointerEvent} event */
  clicked(event) {
    if (!(event.target instanceof Element)) return;
    const line = /** @type {HTMLElement | null} */ (event.target.closest("button"))?.dataset.line;
    if (line !== undefined) {
      this.studio.play(Number(line));
      return;
    }
    const written = event.target.closest(".written");
    if (!written) return;
    const selected = String(getSelection() ?? "").trim();
    const word = selected && written.textContent?.includes(selected) ? selected : wordAt(event.clientX, event.clientY);
    if (word) this.fix(word);
  }

  /** @param {string} word */
  async fix(word) {
    byId("fix").hidden = false;
    byId("fix-word").value = word;
    byId("fix-spoken").value = "";
    byId("fix-said").textContent = "";
    byId(word ? "fix-spoken" : "fix-word").focus();
    if (!word) return;
    const entries = await ask(`lexicon/${encodeURIComponent(this.language)}`).catch(() => []);
    const entry = entries.find((/** @type {{written: string}} */ each) => each.written === word);
    if (entry && byId("fix-word").value === word && !byId("fix-spoken").value) byId("fix-spoken").value = entry.spoken;
  }

  close() {
    silence();
    byId("fix").hidden = true;
    byId("fix-open").focus();
  }

  /** A word and how it sounds; says what is missing. */
  given() {
    const [word, spoken] = [byId("fix-word").value.trim(), byId("fix-spoken").value.trim()];
    byId("fix-said").textContent = !word ? words.no_word : !spoken ? words.no_spoken : "";
    return { word, spoken, isWhole: Boolean(word && spoken) };
  }

  /** Hear the sentence with the word said so, before anything is kept. */
  async attempt() {
    const { word, spoken, isWhole } = this.given();
    if (!isWhole) return;
    const line = this.lines.find((each) => each.written.includes(word));
    if (!line) {
      byId("fix-said").textContent = words.no_word;
      return;
    }
    const { voice, speed } = this.studio.wish();
    await this.tell(async () => {
      await hear("", { input: line.written, language: this.language, voice, speed, lexicon: { [word]: spoken } });
      return say("trying", word);
    });
  }

  /** Say it so from now on, and hear the article again. */
  async save() {
    const { word, spoken, isWhole } = this.given();
    if (!isWhole) return;
    await this.tell(async () => {
      const entry = await ask(this.address(word), { method: "PUT", body: { spoken } });
      silence();
      await this.studio.again();
      return say("saved", entry.written, entry.uses);
    });
  }

  /** @param {() => Promise<string>} act */
  async tell(act) {
    byId("fix-said").textContent = "";
    byId("fix-said").replaceChildren(...await act().then((text) => [text], explained));
  }

  /** @param {string} word */
  address(word) {
    return `lexicon/${encodeURIComponent(this.language)}/${encodeURIComponent(word)}`;
  }
}

/** What is spoken, with the words that are not written so emphasised. @param {ScriptLine} line */
function differences(line) {
  const known = new Set((line.written.toLowerCase().match(WORD) ?? []));
  return line.spoken.split(/(\s+)/).map((piece) => {
    const word = piece.toLowerCase().match(WORD)?.[0];
    return word && !known.has(word) ? make("em", {}, piece) : piece;
  });
}

/** @param {number} x @param {number} y @returns {string} the word at that place of the window */
function wordAt(x, y) {
  const at = document.caretPositionFromPoint?.(x, y);
  const legacy = at ? null : document.caretRangeFromPoint?.(x, y);
  const node = at?.offsetNode ?? legacy?.startContainer;
  const offset = at?.offset ?? legacy?.startOffset ?? 0;
  for (const found of (node?.textContent ?? "").matchAll(WORD)) {
    if (found.index <= offset && offset <= found.index + found[0].length) return found[0];
  }
  return "";
}
