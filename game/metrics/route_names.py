"""The names of routes: a request's path as the template that it fits, so that no path becomes a label."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

UNKNOWN = "unknown"
OTHER_METHOD = "other"
# Of Gradio, those that the gateway lets through.
PAGE = (
    *("/", "/config", "/theme.css", "/favicon.ico", "/robots.txt"),
    *("/assets/{file:path}", "/static/{file:path}"),
)


@dataclass(eq=False, slots=True)
class RouteName:
    """A route's template, and the methods that it is asked by."""

    template: str
    methods: set[str] = field(default_factory=set)

    def method(self, sent: str) -> str:
        """A request's method as a label."""
        return sent if sent in self.methods else OTHER_METHOD


class RouteNames:
    """Finds the template that a path fits.

    Parameters
    ----------
    routes : iterable of BaseRoute
        Of the application.
    not_found : type
        Applications mounted to answer that nothing is there.
    """

    def __init__(self, routes: Iterable[BaseRoute], not_found: type | tuple[type, ...] = ()) -> None:
        self.unknown = RouteName(UNKNOWN)
        self._root = _Node()
        for template, methods in _templates(routes, not_found):
            self._add(template, methods)

    def of(self, path: str) -> RouteName:
        """The route of a path; `unknown` for one that fits none."""
        return _find(self._root, path.split("/")[1:]) or self.unknown

    def _add(self, template: str, methods: set[str]) -> None:
        node = self._root
        parts = template.split("/")[1:]
        for part in parts:
            if part.endswith(":path}"):
                node.rest = node.rest or RouteName(template.replace(":path", ""))
                node.rest.methods |= methods
                return
            node = node.below("{}" if part.startswith("{") else part)
        node.name = node.name or RouteName(template)
        node.name.methods |= methods


@dataclass(eq=False, slots=True)
class _Node:
    """A place in the tree of templates.

    Attributes
    ----------
    name : RouteName or None
        Of the template that ends here.
    rest : RouteName or None
        Of the template that takes whatever follows.
    """

    children: dict[str, "_Node"] = field(default_factory=dict)
    name: RouteName | None = None
    rest: RouteName | None = None

    def below(self, part: str) -> "_Node":
        return self.children.setdefault(part, _Node())


def _find(node: _Node, parts: list[str]) -> RouteName | None:
    if not parts:
        return node.name
    rest = parts[1:]
    for key in (parts[0], "{}"):
        if (child := node.children.get(key)) and (found := _find(child, rest)):
            return found
    return node.rest


def _templates(
    routes: Iterable[BaseRoute], not_found: type | tuple[type, ...]
) -> Iterator[tuple[str, set[str]]]:
    read = {"GET", "HEAD"}
    for template in PAGE:
        yield template, read
    for route in routes:
        if isinstance(route, Route):
            methods = set(route.methods or ())
            yield route.path, methods | read if "GET" in methods else methods
        elif isinstance(route, WebSocketRoute):
            yield route.path, {"GET"}
        elif isinstance(route, Mount) and route.path and not isinstance(route.app, not_found):
            yield f"{route.path}/{{file:path}}", read
