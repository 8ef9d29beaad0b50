// Client of the HTTP API: retries while the server is asleep, the connection is down or the rate limit is hit.

import { address } from "./address.js";
import { hasText, language, text } from "./texts.js";

const TIMEOUT = 20_000; // ms until a hanging request is aborted and retried
const RETRY_DELAYS = [1, 2, 4, 8, 15, 30]; // s, used when the server sends no Retry-After
const SUDDEN_DELAYS = [0.5, 1]; // s, least and most before the first retry of what a dying server left unanswered
const RETRYABLE = new Set([408, 429, 500, 502, 503, 504]);

/** An error response that a retry would not change. `detail` is a sentence for the player. */
export class ApiError extends Error {
  /** @param {number} status @param {string} detail @param {any} [problem] the RFC 9457 document */
  constructor(status, detail, problem) {
    super(detail);
    this.status = status;
    this.detail = detail;
    this.problem = problem;
  }
}

/** @param {unknown} error @returns {number} the HTTP status of an `ApiError`; 0 for anything else */
export const statusOf = (error) => (error instanceof ApiError ? error.status : 0);

/** @param {unknown} error @returns {string} the sentence of an `ApiError`; empty for anything else */
export const detailOf = (error) => (error instanceof ApiError ? error.detail : "");

/** @param {unknown} error @returns {boolean} whether the game, round or player no longer exists on the server */
export const isGone = (error) => [401, 403, 404].includes(statusOf(error));

/**
 * @typedef {"offline" | "busy" | "waking"} Reason why a call has no response yet
 * @typedef {{reason: Reason, seconds: number, now: () => void}} Trouble `seconds` until the next attempt; `now` retries immediately
 * @typedef {{retryable: true, reason: Reason, retryAfter?: number, hung?: boolean}} Retryable `retryAfter` in seconds; `hung`: long without a response
 * @typedef {{retryable: false, status: number, ok: boolean, data: any}} Final
 */

/**
 * Retries each call until it gets a final response; calls `onTrouble` before each retry and `onRecovered` after the last.
 * The first retry is silent where another server may answer at once: when one of several died, a balancer knows another.
 */
export class Api {
  /** @param {{token: () => string | null, onTrouble: (trouble: Trouble) => void, onRecovered: () => void}} options */
  constructor({ token, onTrouble, onRecovered }) {
    this.token = token;
    this.onTrouble = onTrouble;
    this.onRecovered = onRecovered;
  }

  /** @template T @param {string} path @returns {Promise<T>} @throws {ApiError} */
  get(path) {
    return this.call("GET", path);
  }

  /** @template T @param {string} path @param {object} [body] @returns {Promise<T>} @throws {ApiError} */
  post(path, body = {}) {
    return this.call("POST", path, body);
  }

  /** @template T @param {string} path @param {object} body @returns {Promise<T>} @throws {ApiError} */
  patch(path, body) {
    return this.call("PATCH", path, body);
  }

  /** @template T @param {string} method @param {string} path @param {object} [body] @returns {Promise<T>} */
  async call(method, path, body) {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.send(method, path, body);
      if (!response.retryable) {
        if (attempt) this.onRecovered();
        return unwrap(response);
      }
      await this.waitToRetry(response, attempt);
    }
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<Retryable | Final>} */
  async send(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { Accept: "application/json", "Accept-Language": language };
    const token = this.token();
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers["X-Earwitness-Player"] = token;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), TIMEOUT);
    try {
      const payload = body && JSON.stringify(body);
      return await classify(await fetch(address(path), { method, headers, body: payload, signal: controller.signal, cache: "no-store" }));
    } catch {
      return { retryable: true, reason: navigator.onLine === false ? "offline" : "waking", hung: controller.signal.aborted };
    } finally {
      clearTimeout(timer);
    }
  }

  /** @param {Retryable} response @param {number} attempt @returns {Promise<void>} resolves when it is time to retry */
  waitToRetry({ reason, retryAfter, hung }, attempt) {
    const isSilent = !attempt && reason === "waking" && retryAfter === undefined && !hung;
    const seconds = isSilent ? suddenDelay() : (retryAfter ?? RETRY_DELAYS[Math.min(attempt, RETRY_DELAYS.length - 1)]);
    return new Promise((resolve) => {
      const retry = () => {
        clearTimeout(timer);
        window.removeEventListener("online", retry);
        resolve();
      };
      const timer = setTimeout(retry, seconds * 1000);
      window.addEventListener("online", retry);
      if (!isSilent) this.onTrouble({ reason, seconds, now: retry });
    });
  }
}

/** @returns {number} seconds, not the same for all whose server died */
function suddenDelay() {
  const [least, most] = SUDDEN_DELAYS;
  return least + Math.random() * (most - least);
}

/** @param {Response} response @returns {Promise<Retryable | Final>} */
async function classify(response) {
  const type = response.headers.get("Content-Type") || "";
  // While a Space wakes up, Hugging Face answers every path with an HTML page, whatever the status.
  if (!type.includes("json")) return { retryable: true, reason: "waking", retryAfter: retryAfterOf(response) };
  const data = await response.json();
  if (RETRYABLE.has(response.status)) {
    return { retryable: true, reason: response.status === 429 ? "busy" : "waking", retryAfter: retryAfterOf(response) };
  }
  return { retryable: false, status: response.status, ok: response.ok, data };
}

/** @param {Response} response @returns {number | undefined} seconds */
function retryAfterOf(response) {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") || "");
  return Number.isFinite(seconds) ? Math.max(0.5, seconds) : undefined;
}

/** @param {Final} response @returns {any} its body @throws {ApiError} */
function unwrap({ ok, status, data }) {
  if (ok) return data;
  throw new ApiError(status, problemText(data) || text("trouble.refused", { status: String(status) }), data);
}

/**
 * Message of an RFC 9457 problem: from the catalog, in the page's language, or else the server's `detail`.
 * @param {{key?: string, values?: import("./texts.js").Values, detail?: string} | null} problem @returns {string | undefined}
 */
export function problemText(problem) {
  const key = `problem.${problem?.key}`;
  return hasText(key) ? text(key, problem?.values) : problem?.detail;
}
