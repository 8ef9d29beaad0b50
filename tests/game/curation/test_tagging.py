"""Tagging: a tiny model run by ONNX Runtime, on sounds with known content."""

import numpy as np
import pytest

from game.curation.audioset import five, read_labels, sounds_of
from game.curation.errors import CurationError
from game.curation.log_mel import MELS, RATE, log_mel
from game.curation.onnx_tagger import Model, OnnxTagger, identity
from game.curation.tagging import stretches, times_of
from tests.builders.sounds import noise, tone, write
from tests.builders.taggers import labels, loudness, pitch, rows

LOUD, QUIET = noise(10, 1, level=0.2), noise(10, 2, level=0.01)


def model(folder, file, *names, rate=8000, scores="logits"):
    return Model(file, labels(folder / "labels.csv", *names), rate, scores)


@pytest.mark.parametrize("shape", [["n"], [1, "n"], [80_000], ["batch", 80_000]])
def test_times_are_shares_of_the_recording(tmp_path, shape):
    tagger = OnnxTagger(
        model(tmp_path, loudness(tmp_path / "m.onnx", shape, [0.2, 0.001, 9]), "loud", "any", "no")
    )
    sound = write(tmp_path / "a.flac", np.vstack([LOUD, QUIET, LOUD[: 5 * 22_050]]))
    assert tagger.seconds == 10
    assert times_of(sound, tagger) == pytest.approx({"loud": 15 / 25, "any": 1.0})


def test_a_group_is_heard_when_one_of_its_labels_is(tmp_path):
    tagger = OnnxTagger(model(tmp_path, loudness(tmp_path / "m.onnx", ["n"], [0.2, 0.001]), "loud", "any"))
    sound = write(tmp_path / "a.flac", np.vstack([LOUD, QUIET]))
    groups = {"all": ["loud", "any"], "most": ["loud"]}
    assert times_of(sound, tagger, together=groups) == pytest.approx(
        {"loud": 0.5, "any": 1.0, "all": 1.0, "most": 0.5}
    )


def test_the_rest_at_the_end_counts_by_its_length_and_a_scrap_not_at_all(tmp_path):
    tagger = OnnxTagger(model(tmp_path, loudness(tmp_path / "m.onnx", ["n"], [0.2]), "loud"))
    rest = write(tmp_path / "rest.wav", np.vstack([QUIET, LOUD[: 2 * 22_050]]))
    scrap = write(tmp_path / "scrap.wav", np.vstack([QUIET, LOUD[: 22_050 // 2]]))
    short = write(tmp_path / "short.wav", LOUD[: 22_050 // 2])
    assert times_of(rest, tagger) == pytest.approx({"loud": 2 / 12})
    assert times_of(scrap, tagger) == {}
    assert times_of(short, tagger) == {"loud": 1.0}


def test_sound_reaches_the_tagger_at_its_rate_in_one_channel_and_full_length(tmp_path):
    class Ear:
        rate, seconds, labels = 16_000, 10.0, ("any",)

        def __call__(self, wave):
            raise AssertionError("nobody asks it for scores")

    left = tone(12, 440, 44_100)
    sound = write(tmp_path / "a.flac", np.hstack([left, 0 * left]), 44_100)
    first, rest = stretches(sound, Ear())
    assert (len(first.wave), len(rest.wave), first.seconds, rest.seconds) == (160_000, 160_000, 10, 2)
    heard = np.abs(np.fft.rfft(first.wave))
    assert np.argmax(heard) == 4400
    assert np.abs(first.wave[1000:-1000]).max() == pytest.approx(0.15, rel=0.02)
    assert not rest.wave[2 * 16_000 + 100 :].any()


@pytest.mark.parametrize("shape", [[1, 1, 128, "t"], ["b", 128, "t"], [1, 1, 128, 1000], [1, 128, 500]])
def test_a_model_of_pictures_is_given_efficientats(tmp_path, shape):
    low, high = 36, 98
    tagger = OnnxTagger(
        model(tmp_path, pitch(tmp_path / "m.onnx", shape, [low, high]), "low", "high", rate=RATE)
    )
    sound = write(tmp_path / "a.flac", np.vstack([tone(10, 1000, RATE), tone(10, 7800, RATE)]), RATE)
    assert tagger.seconds == (5 if 500 in shape else 10)
    assert times_of(sound, tagger) == pytest.approx({"low": 0.5, "high": 0.5})


def test_the_picture_has_a_tone_where_kaldis_mel_scale_has_it():
    """1000 Hz is 1000 mel, and 15 kHz 3505.4; the 129 steps between 0 and it are 27.17 wide."""
    picture = log_mel(tone(10, 1000, RATE)[:, 0].astype(np.float32))
    assert picture.shape == (MELS, 1000)
    assert (picture[:, 5:-5].argmax(axis=0) == round(1000 / 27.174) - 1).all()


def test_the_picture_of_silence_is_the_floor():
    picture = log_mel(np.zeros(RATE, np.float32))
    assert picture == pytest.approx((np.log(1e-5) + 4.5) / 5)


def test_probabilities_are_taken_as_they_are_and_logits_are_not_taken_for_them(tmp_path):
    file = loudness(tmp_path / "m.onnx", ["n"], [0.2])
    tagger = OnnxTagger(model(tmp_path, file, "loud", scores="probabilities"))
    with pytest.raises(CurationError, match=r"not probabilities.*--scores logits"):
        tagger(LOUD[:80_000, 0].astype(np.float32))


def test_several_rows_of_scores_are_averaged(tmp_path):
    two_a_row = model(tmp_path, rows(tmp_path / "m.onnx", 2), "one", "other", scores="probabilities")
    assert OnnxTagger(two_a_row)(np.array([0.2, 0.8, 0.4, 0.6], np.float32)) == pytest.approx([0.3, 0.7])


@pytest.mark.parametrize(
    ("shape", "thresholds", "rate", "message"),
    [
        (["n"], [0.1, 0.2], 8000, "for 1 labels"),
        ([1, 64, "t"], [0.1], RATE, "neither a wave nor 128 mels"),
        ([1, 128, "t"], [0.1], 8000, "mels, which are made at 32000"),
        ([2, 80_000], [0.1], 8000, "cannot be run on an input of shape"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_with_what_it_takes(
    tmp_path, shape, thresholds, rate, message
):
    file = loudness(tmp_path / "m.onnx", shape, thresholds)
    with pytest.raises(CurationError, match=message):
        OnnxTagger(model(tmp_path, file, "loud", rate=rate))(np.zeros(80_000, np.float32))


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "m.onnx").write_bytes(b"no model")
    with pytest.raises(CurationError, match=r"m\.onnx cannot be loaded"):
        OnnxTagger(model(tmp_path, tmp_path / "m.onnx", "loud"))
    with pytest.raises(CurationError, match=r"gone\.onnx"):
        OnnxTagger(model(tmp_path, tmp_path / "gone.onnx", "loud"))


def test_two_models_are_the_same_only_with_the_same_weights_labels_and_rate(tmp_path):
    file = loudness(tmp_path / "m.onnx", ["n"], [0.2])
    loud_model = model(tmp_path, file, "loud")
    same = identity(loud_model)
    assert identity(Model(file, loud_model.labels, 16_000)) != same
    labels(tmp_path / "labels.csv", "quiet")
    assert identity(loud_model) != same


def test_labels_are_read_in_audiosets_table(tmp_path):
    file = labels(tmp_path / "l.csv", "Speech", "Male_speech,_man_speaking", "Wind")
    assert read_labels(file) == ("Speech", "Male speech, man speaking", "Wind")
    with pytest.raises(CurationError, match="'Wind' twice"):
        read_labels(labels(file, "Wind", "Wind"))
    with pytest.raises(CurationError, match="display_name"):
        file.write_text("name\nWind\n")
        read_labels(file)


AUDIOSET = (
    "Speech", "Walk, footsteps", "Animal", "Dog", "Music", "Guitar", "Bell", "Church bell", "Harmonica",
    "Techno", "Wind", "Rain", "Vehicle", "Train", "Engine", "Bang", "Silence", "Field recording",
)  # fmt: skip


def test_audiosets_labels_belong_to_agl1ks_five_sounds():
    sounds = sounds_of(AUDIOSET)
    assert sounds["Walk, footsteps"] == ("speech",)
    assert sounds["Church bell"] == ("music", "things")
    assert (sounds["Techno"], sounds["Train"], sounds["Silence"]) == (("music",), ("things",), ())
    assert five(AUDIOSET)["nature"] == ("Wind", "Rain")


def test_other_labels_belong_to_none_of_the_five():
    assert five(("loud", "quiet")) == {}
    assert five(AUDIOSET[::-1]) == {}
