// @ts-check
/** The waveform: the outline of the sound with its Lines, filled as it is rendered and as it is played. */

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const HEIGHT = 100;
const BAR_PX = 3;

/** @typedef {{start_ms: number, end_ms: number}} Span */

export class Waveform {
  /** @param {HTMLElement} host @param {(seconds: number) => void} seek */
  constructor(host, seek) {
    this.host = host;
    /** @type {Span[]} */
    this.lines = [];
    /** @type {number[]} */
    this.peaks = [];
    this.durationMs = 1;
    this.svg = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    this.spans = node("g", { class: "spans" });
    this.outline = node("path", { class: "outline" });
    this.played = node("path", { class: "played" });
    this.window = node("rect", { x: "0", y: "0", width: "0", height: String(HEIGHT) });
    const clip = node("clipPath", { id: "played" });
    clip.append(this.window);
    this.played.setAttribute("clip-path", "url(#played)");
    this.head = node("rect", { class: "head", x: "0", y: "0", width: "2", height: String(HEIGHT) });
    this.svg.append(clip, this.spans, this.outline, this.played, this.head);
    host.replaceChildren(this.svg);
    host.addEventListener("click", (event) => {
      const box = host.getBoundingClientRect();
      seek((event.clientX - box.left) / box.width * this.durationMs / 1000);
    });
    new ResizeObserver(() => this.draw()).observe(host);
  }

  /** Begin with nothing, for a sound of about that length. @param {number} durationMs */
  clear(durationMs) {
    this.lines = [];
    this.peaks = [];
    this.durationMs = durationMs;
    this.play(0);
    this.draw();
  }

  /** @param {Span[]} lines @param {number} durationMs */
  setLines(lines, durationMs) {
    this.lines = lines;
    this.durationMs = Math.max(durationMs, lines.at(-1)?.end_ms ?? 1);
    this.draw();
  }

  /** @param {number[]} peaks 0 to 255 */
  setPeaks(peaks) {
    this.peaks = peaks;
    this.draw();
  }

  /** @param {number} seconds that are played */
  play(seconds) {
    const x = Math.min(WIDTH, seconds * 1000 / this.durationMs * WIDTH);
    this.window.setAttribute("width", String(x));
    this.head.setAttribute("x", String(Math.max(0, x - 2)));
  }

  /** Mark the Line that is read. @param {number} index */
  mark(index) {
    for (const [i, span] of [...this.spans.children].entries()) span.classList.toggle("now", i === index);
  }

  draw() {
    const x = (/** @type {number} */ ms) => ms / this.durationMs * WIDTH;
    this.spans.replaceChildren(...this.lines.map((line) => node("rect", {
      x: String(x(line.start_ms)), y: "0", width: String(Math.max(1, x(line.end_ms) - x(line.start_ms))), height: String(HEIGHT),
    })));
    const bars = Math.max(1, Math.floor(this.host.clientWidth / BAR_PX));
    const step = WIDTH / bars;
    const loudest = Math.max(1, ...this.peaks);
    let path = "";
    if (this.peaks.length) {
      for (let i = 0; i < bars; i++) {
        const from = Math.floor(i * this.peaks.length / bars);
        const to = Math.max(from + 1, Math.floor((i + 1) * this.peaks.length / bars));
        // The mean, for the loudest of a whole sentence would hide its pauses.
        const mean = this.peaks.slice(from, to).reduce((sum, peak) => sum + peak, 0) / (to - from);
        const half = Math.max(0.6, mean / loudest * HEIGHT * 0.46);
        const left = i * step + step * 0.2;
        path += `M${left.toFixed(2)} ${(HEIGHT / 2 - half).toFixed(2)}h${(step * 0.6).toFixed(2)}v${(2 * half).toFixed(2)}h${(-step * 0.6).toFixed(2)}z`;
      }
    }
    this.outline.setAttribute("d", path);
    this.played.setAttribute("d", path);
  }
}

/** @param {string} name @param {Record<string, string>} attributes */
function node(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
