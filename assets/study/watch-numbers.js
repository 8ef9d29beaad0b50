// What a study's host sees first: the link to send, how far the study is, and whether it is to end.

import { address } from "../shared/address.js";
import { make } from "../shared/dom.js";
import { decimal, integer } from "../shared/format.js";
import { language, text, textParts } from "../shared/texts.js";

/**
 * @import { Child } from "../shared/dom.js"
 * @import { Watched } from "./types.d.ts"
 */

const PROLIFIC = ["PROLIFIC_PID", "STUDY_ID", "SESSION_ID"];
const LEAST = 5; // people from whom on times are shown
const STOPPING = {
  participants: "watch.stopping.participants",
  answers_per_clip: "watch.stopping.answers_per_clip",
  quota: "watch.stopping.quota",
};

/** @param {Watched} watched @returns {string} in a word */
export function state({ closed, stopping: rule, pilot }) {
  const word = text(closed ? "watch.state.closed" : rule?.reached ? "watch.state.reached" : "watch.state.running");
  return pilot ? `${text("watch.pilot")} · ${word}` : word;
}

/** @param {Watched} watched @param {boolean} isEmpty whether nobody has come @returns {HTMLElement} */
export function linkOf({ link }, isEmpty) {
  const isProlific = link.parameters.every((name) => PROLIFIC.includes(name));
  const query = link.parameters.map((name) => `${name}=${isProlific ? `{{%${name}%}}` : `{${name}}`}`).join("&");
  const whole = address(link.path) + (query && `?${query}`);
  return section(
    "link",
    text(isEmpty ? "watch.empty" : "watch.link"),
    isEmpty && make("p", {}, text("watch.empty.what")),
    make("code", { class: "ew-watch-link", translate: "no" }, whole),
    make("button", { type: "button", class: "ew-copy", "data-act": "copy" }, text("watch.link.copy")),
    query && make("p", { class: "ew-hint" }, text(isProlific ? "watch.link.prolific" : "watch.link.panel")),
  );
}

/** @param {Watched} watched @returns {HTMLElement} */
export function now(watched) {
  const { answers, left, time } = watched;
  const tiles = [
    tile("watch.answers", ofTotal(answers.answers, answers.needs), [
      bar(answers.needs === null ? null : answers.needs - (answers.missing ?? 0), answers.needs),
      text("watch.answers.open", { count: answers.open }),
    ]),
    tile("watch.people", text("watch.people.completed", { count: watched.people.completed }), [
      text("watch.people.way", { here: watched.people.here, away: watched.people.away, minutes: watched.away_after_minutes }),
    ]),
    tile("watch.left", needed(left), [pace(left)]),
    tile("watch.time", time.median_minutes === null ? "–" : minutes(time.median_minutes), timeLines(time)),
  ];
  return section("now", text("watch.now"), make("dl", { class: "ew-watch-tiles" }, ...tiles));
}

/** @param {Watched} watched @returns {HTMLElement} */
export function stopping(watched) {
  const { stopping: rule, closed, study } = watched;
  const command = make("code", { translate: "no" }, `python -m game study close ${study}`);
  return section(
    "stopping",
    text("watch.stopping"),
    make("p", {}, ruleInWords(rule)),
    closed && make("p", {}, text("watch.stopping.closed")),
    !closed && rule?.reached && make("p", { class: "ew-watch-reached" }, ...textParts("watch.stopping.reached", { command })),
    make("p", { class: "ew-hint" }, interim(watched)),
  );
}

/** @param {string} id @param {string} title @param {...Child} parts @returns {HTMLElement} */
export function section(id, title, ...parts) {
  const heading = make("h2", { id: `watch-${id}-title` }, title);
  return make("section", { id: `watch-${id}`, class: "ew-watch-part", "aria-labelledby": heading.id }, heading, ...parts);
}

/** @param {number | null} done @param {number | null} of @returns {HTMLElement | null} null where nothing is needed */
export function bar(done, of) {
  return of && done !== null ? make("progress", { class: "ew-watch-bar", value: done, max: of, "aria-hidden": "true" }) : null;
}

/** @param {string} label a text's key @param {string} value @param {Child[]} lines @returns {HTMLElement} */
function tile(label, value, lines) {
  const rest = lines.map((line) => (typeof line === "string" && line ? make("span", {}, line) : line));
  return make("div", {}, make("dt", {}, text(label)), make("dd", {}, make("strong", {}, value), ...rest));
}

/** @param {number} count @param {number | null} total @returns {string} */
function ofTotal(count, total) {
  return total === null ? integer(count) : text("watch.of", { count, total });
}

/** @param {Watched["left"]} left @returns {string} */
function needed({ answers, people: more }) {
  if (answers === null && more === null) return text("watch.left.unset");
  if (!answers && !more) return text("watch.left.nothing");
  const parts = [answers && text("watch.left.answers", { count: answers }), more && text("watch.left.people", { count: more })];
  return parts.filter(Boolean).join(", ");
}

/** @param {Watched["left"]} left @returns {string} */
function pace({ people: more, people_a_day, days }) {
  if (!more) return "";
  if (days === null) return text("watch.left.no_pace");
  return text("watch.left.days", { count: days, value: decimal(days, 1), pace: decimal(people_a_day, people_a_day < 10 ? 1 : 0) });
}

/** @param {Watched["time"]} time @returns {string[]} */
function timeLines({ people: count, median_minutes, currency, per_hour, announced_minutes, announced_per_hour }) {
  const lines = [median_minutes === null ? text("watch.time.few", { least: LEAST }) : text("watch.time.median", { count })];
  if (currency === null || announced_minutes === null || announced_per_hour === null) return [...lines, text("watch.time.unpaid")];
  lines.push(text("watch.time.announced", { minutes: decimal(announced_minutes, announced_minutes % 1 ? 1 : 0) }));
  const money = new Intl.NumberFormat(language, { style: "currency", currency });
  if (per_hour !== null) lines.push(text("watch.time.per_hour", { pay: money.format(per_hour), announced: money.format(announced_per_hour) }));
  return lines;
}

/** @param {number} value @returns {string} */
const minutes = (value) => text("watch.time.minutes", { minutes: decimal(value, 1) });

/** @param {Watched["stopping"]} rule @returns {string} */
function ruleInWords(rule) {
  if (!rule) return text("watch.stopping.none");
  if (rule.rule === "until") return text("watch.stopping.until", { day: day(rule.target), now: day(rule.now) });
  return text(STOPPING[rule.rule], { count: rule.target, now: rule.now });
}

/** @param {string} iso @returns {string} */
const day = (iso) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

/** @param {Watched} watched @returns {string} */
function interim({ interim: found }) {
  if (!found) return text("watch.no_score");
  if (found.geoscore === null) return text("watch.interim.few", { least: LEAST });
  return text("watch.interim", { score: found.geoscore, count: found.people });
}
