// The list of the page's sections: each has an address, such as #leaderboard/errors.

import { narrow } from "./narrow.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @type {[name: string, title: string][]} sections in the page's order */
const SECTIONS = [
  ["results", "board.standings"],
  ["confusion", "board.confusion.title"],
  ["errors", "board.errors.title"],
  ["groups", "board.groups.title"],
  ["heard", "board.heard.title"],
  ["map", "board.map.title"],
  ["measured", "board.measured"],
  ["downloads", "board.downloads"],
];
const TAB = "leaderboard/"; // the hash of the tab, before a section's name

/** Links to the sections that are on the page; follows the address to one of them. */
export class Contents {
  shown = ""; // names of the sections in the list
  followed = ""; // section that the address named when it was last followed

  /** @param {HTMLElement} root of the board @param {HTMLDetailsElement} box */
  constructor(root, box) {
    this.root = root;
    this.box = box;
    this.list = make("ul", {});
    box.append(make("summary", {}, text("board.contents")), make("nav", { "aria-label": text("board.contents") }, this.list));
    const unfold = () => (box.open = !narrow.matches);
    unfold();
    narrow.addEventListener("change", unfold);
    // After the tab has been opened and its scroll position restored.
    addEventListener("hashchange", () => setTimeout(() => this.go(sectionOfAddress()), 100));
  }

  /** Lists the sections that are there now, and goes to the one that the address named from the start. */
  update() {
    const there = SECTIONS.filter(([name]) => this.find(name)?.checkVisibility());
    const names = there.map(([name]) => name).join();
    this.box.hidden = there.length < 2;
    if (names !== this.shown) this.list.replaceChildren(...there.map(([name, title]) => make("li", {}, this.link(name, title))));
    this.shown = names;
    const wanted = sectionOfAddress();
    if (wanted && wanted !== this.followed && this.find(wanted)) requestAnimationFrame(() => this.go(wanted));
  }

  /** @param {string} name @param {string} title @returns {HTMLElement} */
  link(name, title) {
    // Following a link to the current address fires no `hashchange`.
    const again = () => sectionOfAddress() === name && this.go(name);
    return make("a", { href: `#${TAB}${name}`, class: "ew-board-link", onclick: again }, text(title));
  }

  /** @param {string} name @returns {HTMLElement | null} */
  find(name) {
    return SECTIONS.some(([known]) => known === name) ? this.root.querySelector(`[data-section="${name}"]`) : null;
  }

  /** Scrolls to a section and focuses its heading. @param {string} name */
  go(name) {
    const section = this.find(name);
    this.followed = name;
    if (!section?.checkVisibility()) return;
    if (section instanceof HTMLDetailsElement) section.open = true;
    const heading = section.querySelector("h2, summary");
    section.scrollIntoView();
    if (!(heading instanceof HTMLElement)) return;
    if (heading.tagName === "H2") heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }
}

/** @returns {string} name of the section that the address names, or "" */
function sectionOfAddress() {
  const hash = location.hash.slice(1).toLowerCase();
  return hash.startsWith(TAB) ? hash.slice(TAB.length) : "";
}
