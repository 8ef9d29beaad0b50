"""Exit codes that several commands share."""

INCOMPLETE = 3  # the command ran to its end, and some of the work could not be done
INTERRUPTED = 130  # as shells report Ctrl-C
