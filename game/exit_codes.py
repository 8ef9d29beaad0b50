"""Exit codes that several commands share."""

INCOMPLETE = 3  # the command ran to its end, and some of the work could not be done
REFUSED = 4  # the dataset is another host's, or a newer version's: starting would do harm
INTERRUPTED = 130  # as shells report Ctrl-C
