"""The reporting checklist for human baselines by Wei et al. (2025), answered for one study."""

from functools import cache

from leaderboard.study.checklist import analysis, design, documentation, execution, paper, recruitment
from leaderboard.study.checklist.item import Item
from leaderboard.study.study_figures import StudyFigures

SECTIONS = {
    "0": ("Paper", paper),
    "1": ("Design", design),
    "2": ("Recruitment", recruitment),
    "3": ("Execution", execution),
    "4": ("Analysis", analysis),
    "5": ("Documentation", documentation),
}


@cache
def checklist(figures: StudyFigures) -> tuple[Item, ...]:
    """Every item of the checklist in order, answered, or open for the author."""
    return tuple(item for _, section in SECTIONS.values() for item in section.items(figures))
