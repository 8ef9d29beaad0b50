// "Find a place": a combobox over the place names, and the way to play without seeing the map.

import { icon, make } from "../shared/dom.js";
import { placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { PlaceName } from "../shared/types.d.ts"
 * @import { Layout } from "../game/layout.js"
 * @import { GetPlaces } from "./place-labels.js"
 * @typedef {object} Wiring
 * @property {(place: PlaceName) => void} go shows a place @property {(place: PlaceName) => void} pin puts the pin there
 * @property {() => boolean} open whether a pin can be put @property {(words: string) => void} say
 */

const PAUSE = 180; // ms after the last letter

/** Opens from the search button; moves the map to a place and offers to put the pin there. */
export class PlaceSearch {
  /** @type {PlaceName[]} found */
  places = [];
  /** @type {PlaceName | null} chosen */
  place = null;
  active = -1; // of the places, by keyboard
  timer = 0;

  /** @param {Pick<Layout, "search" | "findButton">} ui @param {GetPlaces} get @param {Wiring} wiring */
  constructor(ui, get, wiring) {
    this.ui = ui;
    this.get = get;
    this.wiring = wiring;
    this.input = make("input", {
      class: "ew-search-input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      placeholder: text("search.placeholder"),
      "aria-label": text("map.find"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "ew-found",
    });
    this.list = make("ul", { class: "ew-found", id: "ew-found", role: "listbox", "aria-label": text("search.places"), hidden: true });
    this.offer = make("button", { type: "button", class: "ew-offer", hidden: true });
    const close = make("button", { type: "button", class: "ew-tool ew-search-close", "aria-label": text("search.close") });
    close.append(icon("close"));
    const field = make("div", { class: "ew-search-field" }, icon("find"), this.input, close);
    this.panel = make("div", { class: "ew-search-panel", role: "search", hidden: true }, field, this.list, this.offer);
    this.ui.search.append(this.panel);
    close.addEventListener("click", () => this.close(true));
    this.offer.addEventListener("click", () => this.accept());
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
  }

  open() {
    this.ui.findButton.hidden = true;
    this.panel.hidden = false;
    this.input.select();
    this.input.focus();
  }

  /** @param {boolean} back whether the focus goes back to the button */
  close(back) {
    this.panel.hidden = true;
    this.ui.findButton.hidden = false;
    this.offer.hidden = true;
    if (back) this.ui.findButton.focus();
  }

  typed() {
    this.offer.hidden = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const query = this.input.value.trim();
    if (!query) return this.fill([], query);
    try {
      const { places } = await this.get(`/api/places?${new URLSearchParams({ q: query })}`);
      if (this.input.value.trim() === query) this.fill(places, query);
    } catch {
      this.fill([], query);
      this.wiring.say(text("search.lost"));
    }
    return undefined;
  }

  /** @param {PlaceName[]} places @param {string} query that was looked for */
  fill(places, query) {
    this.places = places;
    this.active = -1;
    this.list.replaceChildren(...places.map((place, at) => this.option(place, at)));
    if (query && !places.length) this.list.append(make("li", { class: "ew-none", role: "presentation" }, text("search.none")));
    this.list.hidden = !query;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    if (query) this.wiring.say(places.length ? text("search.found", { count: places.length }) : text("search.none"));
  }

  /** @param {PlaceName} place @param {number} at @returns {HTMLElement} */
  option(place, at) {
    const names = [make("b", {}, place.name), make("span", {}, place.country || "")];
    const option = make("li", { role: "option", id: `ew-found-${at}`, "aria-selected": "false" }, ...names);
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(at));
    return option;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const last = this.places.length - 1;
    if (event.key === "ArrowDown") this.mark(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.mark(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && !event.repeat) this.choose(Math.max(0, this.active));
    else return;
    event.preventDefault();
  }

  /** @param {number} at of the places */
  mark(at) {
    this.active = at;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    const chosen = this.list.children[at];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen?.id) this.input.setAttribute("aria-activedescendant", chosen.id);
  }

  /** @param {number} at of the places */
  choose(at) {
    const place = this.places[at];
    if (!place) return;
    this.place = place;
    this.input.value = this.nameOf(place);
    this.fill([], "");
    this.wiring.go(place);
    if (!this.wiring.open()) return;
    this.offer.textContent = text("search.pin", { place: place.name });
    this.offer.hidden = false;
    this.offer.focus();
  }

  accept() {
    this.close(false);
    if (this.place) this.wiring.pin(this.place);
  }

  /** @param {PlaceName} place @returns {string} */
  nameOf(place) {
    return placeName({ ...place, city: place.name, country: place.country === place.name ? "" : place.country });
  }
}
