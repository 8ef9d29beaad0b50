// The way into a party: by its code, or by opening a room.

import { statusOf } from "../shared/api.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";
import { spaced } from "./invitation.js";

/**
 * @import { Page } from "../game/page.js"
 * @import { OwnSeat, PartyFacts } from "./types.d.ts"
 * @typedef {(seat: OwnSeat) => Promise<import("../game/game.js").Scene>} Enter
 */

const MOST_LETTERS = 20; // of a nickname

/** @param {string} typed @returns {string} a code as the server writes it */
export const readCode = (typed) => typed.replace(/[^a-z0-9]/gi, "").toUpperCase();

/** @param {Page} page @param {string} code of a room @returns {Promise<PartyFacts | null>} null when there is no such room */
export async function findRoom(page, code) {
  try {
    return await page.api.get(`/api/parties/${encodeURIComponent(code)}`);
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 422) return null;
    throw error;
  }
}

/** @param {Page} page @param {string} code of a room @returns {Promise<OwnSeat | null>} the seat that this player has there already */
export async function ownSeat(page, code) {
  if (!page.session.token) return null;
  try {
    return await page.api.post(`/api/parties/${code}/seats`);
  } catch (error) {
    if (statusOf(error) === 0) throw error;
    return null;
  }
}

/** The first screen: a code to join with, or a new room. @param {Page} page @param {(code: string) => Promise<import("../game/game.js").Scene>} look */
export function drawEntry(page, look) {
  const code = field(text("party.code_label"), { autocomplete: "off", autocapitalize: "characters", spellcheck: "false", maxlength: 12, enterkeyhint: "go", class: "ew-code-field" });
  const join = () => (readCode(code.input.value) ? look(readCode(code.input.value)) : page.announcer.notify(text("party.no_code")));
  page.setScreen(
    "lobby",
    make("p", { class: "ew-kicker" }, text("party.title")),
    make("h2", { class: "ew-place", tabindex: -1 }, text("party.entry")),
    make("p", { class: "ew-kind" }, text("party.about")),
    formOf(page, code.label, join),
  );
  page.setActions({ label: text("party.join"), run: () => join() ?? undefined }, { label: text("party.open"), run: () => page.open("party", "new") });
  page.announcer.announce(text("party.entry"));
}

/** Asks for a nickname, to join a room or to open one. @param {Page} page @param {PartyFacts | null} room null to open one @param {Enter} enter */
export function drawNickname(page, room, enter) {
  const name = field(text("party.nickname"), { autocomplete: "nickname", maxlength: MOST_LETTERS, enterkeyhint: "go" });
  const path = room ? `/api/parties/${room.party}/seats` : "/api/parties";
  const go = async () => {
    const nickname = name.input.value.trim();
    if (!nickname) return page.announcer.notify(text("party.no_nickname"));
    return enter(await page.game.withPlayer(() => page.api.post(path, { nickname })));
  };
  page.setScreen(
    "lobby",
    make("p", { class: "ew-kicker" }, text("party.title")),
    make("h2", { class: "ew-place", tabindex: -1 }, room ? text("party.join_room", { code: spaced(room.party) }) : text("party.open")),
    room && make("p", { class: "ew-kind" }, text("party.people", { count: room.people })),
    formOf(page, name.label, go),
    make("p", { class: "ew-consent" }, text("party.nickname_hint")),
  );
  page.setActions({ label: text(room ? "party.join" : "party.open"), run: async () => (await go()) ?? undefined }, { label: text("party.back"), run: () => page.open("party") });
  name.input.focus({ preventScroll: true });
}

/** @param {string} label @param {import("../shared/dom.js").Attributes} attributes */
function field(label, attributes) {
  const input = make("input", { type: "text", ...attributes });
  return { input, label: make("label", { class: "ew-party-field" }, make("span", {}, label), input) };
}

/** A form that Enter sends. @param {Page} page @param {HTMLElement} content @param {() => unknown} send */
function formOf(page, content, send) {
  const form = make("form", {}, content);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    page.press({ label: "", run: /** @type {() => Promise<any>} */ (async () => (await send()) ?? undefined) });
  });
  return form;
}
