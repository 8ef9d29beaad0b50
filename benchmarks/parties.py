"""How soon every member of many rooms hears of what one of them does, on one server."""

import json
import subprocess
import sys
from dataclasses import asdict

from benchmarks.figures import Figure, Target
from benchmarks.guests import PartyOutcome, PartyPlan
from benchmarks.servers import GAME, serving, settle
from game.project_files import ROOT

ROOMS, PEOPLE = 20, 50
WITHIN_MS = 100.0
MARGIN_SECONDS = 300.0


def measure(quick: bool) -> list[Figure]:
    """Play a match in every room at the same time; members guess within 10 seconds of one another."""
    rooms, people, rounds = (2, 5, 1) if quick else (ROOMS, PEOPLE, 3)
    crowd = str(rooms * people)
    with serving(GAME, EARWITNESS_LEADERBOARD="off", EARWITNESS_PLAYERS_PER_ADDRESS=crowd) as game:
        settle(game)
        found = _run(PartyPlan(game.port, game.pid, rooms, people, rounds, 1.0 if quick else 10.0))
        memory = game.memory_bytes() / 1e6
    where = f"{rooms} parties of {people}"
    events = [
        Figure(f"{event} heard by all, p95, {where}", "ms", p95)
        for event, p95 in sorted(found.p95_ms.items())
        if event != "all"
    ]
    return [
        Figure(f"any event heard, p95, {where}", "ms", found.p95_ms["all"], None, Target(WITHIN_MS)),
        Figure(f"any event heard, p50, {where}", "ms", found.p50_ms),
        Figure(f"any event heard, worst, {where}", "ms", found.worst_ms),
        *events,
        Figure(f"messages, {where}", "", found.events),
        Figure(f"server CPU, {where}", "cores", found.busy),
        Figure(f"server memory, {where}", "MB", memory),
    ]


def _run(plan: PartyPlan) -> PartyOutcome:
    command = [sys.executable, "-m", "benchmarks.guests", json.dumps(asdict(plan))]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, timeout=MARGIN_SECONDS)
    return PartyOutcome(**json.loads(done.stdout))
