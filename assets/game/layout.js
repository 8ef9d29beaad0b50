// The fixed parts of the page: made once, then only filled, shown and hidden.

import { icon, make, makeScrollable } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Child } from "../shared/dom.js" */
/** @typedef {ReturnType<typeof build>} Layout the page's fixed parts by name */

/** @param {string} name @param {...Child} inside @returns {HTMLButtonElement} */
const button = (name, ...inside) => make("button", { type: "button", class: name }, ...inside);

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
  const loudness = make("label", { class: "ew-volume", hidden: true }, icon("volume"), volume);
  const sound = make(
    "div",
    { class: "ew-sound", role: "group", "aria-label": text("sound.label"), hidden: true },
    toggle,
    make("div", { class: "ew-wave-box" }, slider, make("div", { class: "ew-wave-foot" }, time, loudness)),
  );
  return { sound, toggle, slider, canvas, time, volume, loudness };
}

function cardParts() {
  const round = make("span", { class: "ew-round" });
  const dots = make("span", { class: "ew-dots", "aria-hidden": "true" });
  const total = make("span", { class: "ew-total" });
  const head = make("header", { class: "ew-head", hidden: true }, dots, round, total);
  const body = make("div", { class: "ew-body", role: "group", "aria-label": text("card.details") });
  const keep = make("p", { class: "ew-keep", hidden: true });
  const second = button("ew-second");
  const primary = button("ew-primary");
  const sound = soundParts();
  const actions = make("div", { class: "ew-actions" }, second, primary);
  const card = make("section", { class: "ew-card", "aria-label": text("card.label") }, head, body, sound.sound, keep, actions);
  makeScrollable(card, body);
  makeScrollable(body, body);
  return { card, head, round, dots, total, body, keep, second, primary, actions, ...sound };
}

function mapParts() {
  const keys = make(
    "span",
    { class: "ew-hidden", id: "ew-keys" },
    text("map.keys"),
  );
  const map = make("div", {
    class: "ew-map",
    role: "application",
    tabindex: 0,
    "aria-label": text("map.label"),
    "aria-describedby": "ew-keys",
  });
  const crosshair = make("div", { class: "ew-crosshair", hidden: true, "aria-hidden": "true" });
  const find = button("ew-tool ew-find", icon("find"), make("span", {}, text("map.find")));
  const nearer = button("ew-tool", icon("plus"));
  nearer.setAttribute("aria-label", text("map.zoom_in"));
  const farther = button("ew-tool", icon("minus"));
  farther.setAttribute("aria-label", text("map.zoom_out"));
  const search = make("div", { class: "ew-search" }, find);
  const zoom = make("div", { class: "ew-zoom" }, nearer, farther);
  return { keys, map, crosshair, find, search, zoom, nearer, farther };
}

/** Builds everything inside `root`. @param {HTMLElement} root */
export function build(root) {
  const live = make("div", { class: "ew-hidden", role: "status", "aria-live": "polite" });
  const note = make("div", { class: "ew-note", hidden: true });
  const map = mapParts();
  const card = cardParts();
  root.replaceChildren(card.card, map.search, map.map, map.crosshair, map.zoom, map.keys, note, live);
  return { root, live, note, ...map, ...card };
}
