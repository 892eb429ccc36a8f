// @ts-check
/**
 * What a sample article's page does beside its player: explains terms on hover and focus, and counts that somebody
 * pressed play. Without it a term's link leads to its explanation below the article.
 */

const SHOW_AFTER_MS = 120;
const HIDE_AFTER_MS = 200;
const GAP_PX = 8;

/** A term's explanation beside the term: stays while pointed at, goes with Escape (WCAG 2.2, 1.4.13). */
function explainTerms() {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.popover = "manual";
  // Screen readers have heard it already: the link is described by the list below the article.
  tip.setAttribute("aria-hidden", "true");
  document.body.append(tip);
  let timer = 0;
  /** @type {Element | null} */
  let shown = null;
  const hide = () => {
    clearTimeout(timer);
    shown = null;
    tip.hidePopover();
  };
  const later = (/** @type {() => void} */ act, /** @type {number} */ ms) => {
    clearTimeout(timer);
    timer = setTimeout(act, ms);
  };
  /** @param {Element} link */
  const show = (link) => {
    const meaning = document.querySelector(link.getAttribute("href") ?? "");
    if (!meaning) return;
    const name = document.createElement("b");
    name.textContent = meaning.previousElementSibling?.textContent ?? "";
    shown = link;
    tip.replaceChildren(name, meaning.textContent ?? "");
    tip.showPopover();
    place(link);
  };
  /** @param {Element} link */
  const place = (link) => {
    const at = link.getClientRects()[0];
    const below = at.bottom + GAP_PX + tip.offsetHeight <= innerHeight;
    tip.style.top = `${below ? at.bottom + GAP_PX : Math.max(GAP_PX, at.top - GAP_PX - tip.offsetHeight)}px`;
    tip.style.left = `${Math.max(GAP_PX, Math.min(at.left, document.documentElement.clientWidth - tip.offsetWidth - GAP_PX))}px`;
  };
  for (const link of document.querySelectorAll("a.term")) {
    link.addEventListener("pointerenter", () => later(() => show(link), SHOW_AFTER_MS));
    link.addEventListener("pointerleave", () => later(hide, HIDE_AFTER_MS));
    link.addEventListener("focus", () => later(() => show(link), 0));
    link.addEventListener("blur", hide);
  }
  tip.addEventListener("pointerenter", () => clearTimeout(timer));
  tip.addEventListener("pointerleave", () => later(hide, HIDE_AFTER_MS));
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("scroll", () => shown && place(shown), { passive: true });
}

/** One listen for a page, when its player first plays. */
function countListens() {
  const player = document.querySelector("ai-announcer");
  const shown = document.querySelector("[data-listens]");
  if (!(player instanceof HTMLElement) || !(shown instanceof HTMLElement)) return;
  const src = player.getAttribute("src");
  player.addEventListener("playing", async () => {
    const answer = await fetch(`${src}/listens`, { method: "POST" }).catch(() => null);
    if (!answer?.ok) return;
    const { listens } = await answer.json();
    shown.textContent = (shown.dataset.listens ?? "{0}").replace("{0}", listens.toLocaleString(document.documentElement.lang));
  }, { once: true });
}

explainTerms();
countListens();
