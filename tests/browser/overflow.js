// Evaluated in the page: swaps every text on screen for another language's, with the same values, and measures what no
// longer fits. `ewCatalogs` are the texts by language, of which the screen shows the first.
({ language, dir, isNew }) => {
  document.documentElement.dir = dir;
  document.documentElement.lang = language;
  const [shown] = Object.values(window.ewCatalogs);
  const to = window.ewCatalogs[language];
  const patternOf = (key, words) => {
    const names = [];
    const escaped = words.split(/\{(\w+)\}/).map((part, at) => (at % 2 ? (names.push(part), "(.+?)") : part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")));
    return { key, names, pattern: new RegExp(`^${escaped.join("")}$`), size: escaped.join("").length - 5 * names.length };
  };
  const patterns = (window.ewPatterns ??= Object.entries(shown)
    .flatMap(([key, entry]) => (typeof entry === "string" ? [[key, entry]] : Object.values(entry).map((one) => [key, one])))
    .filter(([, words]) => words.replace(/\{\w+\}/g, "").trim().length > 1)
    .map(([key, words]) => patternOf(key, words))
    .sort((one, other) => other.size - one.size));
  const find = (words) => {
    for (const { key, names, pattern } of patterns) {
      const match = words.match(pattern);
      if (match) return { key, values: Object.fromEntries(names.map((name, at) => [name, match[at + 1]])) };
    }
  };
  const findEach = (words) => {
    const parts = words.split(" · ").map((part) => find(part) ?? { words: part });
    if (parts.every(({ key }) => key)) return parts;
    const whole = find(words);
    if (whole) return [whole];
    return parts.some(({ key }) => key) ? parts : null;
  };
  const say = ({ key, values, words }) => {
    if (!key) return words;
    const entry = to[key];
    const template = typeof entry === "string" ? entry : (entry.few ?? entry.other);
    return template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  };
  const isSeen = (element) => {
    const { width, height } = (element.closest("select") ?? element).getBoundingClientRect();
    return width >= 2 && height >= 2; // others are for screen readers alone
  };
  const collect = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      const words = node.data.trim();
      const element = node.parentElement;
      if (!words || !(element.closest("select") ?? element).checkVisibility() || !isSeen(element)) continue;
      if (element.closest("script, style, .ew-home, .ew-labels, .ew-languages, .ew-tag")) continue; // tags of the map find their own room
      const parts = findEach(words);
      if (parts) found.push({ node, parts, original: node.data });
    }
    return found;
  };
  if (isNew) window.ewNodes = collect();
  for (const { node, parts, original } of window.ewNodes) node.data = to === shown ? original : parts.map(say).join(" · ");
  const holds = (element, { left, right, top, bottom }) => {
    const box = element.getBoundingClientRect();
    if (left < box.left - 1 || right > box.right + 1) return false;
    return !element.matches("button, a") || (top >= box.top - 1 && bottom <= box.bottom + 1);
  };
  const spills = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const text = range.getBoundingClientRect();
    if (text.left < -0.5 || text.right > innerWidth + 0.5) return "the window";
    for (let element = node.parentElement; element && !element.matches("body, .ew-map, .leaflet-pane"); element = element.parentElement) {
      if (["inline", "contents"].includes(getComputedStyle(element).display) || element.closest(".ew-bins > *")) continue; // a bar is narrower than its name
      if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflowX !== "visible" && element.clientWidth) return `cut by ${element.className}`;
      if (!holds(element, text)) return `outside ${element.className || element.tagName}`;
    }
  };
  const clipped = window.ewNodes
    .filter(({ node }) => node.isConnected && node.parentElement.localName !== "option")
    .map(({ node, parts }) => [spills(node), parts.map(({ key }) => key).filter(Boolean), node.data])
    .filter(([why]) => why)
    .map(([why, keys, words]) => `${keys}: ${words} (${why})`);
  const wide = document.scrollingElement.scrollWidth > innerWidth ? ["the page"] : [];
  const seen = window.ewNodes.filter(({ node }) => node.isConnected);
  if (seen.length < window.ewNodes.length / 2) throw new Error("the screen has been drawn anew");
  return { seen: seen.length, clipped: [...clipped, ...wide] };
}
