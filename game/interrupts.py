"""Ctrl-C that is never lost.

An interrupt can arrive while Python runs a callback out of which nothing can be raised: when it drops a weak
reference, say, as every import does. Python reports such an interrupt as ignored, and goes on.
"""

import signal
import sys
from threading import Timer, get_ident

_SOON_S = 0.05  # from the hook itself nothing can be raised either


def repeat_lost_interrupts() -> None:
    """From now on, raise an interrupt again that came where nothing can be raised; for the main thread."""
    report, main_thread = sys.unraisablehook, get_ident()

    def hook(lost: "sys.UnraisableHookArgs") -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            Timer(_SOON_S, signal.pthread_kill, (main_thread, signal.SIGINT)).start()
        else:
            report(lost)

    sys.unraisablehook = hook
