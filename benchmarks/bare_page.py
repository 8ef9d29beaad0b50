"""Baseline of start and first visit: a Gradio page with one line of text."""

import os

import gradio as gr
import uvicorn
from fastapi import FastAPI

LINE = "Nothing else is here."

if __name__ == "__main__":
    app = FastAPI()
    with gr.Blocks(analytics_enabled=False) as page:
        gr.HTML(f"<p id='bare'>{LINE}</p>")
    gr.mount_gradio_app(app, page, path="/", ssr_mode=False)
    uvicorn.run(app, host=os.environ["HOST"], port=int(os.environ["PORT"]), log_level="warning")
