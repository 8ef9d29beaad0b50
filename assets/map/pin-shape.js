// Pin shapes as SVG: guess, true place, models and the crowd, optionally with a number.

/** @import { PinKind } from "./types.d.ts" */

/** @type {Record<PinKind, [box: string, inner: string]>} */
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
  crowd: ["0 0 44 44", '<path class="ew-pin-fill" d="M22 7 37 22 22 37 7 22z"/><circle class="ew-pin-hole" cx="22" cy="22" r="4.500"/>'],
};

const MIDDLES = { guess: 20.5, truth: 22, alm: 21, crowd: 22 };

/** @param {PinKind} kind @param {number} [number] of a round, or of models @returns {string} SVG */
export function pinShape(kind, number) {
  const [box, inner] = PINS[kind];
  const parts = number ? numbered(inner, MIDDLES[kind], Number(number)) : inner;
  return `<svg viewBox="${box}" aria-hidden="true">${parts}</svg>`;
}

/**
 * Puts a number in place of the check mark, or into a wider hole.
 * @param {string} inner @param {number} middle @param {number} number @returns {string} SVG
 */
function numbered(inner, middle, number) {
  const narrow = number > 9 ? ' textLength="18" lengthAdjust="spacingAndGlyphs"' : "";
  const parts = inner.replace(/<path class="ew-pin-check"[^>]*>/, "").replace('r="8"', 'r="11"');
  return `${parts}<text class="ew-pin-number" x="22" y="${middle + 7}"${narrow}>${number}</text>`;
}
