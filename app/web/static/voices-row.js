// @ts-check
/** One voice of the list: what it is, how it sounds, what can be done with it. */

import { explained, make, say, size, tongue, words } from "./studio-api.js";

const NAMED = /^[^-]+-(.+)-(x_low|low|medium|high)$/;
const here = document.documentElement.lang;
const notes = JSON.parse(words.notes);

/** @typedef {{hear: (row: Row) => void, install: (row: Row) => void, remove: (row: Row) => void, stop: (row: Row) => void}} Acts */

/** @param {any} voice @returns {string} "Heart" of "en_US-heart-medium" */
export function nameOf(voice) {
  const name = (voice.key.match(NAMED)?.[1] ?? voice.key).replaceAll("_", " ");
  return name.charAt(0).toLocaleUpperCase(voice.language || "en") + name.slice(1);
}

export class Row {
  /** @param {any} voice @param {any[]} family the voices that come with one model, itself among them @param {Acts} acts */
  constructor(voice, family, acts) {
    this.voice = voice;
    this.family = family;
    this.name = this.stands ? nameOf({ key: voice.installed_as, language: voice.language }) : nameOf(voice);
    this.acts = acts;
    this.isPlaying = false;
    this.progress = make("progress", { ariaLabel: say("progress", this.name) });
    this.state = make("p", { className: "state" });
    this.button = make("button", { type: "button", className: "hear" });
    this.button.addEventListener("click", () => acts.hear(this));
    this.actions = make("div", { className: "acts" });
    this.element = make("li", { className: "voice" }, this.button, this.body(), this.actions);
    this.element.dataset.voice = voice.key;
    this.play(false);
    this.show(voice.installation);
  }

  get isHere() {
    return this.voice.status !== "recommended";
  }

  /** Whether it stands for its whole family, which would come together. */
  get stands() {
    return !this.isHere && this.family.length > 1;
  }

  body() {
    const { voice } = this;
    const marks = make("span", { className: "marks" });
    this.marks = marks;
    const heading = make("h4", {}, make("b", {}, this.name), " ", make("span", {}, voice.locale ? tongue(voice.locale) : ""), marks);
    const facts = [voice.make, words[`quality_${voice.quality}`], voice.size_bytes ? size(voice.size_bytes) : "", this.speed()];
    const licence = make("p", { className: `licence ${voice.commercial}` }, make("b", {}, words[`commercial_${voice.commercial}`] ?? words.commercial_ask), " ");
    licence.append(voice.licence && voice.licence !== "unknown" ? make("span", { lang: "en" }, voice.licence) : make("span", {}, words.licence_unknown));
    const body = make("div", { className: "body" }, heading,
      make("p", { className: "facts" }, facts.filter(Boolean).join(" · ")), licence);
    if (notes[voice.key]) body.append(make("p", { className: "note" }, notes[voice.key]));
    else if (voice.note) body.append(make("p", { className: "note", lang: "en" }, voice.note));
    const named = (/** @type {any} */ each) => each.language === voice.language ? nameOf(each) : `${nameOf(each)} (${tongue(each.language)})`;
    if (this.stands) body.append(make("p", {}, say("family", this.family.length, this.family.map(named).join(", "))));
    body.append(make("code", { translate: false }, this.stands ? voice.installed_as : voice.key), this.progress, this.state);
    return body;
  }

  speed() {
    if (!this.isHere || this.voice.fault) return "";
    const factor = this.voice.real_time_factor;
    if (factor === null) return words.speed_unknown;
    const seconds = (factor * 60).toLocaleString(here, { style: "unit", unit: "second", unitDisplay: "long", maximumSignificantDigits: 2 });
    return say("speed", seconds, factor.toLocaleString(here, { maximumSignificantDigits: 2 }));
  }

  /** @param {boolean} isDefault */
  mark(isDefault) {
    const { is_embedded: isEmbedded, for_trying_out: isForTryingOut } = this.voice;
    const marks = [isDefault ? words.is_default : "", isForTryingOut ? words.for_trying_out : "", isEmbedded ? words.embedded : ""].filter(Boolean);
    this.marks?.replaceChildren(...marks.map((text) => make("span", { className: "mark" }, text)));
    this.marks?.firstElementChild?.classList.toggle("default", isDefault);
  }

  /** @param {boolean} isPlaying @param {boolean} [isComing] its sound is on its way */
  play(isPlaying, isComing = false) {
    this.isPlaying = isPlaying;
    this.button.hidden = !this.isHere || Boolean(this.voice.fault);
    this.button.ariaLabel = say(isPlaying ? "stop" : "hear", this.name);
    this.button.ariaBusy = String(isComing);
    this.element.toggleAttribute("data-playing", isPlaying);
  }

  /** How its installation stands; null where nobody installs it. @param {any} installation */
  show(installation) {
    const isUnderWay = ["waiting", "fetching", "preparing"].includes(installation?.phase);
    this.progress.hidden = !isUnderWay;
    const { done_bytes: done, total_bytes: total } = installation ?? {};
    if (isUnderWay && installation.phase === "fetching" && total) Object.assign(this.progress, { max: total, value: done });
    else this.progress.removeAttribute("value");
    this.state.replaceChildren(...(isUnderWay ? [under(installation)] : this.still(installation)));
    this.state.classList.toggle("bad", !isUnderWay && (installation?.phase === "failed" || Boolean(this.voice.fault)));
    this.offer(isUnderWay ? installation.phase : "");
  }

  /** @param {any} installation @returns {(Node | string)[]} what is to be said while nothing goes on */
  still(installation) {
    if (this.voice.fault) return [say("damaged", this.voice.fault)];
    return [...(installation?.phase === "failed" ? explained(installation.error) : []), ...this.kept()];
  }

  /** @returns {Node[]} what has arrived of an installation that broke off */
  kept() {
    const { kept_bytes: bytes } = this.voice;
    return bytes && !this.isHere ? [make("span", {}, say("kept", size(bytes)))] : [];
  }

  /** @param {string} phase */
  offer(phase) {
    const { voice } = this;
    /** @type {[string, string, () => void][]} */
    const offered = [];
    if (phase === "waiting" || phase === "fetching") offered.push(["cancel", "cancel_named", () => this.acts.stop(this)]);
    else if (!this.isHere) {
      offered.push(["install", "install_named", () => this.acts.install(this)]);
      if (voice.kept_bytes) offered.push(["discard", "discard", () => this.acts.stop(this)]);
    } else if (!voice.is_embedded) offered.push(["remove", "remove_named", () => this.acts.remove(this)]);
    if (this.offered === offered.map(([name]) => name).join()) return; // a button under the finger stays the same
    this.offered = offered.map(([name]) => name).join();
    this.actions.replaceChildren(...offered.map(([name, label, act]) => {
      const button = make("button", { type: "button", className: name === "install" ? "" : "plain", ariaLabel: say(label, this.name) }, words[name]);
      button.addEventListener("click", act);
      return button;
    }));
  }

  /** @param {any} refusal what was refused, said in the row */
  refuse(refusal) {
    this.state.replaceChildren(...explained(refusal), ...this.kept());
    this.state.classList.add("bad");
  }
}

/** @param {any} installation @returns {string} */
function under({ phase, done_bytes: done, total_bytes: total }) {
  if (phase !== "fetching") return words[phase];
  return total ? say("fetching", size(done), size(total)) : words.asking;
}
