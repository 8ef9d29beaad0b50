// Earlier days, to practise on.

import { make } from "../shared/dom.js";
import { dayName } from "../shared/format.js";
import { text } from "../shared/texts.js";

/**
 * @import { Page } from "../game/page.js"
 * @import { DailyDay, DailyDays } from "../shared/types.d.ts"
 */

/**
 * @param {Page} page @param {DailyDays} first the latest of them
 * @param {(before: string) => Promise<DailyDays>} fetchDays the next ones @returns {HTMLElement | null} null if there are none
 */
export function archiveParts(page, first, fetchDays) {
  if (!first.days.length) return null;
  const list = make("ol", { class: "ew-days" });
  const more = make("button", { type: "button", class: "ew-second" }, text("daily.more_days"));
  /** @param {DailyDays} found */
  const add = (found) => {
    list.append(...found.days.map((day) => make("li", {}, dayButton(page, day))));
    more.hidden = !found.more;
    more.onclick = () => page.press({ label: "", run: async () => add(await fetchDays(found.days.at(-1)?.day ?? "")) });
  };
  add(first);
  const hint = make("p", { class: "ew-kind" }, text("daily.earlier.hint"));
  return make("details", { class: "ew-archive" }, make("summary", {}, text("daily.earlier")), hint, list, more);
}

/** @param {Page} page @param {DailyDay} day */
function dayButton(page, { day, number, status, total }) {
  const unfinished = text(status === "begun" ? "daily.left_open" : "daily.not_played");
  const state = total === null ? unfinished : text("round.points", { count: Math.round(total) });
  const name = make("span", {}, make("time", { datetime: day }, dayName(day)), " ", make("small", {}, text("daily.number", { number })));
  const button = make("button", { type: "button", class: "ew-day" }, name, make("span", {}, state));
  button.addEventListener("click", () => page.press({ label: "", run: () => page.open("daily", day) }));
  return button;
}
