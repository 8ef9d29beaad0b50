"""Logs of Inspect with its mock model: `python -m tests.builders.inspect_logs PACK OUT`.

A process of its own: Inspect leaves streams open, and puts its own logging in the place of pytest's.
"""

import sys
from pathlib import Path

import inspect_ai
from inspect_ai.log import write_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model

from game.project_files import ROOT
from tests.builders.model_replies import REPLIES, reply

CUT_OFF = reply()[:-3]


def main(pack: Path, out: Path) -> None:
    """Write `log.eval` and `log.json`, of two epochs, and `unscored.eval`, in which one sample has a score.

    The first epoch's replies are `REPLIES`, the second's Essaouira, but for one that was cut off.
    """
    outputs = [_output(said) for said in (*REPLIES, *[reply()] * (len(REPLIES) - 1))]
    (log,) = inspect_ai.eval(
        f"{ROOT / 'leaderboard' / 'evaluation' / 'inspect_task.py'}@agl1k",
        task_args={"clips": str(pack)},
        model=get_model("mockllm/model", custom_outputs=[*outputs, _output(CUT_OFF, cut_off=True)]),
        epochs=2,
        max_connections=1,
        log_dir=str(out),
        display="none",
    )
    assert log.status == "success" and log.samples, log.error
    Path(log.location).rename(out / "log.eval")
    write_eval_log(log, out / "log.json")
    for sample in log.samples[1:]:
        sample.scores = None
    write_eval_log(log, out / "unscored.eval")


def _output(said: str, cut_off: bool = False) -> ModelOutput:
    output = ModelOutput.from_content("mockllm/model", said, "max_tokens" if cut_off else "stop")
    # Without these, it would count tokens with a table from the network.
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    return output


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
