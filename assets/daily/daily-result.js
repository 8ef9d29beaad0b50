// How a finished daily compares: the totals of everybody, the player's place among them, and the streak.

import { isPresent, make } from "../shared/dom.js";
import { integer, percent } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Daily, DailyDistribution, DailyStreak } from "../shared/types.d.ts"
 * @import { Page } from "../game/page.js"
 */

/** For the end of a day's game. @param {Page} page @param {string} day in UTC @returns {Promise<{parts: HTMLElement, sentence: string}>} */
export async function amongAll(page, day) {
  /** @type {Daily} */
  const daily = await page.api.get(`/api/daily?day=${day}`);
  const streak = daily.streak && streakParts(daily.streak);
  return { parts: make("div", {}, ...resultParts(daily), streak), sentence: resultSentence(daily) };
}

/** @param {Daily} daily of a day that the player has finished @returns {HTMLElement[]} */
export function resultParts(daily) {
  const { distribution, total } = daily;
  return [
    make("p", { class: "ew-daily-rank" }, resultSentence(daily)),
    distribution && total !== null && histogram(distribution, total),
  ].filter(isPresent);
}

/** @param {Daily} daily @returns {string} */
export function resultSentence({ distribution, percentile, day, today }) {
  const isToday = day === today;
  if (!distribution || percentile === null) return text(isToday ? "daily.few" : "daily.few_then");
  const count = distribution.players - 1;
  if (!percentile) return text(isToday ? "daily.others" : "daily.others_then", { count });
  return text(isToday ? "daily.better" : "daily.better_then", { percent: percent(percentile / 100, 0), count });
}

/** @param {DailyDistribution} distribution @param {number} total the player's @returns {HTMLElement} */
function histogram({ edges, counts, players }, total) {
  const most = Math.max(...counts);
  const own = binOf(edges, total);
  const common = counts.indexOf(most);
  const label = text("daily.histogram", { count: players, low: edges[common] ?? 0, high: edges[common + 1] ?? 0 });
  const bars = counts.map((count, bin) => {
    const bar = make("i", { style: `--tall: ${count / most}` });
    return make("span", { class: bin === own ? "is-own" : null }, bin === own && make("b", {}, text("daily.you")), bar);
  });
  const ends = [edges[0], edges.at(-1)].map((edge) => make("span", {}, integer(edge ?? 0)));
  const drawing = make("div", { class: "ew-bins", role: "img", "aria-label": label }, ...bars);
  return make("figure", { class: "ew-histogram" }, drawing, make("figcaption", { "aria-hidden": "true" }, ...ends));
}

/** @param {number[]} edges in ascending order @param {number} total @returns {number} the bin that a total is in; the last holds its upper edge, too */
function binOf(edges, total) {
  const above = edges.findIndex((edge) => edge > total);
  return above < 0 ? edges.length - 2 : Math.max(0, above - 1);
}

/** @param {DailyStreak} streak @returns {HTMLElement} */
export function streakParts({ days, best, grace_left: grace }) {
  const longest = best > days && text("daily.best", { count: best });
  const forgives = days > 0 && text(grace ? "daily.grace" : "daily.grace_used");
  return make(
    "p",
    { class: "ew-streak" },
    make("strong", {}, days ? text("daily.streak", { count: days }) : text("daily.no_streak")),
    ...[longest, forgives].filter(isPresent).flatMap((part) => [" ", make("span", {}, part)]),
  );
}
