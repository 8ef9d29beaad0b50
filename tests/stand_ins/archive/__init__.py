"""A stand-in for the Internet Archive and for GitHub's raw files: a real HTTP server that fails on command.

It answers the calls that fetching makes: the Archive's `/download/`, which redirects to another host, its
`/metadata/` and its search, and a repository's files as GitHub serves them. The fixture `archive` starts
it; by hand:
`python -m tests.stand_ins.archive --port 8000 --node-port 8001 --state DIR`.
"""
