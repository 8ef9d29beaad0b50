"""What a screen reader says: the accessibility tree in its order, and what live regions announce."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from playwright.sync_api import Page

Node = dict[str, Any]
MOST_TRIES = 20  # to read an element that is drawn anew meanwhile
# Elements that are read by their name, which holds the words inside them.
NAMED = {
    "button",
    "link",
    "heading",
    "option",
    "tab",
    "radio",
    "checkbox",
    "switch",
    "slider",
    "combobox",
    "textbox",
}
NAMED |= {"DisclosureTriangle", "cell", "columnheader", "rowheader", "image", "status", "alert"}
# Elements that are told when the reader enters them.
ENTERED = {
    "region",
    "group",
    "list",
    "listbox",
    "search",
    "application",
    "navigation",
    "tablist",
    "table",
    "dialog",
}
LINES = {"paragraph", "listitem"}  # their words are read in one go
STATES = ("checked", "pressed", "expanded", "selected", "disabled")
# Notes every sentence that is put into a live region.
LISTEN = """
window.announced = [];
new MutationObserver((changes) => {
  for (const { target } of changes) {
    const element = target.closest ? target : target.parentElement;
    const said = element?.closest("[aria-live], [role=status], [role=alert]")?.textContent.trim();
    if (said && said !== window.announced.at(-1)) window.announced.push(said);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""


class ScreenReader:
    """Reads a page that is opened after this was made."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.add_init_script(LISTEN)

    def announced(self) -> list[str]:
        """The sentences announced since the last call."""
        said: list[str] = self.page.evaluate("window.announced.splice(0)")
        return said

    def focused(self) -> str:
        """The element that has the focus, as it is told."""
        nodes = self._nodes()
        focused = [node for node in nodes.values() if _property(node, "focused") and not node["ignored"]]
        return _told(focused[-1]) if focused else ""

    def reads(self, selector: str) -> list[str]:
        """What is read of an element, from its beginning to its end."""
        for _ in range(MOST_TRIES):
            element, nodes = self._backend_id(selector), self._nodes()
            top = next((node for node in nodes.values() if node.get("backendDOMNodeId") == element), None)
            if top is not None:
                return list(_without_labels(filter(None, _lines(top, nodes))))
        raise AssertionError(f"nothing is read of {selector}")

    def _backend_id(self, selector: str) -> int:
        """The element as the accessibility tree names it; it may be drawn anew in the next moment."""
        session = self.page.context.new_cdp_session(self.page)
        query = f"document.querySelector({json.dumps(selector)})"
        found = session.send("Runtime.evaluate", {"expression": query})["result"]
        node = session.send("DOM.describeNode", {"objectId": found["objectId"]})["node"]
        session.detach()
        return int(node["backendNodeId"])

    def _nodes(self) -> dict[str, Node]:
        session = self.page.context.new_cdp_session(self.page)
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        session.detach()
        return {node["nodeId"]: node for node in nodes}


def _lines(node: Node, nodes: dict[str, Node]) -> Iterator[str]:
    role = _value(node, "role")
    if not node["ignored"]:
        if role in NAMED:
            if _value(node, "name") or role not in ("status", "alert"):
                yield _told(node)
            return
        if role == "StaticText":
            yield _value(node, "name")
            return
        if role in LINES and not any(_value(each, "role") in NAMED for each in _below(node, nodes)):
            texts = (each for each in _below(node, nodes) if _value(each, "role") == "StaticText")
            between = "" if role == "paragraph" else " "
            yield " ".join(between.join(_value(each, "name", strip=False) for each in texts).split())
            return
        if role in ENTERED:
            yield _told(node)
    for child in _children(node, nodes):
        yield from _lines(child, nodes)


def _without_labels(lines: Iterable[str]) -> Iterator[str]:
    """The lines without labels that follow what they name, which readers leave out."""
    before = ""
    for line in lines:
        if not re.fullmatch(rf"\[(checkbox|radio|switch|group)\] {re.escape(line)}(, .*)?", before):
            yield line
        before = line


def _told(node: Node) -> str:
    level = _property(node, "level")
    role = _value(node, "role").lower() + (f" {level}" if _value(node, "role") == "heading" else "")
    states = [state for state in STATES if _property(node, state) not in (None, "", False, "false")]
    parts = (_value(node, "name"), _value(node, "value"), *states, _value(node, "description"))
    return f"[{role}] " + ", ".join(filter(None, parts))


def _children(node: Node, nodes: dict[str, Node]) -> list[Node]:
    return [nodes[child] for child in node.get("childIds", []) if child in nodes]


def _below(node: Node, nodes: dict[str, Node]) -> Iterator[Node]:
    for child in _children(node, nodes):
        yield child
        yield from _below(child, nodes)


def _value(node: Node, name: str, *, strip: bool = True) -> str:
    text = str(node.get(name, {}).get("value", ""))
    return " ".join(text.split()) if strip else text


def _property(node: Node, name: str) -> Any:
    return next(
        (each["value"].get("value") for each in node.get("properties", []) if each["name"] == name), None
    )
