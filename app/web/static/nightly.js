// The desk's page: tries a failed article again. The API key, where one is needed, stays in this tab.

const words = /** @type {HTMLElement} */ (document.getElementById("words")).dataset;
const KEY = "announcer-key";

/** @param {string} method @param {string} path @param {object} body */
async function ask(method, path, body) {
  for (let tries = 0; ; tries++) {
    const key = sessionStorage.getItem(KEY);
    const headers = { "Content-Type": "application/json", Prefer: "wait=60" };
    if (key) headers["Authorization"] = `Bearer ${key}`;
    const answer = await fetch(path, { method, headers, body: JSON.stringify(body) });
    if (answer.status !== 401 || tries) return answer;
    sessionStorage.setItem(KEY, prompt(words.key) ?? "");
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-url]") : null;
  if (!(button instanceof HTMLButtonElement)) return;
  const said = /** @type {HTMLElement} */ (button.nextElementSibling);
  button.disabled = true;
  said.textContent = words.working ?? "";
  try {
    const article = button.dataset.article ? { article_id: button.dataset.article } : {};
    const answer = await ask("POST", "/narrate", { url: button.dataset.url, ...article });
    const body = await answer.json();
    said.textContent = answer.ok && !body.error ? words.ready ?? "" : body.error?.detail ?? body.detail;
    button.disabled = answer.ok && !body.error;
  } catch (error) {
    said.textContent = String(error);
    button.disabled = false;
  }
});
