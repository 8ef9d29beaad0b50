"""A page that documents the HTTP API from its OpenAPI description, without scripts from other hosts."""

from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

_INTRODUCTION = (
    "JSON in, JSON out. A player's token travels as <code>X-Earwitness-Player: TOKEN</code> or "
    "<code>Authorization: Bearer TOKEN</code>; <code>POST /api/players</code> gives one. Errors are "
    "<code>application/problem+json</code> (RFC 9457) with a sentence in <code>detail</code>; 429 and "
    "503 carry <code>Retry-After</code>. The same as <a href='openapi.json'>OpenAPI</a>."
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color-scheme:light dark}code{font-size:.95em}h2{font-size:1.05rem;margin-top:2rem}"
    "td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}"
)


def add_page(app: FastAPI) -> None:
    """Serve the page at /api/docs."""

    @app.get("/api/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        return HTMLResponse(_page(app.openapi()))


def _page(description: dict[str, Any]) -> str:
    calls = [
        _call(method.upper(), path, call, description)
        for path, methods in description["paths"].items()
        for method, call in methods.items()
    ]
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Earwitness: HTTP API</title>"
        f"<meta name='viewport' content='width=device-width'><style>{_STYLE}</style>"
        f"<main><h1>Earwitness: HTTP API</h1><p>{_INTRODUCTION}</p>{''.join(calls)}</main></html>"
    )


def _call(method: str, path: str, call: dict[str, Any], description: dict[str, Any]) -> str:
    title = f"<h2><code>{method} {escape(path)}</code></h2><p>{escape(call.get('summary', ''))}.</p>"
    fields = [_field(p["name"], p["schema"], p.get("required", False)) for p in call.get("parameters", [])]
    for schema in _bodies(call, description):
        required = schema.get("required", [])
        fields += [_field(name, field, name in required) for name, field in schema["properties"].items()]
    return title + (f"<table><tr><th>field<th>type<th>{''.join(fields)}</table>" if fields else "")


def _bodies(call: dict[str, Any], description: dict[str, Any]) -> list[dict[str, Any]]:
    schema = call.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    parts = (schema, *schema.get("anyOf", []))
    named = [part["$ref"].rsplit("/", 1)[1] for part in parts if "$ref" in part]
    return [part for part in parts if "properties" in part] + [
        description["components"]["schemas"][name] for name in named
    ]


def _field(name: str, schema: dict[str, Any], required: bool) -> str:
    note = "required" if required else f"default {schema.get('default')}" if schema.get("default") else ""
    meaning = "; ".join(filter(None, (note, schema.get("description", ""))))
    return f"<tr><td><code>{escape(name)}</code><td>{escape(_type(schema))}<td>{escape(meaning)}"


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " | ".join(map(_type, schema["anyOf"]))
    if schema.get("type") == "array":
        return f"list of {_type(schema['items'])}"
    return str(schema.get("const", schema.get("type", "any")))
