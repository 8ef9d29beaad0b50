// Types of the annotation page's HTTP API. Used for checking only; not served.

import type { Point } from "../shared/types.d.ts";

export interface NamedPoint extends Point {
  city: string;
  country: string;
}

/** A wrong answer; nothing in it tells who gave it. */
export interface Answer {
  id: string;
  text: string;
  guess: NamedPoint | null; // null: no place was named
  truth: NamedPoint;
  distance_km: number | null;
}

export interface RatingState {
  done: number;
  of: number;
  can_undo: boolean;
  item: Answer | null; // null: all are labelled
}
