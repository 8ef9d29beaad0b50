"""A stand-in for the Hugging Face Hub: a real HTTP server with real files that fails on command.

It answers the calls that `huggingface_hub` makes for dataset repositories with Xet turned off. It follows
the client library's code, and tests/stand_ins/test_hub.py checks it against that library. The fixture `hub`
starts it; by hand: `python -m tests.stand_ins.hub --port 8000 --state DIR`.
"""
