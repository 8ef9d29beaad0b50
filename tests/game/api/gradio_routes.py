"""Prints each method and path of Gradio's application. Call it in a process: it leaves event loops open."""

import json
from typing import Any

import gradio as gr
from fastapi import FastAPI


def routes() -> list[tuple[str, str]]:
    with gr.Blocks(analytics_enabled=False) as page:
        gr.HTML("")
    app = gr.mount_gradio_app(FastAPI(), page, path="/", ssr_mode=False)
    mounted: Any = next(route for route in app.routes if getattr(route, "path", None) == "")
    found = [one for route in mounted.app.routes for one in inside(route)]
    return sorted({(method, one.path) for one in found for method in one.methods})


def inside(route: Any) -> list[Any]:
    """The route itself, or the routes of a router that FastAPI keeps as one."""
    return list(route.effective_route_contexts()) if hasattr(route, "effective_route_contexts") else [route]


def main() -> None:
    print(json.dumps(routes()))
