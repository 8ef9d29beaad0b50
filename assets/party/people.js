// The people of a room as lists: who is here, and who has how many points.

import { make } from "../shared/dom.js";
import { integer } from "../shared/format.js";
import { text } from "../shared/texts.js";

/** @import { RoomState, Seat } from "./types.d.ts" */

const TEAM_COLOURS = 8;

/** @param {RoomState} room @param {number} seat @returns {Seat | undefined} */
export const seatOf = (room, seat) => room.seats.find((one) => one.seat === seat);

/** @param {RoomState} room @param {number} seat @returns {string} empty for a member who has left */
export const nameOf = (room, seat) => seatOf(room, seat)?.nickname ?? "";

/** @param {number} team */
export const teamName = (team) => text("party.team", { number: team });

/** @param {number} team @returns {number} of its colour */
export const teamColour = (team) => ((team - 1) % TEAM_COLOURS) + 1;

/** @param {number | null} team @returns {HTMLElement | null} */
export function teamMark(team) {
  return team === null ? null : make("span", { class: "ew-team", "data-team": teamColour(team) }, teamName(team));
}

/**
 * @param {RoomState} room @param {Seat} seat @param {HTMLElement | null} [mark]
 * @returns {HTMLElement} the member's name, and what is to be known of them
 */
export function nameParts(room, { seat, nickname, team, away }, mark = teamMark(team)) {
  const facts = [
    seat === room.you && text("party.you"),
    seat === room.host && text("party.is_host"),
    away && text("party.is_away"),
  ].filter(Boolean);
  return make(
    "span",
    { class: "ew-member" },
    make("bdi", {}, nickname),
    facts.length > 0 && make("span", { class: "ew-member-facts" }, facts.join(" · ")),
    mark,
  );
}

/**
 * Fills a list with the members.
 * @param {HTMLElement} list @param {RoomState} room
 * @param {(seat: Seat) => HTMLElement | null | false} [extra] what stands at the end of a row; where it is a choice of the team, the team is not named again
 */
export function fillPeople(list, room, extra = () => null) {
  const rows = room.seats.map((seat) => {
    const end = extra(seat);
    const mark = end instanceof HTMLSelectElement ? null : teamMark(seat.team);
    return make("li", { class: seat.away ? "is-away" : "" }, nameParts(room, seat, mark), end);
  });
  list.replaceChildren(...rows);
}

/** @param {RoomState} room @returns {HTMLElement[]} the ranking, of teams first where there are any */
export function rankingParts(room) {
  const members = room.ranking.filter(({ seat }) => seatOf(room, seat));
  const rows = members.map(({ rank, seat, points }) => {
    const member = /** @type {Seat} */ (seatOf(room, seat));
    return rankRow(rank, nameParts(room, member), points, gain(room, seat), seat === room.you);
  });
  const list = make("ol", { class: "ew-rows ew-ranking", "aria-label": text("party.ranking") }, ...rows);
  return room.teams.length ? [teamList(room), list] : [list];
}

/** @param {RoomState} room */
function teamList({ teams }) {
  const rows = teams.map(({ rank, team, points }) => rankRow(rank, teamMark(team), points, null, false));
  return make("ol", { class: "ew-rows ew-ranking", "aria-label": text("party.team_ranking") }, ...rows);
}

/** @param {number} rank @param {HTMLElement | null} name @param {number} points @param {number | null} gained in the last round @param {boolean} isOwn */
function rankRow(rank, name, points, gained, isOwn) {
  return make(
    "li",
    { class: isOwn ? "is-own" : "", "aria-current": isOwn ? "true" : null },
    make("span", { class: "ew-row-number" }, integer(rank)),
    make("span", { class: "ew-row-place" }, name),
    gained !== null && make("span", { class: "ew-row-far" }, text("party.gained", { count: Math.round(gained) })),
    make("span", { class: "ew-row-score", "aria-hidden": "true" }, integer(points)),
    make("span", { class: "ew-hidden" }, text("round.points", { count: Math.round(points) })),
  );
}

/** @param {RoomState} room @param {number} seat @returns {number | null} points of the last round; null if the member did not play in it */
function gain({ reveal, phase }, seat) {
  return phase === "reveal" ? (reveal?.pins.find((pin) => pin.seat === seat)?.geoscore ?? null) : null;
}
