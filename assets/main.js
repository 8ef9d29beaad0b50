// Opens the game as early as it can, and gives it its place in Gradio's tab once there is one.

import { loadCountries } from "./map/basemap.js";
import { leaflet } from "./map/guess-map.js";
import { Page } from "./game/page.js";
import { make } from "./shared/dom.js";
import { text } from "./shared/texts.js";

/** @import { PageConfig } from "./shared/types.d.ts" */

loadCountries().catch(() => {}); // asked for before the page is ready; the map asks again if it fails
leaflet().catch(() => {});

const MY_DATA = "your-data"; // the id of its heading
/** @type {Record<string, string>} labels of the tabs, by the names that links use */
const TABS = { play: "page.tab.play", leaderboard: "page.tab.leaderboard", about: "page.tab.about", [MY_DATA]: "page.tab.about" };

/** @type {Page | undefined} one game a window, whoever opens it first */
let page;

/**
 * Give the game its place in Gradio's tab. It plays before Gradio is there, so it may have to move house.
 * @param {HTMLElement} holder the component's element, with the config in `.ew[data-config]`
 */
export function mount(holder) {
  /** @type {HTMLElement | null} */
  const place = holder.querySelector(".ew");
  if (!place) return;
  page ??= open(JSON.parse(place.dataset.config ?? ""));
  requestAnimationFrame(openNamed);
  const { root } = page.ui;
  if (place === root) return;
  const focus = document.activeElement;
  place.replaceWith(root);
  if (focus instanceof HTMLElement && root.contains(focus)) focus.focus({ preventScroll: true });
}

/** Give the panel of the player's own data its place on the About tab. @param {HTMLElement} holder the tab's component */
export async function mountMyData(holder) {
  /** @type {HTMLElement | null} */
  const place = holder.querySelector(".ew-yours");
  if (!place) return;
  try {
    const { MyData } = await import("./player/my-data.js");
    if (!page) throw new Error("no game is open");
    new MyData(place, page);
    if (location.hash === `#${MY_DATA}`) document.getElementById(MY_DATA)?.scrollIntoView();
  } catch (problem) {
    console.error(problem);
    place.textContent = text("mydata.lost");
  }
}

/** `/#leaderboard` leads to the tab of that name, `/#your-data` to a part of the About tab. */
function openNamed() {
  const tabs = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#ew-tabs [role=tab]"))];
  const label = TABS[location.hash.slice(1).toLowerCase()];
  tabs.find((tab) => label && tab.textContent?.trim() === text(label))?.click();
}

/** @param {PageConfig} config @returns {Page} */
function open(config) {
  const root = make("div", { class: "ew" });
  document.body.append(root);
  const opened = new Page(root, config);
  Object.assign(root, { page: opened }); // for whoever looks at it from outside
  opened.start().catch((problem) => opened.failed(problem));
  return opened;
}

/** The head of the document holds the config as well, so that nobody waits for Gradio's bundle. */
function openEarly() {
  /** @type {HTMLMetaElement | null} */
  const early = document.querySelector('meta[name="earwitness"]');
  if (!early) return;
  const asked = new URL(location.href).searchParams.get("__theme") ?? "";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if ((["dark", "light"].includes(asked) ? asked : system) === "dark") document.body.classList.add("dark");
  page = open(JSON.parse(early.content));
}

window.addEventListener("hashchange", openNamed);
// A link to where the address points already changes no address.
document.addEventListener("click", ({ target }) => {
  if (target instanceof Element && target.closest(`a[href="#${MY_DATA}"]`)) setTimeout(openNamed);
});
openEarly();
