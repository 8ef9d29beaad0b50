// Evaluated in the page: where things lie and how large they are, in CSS px.
(wanted) => {
  const TARGETS = "a[href], button, input, summary, [role=slider], [role=tab], [role=option], .leaflet-marker-draggable";
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  };
  const nameOf = (element) =>
    `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${(element.ariaLabel || element.textContent).trim().slice(0, 40)}”`;
  const clipped = (element) => {
    for (let e = element; e; e = e.parentElement) if (getComputedStyle(e).clipPath === "inset(50%)") return true;
    return false;
  };
  const shown = (element) => {
    const { width, height } = box(element);
    const seen = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return seen && width > 0 && height > 0 && !clipped(element);
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const meets = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  const within = (a) => a.left >= 0 && a.top >= 0 && a.right <= innerWidth && a.bottom <= innerHeight;
  const at = (x, y) => document.elementFromPoint(x, y);

  const reached = (element) => {
    const { left, top, width, height } = box(element);
    return within(box(element)) && element.contains(at(left + width / 2, top + height / 2));
  };

  const scrolling = (way) => {
    const [inside, outside] = way === "x" ? ["scrollWidth", "clientWidth"] : ["scrollHeight", "clientHeight"];
    const overflow = way === "x" ? "overflowX" : "overflowY";
    return [...document.querySelectorAll("*")]
      .filter((element) => shown(element) && element[inside] > element[outside] + 1)
      .filter((e) => e === document.scrollingElement || /auto|scroll/.test(getComputedStyle(e)[overflow]))
      .map(nameOf);
  };

  const inSentence = (element) =>
    getComputedStyle(element).display === "inline" && element.parentElement.textContent.trim() !== element.textContent.trim();

  const words = () => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const element = walker.currentNode.parentElement;
      if (!walker.currentNode.data.trim() || element.closest("script, style, template") || !shown(element)) continue;
      const turned = element.ownerSVGElement?.getScreenCTM();
      const drawn = turned ? Math.hypot(turned.a, turned.b) : 1;
      found.push([nameOf(element), parseFloat(getComputedStyle(element).fontSize) * drawn, [...element.classList]]);
    }
    return found;
  };

  const covers = () => all(".ew-card, .ew-tool, .ew-note, #ew-tabs > .tab-wrapper").map(box);
  const pin = (kind) => {
    const place = all(`.ew-map .ew-pin-${kind} .ew-pin-fill`).map(box)[0];
    return place && { inside: within(place), covered: covers().some((cover) => meets(place, cover)) };
  };

  const free = () => {
    const spots = [];
    const step = Math.max(40, innerWidth / 16);
    for (let y = 60; y < innerHeight - 10; y += step)
      for (let x = 30; x < innerWidth - 30; x += step) {
        const corners = [[x, y], [x - 25, y], [x + 25, y], [x, y - 30], [x, y + 8]];
        if (corners.every(([x, y]) => at(x, y)?.closest(".ew-map"))) spots.push([x, y]);
      }
    return spots;
  };

  const primary = () => {
    const button = document.querySelector(".ew-primary");
    return Boolean(button && shown(button) && reached(button));
  };

  const targets = () =>
    all(TARGETS)
      .filter((element) => !inSentence(element))
      .map((element) => [nameOf(element), box(element).width, box(element).height]);

  const scrolls = () => ({ x: scrolling("x"), y: scrolling("y") });
  const names = () => all(".ew-map .ew-tag").map((tag) => within(box(tag)));
  const pins = () => ({ guess: pin("guess"), truth: pin("truth"), names: names() });

  const measures = { scrolls, primary, targets, words, pins, free };
  return Object.fromEntries(wanted.map((name) => [name, measures[name]()]));
};
