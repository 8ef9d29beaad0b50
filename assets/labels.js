// Names on the map: more of them as it comes nearer, never two on top of each other.

const FIRST_ZOOM = 3;
const PAUSE = 250; // ms after the map came to rest
const HEIGHTS = [15, 14, 13, 12]; // px, by rank

const pen = document.createElement("canvas").getContext("2d");

/** Asks for place names around the middle of a `GuessMap` and writes those that find room. */
export class Labels {
  /** @param {import("./map.js").GuessMap} world @param {(path: string) => Promise<any>} get */
  constructor(world, get) {
    this.world = world;
    this.get = get;
    this.known = new Map();
    this.asked = new Map();
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
    await this.ask(map.getCenter().wrap(), Math.floor(map.getZoom()));
    this.write();
  }

  /** One question for each cell of about a window's width, at each zoom. */
  async ask({ lat, lng }, zoom) {
    const cell = 180 / 2 ** zoom;
    const [row, column] = [Math.round(lat / cell), Math.round(lng / cell)];
    const key = `${zoom}/${row}/${column}`;
    if (this.asked.has(key)) return;
    this.asked.set(key, true);
    const query = new URLSearchParams({ lat: clamp(row * cell), lon: clamp180(column * cell), zoom });
    try {
      const { places } = await this.get(`/api/places?${query}`);
      for (const place of places) this.learn(place, zoom);
    } catch {
      this.asked.delete(key); // names are a comfort: the next move asks again
    }
  }

  learn(place, zoom) {
    const key = `${place.name}/${place.lat}/${place.lon}`;
    const known = this.known.get(key);
    if (!known || known.zoom > zoom) this.known.set(key, { ...place, zoom });
  }

  write() {
    const { map, L } = this.world;
    this.layer.clearLayers();
    const zoom = map.getZoom();
    if (zoom < FIRST_ZOOM) return;
    const size = map.getSize();
    const taken = this.world.marks.map((mark) => around(map.latLngToContainerPoint(mark)));
    const shown = [...this.known.values()].filter((place) => place.zoom <= zoom);
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
const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
