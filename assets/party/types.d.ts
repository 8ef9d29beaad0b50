// Types of what a party's room sends, as docs/party.md says. Used for checking only; not served.

import type { ClipTexts, ModelAnswer, Place } from "../shared/types.d.ts";

export type Phase = "lobby" | "round" | "reveal" | "over";
export type Reaction = "clap" | "laugh" | "wow" | "think" | "sad" | "heart";

export interface PartyOptions {
  rounds: number;
  countdown_seconds: number; // 0 without one
  teams: number; // 0 without teams
}

export interface Seat {
  seat: number;
  nickname: string;
  team: number | null;
  away: boolean;
  plays: boolean; // false for who joined during the present round
}

export interface RoomRound {
  number: number;
  of: number;
  guessed: number[];
  seconds_left: number | null; // as of sending; null before the countdown
}

export interface PartyPin {
  seat: number;
  lat: number | null;
  lon: number | null;
  distance_km: number | null;
  geoscore: number;
}

export interface PartyReveal {
  number: number;
  of: number;
  truth: Place;
  clip: ClipTexts;
  alms: ModelAnswer[];
  pins: PartyPin[];
  best: { team: number; seat: number; geoscore: number }[];
}

export interface Ranked {
  rank: number;
  seat: number;
  points: number;
}

export interface RankedTeam {
  rank: number;
  team: number;
  points: number;
}

export interface RoomState {
  party: string;
  you: number | null; // null for a screen
  screen: string | null; // key of screens, for the host
  phase: Phase;
  options: PartyOptions;
  host: number;
  match: number;
  seats: Seat[];
  round: RoomRound | null;
  reveal: PartyReveal | null;
  ranking: Ranked[];
  teams: RankedTeam[];
}

export type ServerMessage =
  | ({ type: "state" } & RoomState)
  | { type: "seat"; seat: Seat }
  | { type: "gone"; seat: number }
  | { type: "host"; host: number }
  | { type: "round"; round: RoomRound }
  | { type: "guessed"; number: number; guessed: number[]; seconds_left: number | null }
  | { type: "reveal"; reveal: PartyReveal; ranking: Ranked[]; teams: RankedTeam[] }
  | { type: "over"; ranking: Ranked[]; teams: RankedTeam[] }
  | { type: "reaction"; seat: number; reaction: Reaction }
  | { type: "error"; to: string | null; key: string; values: Record<string, string | number>; detail: string }
  | { type: "pong" };

export type OwnMessage =
  | ({ type: "options" } & PartyOptions)
  | { type: "start" | "again" | "leave" | "ping" }
  | { type: "finish"; number: number }
  | { type: "next"; after: number }
  | { type: "remove"; seat: number }
  | { type: "team"; team: number }
  | { type: "react"; reaction: Reaction };

/** `POST /api/parties` and `POST /api/parties/{party}/seats` */
export interface OwnSeat {
  party: string;
  seat: number;
  token: string;
}

/** `GET /api/parties/{party}` */
export interface PartyFacts {
  party: string;
  phase: Phase;
  people: number;
  most: number;
  options: PartyOptions;
}
