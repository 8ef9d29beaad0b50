import pytest

from game.atomic_write import write_whole


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
