// What is going on in a room, in a sentence.

import { integer } from "../shared/format.js";
import { language, text } from "../shared/texts.js";
import { nameOf, seatOf, teamName } from "./people.js";

/** @import { RoomState } from "./types.d.ts" */

/** @param {RoomState} room in a round @returns {string} how many have answered, of those who are here or have answered */
export function guessedSentence({ round, seats }) {
  const done = round?.guessed ?? [];
  const playing = seats.filter(({ plays, away, seat }) => plays && (!away || done.includes(seat)));
  return text("party.guessed", { count: done.length, total: playing.length });
}

/** @param {RoomState} room after a match @returns {string} who won: a team, one member, or several with the same points */
export function winnerSentence(room) {
  const { teams, ranking } = room;
  const names = teams.length
    ? teams.filter(({ rank }) => rank === 1).map(({ team }) => teamName(team))
    : ranking.filter(({ rank, seat }) => rank === 1 && seatOf(room, seat)).map(({ seat }) => nameOf(room, seat));
  const points = (teams[0] ?? ranking[0])?.points ?? 0;
  return text("party.winner", { count: names.length, names: listOf(names), points: integer(points) });
}

/** @param {RoomState} room @returns {string} the member's own place; empty for who has none */
export function rankSentence({ ranking, you }) {
  const own = ranking.find(({ seat }) => seat === you);
  return own ? text("party.own_rank", { rank: own.rank, total: ranking.length, points: integer(own.points) }) : "";
}

/** @param {string[]} names @returns {string} */
const listOf = (names) => new Intl.ListFormat(language, { type: "conjunction" }).format(names);
