// Phones: one legend for all charts, which stays in sight while they scroll by.

import { legend } from "./chart-legend.js";
import { make } from "../shared/dom.js";
import { text } from "../shared/texts.js";

/**
 * @import { Trace } from "./types.d.ts"
 * @import { LegendState } from "./chart-legend.js"
 */

export class SharedLegend {
  /** @type {Map<string, Trace>} with line and marker, as far as charts draw them, by name */
  traces = new Map();
  drawn = ""; // JSON of what the legend was built from
  /** @type {LegendState} */
  state;

  /** @param {Omit<LegendState, "expanded">} state what is shown, as the charts have it */
  constructor(state) {
    this.state = { expanded: false, ...state };
    this.element = make("div", { class: "ew-board-shared", hidden: true });
  }

  /** Adds what a chart names to the legend. @param {Trace[]} traces */
  add(traces) {
    for (const { name = "", mode = "", line, marker, visible } of traces) {
      const known = this.traces.get(name);
      const modes = [known?.mode, mode].filter(Boolean).join("+");
      this.traces.set(name, { name, visible, mode: modes, line: mode.includes("lines") ? line : known?.line, marker: mode.includes("markers") ? marker : known?.marker });
    }
    const all = [...this.traces.values()];
    const drawn = JSON.stringify(all.map(({ name, line, marker }) => [name, line, marker]));
    if (drawn !== this.drawn) this.element.replaceChildren(legend(all, text("board.figure.all"), this.state));
    this.drawn = drawn;
    this.element.hidden = !all.length;
    this.state.refresh?.();
  }
}
