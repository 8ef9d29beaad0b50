"""Runner models where a recording was made, paying for each answer once."""

__all__ = [
    "answer_parser",
    "commands",
    "completion",
    "errors",
    "evaluation",
    "journal",
    "layout",
    "lines",
    "options",
    "plan",
    "question",
    "report",
    "runner",
]
