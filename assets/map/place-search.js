// "Find a place": a combobox of place names; makes the game playable without seeing the map.

import { icon, make } from "../shared/dom.js";
import { placeName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { PlaceName } from "../shared/types.d.ts"
 * @import { Layout } from "../game/layout.js"
 * @import { GetPlaces } from "./place-labels.js"
 * @typedef {object} SearchOptions
 * @property {(place: PlaceName) => void} onChoose @property {(place: PlaceName) => void} onPin
 * @property {() => boolean} canPin @property {(message: string) => void} announce
 */

const PAUSE = 180; // ms after the last keystroke

/** Moves the map to the chosen place and offers to put the pin there. */
export class PlaceSearch {
  /** @type {PlaceName[]} results */
  places = [];
  /** @type {PlaceName | null} chosen */
  place = null;
  active = -1; // index of the highlighted result
  timer = 0;

  /** @param {Pick<Layout, "search" | "findButton">} ui @param {GetPlaces} get @param {SearchOptions} options */
  constructor(ui, get, options) {
    this.ui = ui;
    this.get = get;
    this.options = options;
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
    this.pinButton = make("button", { type: "button", class: "ew-offer", hidden: true });
    const close = make("button", { type: "button", class: "ew-tool ew-search-close", "aria-label": text("search.close") });
    close.append(icon("close"));
    const field = make("div", { class: "ew-search-field" }, icon("find"), this.input, close);
    this.panel = make("div", { class: "ew-search-panel", role: "search", hidden: true }, field, this.list, this.pinButton);
    this.ui.search.append(this.panel);
    close.addEventListener("click", () => this.close(true));
    this.pinButton.addEventListener("click", () => this.placePin());
    this.input.addEventListener("input", () => this.onInput());
    this.input.addEventListener("keydown", (event) => this.onKeydown(event));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
  }

  open() {
    this.ui.findButton.hidden = true;
    this.panel.hidden = false;
    this.input.select();
    this.input.focus();
  }

  /** @param {boolean} refocus whether to return the focus to the search button */
  close(refocus) {
    this.panel.hidden = true;
    this.ui.findButton.hidden = false;
    this.pinButton.hidden = true;
    if (refocus) this.ui.findButton.focus();
  }

  onInput() {
    this.pinButton.hidden = true;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const query = this.input.value.trim();
    if (!query) return this.fill([], query);
    try {
      const { places } = await this.get(`/api/places?${new URLSearchParams({ q: query })}`);
      if (this.input.value.trim() === query) this.fill(places, query);
    } catch {
      this.fill([], query);
      this.options.announce(text("search.lost"));
    }
    return undefined;
  }

  /** @param {PlaceName[]} places @param {string} query */
  fill(places, query) {
    this.places = places;
    this.active = -1;
    this.list.replaceChildren(...places.map((place, index) => this.option(place, index)));
    if (query && !places.length) this.list.append(make("li", { class: "ew-none", role: "presentation" }, text("search.none")));
    this.list.hidden = !query;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    if (query) this.options.announce(places.length ? text("search.found", { count: places.length }) : text("search.none"));
  }

  /** @param {PlaceName} place @param {number} index @returns {HTMLElement} */
  option(place, index) {
    const area = [place.region, place.country].filter(Boolean).join(", ");
    const names = [make("b", {}, place.name), make("span", {}, area)];
    const option = make("li", { role: "option", id: `ew-found-${index}`, "aria-selected": "false" }, ...names);
    option.addEventListener("pointerdown", (event) => event.preventDefault());
    option.addEventListener("click", () => this.choose(index));
    return option;
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    const last = this.places.length - 1;
    if (event.key === "ArrowDown") this.highlight(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.highlight(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && !event.repeat) this.choose(Math.max(0, this.active));
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  highlight(index) {
    this.active = index;
    [...this.list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const chosen = this.list.children[index];
    chosen?.scrollIntoView({ block: "nearest" });
    if (chosen?.id) this.input.setAttribute("aria-activedescendant", chosen.id);
  }

  /** @param {number} index */
  choose(index) {
    const place = this.places[index];
    if (!place) return;
    this.place = place;
    this.input.value = this.nameOf(place);
    this.fill([], "");
    this.options.onChoose(place);
    if (!this.options.canPin()) return;
    this.pinButton.textContent = text("search.pin", { place: place.name });
    this.pinButton.hidden = false;
    this.pinButton.focus();
  }

  placePin() {
    this.close(false);
    if (this.place) this.options.onPin(this.place);
  }

  /** @param {PlaceName} place @returns {string} */
  nameOf(place) {
    return placeName({ ...place, city: place.name, country: place.country === place.name ? "" : place.country });
  }
}
