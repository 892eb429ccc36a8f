// @ts-check
/** The studio's requests: JSON in and out, with the site's API key where one is needed. */

const KEY = "announcer-key";

/** What the announcer refused, in its own words. */
export class Refusal extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
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
 * The answer as JSON, null where there is none. Asks for the key when one is needed, and then again.
 * @param {string} path
 * @param {{method?: string, body?: unknown}} [how]
 * @returns {Promise<any>}
 */
export async function ask(path, { method = "GET", body } = {}) {
  const key = sessionStorage.getItem(KEY);
  /** @type {Record<string, string>} */
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  if (key !== null) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) })
    .catch(() => { throw new Refusal(0, words.unreachable); });
  if (answer.status === 401) {
    await askForKey(key !== null);
    return ask(path, { method, body });
  }
  if (answer.status === 204) return null;
  const content = await answer.json().catch(() => null);
  if (!answer.ok) throw new Refusal(answer.status, content?.detail ?? answer.statusText);
  return content;
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

/** @param {string} tag @param {Record<string, any>} [properties] @param {...(Node | string)} children */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** @param {number} seconds @returns {string} "1:05" */
export function clock(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
