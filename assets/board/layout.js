// Static layout of the leaderboard: builds all elements once; other modules fill, show and hide them.

import { address } from "../shared/address.js";
import { shape } from "./row.js";
import { KINDS, PARTS } from "./format.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/** @typedef {ReturnType<typeof build>} Layout elements by name */

/** Builds the layout inside `root`. @param {HTMLElement} root */
export function build(root) {
  const live = make("p", { class: "ew-hidden", role: "status", "aria-live": "polite" });
  const trouble = make("div", { class: "ew-board-trouble", hidden: true });
  const counting = make("div", { class: "ew-board-counting", hidden: true });
  const lead = make("div", { class: "ew-board-lead" });
  const headline = make("p", { class: "ew-board-headline", hidden: true });
  const nearest = make("div", { class: "ew-board-nearest", hidden: true });
  const contents = make("details", { class: "ew-board-contents", hidden: true });
  const tally = make("p", { class: "ew-board-tally" });
  const empty = make("div", { class: "ew-board-empty", hidden: true });
  const header = make("header", {}, make("h1", {}, text("board.title")), headline, nearest, lead);
  const tools = toolParts();
  const table = tableParts();
  const same = make("div", { class: "ew-board-section ew-board-panel", hidden: true });
  const leftOut = make("div", { class: "ew-board-left-out" });
  const background = make("div", {});
  const ages = make("p", { class: "ew-board-small", "data-ages": "" });
  const standings = make("section", { class: "ew-board-standings", hidden: true, "data-section": "results" }, make("h2", {}, text("board.standings")), tools.tools, same, table.scroll, legend(), tally, leftOut, ages, background);
  const figures = make("div", { class: "ew-board-sections" });
  const measured = make("details", { class: "ew-board-measured", hidden: true, "data-section": "measured" }, make("summary", {}, text("board.measured")));
  const notes = make("ul", { class: "ew-board-notes" });
  const meanings = make("dl", { class: "ew-board-meanings" });
  measured.append(notes, make("h3", {}, text("board.meanings")), meanings);
  const downloads = downloadParts();
  root.replaceChildren(header, trouble, counting, empty, contents, standings, figures, measured, downloads, live);
  return { root, header, live, trouble, counting, headline, nearest, contents, lead, background, tally, leftOut, empty, same, ages, standings, figures, measured, notes, meanings, downloads, ...tools, ...table };
}

function toolParts() {
  const parts = PARTS.map(([part, label], index) => {
    const radio = make("input", { type: "radio", name: "ew-board-part", value: part, checked: index === 0 });
    return make("label", {}, radio, make("span", {}, text(label)));
  });
  const part = make("fieldset", { class: "ew-board-parts" }, make("legend", { class: "ew-hidden" }, text("board.clips")), ...parts);
  const order = make("select", { "aria-label": text("board.sort_by") });
  const wide = make("input", { type: "checkbox", role: "switch" });
  const [sameView, everyView] = [viewRadio("same", "board.same_clips"), viewRadio("every", "board.view.every")];
  const view = make("fieldset", { class: "ew-board-parts is-view" }, make("legend", { class: "ew-hidden" }, text("board.view")), sameView, everyView);
  const sort = make("label", { class: "ew-board-order" }, make("span", {}, text("board.sort_by")), order);
  const tools = make("div", { class: "ew-board-tools" }, view, part, sort, toggle(wide, "board.all_columns", "is-wide"));
  return { tools, view, part, order, wide };
}

/** @param {string} value @param {string} label @returns {HTMLElement} */
const viewRadio = (value, label) => make("label", {}, make("input", { type: "radio", name: "ew-board-view", value, checked: value === "every" }), make("span", {}, text(label)));

/** @param {HTMLInputElement} input @param {string} label @param {string} kind @returns {HTMLElement} */
const toggle = (input, label, kind) => make("label", { class: `ew-board-switch ${kind}` }, input, make("span", {}, text(label)));

function tableParts() {
  const caption = make("caption", { class: "ew-hidden" }, text("board.caption"));
  const table = make("table", { role: "table", class: "ew-board-table" }, caption);
  const scroll = make("div", { class: "ew-board-scroll", role: "region", "aria-label": text("page.tab.leaderboard") }, table);
  return { table, scroll };
}

function legend() {
  const kinds = Object.entries(KINDS).map(([kind, word]) => make("li", {}, shape(kind), text(word)));
  const tick = make("span", { class: "ew-board-key", "aria-hidden": "true" }, make("i", { class: "ew-board-tick" }));
  const line = make("span", { class: "ew-board-key", "aria-hidden": "true" }, make("i", { class: "ew-board-whisker" }));
  return make("ul", { class: "ew-board-legend", "aria-label": text("board.signs") }, ...kinds, make("li", {}, tick, text("board.signs.tick")), make("li", {}, line, text("board.signs.interval")), make("li", {}, text("board.signs.doubted")));
}

function downloadParts() {
  const table = make("a", { href: address("/api/leaderboard.csv"), download: "", class: "ew-board-link" }, text("board.csv"));
  return make("footer", { class: "ew-board-downloads", hidden: true, "data-section": "downloads" }, make("h2", {}, text("board.downloads")), make("p", {}, ...textParts("board.csv_all", { link: table })));
}
