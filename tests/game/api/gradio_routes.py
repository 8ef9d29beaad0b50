"""Prints each method and path that Gradio's own application knows; run apart, for it leaves loops behind."""

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
    """The route itself, or those of a router that FastAPI keeps whole."""
    return list(route.effective_route_contexts()) if hasattr(route, "effective_route_contexts") else [route]


if __name__ == "__main__":
    print(json.dumps(routes()))
