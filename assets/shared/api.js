// Calls to the HTTP API that outlast a sleeping server, a lost connection and a crowd.

import { knows, text } from "./texts.js";

const PATIENCE = 20_000; // ms until a call that hangs is given up and repeated
const PAUSES = [1, 2, 4, 8, 15, 30]; // s
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** A refusal that repeating will not change. `detail` is a sentence for people. */
export class Refused extends Error {
  /** @param {number} status @param {string} detail */
  constructor(status, detail) {
    super(detail);
    this.status = status;
    this.detail = detail;
  }
}

/** @param {unknown} problem @returns {number} the HTTP status of a refusal; 0 for anything else */
export const statusOf = (problem) => (problem instanceof Refused ? problem.status : 0);

/** @param {unknown} problem @returns {string} the sentence of a refusal; empty for anything else */
export const detailOf = (problem) => (problem instanceof Refused ? problem.detail : "");

/** @param {unknown} problem @returns {boolean} whether the server does not know (any more) what it was asked for */
export const lost = (problem) => [401, 403, 404].includes(statusOf(problem));

/**
 * @typedef {"offline" | "busy" | "waking"} Reason why a call is not answered yet
 * @typedef {{reason: Reason, seconds: number, now: () => void}} Trouble `seconds` until the call is repeated, `now` repeats it
 * @typedef {{passing: true, reason: Reason, retryAfter?: number}} Passing what may be answered when it is asked again
 * @typedef {{passing: false, status: number, ok: boolean, data: any}} Answered
 */

/** Repeats each call until it is answered, and tells `onTrouble` and `onWell` how that goes. */
export class Api {
  /** @param {{token: () => string | null, onTrouble: (trouble: Trouble) => void, onWell: () => void}} wiring */
  constructor({ token, onTrouble, onWell }) {
    this.token = token;
    this.onTrouble = onTrouble;
    this.onWell = onWell;
  }

  /** @template T @param {string} path @returns {Promise<T>} @throws {Refused} */
  get(path) {
    return this.call("GET", path);
  }

  /** @template T @param {string} path @param {object} [body] @returns {Promise<T>} @throws {Refused} */
  post(path, body = {}) {
    return this.call("POST", path, body);
  }

  /** @template T @param {string} path @param {object} body @returns {Promise<T>} @throws {Refused} */
  patch(path, body) {
    return this.call("PATCH", path, body);
  }

  /** @template T @param {string} method @param {string} path @param {object} [body] @returns {Promise<T>} */
  async call(method, path, body) {
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.once(method, path, body);
      if (!answer.passing) {
        if (attempt) this.onWell();
        return unwrap(answer);
      }
      await this.rest(answer, attempt);
    }
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<Passing | Answered>} */
  async once(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json" };
    const token = this.token();
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers["X-Earwitness-Player"] = token;
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), PATIENCE);
    try {
      const sent = body && JSON.stringify(body);
      const response = await fetch(path, { method, headers, body: sent, signal: giveUp.signal, cache: "no-store" });
      return await read(response);
    } catch {
      return { passing: true, reason: navigator.onLine === false ? "offline" : "waking" };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Passing} answer @param {number} attempt @returns {Promise<void>} done when it is time to ask again */
  rest({ reason, retryAfter }, attempt) {
    const seconds = retryAfter ?? PAUSES[Math.min(attempt, PAUSES.length - 1)];
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        window.removeEventListener("online", go);
        resolve();
      };
      const timer = setTimeout(go, seconds * 1000);
      window.addEventListener("online", go);
      this.onTrouble({ reason, seconds, now: go });
    });
  }
}

/** @param {Response} response @returns {Promise<Passing | Answered>} */
async function read(response) {
  const type = response.headers.get("Content-Type") || "";
  // A waking Space answers any path with a page of its own, whatever the status.
  if (!type.includes("json")) return { passing: true, reason: "waking", retryAfter: waitOf(response) };
  const data = await response.json();
  if (PASSING.has(response.status)) {
    return { passing: true, reason: response.status === 429 ? "busy" : "waking", retryAfter: waitOf(response) };
  }
  return { passing: false, status: response.status, ok: response.ok, data };
}

/** @param {Response} response @returns {number | undefined} seconds */
function waitOf(response) {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") || "");
  return Number.isFinite(seconds) ? Math.max(0.5, seconds) : undefined;
}

/** @param {Answered} answer @returns {any} its body @throws {Refused} */
function unwrap({ ok, status, data }) {
  if (ok) return data;
  throw new Refused(status, problemText(data) || text("trouble.refused", { status: String(status) }));
}

/**
 * What a problem document says: in the page's own language where the catalog knows its key.
 * @param {{key?: string, values?: import("./texts.js").Values, detail?: string} | null} problem @returns {string | undefined}
 */
export function problemText(problem) {
  const key = `problem.${problem?.key}`;
  return knows(key) ? text(key, problem?.values) : problem?.detail;
}
