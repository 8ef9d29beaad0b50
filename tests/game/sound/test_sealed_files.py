"""Sealed recordings as files: their names, their modes, and when they are deleted."""

import os
import stat
from dataclasses import replace

import pytest

from game.sound.sealed import AudioError, Sealed
from game.sound.sealed_files import DAY_SECONDS, HOUR_SECONDS, SealedFiles
from game.sound.sealing import seal
from tests.builders.recordings import CANARY, encoded

KEY = b"a key of 32 bytes that is secret"
NOW = 1_800_000_000.0


@pytest.fixture
def sealed(tmp_path):
    path = tmp_path / f"{CANARY}.mp3"
    path.write_bytes(b"ID3\4\0\0\0\0\0\0" + encoded("mp3"))
    return seal(path)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "made" / "sealed"


def written(files: SealedFiles, sealed: Sealed) -> str:
    """The name of a recording's file."""
    files.write(sealed)
    name = files.find(sealed)
    assert name is not None
    return name


def whole(sealed):
    return b"".join(sealed.chunks(0, sealed.size))


def test_a_file_holds_what_was_sealed_and_is_found_once_it_is_written(sealed, folder):
    files = SealedFiles(folder, KEY)
    assert files.find(sealed) is None
    name = written(files, sealed)
    assert (folder / name).read_bytes() == whole(sealed)
    assert [file.name for file in folder.iterdir()] == [name]
    assert SealedFiles(folder, KEY).find(sealed) == name  # of another game


def test_names_say_nothing_and_only_the_key_gives_them(sealed, folder):
    files, others = SealedFiles(folder, KEY), SealedFiles(folder, KEY[::-1])
    name = written(files, sealed)
    assert len(name) == 40 and set(name) <= set("0123456789abcdef")
    assert others.find(sealed) is None
    assert SealedFiles(folder, KEY).find(replace(sealed, pieces=(b"", *sealed.pieces))) is None


def test_others_can_open_a_file_by_its_name_but_not_list_the_folder(sealed, folder):
    umask = os.umask(0o077)
    try:
        SealedFiles(folder, KEY).write(sealed)
    finally:
        os.umask(umask)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert stat.S_IMODE(folder.stat().st_mode) == 0o711


def test_a_folder_of_the_hosts_keeps_its_mode(sealed, folder):
    folder.mkdir(mode=0o750, parents=True)
    SealedFiles(folder, KEY).write(sealed)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_a_file_that_is_not_whole_is_not_found(sealed, folder):
    files = SealedFiles(folder, KEY)
    os.truncate(folder / written(files, sealed), sealed.size - 1)
    assert files.find(sealed) is None
    files.write(sealed)
    assert files.find(sealed)


@pytest.mark.parametrize("loss", [lambda path: path.write_bytes(encoded("mp3", seconds=1.0)), os.unlink])
def test_a_recording_that_changed_or_is_gone_is_not_served_from_its_file(sealed, folder, loss):
    files = SealedFiles(folder, KEY)
    files.write(sealed)
    loss(sealed.path)
    with pytest.raises((AudioError, FileNotFoundError)):
        files.find(sealed)


def test_what_nobody_used_for_a_day_is_deleted_and_nothing_that_is_not_ours(sealed, folder):
    now = NOW
    files = SealedFiles(folder, KEY, lambda: now)
    files.sweep()  # before there is a folder
    name = written(files, sealed)
    draft = folder / f".{name}.0123abcd.part"
    strangers = [folder / "index.html", folder / name[:-1], folder / f".{name}"]
    for file in (draft, *strangers):
        file.write_bytes(b"")
    for file in folder.iterdir():
        os.utime(file, (NOW, NOW))
    now += DAY_SECONDS
    files.sweep()
    assert draft.exists() and files.find(sealed) == name  # a use
    now += HOUR_SECONDS
    files.sweep()
    assert sorted(folder.iterdir()) == sorted([folder / name, *strangers])
    now += DAY_SECONDS
    files.sweep()
    assert sorted(folder.iterdir()) == sorted(strangers)
