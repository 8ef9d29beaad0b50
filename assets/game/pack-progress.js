// A pack that the host still fetches: how far it is, until it is played.

/** @import { Coming, PageConfig, Readiness } from "../shared/types.d.ts" */

import { text } from "../shared/texts.js";

const LOOK = 5000; // ms

/** @param {Coming} coming @returns {string} */
const sentence = ({ clips, opens_at: goal }) => text("welcome.coming", { clips, goal });

/**
 * Tell how far it is for as long as the element is on the page.
 * @param {PageConfig} config the page's; it is changed as the pack arrives
 * @param {HTMLElement} told @param {() => void} there called when the pack is played
 */
export async function followPack(config, told, there) {
  while (told.isConnected && config.coming) {
    const words = sentence(config.coming);
    if (told.textContent !== words) told.textContent = words;
    await new Promise((run) => setTimeout(run, LOOK));
    if (told.isConnected) await checkPack(config);
  }
  if (!config.coming) there();
}

/** Look how far it is. Once it is played, what the page says of its sounds is said of the pack. @param {PageConfig} config */
export async function checkPack(config) {
  try {
    /** @type {Readiness} */
    const { pack, fetching } = await (await fetch("/readyz")).json();
    if (!fetching.played) config.coming = fetching;
    else Object.assign(config, { pack: pack.name, clips: pack.playable, synthetic: false, practice: true, coming: null });
  } catch (problem) {
    console.warn(problem); // it is asked again, and the game itself does not need it
  }
}
