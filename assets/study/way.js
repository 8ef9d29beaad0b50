// A participant's way: the API calls that find, open and answer its steps. Draws nothing.

import { ApiError, statusOf } from "../shared/api.js";
import { pageProof } from "../player/page-proof.js";

/**
 * @import { Api } from "../shared/api.js"
 * @import { Session } from "../shared/session.js"
 * @import { StudyConfig, StudyText, View, WayReply } from "./types.d.ts"
 */

/** @param {string[]} offered @param {readonly string[]} wanted @returns {string} the first offered language that is wanted, else the first */
export function chooseLanguage(offered, wanted) {
  const short = wanted.map((tag) => tag.toLowerCase().split("-")[0]);
  return short.map((tag) => offered.find((language) => language.toLowerCase().split("-")[0] === tag)).find(Boolean) ?? offered[0];
}

export class Way {
  /** @type {WayReply["progress"]} */
  progress;
  /** @type {StudyText | null} */
  text = null;

  /** @param {Api} api @param {Session} session @param {StudyConfig} config @param {URLSearchParams} link */
  constructor(api, session, config, link) {
    this.api = api;
    this.session = session;
    this.path = `/api/studies/${config.study}`;
    this.language = chooseLanguage(config.languages, [link.get("lang") ?? "", ...navigator.languages]);
    this.parameters = Object.fromEntries([...link].filter(([name]) => name !== "lang"));
    this.stepId = "consent";
  }

  /** @returns {Promise<View>} where this participant is; consent for somebody new */
  async open() {
    try {
      await this.read(this.language);
      return await this.follow(() => this.api.post(`${this.path}/participants`, { consent: null, language: this.language, parameters: this.parameters }));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { kind: "refused", sentence: error.detail };
    }
  }

  /** @param {string} language */
  async read(language) {
    this.text = await this.api.get(`${this.path}?${new URLSearchParams({ language })}`);
    this.language = language;
  }

  /** @returns {Promise<View>} */
  async agree() {
    try {
      return await this.join();
    } catch (error) {
      if (statusOf(error) !== 403) throw error;
      return this.join(); // the first proof may have expired while the server slept
    }
  }

  /** @returns {Promise<View>} */
  async join() {
    const { language, parameters, text } = this;
    const body = { consent: true, consent_version: text?.consent.version, language, parameters, client: "page" };
    const proof = await pageProof(this.api);
    return this.follow(() => this.api.post(`${this.path}/participants`, { ...body, proof }));
  }

  /** @returns {Promise<View>} */
  decline() {
    return this.follow(() => this.api.post(`${this.path}/participants`, { consent: false, language: this.language }));
  }

  /** Answers the open step. @param {object} [body] @returns {Promise<View>} the step that is open then */
  answer(body = {}) {
    return this.follow(() => this.api.post(`${this.path}/steps/${this.stepId}`, body));
  }

  /** @returns {Promise<View>} the open step */
  me() {
    return this.follow(() => this.api.get(`${this.path}/me`));
  }

  /** @param {() => Promise<WayReply>} call @returns {Promise<View>} the step of its reply; where another tab has gone on, the step open there */
  async follow(call) {
    try {
      return this.take(await call());
    } catch (error) {
      if (statusOf(error) === 401) return this.lose();
      const step = error instanceof ApiError ? error.problem?.step : null;
      if (!step) throw error;
      const view = await this.me();
      return { ...view, note: error instanceof ApiError ? error.detail : undefined };
    }
  }

  /** @param {WayReply} reply @returns {View} */
  take({ step, progress, player, language }) {
    if (player) this.session.token = player;
    if (progress) this.progress = progress;
    if (language) this.language = language;
    this.stepId = step.id;
    return step;
  }

  /** @returns {View} after the server has lost or deleted the participant */
  lose() {
    this.session.token = null;
    return { kind: "gone" };
  }
}
