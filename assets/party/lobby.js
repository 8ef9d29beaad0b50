// The lobby: who is here, how others come in, and what the host sets before the start.

import { address } from "../shared/address.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { codeParts, inviteButton, qrImage } from "./invitation.js";
import { fillPeople, teamColour, teamName } from "./people.js";

/**
 * @import { OwnMessage, PartyOptions, RoomState, Seat } from "./types.d.ts"
 * @typedef {{send: (message: OwnMessage) => void, notify: (sentence: string) => void}} Outlets
 */

const ROUNDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const COUNTDOWNS = [0, 10, 20, 30, 45, 60, 90, 120]; // seconds
const TEAMS = [0, 2, 3, 4, 5, 6, 7, 8];

/** @param {RoomState} room */
const isHost = (room) => room.you !== null && room.you === room.host;

/** @param {RoomState} room @param {Outlets} outlets @returns {{parts: HTMLElement[], update: (room: RoomState) => void}} `update` shows who is here now */
export function lobby(room, outlets) {
  const count = make("h3", { class: "ew-party-count" });
  const list = make("ul", { class: "ew-people" });
  /** @param {RoomState} now */
  const update = (now) => {
    count.textContent = text("party.people", { count: now.seats.length });
    fillPeople(list, now, (seat) => seatControl(now, seat, outlets));
  };
  update(room);
  const invitation = make("div", { class: "ew-invitation" }, make("div", {}, codeParts(room.party), inviteButton(room.party, outlets.notify)), qrImage(room.party));
  const settings = isHost(room) ? optionParts(room, outlets.send) : make("p", { class: "ew-kind" }, optionSentence(room.options));
  return { parts: [make("p", { class: "ew-kicker" }, text("party.title")), make("h2", { class: "ew-place", tabindex: -1 }, text("party.lobby")), invitation, settings, count, list], update };
}

/** @param {RoomState} room @param {Seat} seat @param {Outlets} outlets @returns {HTMLElement | null} */
function seatControl(room, { seat, nickname, team }, { send }) {
  if (seat === room.you) return room.options.teams ? teamSelect(room.options.teams, team, send) : null;
  if (!isHost(room)) return null;
  const label = text("party.remove", { name: nickname });
  return make("button", { type: "button", class: "ew-remove", "aria-label": label, title: label, onclick: () => send({ type: "remove", seat }) }, "×");
}

/** @param {number} teams @param {number | null} team @param {Outlets["send"]} send */
function teamSelect(teams, team, send) {
  const names = Array.from({ length: teams }, (_, at) => /** @type {[number, string]} */ ([at + 1, teamName(at + 1)]));
  const choice = select("ew-own-team", text("party.own_team"), names, team ?? 1, (chosen) => send({ type: "team", team: chosen }), true);
  choice.dataset.team = String(teamColour(team ?? 1));
  return choice;
}

/** @param {RoomState} room @param {Outlets["send"]} send */
function optionParts({ options, screen, party }, send) {
  /** @param {Partial<PartyOptions>} change */
  const change = (change) => send({ type: "options", ...options, ...change });
  const screenLink = screen && address(`/party/${party}/screen?key=${encodeURIComponent(screen)}`);
  return make(
    "div",
    { class: "ew-party-options" },
    select("ew-party-rounds", text("party.rounds"), named(ROUNDS, (count) => text("party.rounds_count", { count })), options.rounds, (rounds) => change({ rounds })),
    select("ew-party-countdown", text("party.countdown"), named(COUNTDOWNS, countdownName), options.countdown_seconds, (seconds) => change({ countdown_seconds: seconds })),
    select("ew-party-teams", text("party.teams"), named(TEAMS, (count) => (count ? text("party.teams_count", { count }) : text("party.no_teams"))), options.teams, (teams) => change({ teams })),
    screenLink && make("p", {}, make("a", { href: screenLink, target: "_blank", rel: "noopener" }, text("party.screen"))),
  );
}

/** @param {number} seconds */
const countdownName = (seconds) => (seconds ? text("party.seconds", { count: seconds }) : text("party.no_countdown"));

/** @param {number[]} values @param {(value: number) => string} name @returns {[number, string][]} */
const named = (values, name) => values.map((value) => [value, name(value)]);

/**
 * @param {string} id by which it keeps the focus when it is drawn anew @param {string} label @param {[number, string][]} choices @param {number} chosen
 * @param {(value: number) => void} onChange @param {boolean} [isBare] whether the label is for screen readers only
 */
function select(id, label, choices, chosen, onChange, isBare = false) {
  const field = make("select", { id, "aria-label": isBare && label }, ...choices.map(([value, name]) => make("option", { value, selected: value === chosen }, name)));
  field.addEventListener("change", () => onChange(Number(field.value)));
  return isBare ? field : make("label", { class: "ew-party-option" }, make("span", {}, label), field);
}

/** @param {PartyOptions} options @returns {string} */
function optionSentence({ rounds, countdown_seconds: seconds, teams }) {
  const parts = [text("party.rounds_count", { count: rounds }), seconds ? text("party.countdown_of", { count: seconds }) : text("party.no_countdown")];
  return [...parts, teams > 0 && text("party.teams_count", { count: teams })].filter(Boolean).join(" · ");
}
