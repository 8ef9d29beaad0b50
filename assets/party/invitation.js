// How others come in: the code, the link and its QR code.

import { address } from "../shared/address.js";
import { copyText, hasShareSheet, openShareSheet } from "../shared/clipboard.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/** @param {string} party its code @returns {string} in two halves, as people read it aloud */
export const spaced = (party) => `${party.slice(0, 3)} ${party.slice(3)}`;

/** @param {string} party its code @returns {string} the whole address */
export const linkTo = (party) => address(`/?party=${party}`);

/** @param {string} party its code @returns {HTMLElement} */
export const codeParts = (party) => make("p", { class: "ew-party-code", "aria-label": text("party.code", { code: [...party].join(" ") }) }, spaced(party));

/** @param {string} party its code @returns {HTMLImageElement} */
export const qrImage = (party) => make("img", { class: "ew-qr", src: address(`/api/parties/${party}/qr.svg`), alt: text("party.qr"), width: 160, height: 160 });

/**
 * A button that shares the link, or copies it where the browser cannot share.
 * @param {string} party its code @param {(sentence: string) => void} notify @returns {HTMLElement}
 */
export function inviteButton(party, notify) {
  const link = linkTo(party);
  const shown = make("bdi", { class: "ew-hidden" }, link);
  const copy = async () => notify(text((await copyText(link, shown)) ? "party.copied" : "party.copy_by_hand"));
  const share = async () => {
    const message = { title: text("party.share", { code: party }), url: link };
    if (!hasShareSheet() || !(await openShareSheet(message))) await copy();
  };
  return make("span", {}, make("button", { type: "button", class: "ew-copy", onclick: share }, text("party.invite")), shown);
}
