// The screens of a party's member: lobby, round, waiting, reveal and end.

import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { revealParts, revealSentence } from "../game/reveal.js";
import { showProgress } from "../game/round-progress.js";
import { lobby } from "./lobby.js";
import { drawPins, ownReveal } from "./party-map.js";
import { fillPeople, nameOf, rankingParts, teamName } from "./people.js";
import { reactionBar } from "./reactions.js";
import { guessedSentence, rankSentence, winnerSentence } from "./sentences.js";

/**
 * @import { Round } from "../shared/types.d.ts"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { Party } from "./party.js"
 * @import { RoomState } from "./types.d.ts"
 */

/** @param {Party} party */
export function drawLobby(party) {
  const { page, state } = party;
  party.rest();
  const { parts, update } = lobby(state, { send: (message) => party.send(message), notify: (sentence) => page.announcer.notify(sentence) });
  party.setScreen("lobby", [...parts, reactions(party)], update);
  const start = { label: text("party.start"), run: () => party.send({ type: "start" }) };
  page.setActions(party.isHost ? start : waitForHost(state), leaving(party));
  page.announcer.announce(`${text("party.lobby")} ${text("party.people", { count: state.seats.length })}`);
}

/** @param {Party} party @param {MapLayout} map @param {Round} round */
export function drawListen(party, { world }, round) {
  const { page } = party;
  const isNew = page.draft.round !== round.round;
  page.round = round;
  if (isNew) party.rounds.begin(round, true);
  const guessed = make("p", { class: "ew-hint" });
  const question = text("round.question");
  party.setScreen("listen", [make("h2", { class: "ew-ask" }, question), guessed], (room) => (guessed.textContent = guessedSentence(room)));
  party.showRound();
  world.showPin(page.draft.pin);
  if (isNew) world.showWorld();
  party.rounds.update();
  if (isNew) page.announcer.announce(`${page.ui.round.textContent}. ${question}`);
}

/** @param {Party} party @param {boolean} plays whether this member plays in the round */
export function drawWaiting(party, plays) {
  const { page, state } = party;
  if (!plays) page.sound.stop();
  const list = make("ul", { class: "ew-people" });
  const guessed = make("p", { class: "ew-kind" });
  const title = text(plays ? "party.recorded" : "party.join_next");
  party.setScreen("waiting", [make("h2", { class: "ew-ask" }, title), guessed, list, reactions(party)], (room) => {
    guessed.textContent = guessedSentence(room);
    fillPeople(list, room, ({ seat, plays: isIn }) => isIn && doneMark(room, seat));
  });
  page.ui.sound.hidden = !plays;
  party.showRound();
  const finish = { label: text("party.finish"), run: () => party.send({ type: "finish", number: state.round?.number ?? 0 }) };
  page.setActions({ label: text("party.waiting"), why: guessedSentence(state) }, party.isHost ? finish : null);
  page.announcer.announce(`${title} ${guessedSentence(state)}`);
}

/** @param {RoomState} room in a round @param {number} seat */
const doneMark = ({ round }, seat) => make("span", { class: "ew-done" }, text(round?.guessed.includes(seat) ? "party.done" : "party.thinking"));

/** @param {Party} party @param {MapLayout} map */
export function drawReveal(party, map) {
  const { page, state } = party;
  const { reveal } = state;
  if (!reveal) return;
  page.draft.close();
  const own = ownReveal(state);
  const parts = revealParts(own, page.animated, page.config.abandon_minutes);
  party.setScreen("reveal", [...parts.slice(0, 3), ...bestParts(state), ...rankingParts(state), reactions(party), ...parts.slice(3)]);
  showProgress(page, reveal);
  drawMap(party, map);
  const label = text(reveal.number >= reveal.of ? "party.result" : "reveal.next");
  const next = { label, run: () => party.send({ type: "next", after: reveal.number }) };
  page.setActions(party.isHost ? next : waitForHost(state));
  page.announcer.announce([revealSentence(own), rankSentence(state)].join(" "));
}

/** @param {RoomState} room after a round @returns {HTMLElement[]} with teams: whose guess counted */
function bestParts(room) {
  const best = room.reveal?.best ?? [];
  return best.map(({ team, seat, geoscore }) => make("p", { class: "ew-kind" }, text("party.best", { team: teamName(team), name: nameOf(room, seat), count: Math.round(geoscore) })));
}

/** @param {Party} party @param {MapLayout} map */
export function drawOver(party, map) {
  const { page, state } = party;
  party.rest();
  const sentence = winnerSentence(state);
  party.setScreen("summary", [make("p", { class: "ew-kicker" }, text("party.over")), make("h2", { class: "ew-place" }, sentence), ...rankingParts(state), reactions(party)]);
  if (state.reveal) drawMap(party, map);
  const again = { label: text("party.again"), run: () => party.send({ type: "again" }) };
  page.setActions(party.isHost ? again : waitForHost(state), leaving(party));
  page.announcer.announce([sentence, rankSentence(state)].join(" "));
}

/** @param {Party} party @param {MapLayout} map */
function drawMap({ page, state }, map) {
  map.world.showPin(null);
  page.overlay = drawPins(state, map, page.animated);
  map.fit(page.overlay);
}

/** @param {Party} party */
const reactions = (party) => reactionBar((reaction) => party.send({ type: "react", reaction }));

/** A primary button that says that it is the host's turn. @param {RoomState} room */
const waitForHost = (room) => ({ label: text("party.waiting"), why: text("party.wait_for_host", { name: nameOf(room, room.host) }) });

/** @param {Party} party */
const leaving = (party) => ({ label: text("party.leave"), run: () => (party.leave(), party.page.open("party")) });
