// The map of clips, in a frame of its own: how far off people are, clip by clip, and the same as a table.

import { createBasemap, loadCountries } from "./basemap.js";
import { Session } from "../shared/session.js";
import { make } from "../shared/dom.js";
import { kilometres, plainText, percent, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ClipCollection, ClipFeature, LatLon } from "./types.d.ts"
 * @typedef {{feature: ClipFeature, circle: Leaflet.CircleMarker}} Mark a clip on the map
 */

const AGAIN = 5000; // ms until what is still being counted is asked for again
const CELL = 10; // degrees: what a hidden clip's place is known to
const ROOMY = 320; // px: a lower map makes room for a card by closing the table
/** @type {[x: number, y: number]} */
const BESIDE_ZOOM = [64, 12]; // px that a card keeps from the corner where the buttons are
/** @type {[LatLon, LatLon]} */
const FRAME = [[-54, -165], [74, 178]];
/** @type {[LatLon, LatLon]} */
const LIMITS = [[-84, -540], [84, 540]];

// Viridis: bright is near, dark is far, for all kinds of colour vision; the size says it again.
const STEPS = [
  { below: 250, colour: "#fde725", radius: 5, label: "clips.step_250" },
  { below: 1000, colour: "#5ec962", radius: 6, label: "clips.step_1000" },
  { below: 2500, colour: "#21918c", radius: 7, label: "clips.step_2500" },
  { below: 5000, colour: "#3b528b", radius: 8, label: "clips.step_5000" },
  { below: Infinity, colour: "#440154", radius: 9, label: "clips.step_far" },
];
const COLUMNS = ["clips.clip", "clips.median", "clips.within", "clips.guesses", "clips.skips", "clips.crowd"];

/** @param {typeof Leaflet} L @param {Leaflet.Map} map that folium has made */
export async function showClips(L, map) {
  const clips = new ClipMap(L, map);
  clips.land();
  clips.show(await fetched((words) => clips.say(words)));
}

/** @param {(words: string) => void} say @returns {Promise<ClipCollection>} the clips as this player may see them */
async function fetched(say) {
  const { token } = new Session();
  for (;;) {
    try {
      /** @type {HeadersInit} */
      const headers = token ? { "X-Earwitness-Player": token } : {};
      const reply = await fetch("/api/leaderboard/clips", { headers });
      if (reply.ok) return await reply.json();
      say(text("clips.counting"));
    } catch {
      say(text("clips.lost"));
    }
    await new Promise((done) => setTimeout(done, AGAIN));
  }
}

/** Markers, legend and table over one Leaflet map. */
class ClipMap {
  /** @type {Mark[]} */
  marks = [];

  /** @param {typeof Leaflet} L @param {Leaflet.Map} map */
  constructor(L, map) {
    this.L = L;
    this.map = map;
    this.status = make("p", { class: "clips-status", role: "status", hidden: true });
    this.main = document.querySelector("main") ?? document.body;
    this.main.append(this.status);
    map.setMinZoom(0.5).setMaxZoom(10).setMaxBounds(LIMITS).fitBounds(FRAME, { animate: false });
    const touch = matchMedia("(pointer: coarse)").matches;
    this.renderer = L.canvas({ padding: 0.5, tolerance: touch ? 16 : 3 });
    const element = map.getContainer();
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", text("clips.label"));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
    map.on("zoomend", () => this.size());
  }

  /** The base map and its credit. */
  land() {
    const land = createBasemap(this.L).addTo(this.map);
    this.map.attributionControl.setPrefix(false).addAttribution(text("clips.credits"));
    const again = () => loadCountries().then((shapes) => land.show(shapes), () => setTimeout(again, AGAIN));
    again();
    const dress = () => (land._update(), this.dress());
    new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["class"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
      if (!new URLSearchParams(location.search).has("theme")) document.documentElement.classList.toggle("dark", matches);
    });
  }

  /** @param {string} words shown and read out; empty to take them away */
  say(words) {
    this.status.textContent = words;
    this.status.hidden = !words;
  }

  /** @param {ClipCollection} collection */
  show({ features, left_out: missing }) {
    this.say(features.length || missing ? fewLeft(missing) : text("clips.none"));
    // Small ones last, so that the large do not lie over them.
    this.marks = [...features].sort((one, other) => far(other) - far(one)).map((feature) => this.mark(feature));
    this.dress();
    this.size();
    if (!features.length) return;
    this.legend(features.some(({ properties }) => properties.revealed));
    this.main.append(this.table([...this.marks].reverse()));
  }

  /** @param {ClipFeature} feature @returns {Mark} */
  mark(feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const look = { renderer: this.renderer, fillColor: step(far(feature)).colour, fillOpacity: 0.9 };
    const circle = this.L.circleMarker([lat, lon], look).addTo(this.map);
    circle.bindPopup(() => card(feature), { maxWidth: 260, minWidth: 200, autoPanPaddingTopLeft: BESIDE_ZOOM });
    return { feature, circle };
  }

  /** Rings in the colour of the text, light on dark and dark on light. */
  dress() {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    for (const { feature, circle } of this.marks) {
      circle.setStyle({ color: ink, weight: feature.properties.revealed ? 3 : 1 });
    }
  }

  /** Smaller from afar, where many lie close together. */
  size() {
    const scale = Math.min(1.3, Math.max(0.6, this.map.getZoom() / 3));
    for (const { feature, circle } of this.marks) circle.setRadius(step(far(feature)).radius * scale);
  }

  /** @param {boolean} had whether there are clips that this player has had */
  legend(had) {
    const control = new this.L.Control({ position: "bottomleft" });
    control.onAdd = () => {
      const rows = STEPS.map(({ colour, radius, label }) => {
        const dot = make("i", { class: "clips-dot", "aria-hidden": "true" });
        Object.assign(dot.style, { width: `${2 * radius}px`, height: `${2 * radius}px`, background: colour });
        return make("li", {}, make("span", { class: "clips-key" }, dot), text(label));
      });
      const legend = make(
        "details",
        { class: "clips-legend", open: !matchMedia("(max-width: 35.99rem)").matches },
        make("summary", {}, text("clips.legend")),
        make("ul", {}, ...rows),
        make("p", {}, had ? `${text("clips.ring")} ${text("clips.moved")}` : text("clips.moved")),
      );
      this.L.DomEvent.disableClickPropagation(legend).disableScrollPropagation(legend);
      return legend;
    };
    control.addTo(this.map);
  }

  /** @param {Mark[]} marks @returns {HTMLElement} */
  table(marks) {
    const body = make("tbody");
    const head = make("tr", {}, ...COLUMNS.map((title) => make("th", { scope: "col" }, text(title))));
    const table = make("table", {}, make("thead", {}, head), body);
    const scroll = make("div", { class: "clips-scroll", tabindex: "0", role: "region", "aria-label": text("clips.list") }, table);
    const list = make("details", { class: "clips-list" }, make("summary", {}, text("clips.as_table", { count: marks.length })), scroll);
    const fill = () => body.append(...marks.map((mark) => this.row(mark, list)));
    list.addEventListener("toggle", fill, { once: true });
    return list;
  }

  /** @param {Mark} mark @param {HTMLDetailsElement} list @returns {HTMLElement} */
  row(mark, list) {
    const button = make("button", { type: "button", class: "clips-go" }, name(mark.feature));
    button.addEventListener("click", () => this.open(mark, button, list));
    const cells = figures(mark.feature.properties).map(([, value]) => make("td", {}, value));
    return make("tr", {}, make("th", { scope: "row" }, button), ...cells);
  }

  /**
   * Show one clip on the map, and come back to its row when that is closed.
   * @param {Mark} mark @param {HTMLElement} button in its row @param {HTMLDetailsElement} list
   */
  open({ circle }, button, list) {
    list.open = this.map.getContainer().clientHeight >= ROOMY;
    this.map.invalidateSize({ animate: false });
    this.map.setView(circle.getLatLng(), Math.max(this.map.getZoom(), 4), { animate: false });
    circle.openPopup();
    const popup = circle.getPopup();
    const shown = popup?.getElement();
    if (!popup || !shown) return;
    /** @type {HTMLElement | null} */
    const inside = shown.querySelector(".clips-card");
    inside?.focus({ preventScroll: true });
    /** @param {KeyboardEvent} event */
    const pressed = ({ key }) => void (key === "Escape" && circle.closePopup());
    shown.addEventListener("keydown", pressed);
    popup.once("remove", () => {
      shown.removeEventListener("keydown", pressed);
      list.open = true;
      button.focus();
    });
  }
}

/** @param {ClipFeature} feature @returns {number} km */
const far = ({ properties }) => properties.median_km;
/** @param {number} km */
const step = (km) => STEPS.find(({ below }) => km < below) ?? STEPS[STEPS.length - 1];

/** @param {number} missing @returns {string} */
function fewLeft(missing) {
  return missing ? text("clips.left_out", { count: missing }) : "";
}

/** @param {ClipFeature["properties"]} properties @returns {[string, string][]} what is known of a clip, in the order of the table */
function figures({ median_km: median, within_500km: near, guesses, skips, crowd_km: crowd }) {
  const values = [kilometres(median), percent(near, 0), integer(guesses), integer(skips), crowd === null ? "–" : kilometres(crowd)];
  return COLUMNS.slice(1).map((title, at) => [text(title), values[at]]);
}

/** @param {ClipFeature} feature @returns {string} the place, or the square that it lies in */
function name({ properties, geometry }) {
  if (properties.revealed) return properties.place || plainText(properties.title) || text("clips.heard");
  const [lon, lat] = geometry.coordinates.map((degrees) => Math.floor(degrees / CELL) * CELL);
  return text("clips.not_heard", { latitude: span(lat, "clips.north", "clips.south"), longitude: span(lon, "clips.east", "clips.west") });
}

/** @param {number} low degrees @param {string} ahead @param {string} behind @returns {string} e.g. "50–60° N", which no line breaks */
function span(low, ahead, behind) {
  const [from, to, side] = low < 0 ? [-low - CELL, -low, behind] : [low, low + CELL, ahead];
  return text(side, { from, to });
}

/** @param {ClipFeature} feature @returns {HTMLElement} */
function card(feature) {
  const title = feature.properties.revealed ? plainText(feature.properties.title) : "";
  return make(
    "div",
    { class: "clips-card", tabindex: "-1" },
    make("h2", {}, name(feature)),
    title && make("p", {}, title),
    make("dl", {}, ...figures(feature.properties).flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)])),
  );
}
