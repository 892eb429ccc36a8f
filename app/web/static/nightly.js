// The desk's page: opens with the API key, where one is needed, and tries failed articles again.
// The key stays in this tab.

const words = /** @type {HTMLElement} */ (document.getElementById("words")).dataset;
/** @type {Record<string, string>} */
const reasons = JSON.parse(words.reasons ?? "{}");
const KEY = "announcer-key";

/**
 * Puts why something failed into an element: in words of the page where it has any, with the announcer's own sentence.
 * @param {Element} place
 * @param {{code: string, detail: string}} fault
 */
function explain(place, { code, detail }) {
  const own = Object.assign(document.createElement(reasons[code] ? "small" : "span"), { lang: "en", textContent: detail });
  place.replaceChildren(...(reasons[code] ? [reasons[code], " "] : []), own);
}

/** The nights' times as clocks here show them. */
function localise() {
  for (const time of document.querySelectorAll("time")) {
    const moment = new Date(time.dateTime);
    if (!Number.isNaN(moment.getTime())) time.textContent = moment.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  }
}

/** @param {Record<string, string>} more */
function headers(more = {}) {
  const key = sessionStorage.getItem(KEY);
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

/** Puts the open page in the place of the form that asks for the key, or says there why it cannot. @param {Element} said */
async function unlock(said) {
  const answer = await fetch(location.href, { headers: headers() });
  if (!answer.ok) return explain(said, await answer.json());
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main || page.getElementById("locked")) said.textContent = words.wrong ?? "";
  else document.querySelector("main")?.replaceWith(main);
  localise();
}

/** @param {HTMLButtonElement} button */
async function again(button) {
  const said = /** @type {HTMLElement} */ (button.nextElementSibling);
  button.disabled = true;
  said.textContent = words.working ?? "";
  try {
    const article = button.dataset.article ? { article_id: button.dataset.article } : {};
    const answer = await fetch("../narrate", {
      method: "POST",
      headers: headers({ "Content-Type": "application/json", Prefer: "wait=60" }),
      body: JSON.stringify({ url: button.dataset.url, ...article }),
    });
    const body = await answer.json();
    const fault = answer.ok ? body.error : body;
    if (fault) explain(said, fault);
    else said.textContent = words.ready ?? "";
    button.disabled = !fault;
  } catch {
    said.textContent = words.unreachable ?? "";
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-url]") : null;
  if (button instanceof HTMLButtonElement) void again(button);
});

const form = document.getElementById("locked");
if (form) {
  const said = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  const open = () => unlock(said).catch(() => { said.textContent = words.unreachable ?? ""; });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sessionStorage.setItem(KEY, form.querySelector("input")?.value ?? "");
    void open();
  });
  if (sessionStorage.getItem(KEY)) void open();
}
localise();
