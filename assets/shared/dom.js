// DOM helpers: creating elements, icons, keyboard-scrollable boxes.

/**
 * @typedef {Node | string | null | undefined | false} Child empty values add nothing
 * @typedef {Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>} Attributes
 *   functions are event listeners
 */

/** @param {number} box @param {string} inner @param {string} [extra] attributes @returns {string} SVG */
const svg = (box, inner, extra = "") =>
  `<svg viewBox="0 0 ${box} ${box}" aria-hidden="true" focusable="false" ${extra}>${inner}</svg>`;

/** @param {string} inner @returns {string} SVG */
const line = (inner) =>
  svg(24, inner, 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"');

/** Inline SVG: icons need no request. */
export const ICONS = {
  play: svg(24, '<path d="M8 5.3v13.4c0 .8.9 1.3 1.6.9l10.3-6.7c.6-.4.6-1.4 0-1.8L9.6 4.4c-.7-.4-1.6.1-1.6.9z"/>'),
  pause: svg(24, '<rect x="6" y="4.5" width="4.2" height="15" rx="1.4"/><rect x="13.8" y="4.5" width="4.2" height="15" rx="1.4"/>'),
  again: line('<path d="M4.5 12a7.5 7.5 0 1 0 2.4-5.5"/><path d="M4 4v4.5h4.5"/>'),
  find: line('<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>'),
  close: line('<path d="m6 6 12 12M18 6 6 18"/>'),
  plus: line('<path d="M12 5v14M5 12h14"/>'),
  minus: line('<path d="M5 12h14"/>'),
  volume: line('<path d="M4 9.5v5h3.5L12 19V5L7.500 9.5z"/><path d="M15.500 9a4.200 4.200 0 0 1 0 6M18.200 6.500a8 8 0 0 1 0 11"/>'),
  globe: line('<circle cx="12" cy="12" r="8.500"/><path d="M3.500 12h17M12 3.500c5 4.700 5 12.300 0 17c-5-4.700-5-12.300 0-17"/>'),
  mark: svg(
    32,
    '<path d="M16 30C9.500 22.500 6 17.700 6 12.500a10 10 0 0 1 20 0c0 5.200-3.500 10-10 17.500z" fill="currentColor"/>' +
      '<g fill="none" stroke="var(--surface)" stroke-width="2" stroke-linecap="round">' +
      '<path d="M16 9.200v6.600M12.400 11v3M19.600 11v3"/></g>',
  ),
};

/**
 * Creates an element: `make("p", { class: "x", onclick: f }, "text", child)`. Strings are never parsed as HTML.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter(isPresent));
  return element;
}

/**
 * Type guard for filtering out parts that were left out.
 * @template T @param {T} part @returns {part is Exclude<T, null | undefined | false | "">}
 */
export const isPresent = (part) => Boolean(part);

/** @param {keyof typeof ICONS} name @returns {HTMLElement} */
export function icon(name) {
  const holder = make("span", { class: "ew-icon", "aria-hidden": "true" });
  holder.innerHTML = ICONS[name];
  return holder;
}

/**
 * Makes an overflowing box focusable, so that it scrolls by keyboard, and marks it while there is more below.
 * @param {HTMLElement} element whose `overflow-y` the style sheet sets @param {HTMLElement} content may grow
 */
export function makeScrollable(element, content) {
  const update = () => {
    const hidden = getComputedStyle(element).overflowY === "auto" ? element.scrollHeight - element.clientHeight : 0;
    element.classList.toggle("has-more", hidden - element.scrollTop > 1);
    if (hidden > 1) element.tabIndex = 0;
    else element.removeAttribute("tabindex");
  };
  const resizes = new ResizeObserver(update);
  resizes.observe(element);
  resizes.observe(content);
  new MutationObserver(update).observe(content, { childList: true, subtree: true, attributeFilter: ["open"] });
  element.addEventListener("scroll", update, { passive: true });
}
