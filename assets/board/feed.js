// News of the leaderboard: asked for again and again, but only while someone looks.

import { problemText } from "../shared/api.js";
import { text } from "../shared/texts.js";

const EVERY = 5_000; // ms
const WHILE_COUNTING = 2_000;
const PATIENCE = 15_000;

/** @import { BoardBody } from "./types.d.ts" */

/** What went wrong, as a sentence for people. */
export class Unanswered extends Error {}

/**
 * Ask for JSON. The browser asks with the ETag it has, and nothing is sent twice.
 * @template T
 * @param {string} path @returns {Promise<{data: T, tag: string, ahead: number}>} `ahead`: the server's clock minus ours, s
 * @throws {Unanswered}
 */
export async function ask(path) {
  const answer = await answered(path);
  const isJson = (answer.headers.get("Content-Type") || "").includes("json");
  if (!isJson) throw new Unanswered(text("trouble.server_waking"));
  const data = await answer.json().catch(() => null);
  if (!answer.ok) throw new Unanswered(problemText(data) || text("trouble.refused", { status: String(answer.status) }));
  const ahead = Date.parse(answer.headers.get("Date") || "") / 1000 - Date.now() / 1000;
  return { data, tag: answer.headers.get("ETag") || "", ahead: Number.isFinite(ahead) ? ahead : 0 };
}

/** @param {string} path @returns {Promise<Response>} */
async function answered(path) {
  try {
    return await fetch(path, { headers: { Accept: "application/json" }, cache: "no-cache", signal: AbortSignal.timeout(PATIENCE) });
  } catch {
    throw new Unanswered(text(navigator.onLine === false ? "trouble.you_are_offline" : "trouble.no_answer"));
  }
}

/** @param {unknown} detail @returns {string} */
/** Tells `onNews` what is new and `onTrouble` what went wrong, for as long as `root` is in sight. */
export class Feed {
  /** @type {string | null} ETag of the last news */
  tag = null;
  asking = false;
  due = 0; // ms since 1970, when it is time to ask again
  timer = 0;

  /**
   * @param {HTMLElement} root
   * @param {{onNews: (board: BoardBody, ahead: number) => void, onTrouble: (words: string) => void, onWell: () => void}} wiring
   */
  constructor(root, { onNews, onTrouble, onWell }) {
    this.root = root;
    this.onNews = onNews;
    this.onTrouble = onTrouble;
    this.onWell = onWell;
  }

  start() {
    new IntersectionObserver(() => this.look()).observe(this.root);
    document.addEventListener("visibilitychange", () => this.look());
    this.look();
  }

  get watched() {
    return document.visibilityState === "visible" && this.root.checkVisibility();
  }

  /** Ask now if someone looks and it is time. */
  look() {
    if (this.watched && !this.asking && !(Date.now() < this.due)) this.now();
  }

  async now() {
    clearTimeout(this.timer);
    this.asking = true;
    let pause = EVERY;
    try {
      /** @type {{data: BoardBody, tag: string, ahead: number}} */
      const { data, tag, ahead } = await ask("/api/leaderboard");
      this.onWell();
      if (data.state === "counting") pause = WHILE_COUNTING;
      if (!tag || tag !== this.tag) this.onNews(data, ahead);
      this.tag = tag;
    } catch (problem) {
      if (!(problem instanceof Unanswered)) throw problem;
      this.onTrouble(problem.message);
    } finally {
      this.asking = false;
      this.due = Date.now() + pause - 50;
      this.timer = window.setTimeout(() => this.look(), pause);
    }
  }
}
