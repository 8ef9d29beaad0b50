"""Which kind of file system a folder is on, as Linux lists its mounts."""

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")  # proc_pid_mountinfo(5)

# Kept by another machine: SQLite's locks and the memory that its processes share may do nothing there, even
# where a trial of both succeeds.
_ELSEWHERE = {
    *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "lustre", "gpfs", "beegfs", "ocfs2", "gfs2"),
    *("9p", "virtiofs", "vboxsf", "prl_fs", "vmhgfs"),  # of the host of a virtual machine
}
_ON_A_DISK = {"fuse.fuse-overlayfs"}  # of the same machine: what Podman gives a container without root
_OCTAL = re.compile(r"\\([0-7]{3})")


def foreign_type(folder: Path, mounts: Path = MOUNTS) -> str:
    """The type of the file system that a folder is on, if SQLite is not safe there; otherwise empty.

    Parameters
    ----------
    folder : Path
        Absolute and without links.
    mounts : Path
        A file like `/proc/self/mountinfo`. Without it, as on macOS, nothing is known.
    """
    if not mounts.exists():
        return ""
    kind = _type(folder, mounts.read_text(errors="replace"))
    is_program = kind.split(".")[0] == "fuse" and kind not in _ON_A_DISK
    return kind if kind in _ELSEWHERE or is_program else ""


def _type(folder: Path, mounts: str) -> str:
    """The type of the innermost mount; of several on one folder, the last hides the others."""
    above = {folder, *folder.parents}
    deepest, kind = 0, ""
    for line in mounts.splitlines():
        mount, _, source = line.partition(" - ")
        point = Path(_OCTAL.sub(lambda code: chr(int(code[1], 8)), mount.split()[4]))
        if point in above and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), source.split()[0]
    return kind
