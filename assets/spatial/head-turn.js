// The head-turn track: sound as first-order Ambisonics, turned against the listener's head while it plays.

import { address } from "../shared/address.js";
import { radians, STEEPEST, wrap } from "./directions.js";

/**
 * @typedef {object} Renderer of omnitone, as far as it is used here
 * @property {AudioNode} input @property {AudioNode} output
 * @property {() => Promise<void>} initialize
 * @property {(rotation: Float32Array) => void} setRotationMatrix3 column-major
 */
/** @typedef {{createFOARenderer: (context: AudioContext) => Renderer, createBufferList: (context: AudioContext, urls: string[]) => Promise<AudioBuffer[]>, mergeBufferListByChannel: (context: AudioContext, buffers: AudioBuffer[]) => AudioBuffer}} Omnitone */

const LIBRARY = "./earwitness/libraries/omnitone.js"; // served by us, never by anybody else

/** @returns {Promise<Omnitone>} */
async function loadOmnitone() {
  const { default: omnitone } = await import(new URL(LIBRARY, document.baseURI).href);
  return omnitone;
}

/**
 * The rotation that omnitone expects for a head turned to the left by `azimuth` and raised by `elevation`.
 * In its axes x is to the right, y up and z backwards; the sound field turns against the head.
 * @param {number} azimuth degrees @param {number} elevation degrees @returns {Float32Array} 3 x 3, column-major
 */
export function rotationOf(azimuth, elevation) {
  const [yaw, pitch] = [radians(azimuth), radians(elevation)];
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  // The head's orientation is Ry(yaw) Rx(pitch); its transpose turns the field.
  return new Float32Array([cy, sy * sp, sy * cp, 0, cp, -sp, -sy, cy * sp, cy * cp]);
}

/** Plays one scene, and turns it. */
export class TurnedSound {
  azimuth = 0;
  elevation = 0;
  turned = 0; // degrees in all, whichever way
  startedAt = 0; // of the context's clock
  /** @type {AudioBufferSourceNode | null} */
  source = null;

  /** @param {AudioContext} context @param {Renderer} renderer @param {AudioBuffer} buffer W, Y, Z, X */
  constructor(context, renderer, buffer) {
    this.context = context;
    this.renderer = renderer;
    this.buffer = buffer;
  }

  /** @param {string[]} files addresses of the pairs of channels WY and ZX @returns {Promise<TurnedSound>} */
  static async load(files) {
    const omnitone = await loadOmnitone();
    const context = new AudioContext();
    const renderer = omnitone.createFOARenderer(context);
    const [pairs] = await Promise.all([omnitone.createBufferList(context, files.map(address)), renderer.initialize()]);
    renderer.output.connect(context.destination);
    return new TurnedSound(context, renderer, omnitone.mergeBufferListByChannel(context, pairs));
  }

  get isPlaying() {
    return this.source !== null;
  }

  get duration() {
    return this.buffer.duration;
  }

  get time() {
    return this.source ? Math.min(this.duration, this.context.currentTime - this.startedAt) : 0;
  }

  /** Plays from the start. @param {() => void} onEnd called when it has ended by itself */
  async play(onEnd) {
    this.stop();
    await this.context.resume();
    const source = new AudioBufferSourceNode(this.context, { buffer: this.buffer });
    source.connect(this.renderer.input);
    source.addEventListener("ended", () => {
      if (this.source !== source) return;
      this.source = null;
      onEnd();
    });
    source.start();
    this.startedAt = this.context.currentTime;
    this.source = source;
  }

  stop() {
    const { source } = this;
    this.source = null;
    source?.stop();
  }

  /** @param {number} azimuth degrees, of the head, positive to the left @param {number} elevation degrees, positive up */
  face(azimuth, elevation) {
    const [before, raised] = [this.azimuth, this.elevation];
    this.azimuth = wrap(azimuth);
    this.elevation = Math.max(-STEEPEST, Math.min(STEEPEST, elevation));
    this.turned += Math.hypot(wrap(this.azimuth - before), this.elevation - raised);
    this.renderer.setRotationMatrix3(rotationOf(this.azimuth, this.elevation));
  }

  close() {
    this.stop();
    return this.context.close();
  }
}
