// Formats numbers, distances and places for display.

import { language, text } from "./texts.js";

export const MAX_SCORE = 5000; // of a round

const MILES_IN_A_KM = 0.621371;
const NEAR = 100; // km
const ENGLISH = "en"; // the language of the server's names of countries

/** @param {number} value @returns {string} e.g. "4,321" */
export const integer = (value) => decimal(Math.round(value), 0);

/** @param {number} value @param {number} digits after the decimal point @returns {string} e.g. "3.40" */
export const decimal = (value, digits) => formatOf("decimal", digits).format(value);

/** @param {number} fraction of 1 @param {number} digits @returns {string} e.g. "12.5%" */
export const percent = (fraction, digits) => formatOf("percent", digits).format(fraction);

/** @type {Map<string, Intl.NumberFormat>} cached: constructing a format is expensive */
const formats = new Map();

/** @param {"decimal" | "percent"} style @param {number} digits after the decimal point */
function formatOf(style, digits) {
  const key = `${language}${style}${digits}`;
  const format = formats.get(key) ?? new Intl.NumberFormat(language, { style, minimumFractionDigits: digits, maximumFractionDigits: digits });
  formats.set(key, format);
  return format;
}

/** @param {number} seconds @returns {string} e.g. "1:05" */
export function clock(seconds) {
  const total = Math.max(0, Math.floor(seconds || 0));
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
}

/** @param {string} day such as "2026-11-30", in UTC @param {boolean} [withYear] @returns {string} e.g. "30 November" */
export function dayName(day, withYear = false) {
  const year = withYear ? "numeric" : undefined;
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year, timeZone: "UTC" }).format(new Date(day));
}

/** @param {number} distance in km @returns {string} e.g. "512 km", "3.4 km", "120 m" */
export function kilometres(distance) {
  if (distance < 1) return text("unit.metres", { value: integer(distance * 1000) });
  return text("unit.kilometres", { value: decimal(distance, distance < 10 ? 1 : 0) });
}

/** @param {number} distance in km @returns {string} e.g. "318 miles" */
export function miles(distance) {
  const distanceMiles = distance * MILES_IN_A_KM;
  return text("unit.miles", { count: distanceMiles, value: decimal(distanceMiles, distanceMiles < 10 ? 1 : 0) });
}

/** @param {number} lat @param {number} lon @returns {string} e.g. "12.3° north, 4.0° west" */
export function coordinates(lat, lon) {
  const latitude = text(lat < 0 ? "place.south" : "place.north", { degrees: decimal(Math.abs(lat), 1) });
  return text("place.point", { latitude, longitude: text(lon < 0 ? "place.west" : "place.east", { degrees: decimal(Math.abs(lon), 1) }) });
}

/** @param {{city?: string, city_km?: number, country?: string, country_code?: string | null, lat: number, lon: number}} place @returns {string} */
export function placeName(place) {
  const { lat, lon } = place;
  const country = countryName(place.country_code, place.country);
  const city = place.city && cityName(place.city, place.city_km ?? 0);
  if (city && country) return text("place.city", { city, country });
  return city || country || coordinates(lat, lon);
}

/**
 * A country's name in the page's language.
 * @param {string | null | undefined} code ISO 3166-1 alpha-2 @param {string} [name] the server's, for want of another @returns {string}
 */
export const countryName = (code, name = "") => displayName("region", code, name);

/** @param {string} code ISO 639 @param {string} name the server's, for want of another @returns {string} a language's name in the page's language */
export const languageName = (code, name) => displayName("language", code, name);

/** @param {"region" | "language"} type @param {string | null | undefined} code @param {string} name @returns {string} */
function displayName(type, code, name) {
  if (!code || language === ENGLISH) return name;
  try {
    return new Intl.DisplayNames([language], { type, fallback: "none" }).of(code) ?? name;
  } catch {
    return name; // not a code
  }
}

/** @param {string} city @param {number} away km from it, 0 inside @returns {string} e.g. "near Cape Town" */
export function cityName(city, away) {
  if (!away) return city;
  return away < NEAR ? text("place.near", { city }) : text("place.away", { distance: kilometres(away), city });
}

/**
 * The text of a pack's field, which may hold HTML.
 * @param {string | null | undefined} markup @returns {string}
 */
export function plainText(markup) {
  if (!markup) return "";
  const spaced = String(markup).replace(/<(br|\/p|\/div|\/li)\b[^>]*>/gi, " $&");
  const parsed = new DOMParser().parseFromString(spaced, "text/html");
  parsed.querySelectorAll("script, style, template").forEach((part) => part.remove());
  return (parsed.body.textContent || "").replace(/\s+/g, " ").trim();
}

/** @param {string | null | undefined} address @returns {string | null} null unless it is an http(s) URL */
export function httpUrl(address) {
  try {
    const url = new URL(String(address));
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** @param {number} geoscore @returns {string} e.g. "Very close" */
export function verdict(geoscore) {
  if (geoscore >= 4750) return text("verdict.spot_on");
  if (geoscore >= 4000) return text("verdict.very_close");
  if (geoscore >= 2500) return text("verdict.good_ears");
  if (geoscore >= 1000) return text("verdict.right_part");
  return text(geoscore >= 10 ? "verdict.long_way" : "verdict.other_side");
}
