// Types of the leaderboard's API bodies and of its modules. Used for checking only; not served.

/** Subset of clips: all, with speech, without speech. */
export type Part = "all" | "speech" | "nonspeech";

/** Description of a column. */
export interface Column {
  key: string;
  title: string;
  unit: string;
  decimals: number;
  meaning: string;
  better: "high" | "low" | null;
}

/** Ends of a 95% interval. */
export type Span = [low: number, high: number];

export interface Spread {
  sd: number;
  low: number;
  high: number;
}

/** An entrant's row in the table; figures by part and column. */
export interface Row {
  key: string;
  name: string;
  kind: string;
  basis: "clips" | "published";
  open: boolean | null;
  note: string;
  main: boolean;
  under?: string | null;
  clips: number | null;
  guesses: number | null;
  players: number | null;
  guesses_per_clip: number | null;
  rank: number | null;
  rank_interval: Span | null;
  provisional: string;
  figures: Partial<Record<Part, Record<string, number | null>>>;
  /** From the same answers as the figures. */
  intervals: Partial<Record<Part, Record<string, Span>>>;
  /** From earlier answers: the figure then, and its interval. */
  older?: Partial<Record<Part, Record<string, [figure: number, low: number, high: number]>>>;
  older_rank?: [rank: number, best: number, worst: number] | null;
  /** For a narrower question than `intervals`. */
  narrower?: Partial<Record<Part, Record<string, Span>>>;
  question?: string;
  narrower_question?: string;
  warnings?: string[];
  doubts?: Partial<Record<Part, Record<string, string>>>;
  seeds?: { count: number; clips: number; spread: Partial<Record<Part, Record<string, Spread>>> } | null;
}

/** An available figure. */
export interface ListedFigure {
  name: string;
  title: string;
  entrant: string | null;
  section: string;
  height: number | null; // px
}

export interface PlayedPack {
  name: string;
  clips: number;
  benchmark: boolean;
  synthetic: boolean;
}

export interface Counts {
  guesses: number;
  skips: number;
  players: number;
  clips: number;
}

interface Shown {
  lead: string[];
  notes: string[];
  columns: Column[];
  rows: Row[];
  figures: ListedFigure[];
}

/** Before the first count has finished: the paper's rows, or none yet. */
export interface CountingBoard extends Shown {
  state: "counting";
  progress: number;
}

/** What people's rows leave out, in words. */
export interface LeftOut {
  sentences: string[];
}

/** `GET /api/leaderboard/you`: the row is null with too few rounds. */
export interface OwnRow {
  rounds: number;
  row: Row | null;
}

export interface ReadyBoard extends Shown {
  state: "ready";
  as_of: number; // s since 1970
  intervals_as_of: number | null;
  seed: number;
  replicates: number;
  pack: PlayedPack;
  counts: Counts;
  headline?: Headline | null;
  left_out: LeftOut;
  fewest_rounds: number;
}

/** People beside each model, on the clips that both have answered. */
export interface Headline {
  sentence: string;
  entrant: string;
  name: string;
  pairs: { entrant: string; name: string; why_not: string; difference: Difference }[];
}

/** `GET /api/leaderboard` */
export type BoardBody = CountingBoard | ReadyBoard;

/** An entrant's mean minus people's, over the clips that both have answered. Null without an interval: too few of them. */
export interface Difference {
  entrant: number;
  people: number;
  people_interval: Span | null;
  clips: number;
  players: number;
  mean: number;
  low: number | null;
  high: number | null;
  se: number | null;
  df: number | null;
  p: number | null;
  p_holm: number | null;
  these_clips: { low: number | null; high: number | null; se: number | null; df: number | null };
}

/** An entrant on the clips that it shares with people. */
export interface ComparedRow extends Row {
  difference: Record<string, Difference> | null;
  why_not: string;
}

/** `GET /api/leaderboard/same-clips` */
export interface ComparedClips {
  entrants: string[];
  why_not: string;
  rows: ComparedRow[];
}

/** A figure around the head, with its interval and what chance scores on the same items; null where unknown. */
export interface AroundFigure {
  value: number;
  low: number | null;
  high: number | null;
  interval_over: string;
  chance_uniform: number | null;
  chance_ahead: number | null;
  trials: number;
  items: number;
}

export interface AroundColumn {
  key: string;
  kind: "point" | "choice" | "number";
  unit: "share" | "deg" | "m" | "ratio";
  title: string;
  meaning: string;
}

export interface AroundRow {
  key: string;
  kind: "people" | "model" | "chance";
  name: string;
  note: string;
  answers: number;
  players: number | null;
  figures: Record<string, AroundFigure>;
}

export interface AroundDifference {
  model: string;
  people: string;
  measure: string;
  model_value: number;
  people_value: number;
  low: number | null;
  high: number | null;
  p: number | null;
  items: number;
  players: number;
}

export interface PrintedFigure {
  paper: string;
  source: string;
  name: string;
  trained_on: string;
  tested_on: string;
  role: "model" | "chance" | "oracle" | "people";
  question: string;
  metric: string;
  unit: string;
  value: string;
  context: boolean;
}

/** `GET /api/leaderboard/around` */
export interface AroundBody {
  state: "counting" | "ready";
  pack: { name: string; title: string; rendering: string } | null;
  columns: AroundColumn[];
  rows: AroundRow[];
  differences: AroundDifference[];
  published: PrintedFigure[];
  figures: ListedFigure[];
  notes: string[];
}

/** A plotly.js trace; only the properties that the page reads. */
export interface Trace {
  name?: string;
  showlegend?: boolean;
  visible?: boolean | "legendonly";
  mode?: string;
  line?: { color?: string; width?: number; dash?: string };
  marker?: { color?: string; symbol?: string | string[] };
}

/** A plotly.js axis; only the properties that the page sets. */
export interface Axis {
  title?: { font?: { size?: number } };
}

export type ChartLayout = Record<string, unknown> & { meta?: { short?: Record<string, string[]>; wrapped?: string; height?: { base: number; each: number } } };

export interface Chart {
  data: Trace[];
  layout?: ChartLayout;
}

/** `GET /api/leaderboard/figures/{name}`; the clip map has no chart. */
export interface FigureBody extends ListedFigure {
  alt: string;
  chart: Partial<Chart>;
}

/** plotly.js; only what the page calls. */
export interface Plotly {
  react(holder: HTMLElement, data: Trace[], layout: ChartLayout, config: Record<string, unknown>): Promise<unknown>;
}

declare global {
  interface Window {
    Plotly?: Plotly; // set once plotly.js has loaded
  }
}
