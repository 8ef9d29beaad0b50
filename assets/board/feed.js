// Polls a leaderboard while it is visible.

import { address } from "../shared/address.js";
import { problemText } from "../shared/api.js";
import { language, text } from "../shared/texts.js";

const POLL_INTERVAL = 5_000; // ms
const COUNTING_INTERVAL = 2_000; // ms, while the server is counting
const TIMEOUT = 15_000; // ms

/** A failed request; the message is a sentence for the reader. */
export class FetchError extends Error {
  /** @param {string} message @param {number} [status] of the response, if there was one */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Fetches JSON. The browser sends the ETag it has cached, so unchanged data is not transferred again.
 * @template T
 * @param {string} path @param {Record<string, string>} [headers] @returns {Promise<{data: T, tag: string, clockOffset: number}>} `clockOffset`: server clock minus browser clock, s
 * @throws {FetchError}
 */
export async function fetchJson(path, headers = {}) {
  const response = await request(path, headers);
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  if (!isJson) throw new FetchError(text("trouble.server_waking"));
  const data = await response.json().catch(() => null);
  if (response.ok && data === null) throw new FetchError(text("trouble.no_answer")); // it broke off in its body
  if (!response.ok) throw new FetchError(problemText(data) || text("trouble.refused", { status: String(response.status) }), response.status);
  const offset = Date.parse(response.headers.get("Date") || "") / 1000 - Date.now() / 1000;
  return { data, tag: response.headers.get("ETag") || "", clockOffset: Number.isFinite(offset) ? offset : 0 };
}

/** @param {string} path @param {Record<string, string>} headers @returns {Promise<Response>} */
async function request(path, headers) {
  try {
    return await fetch(path, { headers: { Accept: "application/json", ...headers }, cache: "no-cache", signal: AbortSignal.timeout(TIMEOUT) });
  } catch {
    throw new FetchError(text(navigator.onLine === false ? "trouble.you_are_offline" : "trouble.no_answer"));
  }
}

/** @param {string} path of the API @returns {string} its address, for an answer in the page's language */
export function told(path) {
  if (language === "en") return address(path);
  return address(`${path}${path.includes("?") ? "&" : "?"}language=${language}`);
}

/**
 * Polls a board while `root` is visible; `onUpdate` receives new data, `onError` a message.
 * @template {{state: string}} T
 */
export class Feed {
  /** @type {string | null} ETag of the last response */
  tag = null;
  loading = false;
  due = 0; // time of the next request, ms since 1970
  timer = 0;

  /**
   * @param {HTMLElement} root @param {string} path
   * @param {{onUpdate: (board: T, clockOffset: number) => void, onError: (message: string) => void, onRecovered: () => void}} options
   */
  constructor(root, path, { onUpdate, onError, onRecovered }) {
    this.root = root;
    this.path = path;
    this.onUpdate = onUpdate;
    this.onError = onError;
    this.onRecovered = onRecovered;
  }

  start() {
    new IntersectionObserver(() => this.refreshIfDue()).observe(this.root);
    document.addEventListener("visibilitychange", () => this.refreshIfDue());
    this.refreshIfDue();
  }

  get isVisible() {
    return document.visibilityState === "visible" && this.root.checkVisibility();
  }

  /** Refreshes if the board is visible and a request is due. */
  refreshIfDue() {
    if (this.isVisible && !this.loading && !(Date.now() < this.due)) this.refresh();
  }

  async refresh() {
    clearTimeout(this.timer);
    this.loading = true;
    let delay = POLL_INTERVAL;
    try {
      /** @type {{data: T, tag: string, clockOffset: number}} */
      const { data, tag, clockOffset } = await fetchJson(told(this.path));
      this.onRecovered();
      if (data.state === "counting") delay = COUNTING_INTERVAL;
      if (!tag || tag !== this.tag) this.onUpdate(data, clockOffset);
      this.tag = tag;
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      this.onError(error.message);
    } finally {
      this.loading = false;
      this.due = Date.now() + delay - 50;
      this.timer = window.setTimeout(() => this.refreshIfDue(), delay);
    }
  }
}
