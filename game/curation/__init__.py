"""Which recordings are worth playing, by the rules that AGL1K was made with."""
