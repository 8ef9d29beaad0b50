// The screen at `/?party=CODE`: the way into a room, and the room.

import { text } from "../shared/texts.js";
import { drawEntry, drawNickname, findRoom, ownSeat, readCode } from "./entry.js";
import { Party } from "./party.js";

/**
 * @import { LinkedScene, Scene } from "../game/game.js"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { Page } from "../game/page.js"
 * @import { OwnSeat } from "./types.d.ts"
 */

const NEW = "new"; // in the address, of the form that opens a room

/** @type {Party | null} a window is in one room at a time */
let current = null;

/** @param {Page} page @param {string} value a code, `new` or nothing @returns {Promise<Scene>} */
export async function open(page, value) {
  const code = value === NEW ? "" : readCode(value);
  if (current?.isOpen && current.code === code) return current.scene();
  current?.close();
  current = null;
  if (!code) return scene(value === NEW ? value : "", { room: null });
  const room = await findRoom(page, code);
  if (!room) return scene("", { room: null, note: text("party.no_room", { code }) });
  const seat = await ownSeat(page, room.party);
  return seat ? enter(page, seat) : scene(room.party, { room });
}

/** @param {Page} page @param {OwnSeat} seat @returns {Promise<LinkedScene>} */
function enter(page, seat) {
  current = new Party(page, seat);
  return current.enter();
}

/** @param {string} value @param {{room: unknown, note?: string}} facts @returns {LinkedScene} */
const scene = (value, facts) => ({ screen: "party", value, title: text("party.title"), ...facts });

/** @param {Page} page @param {LinkedScene} scene @param {MapLayout} map */
export function draw(page, { value, room, party }, map) {
  if (party instanceof Party) return party.draw(map);
  page.sound.stop();
  map.world.showPin(null);
  map.world.showWorld();
  if (!value) return drawEntry(page, (code) => page.open("party", code));
  return drawNickname(page, /** @type {any} */ (room) ?? null, (seat) => enter(page, seat));
}
