// The daily: today's five clips and an earlier day's, before and after they are played.

import { ApiError, isGone } from "../shared/api.js";
import { archiveParts } from "./archive.js";
import { shareBox } from "../share/share-box.js";
import { countDown } from "./next-day.js";
import { make } from "../shared/dom.js";
import { dayName, MAX_SCORE } from "../shared/format.js";
import { resultParts, resultSentence, streakParts } from "./daily-result.js";
import { text } from "../shared/texts.js";

/**
 * @import { LinkedScene } from "../game/game.js"
 * @import { Page } from "../game/page.js"
 * @import { Daily, DailyDays, PlayedGame } from "../shared/types.d.ts"
 * @typedef {LinkedScene & {daily: Daily, earlier: DailyDays, played: PlayedGame | null}} DailyScene `played`: the player's game of the day, once it is finished
 */


/** @param {Page} page @param {string} value a day in UTC, such as "2026-11-30"; empty for today @returns {Promise<LinkedScene>} */
export async function open(page, value) {
  const [daily, earlier] = await Promise.all([standingOn(page, value), days(page)]);
  const isToday = daily.day === daily.today;
  const title = isToday ? text("daily.title") : text("daily.practice_of", { day: dayName(daily.day) });
  const note = value && isToday && value !== daily.day ? text("problem.unknown_day") : undefined;
  const played = daily.status === "done" ? await gameOf(page, daily) : null;
  return { screen: "daily", value: isToday ? "" : daily.day, title, note, daily, earlier, played };
}

/** @param {Page} page @param {string} value @returns {Promise<Daily>} today's where there is no such day */
async function standingOn(page, value) {
  try {
    return await page.api.get(`/api/daily${value && `?day=${encodeURIComponent(value)}`}`);
  } catch (error) {
    if (!value || !(error instanceof ApiError)) throw error;
    return standingOn(page, "");
  }
}

/** @param {Page} page @param {string} [before] @returns {Promise<DailyDays>} */
const days = (page, before) => page.api.get(`/api/daily/days${before ? `?before=${before}` : ""}`);

/** @param {Page} page @param {Daily} daily @returns {Promise<PlayedGame | null>} */
const gameOf = (page, { game }) => page.api.get(`/api/games/${game}`);

/** @param {Page} page @param {LinkedScene} linked */
export function draw(page, linked) {
  const { daily, earlier, played } = /** @type {DailyScene} */ (linked);
  const isToday = daily.day === daily.today;
  const next = isToday ? countDown(page, daily.seconds_left) : null;
  const fromWithin = page.ui.body.contains(document.activeElement); // on a button that is about to go
  page.setScreen(
    "daily",
    make("p", { class: "ew-kicker" }, text(isToday ? "daily.kicker" : "daily.kicker_practice", { number: daily.number })),
    make("h2", { class: "ew-place" }, make("time", { datetime: daily.day }, dayName(daily.day, true))),
    make("p", { class: "ew-kind" }, standing(daily)),
    ...(daily.status === "done" ? resultParts(daily) : []),
    played && shareBox(page, played),
    isToday && daily.streak && streakParts(daily.streak),
    next?.element,
    isToday ? archiveParts(page, earlier, (before) => days(page, before)) : backToToday(page),
  );
  page.ui.zoom.hidden = true; // there is nothing to see on the map
  page.rest(); // a round that waits keeps its pin
  setActions(page, daily);
  if (fromWithin) page.ui.primary.focus();
  if (next) page.leaving = next.stop;
  page.announcer.announce(sentence(daily));
}

/** @param {Daily} daily @returns {string} */
function standing({ status, closed, of, day, today: now, total }) {
  if (status === "done") return text("daily.done", { score: Math.round(total ?? 0), most: MAX_SCORE * (of ?? 0) });
  if (status === "begun") return text("daily.begun", { done: closed, total: of ?? 0 });
  return text(day === now ? "daily.what" : "daily.what_practice");
}

/** @param {Daily} daily @returns {string} for screen readers */
function sentence(daily) {
  const name = text("daily.announce", { number: daily.number, day: dayName(daily.day) });
  return [name, standing(daily), daily.status === "done" && resultSentence(daily)].filter(Boolean).join(" ");
}

/** @param {Page} page @param {Daily} daily */
function setActions(page, daily) {
  const { status, day, today: now } = daily;
  const isToday = day === now;
  const own = { label: text(status === "done" ? "daily.own" : "welcome.continue"), run: () => review(page, daily) };
  const practise = { label: text("daily.practise"), run: () => page.game.begin("practice", { day }) };
  if (isToday && status === "new") return page.setActions({ label: text("daily.play"), run: () => page.game.begin("daily") });
  if (status === "begun") return page.setActions(own); // practice would show the answers to what is left of it
  if (isToday) return page.setActions({ label: text("daily.play_on"), run: () => page.game.begin("random") }, own);
  return page.setActions(practise, status === "done" ? own : null);
}

/** The player's game of a day: its next round, or its result. @param {Page} page @param {Daily} daily */
async function review(page, daily) {
  page.session.game = daily.game;
  page.session.played = true; // so that a finished game is shown, too
  try {
    return await page.game.resume();
  } catch (error) {
    if (!isGone(error)) throw error;
    return open(page, "");
  }
}

/** @param {Page} page */
function backToToday(page) {
  const button = make("button", { type: "button", class: "ew-second" }, text("daily.to_today"));
  button.addEventListener("click", () => page.press({ label: "", run: () => page.open("daily") }));
  return make("p", { class: "ew-daily-back" }, button);
}
