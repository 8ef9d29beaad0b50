// Types of the HTTP API's bodies and of the config in the page's head. Used for checking only; not served.

export interface Point {
  lat: number; // degrees, WGS-84
  lon: number;
}

/** A place with its names; unknown names are empty. `city_km` is 0 in the city, else the distance from its middle. */
export interface Place extends Point {
  city: string;
  city_km: number;
  country: string;
  country_code?: string | null; // ISO 3166-1 alpha-2
  continent: string;
}

/** A label on the map: `rank` 0 is a country, 1 to 5 are cities, largest first. */
export interface PlaceName extends Point {
  name: string;
  region: string; // empty where it is not known
  country: string;
  country_code: string; // empty for a point
  rank: number;
}

/** A place that a search found. */
export interface FoundPlace extends PlaceName {
  kind: "country" | "region" | "city" | "town" | "point";
  matched: string | null; // the name that was meant, where it is not the one shown
}

export type Mode = "random" | "practice" | "replay" | "duel" | "daily" | "challenge" | "party";

/** Whom a player plays against in a duel; a name is null before its first round. */
export interface Rival {
  id: string;
  name: string | null;
  kind: "model" | "constant" | "crowd" | null;
}

/** Points of both in a duel so far. */
export interface Score {
  you: number;
  opponent: number;
}

/** What the opponent of a duel answered; a refusal has no point, but distance and score. */
export interface RivalAnswer extends ModelAnswer {
  id: string;
  kind: "model" | "constant" | "crowd";
  distance_km: number;
  geoscore: number;
  counts: boolean; // whether the round counts as one of an ordinary game
}

/** A rung of the ladder. */
export interface Opponent extends Rival {
  name: string;
  kind: "model" | "constant" | "crowd";
  rung: number;
  geoscore: number | null;
  beaten_by_share: number | null;
  pins: [lat: number, lon: number][];
  clips: number;
  left: number; // of these, how many the player has not heard
  counts: boolean;
  beaten: boolean;
}

/** How many of so many published models the constant click is nearer than. */
export interface Wink {
  models: number;
  farther: number;
  fewer_points: number;
  source: string;
}

/** `GET /api/duels` */
export interface Ladder {
  opponents: Opponent[]; // weakest first
  wink: Wink | null;
}

/** What a new game is asked for besides its mode. */
export interface GameOptions {
  opponent?: string;
  day?: string;
  challenge?: string;
}

/** `POST /api/games` */
export interface NewGame {
  game: string;
  mode: Mode;
  day: string | null; // whose clips these are, in UTC
  rounds: number;
}

/** `POST /api/games/{game}/rounds` */
export interface Round {
  round: string;
  number: number;
  of: number;
  audio: string;
  seconds: number;
  peaks: number[]; // 50 or 100, in order of time; empty while they are being measured
  held?: string; // object URL of its sound, where the page has fetched it ahead
}

/** How a round was played; sent with a guess or a skip. */
export interface Telemetry {
  seconds_heard: number;
  plays: number;
  seconds_to_guess?: number;
  seconds_to_pin?: number; // 0 if the pin came before the sound
  pin_moves: number;
  focus_losses: number;
  device: "phone" | "tablet" | "desktop";
}

/** An audio language model's answer about a clip; numbers are null if the answer could not be parsed. */
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

/** An answer with a point, and so with a distance and a score. */
export interface ReadableAnswer extends ModelAnswer {
  lat: number;
  lon: number;
  distance_km: number;
  geoscore: number;
}

/** Where other people pointed: at least five, rounded to half a degree. */
export interface Others {
  points: [lat: number, lon: number][];
  people: number;
  crowd: (Point & { distance_km: number }) | null;
  closer_than: number | null; // the share of them who were farther off
}

/** A clip's texts from its pack; may contain HTML. */
export interface ClipTexts {
  key: string;
  pack: string;
  title: string;
  description: string;
  credit: string;
  licence: string;
  source: string;
  fact: string; // one line; empty where the pack has none
}

interface Closed {
  round: string;
  number: number;
  geoscore: number;
  truth: Place;
  clip: ClipTexts;
  alms: ModelAnswer[];
  others: Others | null; // with fewer than five of them
  total: number; // points of the game so far
  opponent?: RivalAnswer | null; // in a duel
  score?: Score;
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
  day: string | null; // whose clips these are, in UTC
  of: number;
  rounds: PlayedRound[];
  total: number;
  opponent?: Rival; // of a duel
  score?: Score;
  squares: string; // one a round, by distance
  challenge: string | null; // whose clips these are
}

/** `POST /api/challenges` */
export interface SharedGame {
  challenge: string;
  url: string;
  text: string; // points, squares and the address
  squares: string;
}

/** `GET /api/challenges/{challenge}` */
export interface Challenge {
  challenge: string;
  rounds: number;
  scores: number[];
  total: number;
  most: number;
  squares: string;
  day: string | null;
  number: number | null; // of the day, counted from the first
  is_today: boolean;
  is_own: boolean;
  game: string | null; // that this player began in it; the shared one if it is their own
}

/** A player's game of a day; `total` is null until it is finished. */
export interface DailyDay {
  day: string; // in UTC
  number: number;
  game: string | null;
  status: "new" | "begun" | "done";
  closed: number; // rounds
  of: number | null;
  total: number | null;
}

export interface DailyStreak {
  days: number;
  best: number;
  grace_left: number; // 1 if a missed day would be forgiven today
}

/** Totals of everybody who finished: a count for each bin. */
export interface DailyDistribution {
  edges: number[];
  counts: number[];
  players: number;
}

/** `GET /api/daily` */
export interface Daily extends DailyDay {
  today: string;
  seconds_left: number; // of today
  streak: DailyStreak | null; // null for somebody who has not played
  distribution: DailyDistribution | null; // null until five players have finished
  percentile: number | null; // per cent of the other players with less
}

/** `GET /api/daily/days` */
export interface DailyDays {
  days: DailyDay[];
  more: boolean;
}

/** `POST /api/players` */
export interface NewPlayer {
  player: string; // a signed token
  pseudonym: string;
  withdrawal_code: string;
  client: "page" | "api";
}

/** A player's background by field; null where left out. */
export type Background = Record<string, string | string[] | null>;

/** `GET /api/background` */
export interface BackgroundField {
  name: string;
  meaning: string;
  most: number; // maximum number of choices
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

/** Names and links used in the consent text, and its button labels. */
export interface ConsentFrame {
  title: string;
  short: string[]; // the text in three lines
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

/** A pack being downloaded; it opens for play at `opens_at` clips. */
export interface Coming {
  clips: number;
  opens_at: number;
}

/** `GET /readyz`, as far as the page reads it. */
export interface Readiness {
  pack: { name: string; playable: number };
  fetching: Coming & { played: boolean };
}

/** What every page with rounds needs to know of this host. */
export interface StageConfig {
  abandon_minutes: number; // how long a round stays open after its audio was last sent
  tiles_url: string | null;
  tiles_attribution: string;
}

/** Configuration of this host, in the page's head. */
export interface PageConfig extends StageConfig {
  pack: string;
  synthetic: boolean;
  clips: number;
  origin: string;
  practice: boolean;
  coming: Coming | null;
  consent: Consent;
  consent_versions: string[];
  version: string;
}
