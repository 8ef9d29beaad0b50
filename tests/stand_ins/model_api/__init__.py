"""A stand-in for an audio language model behind OpenAI's chat API: real HTTP, failing on command.

It takes what the `openai` client sends to `/v1/chat/completions`, checks key, model and sound like a server,
and counts paid answers for each sound, whether or not they arrive. The fixture `oracle` starts it; by hand:
 `python -m tests.stand_ins.model_api --port 8001`.
"""
