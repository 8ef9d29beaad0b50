// Types of the API for scenes around the head. Used for checking only; not served.

export type Track = "static" | "head-turn";
export type Side = "left" | "right";

/** A text by its key, whose values may be keys themselves where they begin with "@"; or plain English of a pack. */
export interface ItemText {
  key?: string;
  values?: Record<string, string | number>;
  plain?: string;
}

export interface Checks {
  headphones: "passed" | "failed" | "skipped" | null;
  sides: "passed" | "swapped" | "failed" | "skipped" | null;
}

/** `GET /api/spatial` */
export interface SpatialState {
  title: string;
  rendering: "binaural" | "decoded";
  cues: { itd_us: number; ild_db: number } | null; // mean distance of a decoded rendering's cues from KEMAR's
  tracks: Track[];
  items: number;
  checks: Checks;
  practised: boolean;
  credit: string[];
}

/** `POST /api/spatial/checks/start` */
export interface CheckTrials {
  headphones: { audio: string }[];
  intervals: number;
  sides: { audio: string }[];
}

/** `POST /api/spatial/games` */
export interface SpatialGame {
  game: string;
  of: number;
  track: Track;
  practice: boolean;
}

export interface Item {
  kind: "point" | "choice" | "number";
  family: "hear-you-are" | "twnm";
  task: string;
  level: "L1" | "L2" | "L3" | null;
  text: ItemText;
  options: ItemText[];
  shows_panorama: boolean;
  asks_distance: boolean;
  unit: "m" | "deg" | null;
  most: number | null;
}

export interface DrawnThing {
  name: string; // key of its name
  azimuth: number;
  elevation: number;
  distance_m: number;
}

/** `POST /api/spatial/games/{game}/trials` */
export interface Trial {
  trial: string;
  number: number;
  of: number;
  track: Track;
  item: Item;
  panorama: DrawnThing[];
  seconds: number;
  audio: string[]; // of the track with head turning: channels WY, and ZX
}

export interface Answer {
  azimuth?: number | null;
  elevation?: number | null;
  distance_m?: number | null;
  option?: number | null;
  number?: number | null;
}

export interface HeardSource {
  sound: string; // key of its name
  azimuth: number;
  elevation: number;
  distance_m: number;
}

/** `POST /api/spatial/trials/{trial}/answer` */
export interface SpatialReveal {
  trial: string;
  number?: number;
  of?: number;
  scored: boolean;
  points: number;
  total: number;
  correct: boolean | null;
  error_degrees: number | null;
  front_back_reversed: boolean | null;
  up_down_reversed: boolean | null;
  answer: Answer;
  truth: Answer | null;
  sources: HeardSource[];
}

/** `GET /api/spatial/games/{game}` */
export interface SpatialSummary {
  game: string;
  of: number;
  track: Track;
  practice: boolean;
  total: number;
  most: number;
  squares: string;
  trials: { trial: string; number: number; status: string; item: Item; reveal: SpatialReveal | null }[];
}
