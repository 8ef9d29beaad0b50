// Types of the map's modules, and of the undocumented parts of Leaflet that they use. Used for checking only; not served.

import type * as Leaflet from "leaflet";

declare global {
  interface Window {
    L?: typeof Leaflet; // loaded by a script in the document's head
  }
}

/** Latitude and longitude in degrees; the longitude may be outside ±180. */
export type LatLon = [lat: number, lon: number];

/** Part of the map covered by the card, in px from the edge. */
export interface Covered {
  left?: number;
  right?: number;
  bottom?: number;
}

/** What a view is fitted to: points, and how far what is drawn there extends beyond them, in px. */
export interface Fitted {
  bounds(): Leaflet.LatLngBounds;
  extent(): { side: number; above: number; below: number };
}

/** A box on the screen, in px. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** How the player placed the pin. */
export type PinnedBy = "click" | "drag" | "keys" | "search";

export type PinKind = "guess" | "truth" | "alm" | "crowd";

export type Countries = GeoJSON.FeatureCollection<GeoJSON.Polygon | GeoJSON.MultiPolygon>;

/** A country's ring on the Mercator square of side 1: alternating x and y; bounding box as west, north, east, south. */
export interface Ring {
  xy: Float64Array;
  box: [number, number, number, number];
}

/** The layer that draws countries; Leaflet defines or calls most names with `_`. */
export interface Basemap {
  addTo(map: Leaflet.Map): this;
  /** Loads and draws a coarse world, then the countries, retrying until they have come. */
  fill(onFailure?: () => void): Promise<void>;
  isBlank(): boolean;
  _show(rings: Ring[]): void;
  getEvents(): Record<string, Leaflet.LeafletEventHandlerFn>;
  _map: Leaflet.Map & { _animatingZoom?: boolean };
  _bounds: Leaflet.Bounds;
  _zoom: number;
  _container?: HTMLCanvasElement;
  _rings: Ring[];
  _drawnAt: number;
  _drawnView: Leaflet.LatLngBounds;
  _drawnSize?: Leaflet.Point;
  _drawnOrigin: Leaflet.Point;
  _update(): void;
  _isDrawn(): boolean;
  _follow(): void;
  _draw(): void;
}

/** A polyline, as its projection method sees it. */
export interface ProjectedLine {
  _map: Leaflet.Map;
}

/** People's results on a clip, at its exact or approximate place; `GET /api/leaderboard/clips` */
export interface ClipFeature {
  geometry: { coordinates: [lon: number, lat: number] };
  properties: {
    revealed: boolean;
    place?: string;
    title?: string;
    median_km: number;
    within_500km: number;
    guesses: number;
    skips: number;
    crowd_km: number | null;
  };
}

export interface ClipCollection {
  features: ClipFeature[];
  left_out: number;
}
