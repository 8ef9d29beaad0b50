"""Asking models about recordings, paying for each answer once."""

__all__ = [
    "answer_lines",
    "answer_parser",
    "answer_paths",
    "baseline_models",
    "commands",
    "completion",
    "errors",
    "evaluation",
    "journal",
    "json_in_text",
    "options",
    "plan",
    "prompt",
    "question",
    "report",
    "runner",
    "thoughts",
]
