// What the server says in whole texts, in the page's language where the document came in another.

import { address } from "../shared/address.js";

/** @import { Consent } from "../shared/types.d.ts" */

/** @param {string} path @param {string} language @returns {Promise<Response>} @throws {Error} */
async function ask(path, language) {
  const response = await fetch(address(path), { headers: { "Accept-Language": language } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

/** @param {string} language @returns {Promise<Consent>} the host's terms @throws {Error} */
export async function consentIn(language) {
  const { version, parts, ...around } = await (await ask("/api/consent", language)).json();
  return { version, parts, around };
}

/**
 * Puts the About tab into another language; where that fails, it stays in English.
 * @param {HTMLElement} holder @param {string} language
 */
export async function translateAbout(holder, language) {
  const article = holder.querySelector(".ew-about");
  try {
    const { content } = Object.assign(document.createElement("template"), { innerHTML: await (await ask("/api/about", language)).text() });
    article?.replaceWith(content);
  } catch (error) {
    console.warn(error);
    article?.classList.add("is-shown");
  }
}
