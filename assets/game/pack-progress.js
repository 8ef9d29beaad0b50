// Progress of a pack that the server is still downloading.

/** @import { Coming, PageConfig, Readiness } from "../shared/types.d.ts" */

import { address } from "../shared/address.js";
import { text } from "../shared/texts.js";

const POLL_INTERVAL = 5000; // ms

/** @param {Coming} coming @returns {string} */
const sentence = ({ clips, opens_at: goal }) => text("welcome.coming", { clips, goal });

/**
 * Shows the progress until the pack can be played or the element leaves the page.
 * @param {PageConfig} config updated in place
 * @param {HTMLElement} status @param {() => void} onReady called once the pack can be played
 */
export async function followPack(config, status, onReady) {
  while (status.isConnected && config.coming) {
    const progress = sentence(config.coming);
    if (status.textContent !== progress) status.textContent = progress;
    await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL));
    if (status.isConnected) await checkPack(config);
  }
  if (!config.coming) onReady();
}

/** Updates the config from the server's state; once the pack can be played, the config describes the pack. @param {PageConfig} config */
export async function checkPack(config) {
  try {
    /** @type {Readiness} */
    const { pack, fetching } = await (await fetch(address("/readyz"))).json();
    if (!fetching.played) config.coming = fetching;
    else Object.assign(config, { pack: pack.name, clips: pack.playable, synthetic: false, practice: true, coming: null });
  } catch (error) {
    console.warn(error); // the next poll retries; the game does not depend on it
  }
}
