// Swaps every text on screen for another language's, with the same values, and measures what no longer fits.
({ from, to, dir }) => {
  document.documentElement.dir = dir;
  const patterns = (window.ewPatterns ??= Object.entries(from)
    .flatMap(([key, entry]) => (typeof entry === "string" ? [[key, entry]] : Object.entries(entry).map(([, one]) => [key, one])))
    .filter(([, words]) => words.replace(/\{\w+\}/g, "").trim().length > 1)
    .map(([key, words]) => {
      const names = [];
      const escaped = words.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? (names.push(part), "(.+?)") : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
      return { key, names, pattern: new RegExp(`^${escaped.join("")}$`), size: words.length };
    })
    .sort((one, other) => other.size - one.size));
  const nodes = (window.ewNodes ??= (() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const words = node.data.trim();
      if (!words || !node.parentElement?.checkVisibility() || node.parentElement.closest("script, style, .ew-home, .ew-labels, .ew-languages")) continue;
      const { width, height } = node.parentElement.getBoundingClientRect();
      if (width < 2 || height < 2) continue; // for screen readers alone
      for (const { key, names, pattern } of patterns) {
        const match = words.match(pattern);
        if (!match) continue;
        found.push({ node, key, values: Object.fromEntries(names.map((name, at) => [name, match[at + 1]])) });
        break;
      }
    }
    return found;
  })());
  for (const { node, key, values } of nodes) {
    const entry = to[key];
    const words = typeof entry === "string" ? entry : (entry.few ?? entry.other);
    node.data = words.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  }
  const clipped = [];
  for (const { node, key } of nodes) {
    const box = document.createRange();
    box.selectNodeContents(node);
    const { left, right } = box.getBoundingClientRect();
    const holder = node.parentElement.closest("button, a, h1, h2, p, li, summary, header, dt, dd, label, span") ?? node.parentElement;
    const isCut = holder.scrollWidth > holder.clientWidth + 1 && getComputedStyle(holder).overflowX !== "visible" && holder.clientWidth;
    if (left < -0.5 || right > innerWidth + 0.5 || isCut) clipped.push(`${key}: ${node.data}`);
  }
  const wide = document.scrollingElement.scrollWidth > innerWidth ? ["the page"] : [];
  return { seen: nodes.length, clipped: [...clipped, ...wide] };
}
