// "Find a place": a combobox of place names; makes the game playable without seeing the map.

import { FoundPlaces, fullName } from "./found-places.js";
import { icon, make } from "../shared/dom.js";
import { coordinates } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { FoundPlace } from "../shared/types.d.ts"
 * @import { Layout } from "../game/layout.js"
 * @typedef {(path: string) => Promise<{places: FoundPlace[], did_you_mean: boolean}>} GetFound
 * @typedef {object} SearchOptions
 * @property {(place: FoundPlace) => boolean} onChoose shows the place on the map; says whether it has the pin now
 * @property {(message: string) => void} announce
 */

const PAUSE = 180; // ms after the last keystroke
const BELOW = 12; // px between the list and the edge of the screen, or the keyboard on it
const LEAST = 120; // px of the list

/** Finds places while the player types, and puts the pin on the one that is chosen. */
export class PlaceSearch {
  query = ""; // that the list answers
  timer = 0;
  chooseFirst = false; // Enter came before the answer

  /** @param {Pick<Layout, "search" | "findButton">} ui @param {GetFound} get @param {SearchOptions} options */
  constructor(ui, get, options) {
    this.ui = ui;
    this.get = get;
    this.options = options;
    this.found = new FoundPlaces((place) => this.choose(place));
    this.input = make("input", {
      class: "ew-search-input",
      type: "text",
      role: "combobox",
      dir: "auto",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      spellcheck: "false",
      enterkeyhint: "search",
      placeholder: text("search.placeholder"),
      "aria-label": text("map.find"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": "ew-found",
    });
    this.clearButton = make("button", { type: "button", class: "ew-search-clear", hidden: true, onclick: () => this.clear() }, text("search.clear"));
    const close = make("button", { type: "button", class: "ew-tool ew-search-close", "aria-label": text("search.close"), onclick: () => this.close(true) }, icon("close"));
    const field = make("div", { class: "ew-search-field" }, icon("find"), this.input, this.clearButton, close);
    this.note = make("p", { class: "ew-search-note", hidden: true });
    this.panel = make("div", { class: "ew-search-panel", role: "search", hidden: true }, field, this.note, this.found.element);
    this.ui.search.append(this.panel);
    this.input.addEventListener("input", () => this.onInput());
    this.input.addEventListener("keydown", (event) => this.onKeydown(event));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close(true));
    window.visualViewport?.addEventListener("resize", () => this.fitList());
  }

  open() {
    this.ui.findButton.hidden = true;
    this.panel.hidden = false;
    this.input.select();
    this.input.focus();
    this.fitList();
  }

  /** @param {boolean} refocus whether to return the focus to the search button */
  close(refocus) {
    clearTimeout(this.timer);
    this.chooseFirst = false;
    this.panel.hidden = true;
    this.ui.findButton.hidden = false;
    if (refocus) this.ui.findButton.focus();
  }

  clear() {
    this.input.value = "";
    this.onInput();
    this.input.focus();
  }

  onInput() {
    this.chooseFirst = false;
    this.clearButton.hidden = !this.input.value;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.search(), PAUSE);
  }

  async search() {
    const query = this.input.value.trim();
    if (!query) return this.fill("", []);
    try {
      const { places, did_you_mean: isGuess } = await this.get(`/api/places?${new URLSearchParams({ q: query })}`);
      const note = isGuess ? text("search.did_you_mean") : places.length ? "" : text("search.nothing");
      if (this.isAwaited(query)) this.fill(query, places, note);
    } catch {
      if (this.isAwaited(query)) this.fill("", [], text("search.lost"));
    }
    return undefined;
  }

  /** Whether an answer is still wanted: the player may have typed on, chosen, or closed the search. @param {string} query */
  isAwaited(query) {
    return !this.panel.hidden && this.input.value.trim() === query;
  }

  /** @param {string} query that the places answer @param {FoundPlace[]} places @param {string} [note] above them */
  fill(query, places, note = "") {
    this.query = query;
    this.found.show(places);
    this.note.textContent = note;
    this.note.hidden = !note;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.fitList();
    const [first] = places;
    if (this.chooseFirst && first) return this.choose(first);
    const count = places.length ? text("search.found", { count: places.length }) : "";
    if (note || count) this.options.announce([note, count].filter(Boolean).join(" "));
    return undefined;
  }

  /** @param {KeyboardEvent} event */
  onKeydown(event) {
    if (event.isComposing) return; // an input method has these keys
    if (event.key === "ArrowDown") this.highlight(1);
    else if (event.key === "ArrowUp") this.highlight(-1);
    else if (event.key === "Enter") this.onEnter(event.repeat);
    else return;
    event.preventDefault();
  }

  /** @param {1 | -1} step */
  highlight(step) {
    const id = this.found.highlight(step);
    if (id) this.input.setAttribute("aria-activedescendant", id);
  }

  /** Chooses the highlighted place, else the first; waits for it if the list is not yet that of the text. @param {boolean} isHeld */
  onEnter(isHeld) {
    const query = this.input.value.trim();
    if (isHeld || !query) return;
    const { places, active } = this.found;
    const place = places[Math.max(0, active)];
    if (this.query === query && place) this.choose(place);
    else if (this.query !== query) {
      clearTimeout(this.timer);
      this.chooseFirst = true;
      this.search();
    }
  }

  /** @param {FoundPlace} place */
  choose(place) {
    this.input.value = fullName(place);
    this.clearButton.hidden = false;
    this.chooseFirst = false;
    this.fill(this.input.value, []);
    const isPinned = this.options.onChoose(place);
    this.close(!isPinned);
    const point = coordinates(place.lat, place.lon);
    const values = { place: this.input.value, point };
    if (place.kind === "point") this.options.announce(text(isPinned ? "round.pinned" : "search.shown_point", { point }));
    else this.options.announce(text(isPinned ? "search.pinned" : "search.shown", values));
  }

  /** Ends the list above the edge of the screen, or the keyboard on it. */
  fitList() {
    const { element } = this.found;
    if (this.panel.hidden || element.hidden || !window.visualViewport) return;
    const { height, offsetTop } = window.visualViewport;
    const room = Math.max(LEAST, offsetTop + height - element.getBoundingClientRect().top - BELOW);
    element.style.maxHeight = `min(19rem, ${room}px)`;
  }
}
