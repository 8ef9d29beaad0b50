"""A stand-in for an audio language model behind OpenAI's chat API: real HTTP, told what to say, how to fail.

It takes what the `openai` client sends to `/v1/chat/completions`, checks key, model and sound as a server
would, and counts for which sound it has been paid: what it answered, whether or not the answer arrived.
Start it by the fixture `oracle`, or by hand: `python -m tests.stand_ins.model_api --port 8001`.
"""
