"""The page: Gradio Blocks with the game in its first tab."""

from game.page.blocks import ExtraTab, build_page
from game.page.config import Coming, PageConfig
from game.page.head import EarlyHead
from game.page.theme import mount_options

__all__ = ["Coming", "EarlyHead", "ExtraTab", "PageConfig", "build_page", "mount_options"]
