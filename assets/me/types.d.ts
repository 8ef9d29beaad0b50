// Types of the API's replies about a player's own rounds. Used for checking only; not served.

import type { Mode, Place } from "../shared/types.d.ts";

/** A closed round in the history. */
export interface OwnRound {
  round: string;
  game: string;
  mode: Mode | "study";
  day: string | null;
  status: "guessed" | "skipped" | "abandoned";
  distance_km: number | null;
  geoscore: number | null;
  truth: Place;
  title: string;
  audio: string | null; // null when the recording is gone
}

/** `GET /api/players/me/rounds` */
export interface History {
  rounds: OwnRound[];
  before: number | null; // asks for the next page
}

export type Sound = "speech" | "animal" | "music" | "nature" | "things";

export interface Group {
  rounds: number;
  geoscore: number;
}

export interface Badge {
  badge: "near" | "continents" | "ladder";
  earned: boolean;
  day?: string | null;
  have?: number;
  all?: number;
}

export interface Block {
  from: number;
  to: number;
  geoscore: number;
  click: number; // of always the same click
}

/** `GET /api/players/me/summary` */
export interface OwnSummary {
  rounds: number;
  trials: number; // around the head
  games: number;
  first_hearings: number;
  geoscore: number | null;
  best_game: { game: string; mode: Mode; day: string; points: number; rounds: number } | null;
  nearest: OwnRound[];
  farthest: OwnRound[];
  continents: (Group & { continent: string })[];
  sounds: (Group & { sound: Sound })[];
  progress: { blocks: Block[]; rounds: number; geoscore: number | null; click: number | null };
  badges: Badge[];
  streak: { days: number; best: number; grace_left: number };
}

/** A model on exactly the clips that the player heard. */
export interface BesideModel {
  key: string;
  name: string;
  clips: number;
  you: number;
  you_interval: [number, number] | null;
  they: number;
  ahead: number;
  low: number | null;
  high: number | null;
}
