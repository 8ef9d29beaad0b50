// A part of the own page: a section under its heading.

import { make } from "../shared/dom.js";

/** @import { Child } from "../shared/dom.js" */

/** @param {string} title @param {...Child} children @returns {HTMLElement} */
export const part = (title, ...children) => make("section", { class: "ew-own-part", "aria-label": title }, make("h3", {}, title), ...children);
