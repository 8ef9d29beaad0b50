"""`python -m leaderboard evaluate --scenes`: asks a model about scenes around the head."""

import argparse
import asyncio
import sys
from functools import partial

from game import exit_codes
from game.scenes.scene_loading import load_scene_pack
from game.settings import Settings
from leaderboard.evaluation.errors import EvaluationError


def evaluate_scenes(arguments: argparse.Namespace) -> int:
    """Run the command, with the options of `leaderboard.evaluation.commands`; returns its exit code."""
    # Other commands need no API client.
    from leaderboard.evaluation import report
    from leaderboard.evaluation.baseline_models import is_baseline
    from leaderboard.evaluation.plan import Plan
    from leaderboard.evaluation.prompt import read_prompt
    from leaderboard.spatial import scene_report
    from leaderboard.spatial.answer_files import AnswerFiles
    from leaderboard.spatial.item_prompt import PROMPT, fixed_words
    from leaderboard.spatial.scene_evaluation import ScenePlan, evaluate_pack

    if is_baseline(arguments.model):
        raise EvaluationError(
            f"--model {arguments.model} answers with places on Earth. Chance around the head needs no "
            "answers: score-spatial prints it beside every figure."
        )
    settings = Settings.from_env()
    pack = load_scene_pack(arguments.scenes, settings.state, settings.hub_token)
    if pack is None:
        raise EvaluationError("--scenes off names no pack: give a pack's name or folder.")
    prompt = read_prompt(arguments.prompt) if arguments.prompt else PROMPT
    files = AnswerFiles.of(arguments.out, pack.name, arguments.model)
    plan = Plan.from_arguments(
        arguments,
        model=arguments.model,
        file=files.binaural,
        prompt=fixed_words(prompt),
        sound_format=arguments.format,
        cut_seconds=arguments.cut,
    )
    scenes = ScenePlan(plan, pack, files, prompt, arguments.unscored)
    try:
        result = evaluate_pack(scenes, partial(report.progress, unit="answers"))
    except asyncio.CancelledError:
        print(report.STOPPED, file=sys.stderr)
        return exit_codes.INTERRUPTED
    for line in scene_report.summary(result, arguments.scenes):
        print(line)
    return exit_codes.INCOMPLETE if result.left else 0
