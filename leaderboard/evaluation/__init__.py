"""Runner models where a recording was made, paying for each answer once."""

__all__ = [
    "answer_lines",
    "answer_parser",
    "answer_paths",
    "commands",
    "completion",
    "errors",
    "evaluation",
    "journal",
    "json_in_text",
    "options",
    "plan",
    "question",
    "report",
    "runner",
    "thoughts",
]
