// What a duel adds to a reveal: the opponent's answer, and whose round it was.

import { modelRow } from "../game/model-answers.js";
import { rivalName } from "../game/rival.js";
import { make } from "../shared/dom.js";
import { kilometres } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { Reveal, RivalAnswer } from "../shared/types.d.ts" */

/** @param {Reveal} reveal @returns {HTMLElement | null} */
export function rivalParts(reveal) {
  const { opponent } = reveal;
  if (!opponent) return null;
  const row = modelRow(asModel(opponent));
  return make("section", { class: "ew-alms ew-duel-answer", "aria-labelledby": "ew-duel-round" }, make("h3", { id: "ew-duel-round" }, roundSentence(reveal)), make("ul", {}, row));
}

/** @param {Reveal} reveal @returns {Reveal} the same with the opponent as the only model on the map */
export const onMap = (reveal) => ({ ...reveal, alms: reveal.opponent ? [asModel(reveal.opponent)] : [] });

/** @param {RivalAnswer} opponent */
const asModel = (opponent) => ({ ...opponent, name: rivalName(opponent) });

/** @param {Reveal} reveal @returns {string} for screen readers */
export function duelSentence(reveal) {
  const { opponent, score } = reveal;
  if (!opponent || !score) return "";
  const name = rivalName(opponent);
  const answer = opponent.refused ? text("duel.announce_refused", { name }) : text("duel.announce", { name, distance: kilometres(opponent.distance_km), points: Math.round(opponent.geoscore) });
  const total = text("duel.announce_score", { you: Math.round(score.you), name, opponent: Math.round(score.opponent) });
  return [answer, text("duel.sentence", { sentence: roundSentence(reveal) }), total].join(" ");
}

/** @param {Reveal} reveal @returns {string} */
function roundSentence({ geoscore, opponent }) {
  if (!opponent) return "";
  const lead = Math.round(geoscore) - Math.round(opponent.geoscore); // as displayed
  return text(lead > 0 ? "duel.round_won" : lead ? "duel.round_lost" : "duel.round_drawn", { name: rivalName(opponent) });
}
