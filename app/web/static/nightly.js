// The desk's page: opens with the API key, where one is needed, and tries failed articles again.
// The key stays in this tab.

const words = /** @type {HTMLElement} */ (document.getElementById("words")).dataset;
const KEY = "announcer-key";

/** @param {Record<string, string>} more */
function headers(more = {}) {
  const key = sessionStorage.getItem(KEY);
  return key ? { ...more, Authorization: `Bearer ${key}` } : more;
}

/** Puts the open page in the place of the form that asks for the key; says why it cannot, "" when it could. */
async function unlock() {
  const answer = await fetch(location.href, { headers: headers() });
  if (!answer.ok) return String((await answer.json()).detail);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!main || page.getElementById("locked")) return words.wrong ?? "";
  document.querySelector("main")?.replaceWith(main);
  return "";
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
    said.textContent = fault ? fault.detail : words.ready ?? "";
    button.disabled = !fault;
  } catch (error) {
    said.textContent = String(error);
    button.disabled = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-url]") : null;
  if (button instanceof HTMLButtonElement) void again(button);
});

const form = document.getElementById("locked");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  sessionStorage.setItem(KEY, form.querySelector("input")?.value ?? "");
  const said = /** @type {HTMLElement} */ (form.querySelector("[role=status]"));
  said.textContent = await unlock().catch(String);
});
if (form && sessionStorage.getItem(KEY)) void unlock();
