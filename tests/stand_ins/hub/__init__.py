"""A stand-in for the Hugging Face Hub: a real HTTP server with real bytes, told when and how to fail.

It speaks the calls that `huggingface_hub` makes about dataset repositories when Xet is turned off. It was
written from the client library's own code, and tests/stand_ins/test_hub.py holds it to that code. Start it
by the fixture `hub`, or by hand: `python -m tests.stand_ins.hub --port 8000 --state DIR`.
"""
