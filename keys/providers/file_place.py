"""Where a key file may lie, and reading and writing it so that nobody else can."""

import contextlib
import os
import stat
from pathlib import Path

from keys.errors import ProviderRefused, ProviderUnavailable

_PRIVATE = 0o600
_MAX_LENGTH = 1 << 20


def read_private(path: Path) -> bytes:
    """Raise ProviderRefused unless this is the process's own plain file of mode 0600."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        if path.is_symlink():
            raise ProviderRefused(f"{path} is a symbolic link") from None
        raise ProviderUnavailable(f"{path} cannot be read: {error.strerror}") from None
    try:
        _refuse_shared_file(path, os.fstat(descriptor))
        return os.read(descriptor, _MAX_LENGTH)
    finally:
        os.close(descriptor)


def _refuse_shared_file(path: Path, found: os.stat_result) -> None:
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISREG(found.st_mode):
        raise ProviderRefused(f"{path} is not a plain file")
    if found.st_uid != os.geteuid():
        raise ProviderRefused(f"{path} belongs to another account than the one that runs the hub")
    if mode != _PRIVATE:
        raise ProviderRefused(f"{path} has mode {mode:04o}; mend it with: chmod 600 {path}")


def write_private(path: Path, content: bytes, *, replace: bool) -> None:
    """Durable before it returns; either the whole file or none. Raises ProviderRefused when one is there already."""
    fresh = path.with_name(path.name + ".new")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, _PRIVATE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(file.fileno(), _PRIVATE)  # whatever the umask
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if replace:
                fresh.replace(path)
            else:
                os.link(fresh, path)  # unlike a rename this fails when the name is taken
        finally:
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()
        _sync_folder(path.parent)
    except FileExistsError:
        raise ProviderRefused(f"{path} or {fresh.name} is there already; secrets are never written over") from None
    except OSError as error:
        raise ProviderUnavailable(f"{path} cannot be written: {error.strerror}") from None


def refuse_shared_place(path: Path, *, ignored_folder_is_enough: bool) -> None:
    """Raise ProviderRefused inside a git work tree: one careless `git add` there gives the keys to everybody."""
    folders = path.parent.resolve()
    for tree in (folders, *folders.parents):
        if (tree / ".git").exists():
            if ignored_folder_is_enough and _ignored(folders, tree):
                return
            raise ProviderRefused(f"{path} lies inside the git work tree {tree}; keep keys outside of it")


def _ignored(folder: Path, tree: Path) -> bool:
    """Whether the tree's own .gitignore names the folder, or one above it, as a line like `/var/`."""
    try:
        lines = set((tree / ".gitignore").read_text(encoding="utf-8").splitlines())
    except OSError:
        return False
    inside = [folder, *folder.parents][: len(folder.relative_to(tree).parts)]
    return any(f"/{part.relative_to(tree)}/" in lines for part in inside)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
