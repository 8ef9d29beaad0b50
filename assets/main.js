// Entry point: starts the game before Gradio has loaded, then moves it into Gradio's tab.

import { loadCoarse, loadCountries } from "./map/shapes.js";
import { loadLeaflet } from "./map/guess-map.js";
import { Page } from "./game/page.js";
import { make } from "./shared/dom.js";
import { text } from "./shared/texts.js";

/** @import { PageConfig } from "./shared/types.d.ts" */

// Starts the downloads early, the coarse map first; the map retries what fails.
loadCoarse().then(loadCountries, loadCountries).catch(() => {});
loadLeaflet().catch(() => {});

const MY_DATA = "your-data"; // id of the heading of "Your data" on the About tab
/** @type {Record<string, string>} text key of each tab's label, by URL hash */
const TABS = { play: "page.tab.play", leaderboard: "page.tab.leaderboard", about: "page.tab.about", [MY_DATA]: "page.tab.about" };

/** @type {Page | undefined} a window has one game, opened by `openEarly` or by `mount` */
let page;

/**
 * Moves the game into Gradio's tab. If nothing started it early, starts it from the config in `.ew[data-config]`.
 * @param {HTMLElement} holder the Gradio component's element
 */
export function mount(holder) {
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew");
  if (!slot) return;
  page ??= open(JSON.parse(slot.dataset.config ?? ""));
  requestAnimationFrame(openTabOfHash);
  const { root } = page.ui;
  if (slot === root) return;
  const focus = document.activeElement;
  slot.replaceWith(root);
  if (focus instanceof HTMLElement && root.contains(focus)) focus.focus({ preventScroll: true });
}

/** Fills in the player's own data on the About tab. @param {HTMLElement} holder the Gradio component's element */
export async function mountMyData(holder) {
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew-yours");
  if (!slot) return;
  try {
    const { MyData } = await import("./player/my-data.js");
    if (!page) throw new Error("no game is open");
    new MyData(slot, page);
    if (location.hash === `#${MY_DATA}`) document.getElementById(MY_DATA)?.scrollIntoView();
  } catch (error) {
    console.error(error);
    slot.textContent = text("mydata.lost");
  }
}

/** Opens the tab that the URL hash names: `/#leaderboard`, for example, or `/#your-data` on the About tab. */
function openTabOfHash() {
  const tabs = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#ew-tabs [role=tab]"))];
  const label = TABS[location.hash.slice(1).toLowerCase()];
  tabs.find((tab) => label && tab.textContent?.trim() === text(label))?.click();
}

/** @param {PageConfig} config @returns {Page} */
function open(config) {
  const root = make("div", { class: "ew" });
  document.body.append(root);
  const game = new Page(root, config);
  Object.assign(root, { page: game }); // for the console and the browser tests
  game.start().catch((error) => game.showError(error));
  return game;
}

/** Starts the game from the config in the document's head, without waiting for Gradio's bundle. */
function openEarly() {
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness"]');
  if (!meta) return;
  const requested = new URL(location.href).searchParams.get("__theme") ?? "";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if ((["dark", "light"].includes(requested) ? requested : system) === "dark") document.body.classList.add("dark");
  page = open(JSON.parse(meta.content));
}

window.addEventListener("hashchange", openTabOfHash);
// Following a link to the current hash fires no `hashchange`.
document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(`a[href="#${MY_DATA}"]`)) setTimeout(openTabOfHash);
});
openEarly();
