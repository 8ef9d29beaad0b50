"""A stand-in for the Internet Archive and for GitHub's raw files: a real HTTP server, told when to fail.

It speaks the calls that fetching makes: the Archive's `/download/`, which redirects to another host, its
`/metadata/` and its list of what a query finds, and a repository's files as GitHub gives them out. Start it
by the fixture `archive`, or by hand:
`python -m tests.stand_ins.archive --port 8000 --node-port 8001 --state DIR`.
"""
