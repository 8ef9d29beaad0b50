// The connection to a party's room: keeps what the room looks like, and comes back after a lost connection.

import { address } from "../shared/address.js";
import { roomAfter } from "./room-state.js";

/** @import { OwnMessage, RoomState, ServerMessage } from "./types.d.ts" */

const FIRST_DELAY = 500; // ms until the first attempt to come back; doubles with each
const LONGEST_DELAY = 10_000;
const PING_EVERY = 15_000; // ms; a line that broke without a word is noticed by the answers that are missing
const LONGEST_SILENCE = 35_000;
const MOST_REFUSALS = 3; // attempts in a row that a server refuses which knows the room
const TELL_TIME = ["state", "round", "guessed"]; // messages that say how much is left of the countdown
/** @type {Record<number, string>} text keys by the code of a close after which nothing comes back */
const FINAL = { 4001: "party.elsewhere", 4003: "party.removed", 4004: "party.gone" };

/**
 * Events: `change` (a CustomEvent whose `detail` is the message), `lost` and `back` (the connection), and `end`, whose
 * `detail` is the text key that says why.
 */
export class Room extends EventTarget {
  /** @type {RoomState | null} null before the first message */
  state = null;
  /** @type {WebSocket | null} */
  socket = null;
  endsAt = Infinity; // of the countdown, in ms like `performance.now()`
  delay = FIRST_DELAY;
  refusals = 0;
  timer = 0; // id of the next attempt
  pings = 0; // id of their interval
  heardAt = 0; // ms like `performance.now()`: when the last message came
  isLost = false;
  isClosed = false;

  /** @param {string} party its code @param {{seat: string} | {screen: string}} who its token or key */
  constructor(party, who) {
    super();
    this.party = party;
    this.query = new URLSearchParams(who);
  }

  /** @returns {Promise<void>} resolves with the first message, or when there is none to come */
  connect() {
    this.open();
    this.pings = window.setInterval(() => this.ping(), PING_EVERY);
    return new Promise((resolve) => {
      for (const name of ["change", "end"]) this.addEventListener(name, () => resolve(), { once: true });
    });
  }

  open() {
    const url = address(`/api/parties/${this.party}/ws?${this.query}`).replace(/^http/, "ws");
    const socket = new WebSocket(url);
    let wasOpen = false;
    this.heardAt = performance.now();
    socket.addEventListener("open", () => (wasOpen = true));
    socket.addEventListener("message", ({ data }) => this.receive(JSON.parse(data)));
    socket.addEventListener("close", ({ code }) => this.socket === socket && this.onClose(code, wasOpen));
    this.socket = socket;
  }

  ping() {
    if (performance.now() - this.heardAt < LONGEST_SILENCE) this.send({ type: "ping" });
    else this.drop();
  }

  /** Gives up a connection that is silent, whose end may never be told. */
  drop() {
    const silent = this.socket;
    if (!silent) return; // the next attempt is on its way
    this.socket = null;
    silent.close();
    this.onClose(0, true);
  }

  /** @param {ServerMessage} message */
  receive(message) {
    this.heardAt = performance.now();
    this.delay = FIRST_DELAY;
    this.refusals = 0;
    if (this.isLost) this.tell("back");
    this.isLost = false;
    this.state = roomAfter(this.state, message);
    if (TELL_TIME.includes(message.type)) this.endsAt = performance.now() + (this.state?.round?.seconds_left ?? Infinity) * 1000;
    this.tell("change", message);
  }

  /** @param {number} code @param {boolean} wasOpen */
  async onClose(code, wasOpen) {
    if (this.isClosed) return;
    if (FINAL[code]) return this.end(FINAL[code]);
    if (!this.isLost) this.tell("lost");
    this.isLost = true;
    if (!wasOpen && (await this.isRefused())) return this.end("party.gone");
    const wait = this.delay * (1 + Math.random() / 2);
    this.delay = Math.min(this.delay * 2, LONGEST_DELAY);
    this.timer = window.setTimeout(() => this.open(), wait);
  }

  /** @returns {Promise<boolean>} whether a server that can be reached will not let this seat in again */
  async isRefused() {
    try {
      const { status } = await fetch(address(`/api/parties/${this.party}`), { cache: "no-store" });
      if (status === 200) this.refusals += 1;
      return status === 404 || this.refusals >= MOST_REFUSALS;
    } catch {
      return false;
    }
  }

  /** @param {OwnMessage} message */
  send(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param {string} why text key */
  end(why) {
    this.close();
    this.tell("end", why);
  }

  close() {
    this.isClosed = true;
    clearTimeout(this.timer);
    clearInterval(this.pings);
    this.socket?.close();
  }

  /** @param {string} name @param {unknown} [detail] */
  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
