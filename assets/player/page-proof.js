// The proof that a new player comes through the page: a number whose hash with the server's challenge begins with zeros.
// crypto.subtle is missing where the page is served over http:// in a local network, and slow for many short texts.

const CHUNK = 1000; // hashes between two pauses, so that the page stays responsive
const ROTATIONS = [2, 13, 22, 6, 11, 25, 7, 18, 3, 17, 19, 10];

/** @param {number} count @returns {number[]} the first prime numbers */
function primes(count) {
  const found = [2];
  for (let n = 3; found.length < count; n += 2) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

/** @param {number} value @returns {number} the first 32 bits behind the point */
const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) | 0;

const START = Int32Array.from(primes(8), (prime) => fraction(Math.sqrt(prime)));
const CONSTANTS = Int32Array.from(primes(64), (prime) => fraction(Math.cbrt(prime)));

/** @param {number} word @param {number} bits @returns {number} */
const rotate = (word, bits) => (word >>> bits) | (word << (32 - bits));

/** @param {string} ascii @returns {Int32Array} its words, padded as SHA-256 asks */
function padded(ascii) {
  const words = new Int32Array(Math.ceil((ascii.length + 9) / 64) * 16);
  for (let at = 0; at < ascii.length; at += 1) words[at >> 2] |= ascii.charCodeAt(at) << (24 - (at % 4) * 8);
  words[ascii.length >> 2] |= 0x80 << (24 - (ascii.length % 4) * 8);
  words[words.length - 1] = ascii.length * 8;
  return words;
}

/** @param {Int32Array} block 16 words @returns {Int32Array} 64 words */
function schedule(block) {
  const [, , , , , , a, b, c, d, e, f] = ROTATIONS;
  const words = new Int32Array(64);
  words.set(block);
  for (let at = 16; at < 64; at += 1) {
    const [early, late] = [words[at - 15], words[at - 2]];
    const first = rotate(early, a) ^ rotate(early, b) ^ (early >>> c);
    const second = rotate(late, d) ^ rotate(late, e) ^ (late >>> f);
    words[at] = words[at - 16] + first + words[at - 7] + second;
  }
  return words;
}

/** @param {Int32Array} state 8 words, which are updated @param {Int32Array} block 16 words */
function compress(state, block) {
  const [r, s, t, u, v, w] = ROTATIONS;
  const words = schedule(block);
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at += 1) {
    const first = (h + (rotate(e, u) ^ rotate(e, v) ^ rotate(e, w)) + ((e & f) ^ (~e & g)) + CONSTANTS[at] + words[at]) | 0;
    const second = ((rotate(a, r) ^ rotate(a, s) ^ rotate(a, t)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] += word));
}

/** @param {string} ascii @returns {Int32Array} the 8 words of its SHA-256 */
export function sha256(ascii) {
  const words = padded(ascii);
  const state = START.slice();
  for (let at = 0; at < words.length; at += 16) compress(state, words.subarray(at, at + 16));
  return state;
}

/** @param {string} challenge @param {number} bits zero bits that its hash has to begin with @returns {Promise<number>} */
export async function solve(challenge, bits) {
  for (let answer = 0; ; answer += 1) {
    if (sha256(`${challenge}:${answer}`)[0] >>> (32 - bits) === 0) return answer;
    if (answer % CHUNK === CHUNK - 1) await new Promise((resolve) => setTimeout(resolve));
  }
}

/**
 * A fresh proof; the server takes each once.
 * @param {import("../shared/api.js").Api} api @returns {Promise<{challenge: string, answer: number}>}
 */
export async function pageProof(api) {
  /** @type {{challenge: string, zero_bits: number}} */
  const { challenge, zero_bits } = await api.get("/api/players/challenge");
  return { challenge, answer: await solve(challenge, zero_bits) };
}
