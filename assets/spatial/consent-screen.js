// Whether answers may be published, asked before the first of them is stored: as in the game, and for both.

import { consentParts, consentSentence } from "../player/consent.js";

/** @import { Around } from "./around.js" */

/** @param {Around} around @param {() => Promise<void>} send */
export function askConsent(around, send) {
  const { consent: terms } = around.page.config;
  const [title, ...parts] = consentParts(terms);
  /** @param {boolean} agrees */
  const choose = async (agrees) => {
    await around.player.choose(agrees);
    await send();
  };
  around.show("consent", title.textContent ?? "", parts, [
    { label: terms.around.share, run: () => choose(true) },
    { label: terms.around.just_play, run: () => choose(false) },
  ]);
  around.announcer.announce(consentSentence(terms));
}
