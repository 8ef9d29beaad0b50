// The tabs' addresses, `/`, `/#around`, `/#leaderboard` and `/#about` (also `/?tab=about`): a click writes one, back and forward and reload follow it.

import { writeAddress, written } from "./address-bar.js";
import { text } from "./texts.js";

const TABS = "#ew-tabs [role=tab]";
const CHOICES = `${TABS}, #ew-tabs .overflow-dropdown button`; // Gradio moves tabs without room into a menu, as buttons
const MY_DATA = "your-data"; // id of a heading on the About tab
/** @type {Record<string, string>} text key of each tab's label, by hash; the last hash of a label is the one written */
const LABELS = { [MY_DATA]: "page.tab.about", play: "page.tab.play", "": "page.tab.play", around: "page.tab.around", leaderboard: "page.tab.leaderboard", about: "page.tab.about" };

/** @returns {string} the hash in lower case, without its sign and without the section that it may name after a slash */
const currentHash = () => location.hash.slice(1).toLowerCase().split("/")[0];

/** @returns {string} text key of the tab that the address names: Play if it names none */
const labelOfAddress = () => LABELS[currentHash()] ?? LABELS.play;

/** @returns {boolean} whether the address names the Play tab */
export const namesPlay = () => labelOfAddress() === LABELS.play;

/** @param {string} label text key @returns {HTMLElement | undefined} the tab, or its button in the menu */
function tabOf(label) {
  const tabs = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(CHOICES))];
  return tabs.find(({ textContent }) => textContent?.trim() === text(label));
}

/** Turns `/?tab=about` into `/#about`. */
function openNamedTab() {
  const query = new URLSearchParams(location.search);
  const tab = query.get("tab");
  if (tab === null) return;
  query.delete("tab");
  const search = written(query);
  writeAddress("replaceState", history.state, { search: search && `?${search}`, ...(Object.hasOwn(LABELS, tab) && { hash: `#${tab}` }) });
}

/** Keeps address, title and scroll position in step with Gradio's tabs. */
export class Tabs {
  shown; // text key of the open tab's label
  /** @type {Map<string, number>} px that each tab is scrolled, by text key */
  scrolled = new Map();
  playTitle = ""; // of the game's screen
  isFollowing = false; // until Gradio's tabs are there, the address leads

  constructor() {
    openNamedTab();
    this.shown = labelOfAddress();
    document.body.addEventListener("scroll", () => this.scrolled.set(this.shown, document.body.scrollTop), { passive: true });
    addEventListener("hashchange", () => this.followBack());
    // From the first tab that somebody opens, the address follows, also before the game is in its tab.
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest(CHOICES)) this.isFollowing = true;
    }, { capture: true });
    // Following a link to the current hash fires no `hashchange`.
    document.addEventListener("click", ({ target }) => {
      if (target instanceof Element && target.closest(`a[href="#${MY_DATA}"]`)) setTimeout(() => this.follow());
    });
    // Gradio opens tabs by click, by key and from its menu; each sets this attribute.
    new MutationObserver(() => this.onSelected()).observe(document.body, { subtree: true, attributeFilter: ["aria-selected"] });
  }

  /** Opens the tab that the address names. @returns {HTMLElement | undefined} the tab */
  follow() {
    const tab = tabOf(labelOfAddress());
    this.isFollowing = true;
    if (!tab) this.shown = LABELS.play; // this host has no such tab
    if (tab?.getAttribute("aria-selected") !== "true") tab?.click();
    this.showTitle();
    if (currentHash() === MY_DATA) requestAnimationFrame(showMyData);
    return tab;
  }

  /** Follows the address after back or forward, and keeps the focus where it can be seen. */
  followBack() {
    const tab = this.follow();
    requestAnimationFrame(() => {
      const focus = document.activeElement;
      if (!focus || focus === document.body || !focus.checkVisibility()) tab?.focus({ preventScroll: true });
    });
  }

  openPlay() {
    tabOf(LABELS.play)?.click();
  }

  onSelected() {
    if (!this.isFollowing) return;
    const label = document.querySelector(`${TABS}[aria-selected=true]`)?.textContent?.trim();
    if (!label) return void requestAnimationFrame(() => this.onSelected()); // it is on its way out of the menu
    const hash = Object.keys(LABELS).filter((name) => text(LABELS[name]) === label).at(-1);
    if (hash === undefined || LABELS[hash] === this.shown) return;
    this.shown = LABELS[hash];
    if (labelOfAddress() !== this.shown) writeAddress("pushState", history.state, { hash: hash && `#${hash}` });
    this.showTitle();
    if (currentHash() !== MY_DATA) requestAnimationFrame(() => (document.body.scrollTop = this.scrolled.get(this.shown) ?? 0));
  }

  /** @param {string} title of the game's screen, without the product's name */
  setPlayTitle(title) {
    this.playTitle = title;
    this.showTitle();
  }

  showTitle() {
    const name = text("page.title");
    const title = this.shown === LABELS.play ? this.playTitle : text(this.shown);
    document.title = title ? text("page.title_of", { tab: title, name }) : name;
  }
}

/** Scrolls to "Your data", once it is drawn. */
export function showMyData() {
  if (currentHash() !== MY_DATA) return;
  const heading = document.getElementById(MY_DATA);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}
