// The fixed parts of the page: made once, then only filled, shown and hidden.

const svg = (box, inner, extra = "") =>
  `<svg viewBox="0 0 ${box} ${box}" aria-hidden="true" focusable="false" ${extra}>${inner}</svg>`;

const line = (inner) =>
  svg(24, inner, 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"');

/** Drawn here, so that nothing is fetched. */
export const ICONS = {
  play: svg(24, '<path d="M8 5.3v13.4c0 .8.9 1.3 1.6.9l10.3-6.7c.6-.4.6-1.4 0-1.8L9.6 4.4c-.7-.4-1.6.1-1.6.9z"/>'),
  pause: svg(24, '<rect x="6" y="4.5" width="4.2" height="15" rx="1.4"/><rect x="13.8" y="4.5" width="4.2" height="15" rx="1.4"/>'),
  again: line('<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5"/><path d="M4 4v4.5h4.5"/>'),
  find: line('<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>'),
  close: line('<path d="m6 6 12 12M18 6 6 18"/>'),
  plus: line('<path d="M12 5v14M5 12h14"/>'),
  minus: line('<path d="M5 12h14"/>'),
  volume: line('<path d="M4 9.5v5h3.5L12 19V5L7.500 9.5z"/><path d="M15.500 9a4.200 4.200 0 0 1 0 6M18.200 6.500a8 8 0 0 1 0 11"/>'),
  mark: svg(
    32,
    '<path d="M16 30C9.500 22.500 6 17.700 6 12.500a10 10 0 0 1 20 0c0 5.200-3.500 10-10 17.500z" fill="currentColor"/>' +
      '<g fill="none" stroke="var(--surface)" stroke-width="2" stroke-linecap="round">' +
      '<path d="M16 9.200v6.600M12.400 11v3M19.600 11v3"/></g>',
  ),
};

const PINS = {
  guess: [
    "0 0 44 52",
    '<ellipse cx="22" cy="48.500" rx="6" ry="2" opacity=".25"/>' +
      '<path class="ew-pin-fill" d="M22 48C13 37 7.500 29.500 7.500 20.500a14.500 14.500 0 0 1 29 0C36.500 29.500 31 37 22 48z"/>' +
      '<circle class="ew-pin-hole" cx="22" cy="20.500" r="8"/>',
  ],
  truth: [
    "0 0 44 44",
    '<circle class="ew-pin-halo" cx="22" cy="22" r="20"/><circle class="ew-pin-fill" cx="22" cy="22" r="13"/>' +
      '<path class="ew-pin-check" d="m15.800 22.400 4.300 4.300 8.200-8.800"/>',
  ],
  alm: ["0 0 44 44", '<path class="ew-pin-fill" d="M22 3 37.500 30h-31z"/>'],
};

const MIDDLES = { guess: 20.5, truth: 22, alm: 21 };

/** @param {"guess" | "truth" | "alm"} kind @param {number} [number] of a round, or of models @returns {string} SVG */
export function pinShape(kind, number) {
  const [box, inner] = PINS[kind];
  const parts = number ? numbered(inner, MIDDLES[kind], Number(number)) : inner;
  return `<svg viewBox="${box}" aria-hidden="true">${parts}</svg>`;
}

/** The number takes the place of the tick, or a wider hole. */
function numbered(inner, middle, number) {
  const narrow = number > 9 ? ' textLength="18" lengthAdjust="spacingAndGlyphs"' : "";
  const parts = inner.replace(/<path class="ew-pin-check"[^>]*>/, "").replace('r="8"', 'r="11"');
  return `${parts}<text class="ew-pin-number" x="22" y="${middle + 7}"${narrow}>${number}</text>`;
}

/**
 * An element in one line: `make("p", { class: "x", onclick: f }, "words", child)`. Text stays text.
 * @param {string} tag @param {Record<string, any>} [facts] @param {...(Node | string | null | false)} inside
 * @returns {any}
 */
export function make(tag, facts = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, fact] of Object.entries(facts)) {
    if (fact === null || fact === undefined || fact === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), fact);
    else element.setAttribute(name, fact === true ? "" : fact);
  }
  element.append(...inside.filter((part) => part || part === 0));
  return element;
}

/** @param {keyof typeof ICONS} name @returns {HTMLElement} */
export function icon(name) {
  const holder = make("span", { class: "ew-icon", "aria-hidden": "true" });
  holder.innerHTML = ICONS[name];
  return holder;
}

/**
 * Whatever does not fit can be scrolled by keyboard as well, and shows that there is more below.
 * @param {HTMLElement} element that scrolls when the style sheet says so @param {HTMLElement} inside what may grow
 */
export function scrolls(element, inside) {
  const look = () => {
    const hidden = getComputedStyle(element).overflowY === "auto" ? element.scrollHeight - element.clientHeight : 0;
    element.classList.toggle("has-more", hidden - element.scrollTop > 1);
    if (hidden > 1) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  };
  const sizes = new ResizeObserver(look);
  sizes.observe(element);
  sizes.observe(inside);
  new MutationObserver(look).observe(inside, { childList: true, subtree: true, attributeFilter: ["open"] });
  element.addEventListener("scroll", look, { passive: true });
}

const button = (name, ...inside) => make("button", { type: "button", class: name }, ...inside);

function soundParts() {
  const toggle = button("ew-toggle", icon("play"));
  toggle.setAttribute("aria-label", "Play the sound");
  const slider = make(
    "div",
    {
      class: "ew-wave",
      role: "slider",
      tabindex: 0,
      "aria-label": "Position in the sound",
      "aria-valuemin": 0,
      "aria-valuemax": 0,
      "aria-valuenow": 0,
    },
    make("canvas", { "aria-hidden": "true" }),
  );
  const time = make("span", { class: "ew-time" }, "0:00");
  const volume = make("input", { type: "range", min: 0, max: 1, step: 0.05, value: 1, "aria-label": "Volume" });
  const loudness = make("label", { class: "ew-volume", hidden: true }, icon("volume"), volume);
  const sound = make(
    "div",
    { class: "ew-sound", role: "group", "aria-label": "Sound", hidden: true },
    toggle,
    make("div", { class: "ew-wave-box" }, slider, make("div", { class: "ew-wave-foot" }, time, loudness)),
  );
  return { sound, toggle, slider, time, volume, loudness };
}

function cardParts() {
  const round = make("span", { class: "ew-round" });
  const dots = make("span", { class: "ew-dots", "aria-hidden": "true" });
  const total = make("span", { class: "ew-total" });
  const head = make("header", { class: "ew-head", hidden: true }, dots, round, total);
  const body = make("div", { class: "ew-body", role: "group", "aria-label": "Details" });
  const keep = make("p", { class: "ew-keep", hidden: true });
  const second = button("ew-second");
  const primary = button("ew-primary");
  const sound = soundParts();
  const actions = make("div", { class: "ew-actions" }, second, primary);
  const card = make("section", { class: "ew-card", "aria-label": "Game" }, head, body, sound.sound, keep, actions);
  scrolls(card, body);
  scrolls(body, body);
  return { card, head, round, dots, total, body, keep, second, primary, actions, ...sound };
}

function mapParts() {
  const keys = make(
    "span",
    { class: "ew-hidden", id: "ew-keys" },
    "Arrow keys move a crosshair, plus and minus zoom, Enter places the pin, Enter again guesses.",
  );
  const map = make("div", {
    class: "ew-map",
    role: "application",
    tabindex: 0,
    "aria-label": "World map",
    "aria-describedby": "ew-keys",
  });
  const crosshair = make("div", { class: "ew-crosshair", hidden: true, "aria-hidden": "true" });
  const find = button("ew-tool ew-find", icon("find"), make("span", {}, "Find a place"));
  const nearer = button("ew-tool", icon("plus"));
  nearer.setAttribute("aria-label", "Zoom in");
  const farther = button("ew-tool", icon("minus"));
  farther.setAttribute("aria-label", "Zoom out");
  const search = make("div", { class: "ew-search" }, find);
  const zoom = make("div", { class: "ew-zoom" }, nearer, farther);
  return { keys, map, crosshair, find, search, zoom, nearer, farther };
}

/** Builds everything inside `root`. @param {HTMLElement} root @returns {Record<string, any>} its parts by name */
export function build(root) {
  const live = make("div", { class: "ew-hidden", role: "status", "aria-live": "polite" });
  const note = make("div", { class: "ew-note", hidden: true });
  const map = mapParts();
  const card = cardParts();
  root.replaceChildren(card.card, map.search, map.map, map.crosshair, map.zoom, map.keys, note, live);
  return { root, live, note, ...map, ...card };
}
