// What a room looks like after a message from the server.

/** @import { RoomState, Seat, ServerMessage } from "./types.d.ts" */

/**
 * @param {RoomState | null} room null before the first message @param {ServerMessage} message
 * @returns {RoomState | null} the room from now on
 */
export function roomAfter(room, message) {
  if (message.type === "state") return message;
  if (!room) return null;
  switch (message.type) {
    case "seat":
      return { ...room, seats: withSeat(room.seats, message.seat) };
    case "gone":
      return { ...room, seats: without(room.seats, message.seat), ranking: without(room.ranking, message.seat) };
    case "host":
      return { ...room, host: message.host };
    case "round":
      return { ...room, phase: "round", round: message.round, reveal: null, seats: room.seats.map((seat) => ({ ...seat, plays: true })) };
    case "guessed":
      return room.round?.number === message.number
        ? { ...room, round: { ...room.round, guessed: message.guessed, seconds_left: message.seconds_left } }
        : room;
    case "reveal":
      return { ...room, phase: "reveal", round: null, reveal: message.reveal, ranking: message.ranking, teams: message.teams };
    case "over":
      return { ...room, phase: "over", round: null, ranking: message.ranking, teams: message.teams };
    default:
      return room;
  }
}

/** @param {Seat[]} seats @param {Seat} seat */
const withSeat = (seats, seat) => [...without(seats, seat.seat), seat].sort((a, b) => a.seat - b.seat);

/** @template {{seat: number}} T @param {T[]} rows @param {number} seat @returns {T[]} */
const without = (rows, seat) => rows.filter((row) => row.seat !== seat);
