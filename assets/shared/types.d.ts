// Bodies of the HTTP API, and the config in the page's head, as the server writes them. Nothing here reaches a browser.

export interface Point {
  lat: number; // degrees, WGS-84
  lon: number;
}

/** A place under the names that people use; a name that is not known is empty. */
export interface Place extends Point {
  city: string;
  country: string;
  continent: string;
}

/** A name on the map: `rank` 0 is a country, then 1 to 5 are cities, the largest first. */
export interface PlaceName extends Point {
  name: string;
  country: string;
  rank: number;
}

export type Mode = "random" | "practice" | "replay";

/** `POST /api/games` */
export interface NewGame {
  game: string;
  mode: Mode;
  rounds: number;
}

/** `POST /api/games/{game}/rounds` */
export interface Round {
  round: string;
  number: number;
  of: number;
  audio: string;
  seconds: number;
  peaks: number[]; // 0 to 100, from the first moment to the last
}

/** How a round was played; what travels with a guess or a skip. */
export interface Telemetry {
  seconds_heard: number;
  plays: number;
  seconds_to_guess?: number;
  pin_moves: number;
  focus_losses: number;
  device: "phone" | "tablet" | "desktop";
}

/** What an audio language model said about a clip; null where its answer cannot be read. */
export interface ModelAnswer {
  name: string;
  lat: number | null;
  lon: number | null;
  city: string;
  country: string;
  distance_km: number | null;
  geoscore: number | null;
  refused: boolean;
  reasoning: string;
}

/** An answer whose point can be read, so that it has a distance and a score. */
export interface ReadableAnswer extends ModelAnswer {
  lat: number;
  lon: number;
  distance_km: number;
  geoscore: number;
}

/** Texts of a pack, which may hold HTML. */
export interface ClipTexts {
  key: string;
  pack: string;
  title: string;
  description: string;
  credit: string;
  licence: string;
  source: string;
}

interface Closed {
  round: string;
  number: number;
  geoscore: number;
  truth: Place;
  clip: ClipTexts;
  alms: ModelAnswer[];
  total: number; // points of the game up to here
}

export interface GuessedReveal extends Closed {
  status: "guessed";
  guess: Place;
  distance_km: number;
}

export interface UnguessedReveal extends Closed {
  status: "skipped" | "abandoned";
  guess: null;
  distance_km: number | null;
}

/** `POST /api/rounds/{round}/guess` and `/skip` */
export type Reveal = GuessedReveal | UnguessedReveal;

export interface PlayedRound {
  round: string;
  number: number;
  status: "open" | Reveal["status"];
  reveal: Reveal | null;
}

/** `GET /api/games/{game}` */
export interface PlayedGame {
  game: string;
  mode: Mode;
  of: number;
  rounds: PlayedRound[];
  total: number;
}

/** `POST /api/players` */
export interface NewPlayer {
  player: string; // a signed token
  pseudonym: string;
  withdrawal_code: string;
}

/** What players tell of themselves, by field; null where they tell nothing. */
export type Background = Record<string, string | string[] | null>;

/** `GET /api/background` */
export interface BackgroundField {
  name: string;
  meaning: string;
  most: number; // of its choices that may be told
  choices: { value: string; label: string }[];
}

/** `GET /api/players/me` */
export interface OwnData {
  pseudonym: string;
  withdrawal_code: string;
  consent: boolean;
  consent_version: string | null;
  background: Background;
  rounds: number;
}

/** `POST /api/withdrawals` */
export interface WithdrawalState {
  state: "waiting" | "done";
  detail: string;
}

export interface NamedLink {
  name: string;
  url: string;
}

/** What the text that is agreed to speaks of, and what its buttons say. */
export interface ConsentFrame {
  title: string;
  share: string;
  agree: string;
  just_play: string;
  without: string;
  from_now_on: string;
  contact: string | null;
  dataset: NamedLink | null;
  licence: NamedLink;
}

export interface Consent {
  version: string;
  parts: { name: string; title: string; text: string }[];
  around: ConsentFrame;
}

/** A pack that is being fetched, and with how many clips it is played. */
export interface Coming {
  clips: number;
  opens_at: number;
}

/** `GET /readyz`, as far as the page reads it. */
export interface Readiness {
  pack: { name: string; playable: number };
  fetching: Coming & { played: boolean };
}

/** Facts of this installation, in the page's head. */
export interface PageConfig {
  pack: string;
  synthetic: boolean;
  clips: number;
  origin: string;
  practice: boolean;
  coming: Coming | null;
  consent: Consent;
  tiles_url: string | null;
  tiles_attribution: string;
  version: string;
}
