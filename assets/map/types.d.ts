// What the map's modules share, and what they use of Leaflet besides its documented part. Nothing here reaches a browser.

import type * as Leaflet from "leaflet";

declare global {
  interface Window {
    L?: typeof Leaflet; // from the head's own script
  }
}

/** Latitude and longitude in degrees; the longitude may run on beyond 180. */
export type LatLon = [lat: number, lon: number];

/** Part of the map's window that something covers, in px from its edge. */
export interface Covered {
  left?: number;
  bottom?: number;
}

/** A box on the screen, in px. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** How a pin came to be where it is. */
export type PinnedBy = "click" | "drag" | "keys" | "search";

export type PinKind = "guess" | "truth" | "alm";

export type Countries = GeoJSON.FeatureCollection<GeoJSON.Polygon | GeoJSON.MultiPolygon>;

/** A ring of a country on the Mercator square of side 1: x and y in turns, and west, north, east and south of all. */
export interface Ring {
  xy: Float64Array;
  box: [number, number, number, number];
}

/** The layer that draws countries; names that begin with `_` are Leaflet's, or called by it. */
export interface Basemap {
  addTo(map: Leaflet.Map): this;
  show(countries: Countries): void;
  getEvents(): Record<string, Leaflet.LeafletEventHandlerFn>;
  _map: Leaflet.Map & { _animatingZoom?: boolean };
  _bounds: Leaflet.Bounds;
  _zoom: number;
  _container?: HTMLCanvasElement;
  _rings: Ring[];
  _drawnAt: number;
  _drawnZoom: number;
  _drawnView: Leaflet.LatLngBounds;
  _update(): void;
  _follow(): void;
  _draw(): void;
}

/** What Leaflet calls to bring a line's points to the screen. */
export interface ProjectedLine {
  _map: Leaflet.Map;
}

/** What people make of a clip, and where it is, or roughly is; `GET /api/leaderboard/clips` */
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
