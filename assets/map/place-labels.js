// Names on the map: more of them as it comes nearer, never two on top of each other.

const FIRST_ZOOM = 3;
const PAUSE = 250; // ms after the map came to rest
const HEIGHTS = [15, 14, 13, 12]; // px, by rank

const ANSWER = [2400, 1500]; // px of the map that one answer covers
const CELL = [128, 700]; // px: the least and the most between two questions

const pen = document.createElement("canvas").getContext("2d");

/** Asks for place names around the middle of a `GuessMap` and writes those that find room. */
export class PlaceLabels {
  /** @param {import("./guess-map.js").GuessMap} world @param {(path: string) => Promise<any>} get */
  constructor(world, get) {
    this.world = world;
    this.get = get;
    this.known = new Map();
    this.asked = new Set();
    const pane = world.map.createPane("ew-labels");
    pane.classList.add("ew-labels");
    pane.setAttribute("aria-hidden", "true");
    this.layer = world.L.layerGroup().addTo(world.map);
    world.map.on("moveend zoomend", () => this.soon());
    world.map.on("zoomstart", () => this.layer.clearLayers());
    this.soon();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.update(), PAUSE);
  }

  async update() {
    const { map } = this.world;
    if (map.getZoom() < FIRST_ZOOM || !this.world.element.clientWidth) {
      this.layer.clearLayers();
      return;
    }
    this.write();
    await this.ask(Math.floor(map.getZoom()));
    this.write();
  }

  /** One question for each cell, at each zoom. */
  async ask(zoom) {
    const middle = this.cell(zoom);
    const key = `${zoom}/${middle.x}/${middle.y}`;
    if (this.asked.has(key)) return;
    this.asked.add(key);
    const { lat, lng } = this.world.map.unproject(middle, zoom);
    const query = new URLSearchParams({ lat: clamp(lat), lon: clamp180(lng), zoom });
    try {
      const { places } = await this.get(`/api/places?${query}`);
      for (const place of places) this.learn(place, zoom);
      this.forget(new Set(places.map(keyOf)), middle, zoom);
    } catch {
      this.asked.delete(key); // names are a comfort: the next move asks again
    }
  }

  /** The middle of the cell in view, in px of that zoom: as wide as an answer still reaches past the window. */
  cell(zoom) {
    const { map } = this.world;
    const { x, y } = map.project(map.getCenter().wrap(), zoom);
    const size = map.getSize();
    const [wide, high] = [span(ANSWER[0] - size.x), span(ANSWER[1] - size.y)];
    return this.world.L.point(Math.round(x / wide) * wide, Math.round(y / high) * high);
  }

  learn(place, zoom) {
    const key = keyOf(place);
    const known = this.known.get(key);
    if (!known) this.known.set(key, { ...place, zoom, until: Infinity });
    else if (known.zoom > zoom) known.zoom = zoom;
  }

  /** Countries that an answer no longer names have made room for their towns. */
  forget(named, middle, zoom) {
    for (const [key, place] of this.known) {
      if (place.rank > 0 || place.until <= zoom || named.has(key)) continue;
      const { x, y } = this.world.map.project([place.lat, place.lon], zoom).subtract(middle);
      if (Math.abs(x) < ANSWER[0] / 2 && Math.abs(y) < ANSWER[1] / 2) place.until = zoom;
    }
  }

  write() {
    const { map, L } = this.world;
    this.layer.clearLayers();
    const zoom = map.getZoom();
    if (zoom < FIRST_ZOOM) return;
    const size = map.getSize();
    const taken = this.world.marks.map((mark) => around(map.latLngToContainerPoint(mark)));
    const shown = [...this.known.values()].filter((place) => place.zoom <= zoom && zoom < place.until);
    for (const place of shown.sort((a, b) => a.rank - b.rank)) {
      const at = this.onScreen(place);
      if (at.x < 0 || at.y < 0 || at.x > size.x || at.y > size.y) continue;
      const box = this.box(place, at);
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      this.layer.addLayer(this.label(L, place, map.containerPointToLatLng(at)));
    }
  }

  onScreen({ lat, lon }) {
    const { map } = this.world;
    const near = map.getCenter().lng;
    return map.latLngToContainerPoint([lat, lon + 360 * Math.round((near - lon) / 360)]);
  }

  box({ name, country, rank }, { x, y }) {
    const height = HEIGHTS[Math.min(rank, HEIGHTS.length - 1)];
    pen.font = `600 ${height}px sans-serif`;
    const width = pen.measureText(name).width + 22;
    if (name === country) return { left: x - 0.7 * width, right: x + 0.7 * width, top: y - height, bottom: y + height };
    return { left: x - 6, right: x + width, top: y - height, bottom: y + height };
  }

  label(L, { name, country, rank }, at) {
    const text = document.createElement("span");
    text.textContent = name;
    const kind = name === country ? "ew-label-country" : `ew-label-${Math.min(rank, 3)}`;
    const icon = L.divIcon({ className: `ew-label ${kind}`, html: text, iconSize: [0, 0] });
    return L.marker(at, { icon, pane: "ew-labels", interactive: false, keyboard: false });
  }
}

const around = ({ x, y }) => ({ left: x - 70, right: x + 70, top: y - 80, bottom: y + 30 });
const clamp = (lat) => Math.max(-90, Math.min(90, lat)).toFixed(4);
const clamp180 = (lon) => Math.max(-180, Math.min(180, lon)).toFixed(4);
const span = (spare) => Math.max(CELL[0], Math.min(CELL[1], spare));
const keyOf = ({ name, lat, lon }) => `${name}/${lat}/${lon}`;
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
