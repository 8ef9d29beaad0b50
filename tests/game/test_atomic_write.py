import threading

import pytest

from game.atomic_write import delete_drafts, put_in_place, write_whole


def test_what_is_there_is_replaced(tmp_path):
    file = tmp_path / "file"
    for content in (b"old", b"new"):
        write_whole(file, [content[:1], content[1:]])
        assert file.read_bytes() == content
    assert list(tmp_path.iterdir()) == [file]


def test_what_breaks_off_leaves_what_was_there_and_nothing_else(tmp_path):
    file = tmp_path / "file"
    write_whole(file, [b"old"])

    def breaking():
        yield b"ne"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(file, breaking())
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_threads_that_write_the_same_file_do_not_mix_their_bytes(tmp_path):
    file = tmp_path / "file"
    contents = [bytes([letter]) * 100_000 for letter in b"abcd"]
    seen = set()

    def write(content):
        for _ in range(20):
            write_whole(file, [content[:50_000], content[50_000:]])
            seen.add(file.read_bytes())

    writers = [threading.Thread(target=write, args=(content,)) for content in contents]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert seen <= set(contents)
    assert list(tmp_path.iterdir()) == [file]


def test_each_version_of_a_file_has_a_stamp_of_its_own(tmp_path):
    file = tmp_path / "file"
    stamps = set()
    for _ in range(50):
        write_whole(file, [b"same size"])
        stamps.add(file.stat().st_mtime_ns)
    assert len(stamps) == 50


def test_a_draft_that_cannot_be_put_in_place_stays(tmp_path):
    draft, file = tmp_path / "draft", tmp_path / "folder" / "file"
    draft.write_bytes(b"whole")
    with pytest.raises(FileNotFoundError):
        put_in_place(draft, file)
    assert draft.read_bytes() == b"whole"


def test_what_a_killed_writer_left_is_deleted_and_nothing_else(tmp_path):
    kept = [tmp_path / ".lock", tmp_path / "clip.mp3.part", tmp_path / "file"]
    for path in (*kept, tmp_path / ".file.0a1b2c3d.part"):
        path.touch()
    delete_drafts(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(kept)
