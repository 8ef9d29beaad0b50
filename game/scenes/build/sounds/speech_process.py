"""Speaks one text with eSpeak NG and writes the samples, 16 bits each, to standard output.

A program of its own: eSpeak NG keeps state between texts, and only the first of a process is always the same.

Run as ``python speech_process.py VOICE WORDS_A_MINUTE PITCH TEXT``.
"""

import ctypes
import sys

import espeakng_loader

SYNCHRONOUS = 2
UTF_8 = 1
RATE_PARAMETER, PITCH_PARAMETER = 1, 3
RECEIVER = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main(voice: str, words_a_minute: str, pitch: str, text: str) -> None:
    """Speak a text; the voice as eSpeak NG names it (``en-us+m3``), the pitch from 0 to 100."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    spoken = bytearray()

    def receive(samples: "ctypes._Pointer[ctypes.c_short]", number: int, events: int | None) -> int:
        if samples:
            spoken.extend(ctypes.string_at(samples, 2 * number))
        return 0

    receiver = RECEIVER(receive)
    library.espeak_SetSynthCallback(receiver)
    if rate != 22_050 or library.espeak_SetVoiceByName(voice.encode()):
        raise SystemExit(f"eSpeak NG lacks the voice {voice}, or speaks at {rate} samples a second")
    library.espeak_ng_SetRandSeed(ctypes.c_long(1))
    library.espeak_SetParameter(RATE_PARAMETER, int(words_a_minute), 0)
    library.espeak_SetParameter(PITCH_PARAMETER, int(pitch), 0)
    said = text.encode()
    library.espeak_Synth(said, len(said) + 1, 0, 1, 0, UTF_8, None, None)
    library.espeak_Synchronize()
    sys.stdout.buffer.write(spoken)


if __name__ == "__main__":
    main(*sys.argv[1:])
