// Clip map, the page in the leaderboard's iframe: the median error of people's guesses for each clip, as map and table.

import { address } from "../shared/address.js";
import { createBasemap } from "./basemap.js";
import { Session } from "../shared/session.js";
import { make } from "../shared/dom.js";
import { kilometres, plainText, percent, integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { ClipCollection, ClipFeature, LatLon } from "./types.d.ts"
 * @typedef {{feature: ClipFeature, circle: Leaflet.CircleMarker}} Mark
 */

const RETRY_DELAY = 5000; // ms
const CELL = 10; // degrees: an unrevealed clip shows only the cell that it lies in
const ROOMY = 320; // px: on a map less high than this, opening a clip's card closes the table
/** @type {[x: number, y: number]} */
const AT_EDGE = [12, 12]; // px between a card and the edge of the map
/** @type {[x: number, y: number]} */
const BESIDE_ZOOM = [64, 12]; // px: keeps cards clear of the zoom buttons, at the right
/** @type {[LatLon, LatLon]} */
const FRAME = [[-54, -165], [74, 178]];
/** @type {[LatLon, LatLon]} */
const LIMITS = [[-84, -540], [84, 540]];

// Viridis suits all kinds of colour vision: bright is near, dark is far. Size encodes the same steps.
const STEPS = [
  { below: 250, colour: "#fde725", radius: 5, label: "clips.step_250" },
  { below: 1000, colour: "#5ec962", radius: 6, label: "clips.step_1000" },
  { below: 2500, colour: "#21918c", radius: 7, label: "clips.step_2500" },
  { below: 5000, colour: "#3b528b", radius: 8, label: "clips.step_5000" },
  { below: Infinity, colour: "#440154", radius: 9, label: "clips.step_far" },
];
const COLUMNS = ["clips.clip", "clips.median", "clips.within", "clips.guesses", "clips.skips", "clips.crowd"];

/** @param {typeof Leaflet} L @param {Leaflet.Map} map made by folium */
export async function showClips(L, map) {
  const clips = new ClipMap(L, map);
  clips.addBasemap();
  clips.show(await fetchClips((message) => clips.setStatus(message)));
}

/** Retries until the server answers. @param {(message: string) => void} onWait @returns {Promise<ClipCollection>} as this player may see it */
async function fetchClips(onWait) {
  const { token } = new Session();
  for (;;) {
    try {
      /** @type {HeadersInit} */
      const headers = token ? { "X-Earwitness-Player": token } : {};
      const response = await fetch(address("/api/leaderboard/clips"), { headers });
      if (response.ok) return await response.json();
      onWait(text("clips.counting"));
    } catch {
      onWait(text("clips.lost"));
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
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
    map.zoomControl.remove(); // Leaflet's own speaks English
    L.control.zoom({ position: "topright", zoomInTitle: text("map.zoom_in"), zoomOutTitle: text("map.zoom_out") }).addTo(map);
    map.setMinZoom(0.5).setMaxZoom(10).setMaxBounds(LIMITS).fitBounds(FRAME, { animate: false });
    const touch = matchMedia("(pointer: coarse)").matches;
    this.renderer = L.canvas({ padding: 0.5, tolerance: touch ? 16 : 3 });
    const element = map.getContainer();
    element.setAttribute("role", "region");
    element.setAttribute("aria-label", text("clips.label"));
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
    map.on("zoomend", () => this.updateRadii());
    map.on("popupopen", ({ popup }) => popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", text("clips.close")));
  }

  /** Adds the base map and its credit. */
  addBasemap() {
    const basemap = createBasemap(this.L).addTo(this.map);
    this.map.attributionControl.setPrefix(false).addAttribution(text("clips.credits"));
    basemap.fill();
    const recolour = () => (basemap._draw(), this.updateColours());
    new MutationObserver(recolour).observe(document.documentElement, { attributeFilter: ["class"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
      if (!new URLSearchParams(location.search).has("theme")) document.documentElement.classList.toggle("dark", matches);
    });
  }

  /** @param {string} message empty to hide it */
  setStatus(message) {
    this.status.textContent = message;
    this.status.hidden = !message;
  }

  /** @param {ClipCollection} collection */
  show({ features, left_out: missing }) {
    this.setStatus(features.length || missing ? leftOutNote(missing) : text("clips.none"));
    // Small circles last, so that large ones do not cover them.
    this.marks = [...features].sort((a, b) => medianKm(b) - medianKm(a)).map((feature) => this.addMark(feature));
    this.updateColours();
    this.updateRadii();
    if (!features.length) return;
    this.addLegend();
    this.main.append(this.table([...this.marks].reverse()));
  }

  /** @param {ClipFeature} feature @returns {Mark} */
  addMark(feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const options = { renderer: this.renderer, fillColor: stepOf(medianKm(feature)).colour, fillOpacity: 0.9 };
    const circle = this.L.circleMarker([lat, lon], options).addTo(this.map);
    circle.bindPopup(() => card(feature), { maxWidth: 240, minWidth: 200, autoPanPaddingTopLeft: AT_EDGE, autoPanPaddingBottomRight: BESIDE_ZOOM });
    return { feature, circle };
  }

  /** Draws the rings in the text colour of the current theme. */
  updateColours() {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink").trim();
    for (const { feature, circle } of this.marks) {
      circle.setStyle({ color: ink, weight: feature.properties.revealed ? 3 : 1 });
    }
  }

  /** Shrinks the circles when zoomed out, where they lie close together. */
  updateRadii() {
    const scale = Math.min(1.3, Math.max(0.6, this.map.getZoom() / 3));
    for (const { feature, circle } of this.marks) circle.setRadius(stepOf(medianKm(feature)).radius * scale);
  }

  /** Explains colours and sizes, and rings and displaced places if there are any. */
  addLegend() {
    const revealed = new Set(this.marks.map(({ feature }) => feature.properties.revealed));
    const notes = [revealed.has(true) && text("clips.ring"), revealed.has(false) && text("clips.moved")].filter(Boolean);
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
        make("p", {}, notes.join(" ")),
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
    const button = make("button", { type: "button", class: "clips-go" }, placeOf(mark.feature));
    button.addEventListener("click", () => this.showClip(mark, button, list));
    const cells = figures(mark.feature.properties).map(([, value]) => make("td", {}, value));
    return make("tr", {}, make("th", { scope: "row" }, button), ...cells);
  }

  /**
   * Shows a clip's popup; closing it returns the focus to the clip's row.
   * @param {Mark} mark @param {HTMLElement} button in the clip's row @param {HTMLDetailsElement} list
   */
  showClip({ circle }, button, list) {
    list.open = this.map.getContainer().clientHeight >= ROOMY;
    this.map.invalidateSize({ animate: false });
    this.map.setView(circle.getLatLng(), Math.max(this.map.getZoom(), 4), { animate: false });
    circle.openPopup();
    const popup = circle.getPopup();
    const element = popup?.getElement();
    if (!popup || !element) return;
    /** @type {HTMLElement | null} */
    const content = element.querySelector(".clips-card");
    content?.focus({ preventScroll: true });
    /** @param {KeyboardEvent} event */
    const onKeydown = ({ key }) => void (key === "Escape" && circle.closePopup());
    element.addEventListener("keydown", onKeydown);
    popup.once("remove", () => {
      element.removeEventListener("keydown", onKeydown);
      list.open = true;
      button.focus();
    });
  }
}

/** @param {ClipFeature} feature @returns {number} km */
const medianKm = ({ properties }) => properties.median_km;
/** @param {number} km */
const stepOf = (km) => STEPS.find(({ below }) => km < below) ?? STEPS[STEPS.length - 1];

/** @param {number} missing @returns {string} */
function leftOutNote(missing) {
  return missing ? text("clips.left_out", { count: missing }) : "";
}

/** @param {ClipFeature["properties"]} properties @returns {[string, string][]} label and value, in the order of the table's columns */
function figures({ median_km: median, within_500km: near, guesses, skips, crowd_km: crowd }) {
  const values = [kilometres(median), percent(near, 0), integer(guesses), integer(skips), crowd === null ? "–" : kilometres(crowd)];
  return COLUMNS.slice(1).map((title, index) => [text(title), values[index]]);
}

/** @param {ClipFeature} feature @returns {string} the place; for an unrevealed clip, the cell that it lies in */
function placeOf({ properties, geometry }) {
  if (properties.revealed) return properties.place || plainText(properties.title) || text("clips.heard");
  const [lon, lat] = geometry.coordinates.map((degrees) => Math.floor(degrees / CELL) * CELL);
  return text("clips.not_heard", { latitude: degreeRange(lat, "clips.north", "clips.south"), longitude: degreeRange(lon, "clips.east", "clips.west") });
}

/** @param {number} low degrees @param {string} positive text key @param {string} negative text key @returns {string} e.g. "50–60° N" */
function degreeRange(low, positive, negative) {
  const [from, to, side] = low < 0 ? [-low - CELL, -low, negative] : [low, low + CELL, positive];
  return text(side, { from, to });
}

/** @param {ClipFeature} feature @returns {HTMLElement} */
function card(feature) {
  const title = feature.properties.revealed ? plainText(feature.properties.title) : "";
  return make(
    "div",
    { class: "clips-card", tabindex: "-1" },
    make("h2", {}, placeOf(feature)),
    title && make("p", {}, title),
    make("dl", {}, ...figures(feature.properties).flatMap(([term, value]) => [make("dt", {}, term), make("dd", {}, value)])),
  );
}
