// The results of "Find a place": a list box with names, kinds and countries.

import { make } from "../shared/dom.js";
import { coordinates, countryName } from "../shared/format.js";
import { text, textParts } from "../shared/texts.js";

/** @import { FoundPlace } from "../shared/types.d.ts" */

const KINDS = { country: "search.kind.country", region: "search.kind.region", city: "search.kind.city", town: "search.kind.town", point: "search.kind.point" };

/** A list box whose options are places; the combobox that it belongs to keeps the focus. */
export class FoundPlaces {
  /** @type {FoundPlace[]} */
  places = [];
  active = -1; // index of the highlighted option

  /** @param {(place: FoundPlace) => void} onChoose */
  constructor(onChoose) {
    this.onChoose = onChoose;
    this.element = make("ul", { class: "ew-found", id: "ew-found", role: "listbox", "aria-label": text("search.places"), hidden: true });
  }

  /** @param {FoundPlace[]} places */
  show(places) {
    this.places = places;
    this.active = -1;
    this.element.replaceChildren(...places.map((place, index) => this.option(place, index)));
    this.element.hidden = !places.length;
  }

  /** @param {FoundPlace} place @param {number} index @returns {HTMLElement} */
  option(place, index) {
    const name = shownName(place);
    const other = place.matched && place.matched.toLowerCase() !== name.toLowerCase() ? place.matched : "";
    const names = joined(make("b", { dir: "auto" }, name), other && make("span", { dir: "auto" }, other));
    const area = areaName(place);
    const kind = joined(text(KINDS[place.kind]), area && make("span", { dir: "auto" }, area));
    const spoken = text("place.city", { city: plain(names), country: plain(kind) });
    const attributes = { role: "option", id: `ew-found-${index}`, "aria-selected": "false", "aria-label": spoken };
    const option = make("li", attributes, make("span", {}, ...names), make("span", { class: "ew-found-kind" }, ...kind));
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the combobox
    option.addEventListener("click", () => this.onChoose(place));
    return option;
  }

  /** Highlights the next or previous option. @param {1 | -1} step @returns {string} the option's id, empty without options */
  highlight(step) {
    const { length } = this.places;
    if (!length) return "";
    this.active = this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length;
    [...this.element.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === this.active)));
    const option = this.element.children[this.active];
    option?.scrollIntoView({ block: "nearest" });
    return option?.id ?? "";
  }
}

/** @param {FoundPlace} place @returns {string} countries and points in the page's language, towns as on the map */
export function shownName({ kind, name, country_code: code, lat, lon }) {
  if (kind === "point") return coordinates(lat, lon);
  return kind === "country" ? countryName(code, name) : name;
}

/** @param {FoundPlace} place @returns {string} e.g. "Bavaria, Germany" */
export function areaName({ kind, name, region, country, country_code: code }) {
  if (kind === "country" || kind === "point") return "";
  const [inner, outer] = [region === name ? "" : region, countryName(code, country)];
  return inner && outer ? text("place.city", { city: inner, country: outer }) : inner || outer;
}

/** @param {FoundPlace} place @returns {string} e.g. "Munich, Bavaria, Germany" */
export function fullName(place) {
  const area = areaName(place);
  return area ? text("place.city", { city: shownName(place), country: area }) : shownName(place);
}

/** Two parts with the comma of the page's language. @param {Node | string} first @param {Node | string} second may be empty */
const joined = (first, second) => (second ? textParts("place.city", { city: first, country: second }) : [first]);

/** @param {(Node | string)[]} parts */
const plain = (parts) => parts.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
