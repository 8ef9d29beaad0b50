// Formats the leaderboard's figures and sentences.

import { decimal, percent, integer } from "../shared/format.js";
import { make } from "../shared/dom.js";
import { text, textParts } from "../shared/texts.js";

/**
 * @typedef {(string | Node)[]} Words a sentence, with its intervals as elements
 * @import { BoardBody, Column, Counts, Difference, Part, PlayedPack, Row, Span } from "./types.d.ts"
 */

/** @type {[Part, string][]} */
export const PARTS = [
  ["all", "board.part.all"],
  ["speech", "board.part.speech"],
  ["nonspeech", "board.part.nonspeech"],
];

/** Text keys by kind of entrant. @type {Record<string, string>} */
export const KINDS = {
  human: "board.kind.human",
  crowd: "board.kind.crowd",
  "best-tenth": "board.kind.best_tenth",
  you: "board.you",
  alm: "board.kind.model",
  constant: "board.kind.baseline",
};

/** @type {Record<string, string>} text keys by the column's unit */
const DIFFERENCES = { share: "board.same.percentage_points", points: "board.same.points", km: "board.same.kilometres" };
const VERY_SMALL_P = 0.001;
const SIGNIFICANT_P = 0.05;

/** @param {number | null | undefined} value @param {Column} column @param {boolean} [rounded] to whole percent, as the paper prints it @returns {string} */
export function figure(value, column, rounded = false) {
  if (value === null || value === undefined) return "–";
  if (column.unit === "share") return percent(value, rounded ? 0 : 1);
  return integer(value);
}

/** @param {Span | undefined} span @param {Column} column @returns {HTMLElement | null} e.g. "[2,104, 2,458]" */
export function interval(span, column) {
  if (!span) return null;
  const [low, high] = span.map((end) => withoutUnit(end, column));
  return intervalOf(low, high);
}

/** An interval, from left to right in every language. @param {string} low @param {string} high @returns {HTMLElement} */
const intervalOf = (low, high) => make("bdi", { dir: "ltr" }, text("board.interval", { low, high }));

/**
 * An interval from earlier answers, with its age and the figure that it is about.
 * @param {Row} row @param {Part} part @param {string} key @param {Column} column @param {string} ago their age @returns {Words | null}
 */
export function olderInterval(row, part, key, column, ago) {
  const saved = row.older?.[part]?.[key];
  if (!saved) return null;
  const [then, low, high] = saved;
  const span = intervalOf(withoutUnit(low, column), withoutUnit(high, column));
  return textParts("board.row.older", { age: ago, figure: figure(then, column), interval: span });
}

/** @param {number} value @param {Column} column @returns {string} without its unit */
const withoutUnit = (value, { unit }) => (unit === "share" ? decimal(100 * value, 1) : integer(value));

/** @param {number} seconds @returns {string} e.g. "4 s", "7 min", "3 h" */
export function age(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return text("unit.seconds", { count: whole });
  if (whole < 3600) return text("unit.minutes", { count: Math.floor(whole / 60) });
  return whole < 172_800 ? text("unit.hours", { count: Math.floor(whole / 3600) }) : text("unit.days", { count: Math.floor(whole / 86_400) });
}

/** @param {BoardBody} board @param {number} now seconds since 1970 @returns {string} the age of the figures and intervals */
export function ages(board, now) {
  if (board.state !== "ready" || !board.as_of) return "";
  const counted = text("board.age.counted", { age: age(now - board.as_of) });
  if (!board.intervals_as_of) return `${counted} ${text("board.age.no_intervals")}`;
  const values = { age: age(now - board.intervals_as_of), count: board.replicates, seed: String(board.seed) };
  return `${counted} ${text("board.age.intervals", values)}`;
}

/** @param {{counts?: Counts, pack?: PlayedPack}} board @returns {string} counts of guesses, players and clips */
export function tally({ counts, pack }) {
  if (!pack || !counts?.guesses) return "";
  return text("board.tally", {
    guesses: text("board.tally.guesses", { count: counts.guesses }),
    skips: text("board.tally.skips", { count: counts.skips }),
    players: text("board.tally.players", { count: counts.players }),
    clips: counts.clips,
    all: text("board.tally.clips", { count: pack.clips }),
  });
}

/** @param {Row} row @returns {string} e.g. "open model" */
export function kindOf(row) {
  if (row.kind === "you") return text("board.you.rounds", { count: row.guesses ?? 0 });
  if (row.kind !== "alm" || typeof row.open !== "boolean") return KINDS[row.kind] ? text(KINDS[row.kind]) : row.kind;
  return text(row.open ? "board.kind.open_model" : "board.kind.closed_model");
}

/** @param {Row} row @returns {string} where a model's figures come from; empty for other entrants */
export function basisOf(row) {
  if (row.basis === "published") return text("board.basis.published");
  if (row.kind !== "alm") return "";
  const recomputed = text("board.basis.recomputed", { count: row.clips ?? 0 });
  return row.seeds ? text("board.basis.seeds", { basis: recomputed, count: row.seeds.count }) : recomputed;
}

/** @param {Row} row @param {Part} part @param {string} key @param {Column} column @returns {string} e.g. "seeds 2,104–2,458" */
export function seedRange(row, part, key, column) {
  const spread = row.seeds?.spread[part]?.[key];
  if (!spread) return "";
  const [low, high] = [spread.low, spread.high].map((end) => withoutUnit(end, column));
  return text("board.seeds", { low, high });
}

/** @param {Row} row @param {Part} part @param {Column[]} columns @param {string} ago age of `older` @returns {Words[]} sentences for the expanded row */
export function notesOf(row, part, columns, ago) {
  const rank = row.rank_interval ? rankOf(row.rank_interval) : olderRankOf(row, ago);
  const [first, last] = [[row.note, answersOf(row), rank, row.question ?? ""], row.warnings ?? []];
  return [...sentences(first), ...narrowerOf(row, part, columns), ...sentences(last)];
}

/** @param {string[]} strings @returns {Words[]} those that say something */
const sentences = (strings) => strings.filter(Boolean).map((sentence) => [sentence]);

/** @param {Row} row @param {Part} part @param {Column[]} columns @returns {Words[]} intervals for a narrower question */
function narrowerOf(row, part, columns) {
  const spans = columns.slice(0, 2).flatMap((column) => {
    const span = interval(row.narrower?.[part]?.[column.key], column);
    return span ? [[`${column.title} `, span]] : [];
  });
  const listed = spans.flatMap((span, index) => (index ? [", ", ...span] : span));
  return spans.length && row.narrower_question ? [[`${row.narrower_question} `, ...listed, "."]] : [];
}

/** @param {Row} row @returns {string} who gave the answers; empty for models */
function answersOf(row) {
  if (!row.guesses) return "";
  const counts = {
    answers: text("board.row.answers", { count: row.guesses }),
    players: text("board.tally.players", { count: row.players ?? 0 }),
    clips: text("board.tally.clips", { count: row.clips ?? 0 }),
  };
  if (!row.guesses_per_clip) return text("board.row.gave", counts);
  return text("board.row.gave_each", { ...counts, each: decimal(row.guesses_per_clip, 1) });
}

/** @param {[number, number]} ranks @returns {string} */
const rankOf = ([best, worst]) => (best === worst ? text("board.row.rank", { rank: best }) : text("board.row.ranks", { best, worst }));

/** @param {Row} row @param {string} ago @returns {string} */
function olderRankOf({ older_rank: older }, ago) {
  if (!older) return "";
  const [rank, best, worst] = older;
  return text("board.row.older_rank", { age: ago, rank, best, worst });
}

/**
 * Reasons to doubt a row's figures; each reason once, with all the figures that it concerns.
 * @param {Record<string, string>} doubts reason by column key @param {{key: string, title: string}[]} columns
 * @returns {string[]}
 */
export function doubtNotes(doubts, columns) {
  /** @type {Map<string, string[]>} */
  const titlesByReason = new Map();
  for (const { key, title } of columns) if (doubts[key]) titlesByReason.set(doubts[key], [...(titlesByReason.get(doubts[key]) || []), title]);
  return [...titlesByReason].map(([why, titles]) => text("board.row.doubted", { figures: titles.join("; "), why }));
}

/**
 * A difference from people as a sentence.
 * @param {Difference} paired entrant minus people @param {Column} column
 * @returns {Words}
 */
export function differenceText(paired, column) {
  /** @param {number} value */
  const signed = (value) => `${value < 0 ? "−" : "+"}${withoutUnit(Math.abs(value), column)}`;
  const { mean, low, high, p_holm: p } = paired;
  const difference = textParts(DIFFERENCES[column.unit], { difference: make("bdi", { dir: "ltr" }, signed(mean)) });
  if (low === null || high === null || p === null) return difference;
  const better = mean > 0 === (column.better !== "low");
  const values = { interval: intervalOf(signed(low), signed(high)), verdict: verdict(p, better) };
  return textParts("board.same.result", { difference: make("span", {}, ...difference), ...values });
}

/**
 * A difference of GeoScores as a short phrase.
 * @param {Difference} difference entrant minus people @returns {string}
 */
export function differenceInPoints({ mean, low, high }) {
  const isAhead = mean > 0;
  if (low === null || high === null) return text(isAhead ? "board.nearest.ahead" : "board.nearest.behind", { points: integer(Math.abs(mean)) });
  if (low < 0 && high > 0) return text("board.nearest.unclear", { behind: integer(-low), ahead: integer(high) });
  const [least, most] = [low, high].map(Math.abs).sort((a, b) => a - b).map(integer);
  return text(isAhead ? "board.nearest.between_ahead" : "board.nearest.between_behind", { low: least, high: most });
}

/** @param {number} p adjusted p-value @param {boolean} better than people @returns {string} */
function verdict(p, better) {
  if (p < VERY_SMALL_P) return text(better ? "board.same.surely_better" : "board.same.surely_worse", { limit: decimal(VERY_SMALL_P, 3) });
  if (p < SIGNIFICANT_P) return text(better ? "board.same.likely_better" : "board.same.likely_worse", { p: decimal(p, 3) });
  return text("board.same.unclear", { p: decimal(p, 3) });
}

/** @param {{pack: PlayedPack}} board @returns {string[]} a title and sentences for a board without guesses */
export function emptyWords({ pack }) {
  if (pack.synthetic) return [text("board.empty.demo"), `${text("board.empty.synthetic")} ${text("board.empty.agl1k")}`];
  if (!pack.benchmark) return [text("board.empty.nobody"), text("board.empty.pack"), text("board.empty.other_clips")];
  return [text("board.empty.nobody"), `${text("board.empty.agl1k")} ${text("board.empty.play")}`];
}
