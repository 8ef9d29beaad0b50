// Everybody's pins on the map: the member's own with its arc, the others' with their names.

import { nearestCopy } from "../map/guess-map.js";
import { ResultOverlay } from "../map/result-overlay.js";
import { nameOf } from "./people.js";

/**
 * @import { Place, ReadableAnswer, Reveal } from "../shared/types.d.ts"
 * @import { MapLayout } from "../map/map-layout.js"
 * @import { PartyPin, RoomState } from "./types.d.ts"
 */

/** @param {PartyPin} pin @returns {pin is PartyPin & {lat: number, lon: number, distance_km: number}} */
const hasPoint = (pin) => pin.lat !== null && pin.lon !== null;

/** @param {RoomState} room after a round @returns {Reveal} what came of the member's own guess; without one for screens and who gave none */
export function ownReveal(room) {
  const { reveal } = room;
  if (!reveal) throw new TypeError("there is no reveal yet");
  const own = reveal.pins.find(({ seat }) => seat === room.you);
  const shared = { round: "", number: reveal.number, truth: reveal.truth, clip: reveal.clip, alms: [], others: null, geoscore: own?.geoscore ?? 0, total: 0 };
  if (!own || !hasPoint(own)) return { ...shared, status: "skipped", guess: null, distance_km: null };
  const guess = /** @type {Place} */ ({ lat: own.lat, lon: own.lon, city: "", city_km: 0, country: "", continent: "" });
  return { ...shared, status: "guessed", guess, distance_km: own.distance_km };
}

/** @param {RoomState} room after a round @param {MapLayout} map @param {boolean} animated @returns {ResultOverlay} */
export function drawPins(room, map, animated) {
  const overlay = new ResultOverlay(map, animated);
  const others = (room.reveal?.pins ?? []).filter((pin) => pin.seat !== room.you && hasPoint(pin)).map((pin) => answerOf(room, pin));
  overlay.add({ ...ownReveal(room), alms: others }, { names: true });
  for (const { lat, lon } of others) overlay.points.push([lat, nearestCopy(lon, ownReveal(room).truth.lon)]);
  return overlay;
}

/** @param {RoomState} room @param {PartyPin} pin @returns {ReadableAnswer} a member's guess, drawn as models' answers are */
function answerOf(room, pin) {
  const name = nameOf(room, pin.seat);
  const { lat, lon, distance_km: distance } = /** @type {{lat: number, lon: number, distance_km: number}} */ (pin);
  return { name, lat, lon, distance_km: distance, geoscore: pin.geoscore, city: "", country: "", refused: false, reasoning: "" };
}
