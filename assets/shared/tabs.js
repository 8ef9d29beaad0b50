// The tabs' addresses, `/`, `/#leaderboard` and `/#about`: a click writes one, back and forward and reload follow it.

import { text } from "./texts.js";

const TABS = "#ew-tabs [role=tab]";
const CHOICES = `${TABS}, #ew-tabs .overflow-dropdown button`; // Gradio moves tabs without room into a menu, as buttons
const MY_DATA = "your-data"; // id of a heading on the About tab
const SPACES = "huggingface.co"; // frames the page of a Space, and shows its hash when told
/** @type {Record<string, string>} text key of each tab's label, by hash; the last hash of a label is the one written */
const LABELS = { [MY_DATA]: "page.tab.about", play: "page.tab.play", "": "page.tab.play", leaderboard: "page.tab.leaderboard", about: "page.tab.about" };

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

/** Keeps address, title and scroll position in step with Gradio's tabs. */
export class Tabs {
  shown = labelOfAddress(); // text key of the open tab's label
  /** @type {Map<string, number>} px that each tab is scrolled, by text key */
  scrolled = new Map();
  isFollowing = false; // until Gradio's tabs are there, the address leads

  constructor() {
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
    if (labelOfAddress() !== this.shown) writeHash(hash);
    this.showTitle();
    if (currentHash() !== MY_DATA) requestAnimationFrame(() => (document.body.scrollTop = this.scrolled.get(this.shown) ?? 0));
  }

  showTitle() {
    const name = text("page.title");
    document.title = this.shown === LABELS.play ? name : text("page.title_of", { tab: text(this.shown), name });
  }
}

/** Scrolls to "Your data", once it is drawn. */
export function showMyData() {
  if (currentHash() !== MY_DATA) return;
  const heading = document.getElementById(MY_DATA);
  heading?.scrollIntoView();
  heading?.focus({ preventScroll: true });
}

/** @param {string} hash empty for the page's own address */
function writeHash(hash) {
  try {
    history.pushState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  } catch (error) {
    console.warn(error); // some frames refuse; the tab is open all the same
  }
  const frame = location.ancestorOrigins?.[0] ?? document.referrer;
  if (parent === window || !URL.canParse(frame) || new URL(frame).hostname !== SPACES) return;
  parent.postMessage({ hash: location.hash }, new URL(frame).origin);
}
