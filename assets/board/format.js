// The leaderboard's figures and sentences: nothing here touches the page.

import { counted, whole } from "../shared/format.js";

/**
 * @import { BoardBody, Column, Counts, Difference, Part, PlayedPack, Row, Span } from "./types.d.ts"
 */

/** @type {[Part, string][]} */
export const PARTS = [
  ["all", "All clips"],
  ["speech", "Speech"],
  ["nonspeech", "No speech"],
];

/** What an entrant is, in a word or two. @type {Record<string, string>} */
export const KINDS = {
  human: "People",
  crowd: "Crowd of people",
  "best-tenth": "Best players",
  alm: "Model",
  constant: "Baseline",
};

const HARDLY_EVER = 0.001;
const SELDOM = 0.05;

/** @param {number | null | undefined} value @param {Column} column @param {boolean} [rounded] as the paper prints it @returns {string} */
export function figure(value, column, rounded = false) {
  if (value === null || value === undefined) return "–";
  if (column.unit === "share") return `${percent(value, rounded)}%`;
  return whole(value);
}

/** @param {Span | undefined} span @param {Column} column @returns {string} e.g. "[2,104, 2,458]" */
export function interval(span, column) {
  if (!span) return "";
  const [low, high] = span.map((end) => (column.unit === "share" ? percent(end, false) : whole(end)));
  return `[${low}, ${high}]`;
}

/** @param {number} share @param {boolean} rounded @returns {string} */
const percent = (share, rounded) => (100 * share).toFixed(rounded ? 0 : 1);

/** @param {Column} column @returns {string} e.g. "Distance, km" */
export const headed = ({ title, unit }) => (unit === "km" ? `${title}, km` : title);

/** @param {number} seconds @returns {string} e.g. "4 s", "7 min", "3 h" */
export function age(seconds) {
  const old = Math.max(0, Math.floor(seconds));
  if (old < 60) return `${old} s`;
  if (old < 3600) return `${Math.floor(old / 60)} min`;
  return old < 172_800 ? `${Math.floor(old / 3600)} h` : `${Math.floor(old / 86_400)} days`;
}

/** @param {BoardBody} board @param {number} now seconds since 1970 @returns {string} how old the figures and intervals are */
export function ages(board, now) {
  if (board.state !== "ready" || !board.as_of) return "";
  const counted = `Counted ${age(now - board.as_of)} ago.`;
  if (!board.intervals_as_of) return `${counted} No intervals yet.`;
  const how = `${whole(board.replicates)} replicates with seed ${board.seed}`;
  return `${counted} In brackets: 95% intervals, ${age(now - board.intervals_as_of)} old, from ${how}.`;
}

/** @param {{counts?: Counts, pack?: PlayedPack}} board @returns {string} what has been counted */
export function tally({ counts, pack }) {
  if (!pack || !counts?.guesses) return "";
  const said = `${whole(counts.guesses)} ${counts.guesses === 1 ? "guess" : "guesses"} and ${counted(counts.skips, "skip")}`;
  return `${said} by ${people(counts.players)} on ${whole(counts.clips)} of ${counted(pack.clips, "clip")}.`;
}

/** @param {number} count @returns {string} */
export const people = (count) => (count === 1 ? "1 player" : `${whole(count)} players`);

/** @param {Row} row @returns {string} what it is */
export function what(row) {
  if (row.kind !== "alm" || typeof row.open !== "boolean") return KINDS[row.kind] || row.kind;
  return row.open ? "Open model" : "Closed model";
}

/** @param {Row} row @returns {string} the mark of its basis; empty for people, whose figures can come from nowhere else */
export function basis(row) {
  if (row.basis === "published") return "Published";
  if (row.kind !== "alm") return "";
  return `Recomputed on ${counted(row.clips ?? 0, "clip")}${row.seeds ? `, ${row.seeds.count} seeds` : ""}`;
}

/** @param {Row} row @param {Part} part @param {string} key @param {Column} column @returns {string} e.g. "seeds 2,104–2,458" */
export function between(row, part, key, column) {
  const spread = row.seeds?.spread[part]?.[key];
  if (!spread) return "";
  const [low, high] = [spread.low, spread.high].map((end) => (column.unit === "share" ? percent(end, false) : whole(end)));
  return `seeds ${low}–${high}`;
}

/** @param {Row} row @returns {string[]} sentences for who opens the row */
export function about(row) {
  const gave = row.guesses ? `${whole(row.guesses)} answers by ${people(row.players ?? 0)}` : "";
  const each = row.guesses_per_clip ? `, ${row.guesses_per_clip.toFixed(1)} a clip` : "";
  const ranks = row.rank_interval;
  const rank = ranks ? `Its rank is ${ranks[0] === ranks[1] ? ranks[0] : `${ranks[0]} to ${ranks[1]}`} with 95% confidence.` : "";
  return [row.note, gave && `${gave} on ${counted(row.clips ?? 0, "clip")}${each}.`, rank].filter(Boolean);
}

/**
 * What speaks against figures of a row, each reason once with all the figures it is about.
 * @param {Record<string, string>} doubts by column @param {{key: string, title: string}[]} columns
 * @returns {string[]}
 */
export function doubted(doubts, columns) {
  /** @type {Map<string, string[]>} */
  const about = new Map();
  for (const { key, title } of columns) if (doubts[key]) about.set(doubts[key], [...(about.get(doubts[key]) || []), title]);
  return [...about].map(([why, titles]) => `${titles.join("; ")}: ${why}`);
}

/**
 * A paired difference to people, in words.
 * @param {Difference} found entrant minus people @param {Column} column
 * @returns {string}
 */
export function against(found, column) {
  const share = column.unit === "share";
  /** @param {number} value */
  const size = (value) => (share ? `${Math.abs(100 * value).toFixed(1)}` : whole(Math.abs(value)));
  /** @param {number} value */
  const signed = (value) => `${value < 0 ? "−" : "+"}${size(value)}`;
  const unit = share ? "percentage points" : column.unit;
  const better = found.mean > 0 === (column.better !== "low") ? "better" : "worse";
  const span = `[${signed(found.low)}, ${signed(found.high)}]`;
  return `${signed(found.mean)} ${unit} ${span}: ${chance(found.p_holm, better)}`;
}

/** @param {number} p adjusted @param {string} better */
function chance(p, better) {
  const told = p < HARDLY_EVER ? "p < 0.001" : `p = ${p.toFixed(3)}`;
  if (p < HARDLY_EVER) return `${better} than people; chance alone would hardly ever do this (${told}).`;
  if (p < SELDOM) return `${better} than people; chance alone would seldom do this (${told}).`;
  return `no difference shown; chance alone may do this (${told}).`;
}

/** @param {{pack: PlayedPack}} board @returns {string[]} what stands in for people's row while nobody has guessed */
export function emptyWords({ pack }) {
  /** @param {string} clips */
  const will = (clips) => `People’s row appears here after the first guesses on ${clips} clips, beside the models and the baselines.`;
  if (pack.synthetic) {
    return ["This is the demo pack. Its sounds are synthetic, so guesses on them never count.", will("AGL1K’s")];
  }
  if (!pack.benchmark) {
    const other = "They are not AGL1K’s, so the paper’s rows are about other clips, and are not ranked with people’s.";
    return ["Nobody has guessed yet.", will("this pack’s"), other];
  }
  return ["Nobody has guessed yet.", `${will("AGL1K’s")} Play a round, and it will be yours.`];
}
