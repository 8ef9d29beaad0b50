// Static layout of the game: builds all elements once; other modules fill, show and hide them.

import { icon, make, makeScrollable } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Child } from "../shared/dom.js" */
/** @typedef {ReturnType<typeof build>} Layout elements by name */

/** @param {string} name @param {...Child} children @returns {HTMLButtonElement} */
const button = (name, ...children) => make("button", { type: "button", class: name }, ...children);

function soundParts() {
  const toggle = button("ew-toggle", icon("play"));
  toggle.setAttribute("aria-label", text("sound.play"));
  const canvas = make("canvas", { "aria-hidden": "true" });
  const slider = make(
    "div",
    {
      class: "ew-wave",
      role: "slider",
      tabindex: 0,
      "aria-label": text("sound.position"),
      "aria-valuemin": 0,
      "aria-valuemax": 0,
      "aria-valuenow": 0,
    },
    canvas,
  );
  const time = make("span", { class: "ew-time" }, "0:00");
  const volume = make("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": text("sound.volume") });
  const volumeLabel = make("label", { class: "ew-volume", hidden: true }, icon("volume"), volume);
  const sound = make(
    "div",
    { class: "ew-sound", role: "group", "aria-label": text("sound.label"), hidden: true },
    toggle,
    make("div", { class: "ew-wave-box" }, slider, make("div", { class: "ew-wave-foot" }, time, volumeLabel)),
  );
  return { sound, toggle, slider, canvas, time, volume, volumeLabel };
}

function cardParts() {
  const round = make("span", { class: "ew-round" });
  const dots = make("span", { class: "ew-dots", "aria-hidden": "true" });
  const total = make("span", { class: "ew-total" });
  const mark = make("span", { class: "ew-mark", hidden: true }); // what kind of game it is, where that is not plain
  const head = make("header", { class: "ew-head", hidden: true }, mark, dots, round, total);
  const body = make("div", { class: "ew-body", role: "group", "aria-label": text("card.details") });
  const soundNote = make("p", { class: "ew-sound-note" });
  const storageWarning = make("p", { class: "ew-keep", hidden: true });
  const secondary = button("ew-second");
  const primary = button("ew-primary");
  const sound = soundParts();
  const actions = make("div", { class: "ew-actions" }, secondary, primary);
  const card = make("section", { class: "ew-card", "aria-label": text("card.label") }, head, body, sound.sound, soundNote, storageWarning, actions);
  makeScrollable(card, body);
  makeScrollable(body, body);
  return { card, head, mark, round, dots, total, body, soundNote, storageWarning, secondary, primary, actions, ...sound };
}

function mapParts() {
  const keys = make("span", { id: "ew-keys", hidden: true }, text("map.keys"));
  const map = make("div", {
    class: "ew-map",
    role: "application",
    tabindex: 0,
    "aria-label": text("map.label"),
    "aria-describedby": "ew-keys",
  });
  const crosshair = make("div", { class: "ew-crosshair", hidden: true, "aria-hidden": "true" });
  const findButton = button("ew-tool ew-find", icon("find"), make("span", {}, text("map.find")));
  const zoomIn = button("ew-tool", icon("plus"));
  zoomIn.setAttribute("aria-label", text("map.zoom_in"));
  const zoomOut = button("ew-tool", icon("minus"));
  zoomOut.setAttribute("aria-label", text("map.zoom_out"));
  const search = make("div", { class: "ew-search" }, findButton);
  const zoom = make("div", { class: "ew-zoom" }, zoomIn, zoomOut);
  const sure = button("ew-tool", text("round.sure"));
  const helped = button("ew-tool", text("round.helped"));
  const extras = make("div", { class: "ew-extras", role: "group", "aria-label": text("round.optional"), hidden: true }, sure, helped);
  return { keys, map, crosshair, findButton, search, extras, sure, helped, zoom, zoomIn, zoomOut };
}

/** Builds the layout inside `root`. @param {HTMLElement} root */
export function build(root) {
  const live = make("div", { class: "ew-hidden", role: "status", "aria-live": "polite" });
  const note = make("div", { class: "ew-note", hidden: true });
  const map = mapParts();
  const card = cardParts();
  root.replaceChildren(card.card, map.search, map.extras, map.map, map.crosshair, map.zoom, map.keys, note, live);
  return { root, live, note, ...map, ...card };
}
