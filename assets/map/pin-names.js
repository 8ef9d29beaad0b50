// The names of the guess, the true place and the crowd: beside their pins, where there is room.

import { make } from "../shared/dom.js";
import { distanceTo } from "./label-placement.js";

/**
 * @import * as Leaflet from "leaflet"
 * @import { LabelSpace, Side } from "./label-placement.js"
 * @import { Box } from "./types.d.ts"
 * @typedef {"guess" | "truth" | "crowd"} Kind
 * @typedef {object} Name
 * @property {Kind} kind @property {HTMLElement} pin @property {Leaflet.Tooltip} label
 * @property {string[]} versions the longest first
 */

/** @type {Side[]} of a pin whose point is its middle */
const AROUND = [
  ["top", [0, -18]],
  ["bottom", [0, 18]],
  ["right", [20, 0]],
  ["left", [-20, 0]],
  ["bottom", [-60, 18]],
  ["bottom", [60, 18]],
  ["right", [20, -34]],
  ["left", [-20, -34]],
  ["right", [20, 34]],
  ["left", [-20, 34]],
];

/** @type {Record<Kind, Side[]>} */
const SIDES = {
  guess: [
    ["top", [0, -46]],
    ["right", [20, -28]],
    ["left", [-20, -28]],
    ["bottom", [0, 8]],
    ["top", [-60, -46]],
    ["top", [60, -46]],
    ["right", [20, -58]],
    ["left", [-20, -58]],
    ["right", [20, 6]],
    ["left", [-20, 6]],
  ],
  truth: AROUND,
  crowd: AROUND,
};

export class PinNames {
  /** @type {Name[]} */
  names = [];

  /** @param {Kind} kind @param {Leaflet.Marker} marker on the map @param {string[]} versions of the name, the longest first */
  add(kind, marker, versions) {
    const [[direction, offset]] = SIDES[kind];
    const content = make("span", {}, versions[0]);
    const label = marker.bindTooltip(content, { permanent: true, direction, offset, className: `ew-tag ew-tag-${kind}` }).getTooltip();
    const pin = marker.getElement();
    if (label && pin) this.names.push({ kind, pin, label, versions });
  }

  /** @param {LabelSpace} space */
  place(space) {
    for (const name of this.names) this.placeOne(name, space);
  }

  /**
   * Places the longest version of a name that covers nothing and is nearest to its own pin; without room for any, the
   * card alone says it.
   * @param {Name} name @param {LabelSpace} space
   */
  placeOne({ kind, pin, label, versions }, space) {
    const element = label.getElement();
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const others = this.names.map((name) => name.pin).filter((other) => other !== pin);
    /** @param {Box} box */
    const isClear = (box) => others.every((other) => distanceTo(box, pin) <= distanceTo(box, other));
    const fits = versions.some((version) => {
      content.textContent = version;
      return space.place(label, SIDES[kind], { isClear });
    });
    element.style.visibility = fits ? "" : "hidden";
  }

  /** @returns {{width: number, height: number}} px of the widest and the highest name */
  size() {
    const names = this.names.map(({ label }) => label.getElement()).filter((name) => name instanceof HTMLElement);
    return { width: Math.max(0, ...names.map((name) => name.offsetWidth)), height: Math.max(0, ...names.map((name) => name.offsetHeight)) };
  }
}
