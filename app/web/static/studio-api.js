// @ts-check
/** The studio's requests: JSON in and out, with the site's API key where one is needed. */

const KEY = "announcer-key";

/** What the announcer refused, in its own words. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message @param {string} [code] */
  constructor(status, message, code = "") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** @param {string} id @returns {any} the element of that id */
export const byId = (id) => document.getElementById(id);

/** @type {Record<string, string>} */
export const words = JSON.parse(byId("words").textContent);

/** @param {string} name @param {...(string | number)} values @returns {string} the words of that name, filled in */
export const say = (name, ...values) => words[name].replace(/\{(\d)\}/g, (_, i) => String(values[Number(i)]));

export const hasKey = () => sessionStorage.getItem(KEY) !== null;

export function forgetKey() {
  sessionStorage.removeItem(KEY);
  byId("forget").hidden = true;
}

/**
 * @typedef {object} How
 * @property {string} [method]
 * @property {unknown} [body]
 * @property {string} [accept]
 * @property {AbortSignal} [signal]
 */

/**
 * The answer itself. Asks for the key when one is needed, and then again.
 * @param {string} path
 * @param {How} [how]
 * @returns {Promise<Response>}
 */
export async function request(path, how = {}) {
  const { method = "GET", body, accept, signal } = how;
  const key = sessionStorage.getItem(KEY);
  /** @type {Record<string, string>} */
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  if (accept) headers.Accept = accept;
  const answer = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) })
    .catch(() => { throw new Refusal(0, words.unreachable); });
  if (answer.status === 401) {
    await askForKey(key !== null);
    return request(path, how);
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => null);
    throw new Refusal(answer.status, problem?.detail ?? answer.statusText, problem?.code);
  }
  return answer;
}

/**
 * The answer as JSON, null where there is none.
 * @param {string} path
 * @param {How} [how]
 * @returns {Promise<any>}
 */
export async function ask(path, how) {
  const answer = await request(path, how);
  return answer.status === 204 ? null : answer.json().catch(() => null);
}

/**
 * The answer as server-sent events. EventSource sends no key, so they are read here.
 * @param {string} path
 * @param {How} [how]
 * @returns {AsyncGenerator<{kind: string, data: any}>}
 */
export async function* listen(path, how = {}) {
  const answer = await request(path, { ...how, accept: "text/event-stream" });
  const reader = /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader();
  const decoder = new TextDecoder();
  let held = "";
  for (;;) {
    const { done, value } = await reader.read().catch(() => { throw new Refusal(0, words.unreachable); });
    if (done) return;
    const blocks = (held + decoder.decode(value, { stream: true })).split("\n\n");
    held = blocks.pop() ?? "";
    for (const block of blocks) {
      const kind = block.match(/^event: (.*)$/m);
      const data = block.match(/^data: (.*)$/m);
      if (kind && data) yield { kind: kind[1], data: JSON.parse(data[1]) };
    }
  }
}

/** @type {Promise<void> | null} */
let asking = null;

/** One dialog, however many requests wait for it. @param {boolean} refused */
function askForKey(refused) {
  asking ??= new Promise((resolve, reject) => {
    const dialog = byId("key-dialog");
    byId("key-said").textContent = refused ? words.wrong_key : "";
    dialog.addEventListener("close", () => {
      const key = byId("key").value.trim();
      byId("key").value = "";
      asking = null;
      if (dialog.returnValue !== "given" || !key) {
        reject(new Refusal(401, words.wrong_key));
        return;
      }
      sessionStorage.setItem(KEY, key);
      byId("forget").hidden = false;
      resolve();
    }, { once: true });
    dialog.returnValue = "";
    dialog.showModal();
  });
  return asking;
}

/**
 * Why something failed: in words of the page where it has any, with the announcer's own sentence.
 * @param {{code?: string, detail?: string, message?: string}} error
 * @returns {(Node | string)[]}
 */
export function explained({ code, detail, message }) {
  const own = detail ?? message ?? "";
  if (!code) return [own];
  const known = words[`failed_${code}`];
  return known ? [make("span", {}, known), " ", make("small", { lang: "en" }, own)] : [make("span", { lang: "en" }, own)];
}

/** @param {string} tag @param {Record<string, any>} [properties] @param {...(Node | string)} children */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** @param {number} bytes @returns {string} "63 MB" */
export function size(bytes) {
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kilobyte"] : bytes < 1e9 ? [bytes / 1e6, "megabyte"] : [bytes / 1e9, "gigabyte"];
  return value.toLocaleString(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 });
}

/** @param {string} code @returns {string} a language's name in the page's language */
export function tongue(code) {
  try {
    return new Intl.DisplayNames(document.documentElement.lang, { type: "language" }).of(code.replace("_", "-")) ?? code;
  } catch { // a voice may say anything of itself
    return code;
  }
}

/** @param {number} seconds @returns {string} "1:05" */
export function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
