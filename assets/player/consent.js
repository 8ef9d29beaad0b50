// Consent screen, shown before the first guess is stored: the host's terms in three lines, and in full on demand.

import { isPresent, make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @import { Consent, ConsentFrame } from "../shared/types.d.ts" */

const ADDRESS = /^https?:\/\/\S+$/;
const MAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** @param {Consent} consent @returns {HTMLElement[]} */
export function consentParts({ parts, around }) {
  const terms = [...parts, { title: around.just_play, text: around.without }];
  return [
    make("h2", { class: "ew-ask", tabindex: -1 }, around.title),
    make("ul", { class: "ew-terms-short" }, ...around.short.map((line) => make("li", {}, line))),
    make(
      "details",
      { class: "ew-terms-all" },
      make("summary", {}, text("terms.read_all")),
      make("dl", { class: "ew-terms" }, ...terms.map((part) => term(part, around))),
    ),
  ];
}

/** @param {Consent} consent @returns {string} announcement; the focused title is read by itself */
export function consentSentence({ around }) {
  return text("terms.announce", { short: around.short.join(" "), share: around.share, just_play: around.just_play });
}

/** @param {{title: string, text: string}} part @param {ConsentFrame} around @returns {HTMLElement} */
function term({ title, text: words }, around) {
  return make("div", {}, make("dt", {}, title), make("dd", {}, ...withLinks(words, around)));
}

/** @param {string} words @param {ConsentFrame} around @returns {(string | HTMLElement)[]} the words with names and addresses as links */
export function withLinks(words, { dataset, licence, contact }) {
  const links = new Map([dataset, licence].filter(isPresent).map(({ name, url }) => [name, url]));
  if (contact && ADDRESS.test(contact)) links.set(contact, contact);
  if (contact && MAIL.test(contact)) links.set(contact, `mailto:${contact}`);
  const names = [...links.keys()].map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (!names.length) return [words];
  return words.split(new RegExp(`(${names.join("|")})`)).map((piece) => {
    const href = links.get(piece);
    return href ? make("a", { href, target: "_blank", rel: "noopener noreferrer" }, piece) : piece;
  });
}
