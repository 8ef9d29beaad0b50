// Entry point: starts the game before Gradio has loaded, then moves it into Gradio's tab.

import { loadCoarse, loadCountries } from "./map/shapes.js";
import { loadLeaflet } from "./map/guess-map.js";
import { Page } from "./game/page.js";
import { consentIn, translateAbout } from "./player/terms.js";
import { make } from "./shared/dom.js";
import { languageSwitch } from "./shared/language-switch.js";
import { namesPlay, showMyData, Tabs } from "./shared/tabs.js";
import { isSentIn, language, languages, speak, text } from "./shared/texts.js";

/** @import { Consent, PageConfig } from "./shared/types.d.ts" */

// Starts the downloads early, the coarse map first; the map retries what fails.
loadCoarse().then(loadCountries, loadCountries).catch(() => {});
loadLeaflet().catch(() => {});

/** @type {Page | undefined} a window has one game, opened by `openEarly` or by `mount` */
let page;
// Nothing is drawn before the texts are there.
const opened = arrive(document.documentElement.lang).then(openEarly);
/** @type {Tabs} */
let tabs;

/**
 * Moves the game into Gradio's tab. If nothing started it early, starts it from the config in `.ew[data-config]`.
 * @param {HTMLElement} holder the Gradio component's element
 */
export async function mount(holder) {
  await opened;
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew");
  if (!slot) return;
  page ??= open(JSON.parse(slot.dataset.config ?? ""));
  const { root } = page.ui;
  requestAnimationFrame(() => {
    tabs.follow();
    root.hidden = false;
  });
  if (slot !== root) whenReleased(root, () => moveInto(slot, root));
}

/** Runs it once nothing in an element is held down: moved between press and release, it would get no click. @param {HTMLElement} element @param {() => void} run */
function whenReleased(element, run) {
  if (!element.matches(":active")) return run();
  const released = new AbortController();
  const once = () => setTimeout(() => released.signal.aborted || (released.abort(), run())); // after the click
  for (const event of ["pointerup", "pointercancel", "keyup", "blur"]) window.addEventListener(event, once, { signal: released.signal });
}

/** @param {HTMLElement} slot @param {HTMLElement} root */
function moveInto(slot, root) {
  const focus = document.activeElement;
  const scrolled = [...root.querySelectorAll(".ew-card, .ew-body")].map((box) => ({ box, top: box.scrollTop }));
  slot.replaceWith(root);
  for (const { box, top } of scrolled) box.scrollTop = top;
  if (focus instanceof HTMLElement && root.contains(focus)) focus.focus({ preventScroll: true });
}

/**
 * Waits for what is to be read in a language, where the document came in another.
 * @param {string} wanted @returns {Promise<Consent | void>} the host's terms, if they are others than the document's
 */
async function arrive(wanted) {
  try {
    const [terms] = await Promise.all([isSentIn(wanted) ? undefined : consentIn(wanted), speak(wanted)]);
    return terms;
  } catch (error) {
    return console.warn(error);
  }
}

/** Fills in the player's own data on the About tab. @param {HTMLElement} holder the Gradio component's element */
export async function mountMyData(holder) {
  await opened;
  if (language !== "en") await translateAbout(holder, language);
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew-yours");
  if (!slot) return;
  try {
    const { MyData } = await import("./player/my-data.js");
    if (!page) throw new Error("no game is open");
    new MyData(slot, page);
    showMyData();
  } catch (error) {
    console.error(error);
    slot.textContent = text("mydata.lost");
  }
}

/** Draws the tab "Around you", for the game's player. @param {HTMLElement} holder the Gradio component's element */
export async function mountAround(holder) {
  await opened;
  /** @type {HTMLElement | null} */
  const slot = holder.querySelector(".ew-around");
  if (!slot || !page) return;
  try {
    const { mount } = await import("./spatial/around.js");
    mount(slot, page);
  } catch (error) {
    console.error(error);
    slot.textContent = text("spatial.lost");
  }
}

/** @param {PageConfig} config @returns {Page} */
function open(config) {
  const root = make("div", { class: "ew" });
  document.body.append(root);
  const game = new Page(root, config, (title) => tabs.setPlayTitle(title));
  Object.assign(root, { page: game }); // for the console and the browser tests
  game.start().catch((error) => game.showError(error));
  return game;
}

/** Starts the game from the config in the document's head, without waiting for Gradio's bundle. @param {Consent | void} terms */
function openEarly(terms) {
  keepLanguage();
  tabs = new Tabs();
  addHeader();
  /** @type {HTMLMetaElement | null} */
  const meta = document.querySelector('meta[name="earwitness"]');
  if (!meta) return;
  const requested = new URL(location.href).searchParams.get("__theme") ?? "";
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if ((["dark", "light"].includes(requested) ? requested : system) === "dark") document.body.classList.add("dark");
  /** @type {PageConfig} */
  const config = JSON.parse(meta.content);
  page = open({ ...config, consent: terms ?? config.consent });
  page.ui.root.hidden = !namesPlay(); // until its tab is there, and closed
}

/** Adds the product's name, which leads home, above Gradio's bar of tabs. */
function addHeader() {
  const home = make("a", { class: "ew-home", href: "./" }, make("span", {}, text("page.title")));
  home.addEventListener("click", (event) => {
    if (!page || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tabs.openPlay();
    setTimeout(() => page?.goHome()); // once the tab's address is written
  });
  const memory = () => page?.session.carried() ?? {};
  document.body.prepend(make("header", { class: "ew-header" }, home, ...languageSwitch(memory)));
}

/** The texts are in one language, but Gradio declares the browser's. */
function keepLanguage() {
  const root = document.documentElement;
  const { dir } = languages[language] ?? { dir: "ltr" };
  const declare = () => {
    if (root.lang !== language) root.lang = language;
    if (root.dir !== dir) root.dir = dir;
  };
  declare();
  new MutationObserver(declare).observe(root, { attributeFilter: ["lang", "dir"] });
}
