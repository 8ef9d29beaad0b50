// Words and figures for people: nothing here touches the page.

const WHOLE = new Intl.NumberFormat("en");
const MILES_IN_A_KM = 0.621371;

/** @param {number} value @returns {string} e.g. "4,321" */
export const whole = (value) => WHOLE.format(Math.round(value));

/** @param {number} count @param {string} noun @returns {string} e.g. "3 rounds" */
export const counted = (count, noun) => `${whole(count)} ${noun}${Math.round(count) === 1 ? "" : "s"}`;

/** @param {number} seconds @returns {string} e.g. "1:05" */
export function clock(seconds) {
  const left = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** @param {number} distance in km @returns {string} e.g. "512 km", "3.4 km", "120 m" */
export function kilometres(distance) {
  if (distance < 1) return `${Math.round(distance * 1000)} m`;
  return distance < 10 ? `${distance.toFixed(1)} km` : `${whole(distance)} km`;
}

/** @param {number} distance in km @returns {string} e.g. "318 miles" */
export function miles(distance) {
  const far = distance * MILES_IN_A_KM;
  return far < 10 ? `${far.toFixed(1)} miles` : `${whole(far)} miles`;
}

/** @param {number} lat @param {number} lon @returns {string} e.g. "12.3° north, 4.0° west" */
export function coordinates(lat, lon) {
  const northing = `${Math.abs(lat).toFixed(1)}° ${lat < 0 ? "south" : "north"}`;
  return `${northing}, ${Math.abs(lon).toFixed(1)}° ${lon < 0 ? "west" : "east"}`;
}

/** @param {{city?: string, country?: string, lat: number, lon: number}} place @returns {string} */
export function placeName(place) {
  const name = [place.city, place.country].filter(Boolean).join(", ");
  return name || coordinates(place.lat, place.lon);
}

/**
 * Packs hold HTML in their texts; a reader gets the words alone.
 * @param {string | null | undefined} markup @returns {string}
 */
export function plain(markup) {
  if (!markup) return "";
  const spaced = String(markup).replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, " $&");
  const page = new DOMParser().parseFromString(spaced, "text/html");
  page.querySelectorAll("script, style, template").forEach((part) => part.remove());
  return (page.body.textContent || "").replace(/\s+/g, " ").trim();
}

/** @param {string | null | undefined} address @returns {string | null} an http(s) URL, or nothing */
export function webAddress(address) {
  try {
    const url = new URL(String(address));
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {number} geoscore @returns {string} a word for how good that is */
export function verdict(geoscore) {
  if (geoscore >= 4750) return "Spot on";
  if (geoscore >= 4000) return "Very close";
  if (geoscore >= 2500) return "Good ears";
  if (geoscore >= 1000) return "The right part of the world";
  return geoscore >= 10 ? "A long way off" : "The other side of the world";
}
