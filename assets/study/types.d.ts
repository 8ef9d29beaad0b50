// Types of a study's HTTP API and of the config in its page's head. Used for checking only; not served.

import type { BackgroundField, Reveal, Round, StageConfig } from "../shared/types.d.ts";

/** Configuration of a study's page, in its head. */
export interface StudyConfig extends StageConfig {
  study: string; // its name in addresses
  title: string;
  languages: string[]; // the first is the default
  version: string;
}

/** `GET /api/studies/{name}` */
export interface StudyText {
  title: string;
  language: string;
  languages: string[];
  is_open: boolean; // to newcomers
  panel: Record<string, string | null> | null; // names of the link's parameters
  contact: string | null;
  consent: { version: string; title: string; html: string };
}

interface StepBase {
  id: string;
  session?: number; // from 1
  sessions?: number;
}

export interface ConsentStep extends StepBase {
  kind: "consent";
}

export interface ScreeningStep extends StepBase {
  kind: "screening";
  asks: ("age" | "languages" | "device" | "headphones")[];
  languages: { value: string; label: string }[];
}

export interface QuestionsStep extends StepBase {
  kind: "questions";
  fields: (Omit<BackgroundField, "meaning"> & { label: string })[];
}

export interface LevelStep extends StepBase {
  kind: "level";
  audio: string;
}

export interface HeadphonesStep extends StepBase {
  kind: "headphones";
  check: "antiphase" | "huggins";
  trials: { audio: string }[];
  intervals: number;
  attempts_left: number;
  failures: number;
}

export interface InstructionsStep extends StepBase {
  kind: "instructions";
  html: string;
  allowed_means: string | null; // HTML
}

export interface ComprehensionStep extends StepBase {
  kind: "comprehension";
  questions: { question: string; choices: string[] }[];
  attempts_left: number;
  failures: number;
  html: string; // the instructions
}

/** By which rules a round is played, and what is asked with it. */
export interface Terms {
  time_limit_seconds: number | null;
  replays: number | null;
  hear_to_end: boolean;
  skips: boolean;
  feedback: "round" | "session" | "never";
  confidence: boolean | "optional";
  clues: boolean;
  explanation: boolean;
  prior_exposure: "after_reveal" | "with_guess" | "never";
}

export interface RoundsStep extends StepBase {
  kind: "practice" | "rounds";
  game: string | null;
  done: number;
  of: number;
  terms: Terms;
}

export interface ExposureStep extends StepBase {
  kind: "exposure";
}

export interface ResultsStep extends StepBase {
  kind: "reveal";
  game: string;
  asks_prior_exposure: boolean;
}

export interface EndStep extends StepBase {
  kind: "end";
  outcome: "completed" | "screened_out" | "failed" | "returned" | "declined";
  code?: string | null;
  url?: string | null;
  contact?: string | null;
}

export type Step =
  | ConsentStep
  | ScreeningStep
  | QuestionsStep
  | LevelStep
  | HeadphonesStep
  | InstructionsStep
  | ComprehensionStep
  | RoundsStep
  | ExposureStep
  | ResultsStep
  | EndStep;

/** The reply of every call about the way. */
export interface WayReply {
  step: Step;
  progress?: { done: number; of: number };
  player?: string; // a signed token
  language?: string;
}

/** `POST /api/games/{game}/rounds` in a study */
export interface StudyRound extends Round {
  seconds_left?: number; // until the time limit
}

/** What is asked with a guess. */
export interface RoundAnswers {
  confidence_km?: number;
  clues?: string[];
  explanation?: string;
  prior_exposure?: boolean;
}

/** The reply to a guess whose reveal comes later, or never. */
export interface Recorded {
  recorded: true;
  number: number;
  of: number;
}

/** What the page shows that is no step of its own. */
export type RoundView =
  | { kind: "listen"; round: StudyRound }
  | { kind: "asked"; round: StudyRound }
  | { kind: "saved"; number: number; of: number }
  | { kind: "shown"; reveal: Reveal & { of: number } }
  | { kind: "gone" }
  | { kind: "refused"; sentence: string };

export type View = (Step | RoundView) & { note?: string };

/** Configuration of the page on which a study is watched, in its head. */
export interface WatchConfig {
  study: string; // its name in addresses
  title: string;
  language: string; // of the title
}

interface Tally {
  answers: number;
  open: number;
  unanswered: number;
  needs: number | null; // null where the file sets no number, as in the next two
}

interface TallyOfSeveral extends Tally {
  clips: number;
  missing: number | null;
  full: number | null; // clips with all their answers
}

export type StepKind = "screening" | "questions" | "level" | "headphones" | "instructions" | "comprehension" | "practice" | "rounds" | "exposure" | "reveal";

export interface StepRow {
  step: string;
  kind: StepKind;
  session: number;
  reached: number;
  here: number;
  away: number;
  ended: number;
}

/** `GET /api/studies/{name}/watch` */
export interface Watched {
  study: string;
  pilot: boolean;
  closed: boolean;
  is_ready: boolean;
  away_after_minutes: number;
  link: { path: string; parameters: string[] };
  people: Record<"declined" | "agreed" | "here" | "away" | "completed" | "screened_out" | "failed" | "returned", number>;
  answers: TallyOfSeveral;
  strata: (TallyOfSeveral & { stratum: string })[];
  clips: (Tally & { clip: string; stratum: string })[] | null; // null unless asked for
  steps: StepRow[];
  left_in_rounds: { from: number; to: number; people: number }[];
  checks: { check: "screening" | "headphones" | "comprehension" | "catch"; took: number; passed: number | null }[];
  time: {
    people: number;
    median_minutes: number | null;
    currency: string | null;
    amount: number | null;
    per_hour: number | null;
    announced_minutes: number | null;
    announced_per_hour: number | null;
  };
  stopping:
    | { rule: "participants" | "answers_per_clip" | "quota"; target: number; now: number; reached: boolean }
    | { rule: "until"; target: string; now: string; reached: boolean }
    | null;
  left: { answers: number | null; people: number | null; people_a_day: number; days: number | null };
  interim: { people: number; geoscore: number | null } | null; // null unless the design is sequential
}
