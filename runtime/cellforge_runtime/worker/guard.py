"""What a worker may open: its job, its working folder, installed software. The rest is refused by name."""

from __future__ import annotations

import os
import re
import site
import sys
import sysconfig
from pathlib import Path

from cellforge_runtime.worker import landlock
from cellforge_runtime.worker.package_folders import package_folders

# where operating systems keep software and devices; homes, data and temporary folders are not among them
_SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/sbin", "/etc", "/proc", "/sys", "/opt", "/nix", "/gnu",
           "/System", "/Library")  # fmt: skip
_LIBRARY_PATHS = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_HOME", "CUDA_PATH", "ROCM_PATH")
_PROCESS = re.compile(r"/proc/(\d+)(?:/|$)", re.ASCII)
_OF_OTHERS = {"shm", "mqueue", "pts"}  # shared memory; terminals, where others type and read
_STARTS_PROCESS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
# asking for the address of a name sends that name to a server, whoever it belongs to
_NETWORK = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
            "socket.gethostbyaddr", "socket.getnameinfo"}  # fmt: skip
# what changes files without opening them: for each path among the arguments, the place of its folder's descriptor
_CHANGES = {
    "os.remove": {0: 1},
    "os.rmdir": {0: 1},
    "os.rename": {0: 2, 1: 3},
    "os.link": {0: 2, 1: 3},
    "os.chmod": {0: 2},
    "os.chown": {0: 3},
    "os.truncate": {0: None},
}


class Refused(PermissionError):
    """Model code reached for something that is not its own."""


def guard(job_folder: Path, work: Path, *, device: str = "cpu") -> bool:
    """Restrict this process for good; True where the operating system enforces it, too."""
    readable = [*_software(), job_folder]
    writable = [job_folder / "out", work, *_devices()]
    if device != "cpu":
        # CUDA names its threads by writing below /proc/self, and starts on no device where it may not
        writable.append(Path("/proc/self").resolve())
    _refuse_by_name([_real(p) for p in readable], [_real(p) for p in writable])
    return landlock.restrict(readable, writable)


def _software() -> list[Path]:
    """Folders with installed software, this package among them."""
    found = {*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages()}
    found |= {path for name, path in sysconfig.get_paths().items() if name != "data"}
    found |= {site.getusersitepackages(), str(Path(__file__).resolve().parents[1])}
    found |= set(package_folders())
    for name in _LIBRARY_PATHS:
        found |= {path for path in os.environ.get(name, "").split(os.pathsep) if path}
    return [Path(path) for path in sorted(found | _loaded_libraries())]


def _loaded_libraries() -> set[str]:
    """Folders of the shared libraries in use: on a cluster they lie far from Python, with more beside them."""
    try:
        lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    paths = {line.split(maxsplit=5)[5] for line in lines if line.count(" /") and ".so" in line}
    return {os.path.dirname(path) for path in paths if ".so" in os.path.basename(path)}


def _devices() -> list[Path]:
    try:
        entries = [entry for entry in Path("/dev").iterdir() if not entry.is_symlink()]

    except OSError:
        return []
    return [entry for entry in entries if entry.name not in _OF_OTHERS]


def _refuse_by_name(readable: list[str], writable: list[str]) -> None:
    def is_within(path: str, folders: list[str]) -> bool:
        return any(path == folder or path.startswith(folder + os.sep) for folder in folders)

    def watch(event: str, arguments: tuple) -> None:
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int) or path is None:
                return
            real = _real(os.fsdecode(path))
            if _is_of_another_process(real):
                raise Refused(f"The model code may not open {os.fsdecode(path)!r}, which tells of another process.")
            writes = bool(flags & (os.O_WRONLY | os.O_RDWR)) if isinstance(flags, int) else "r" not in (mode or "r")
            if not is_within(real, writable) and (writes or not is_within(real, readable)):
                raise Refused(f"The model code may not {'write' if writes else 'open'} {os.fsdecode(path)!r}.")
        elif event in ("os.listdir", "os.scandir"):
            path = arguments[0]
            if path is not None and not isinstance(path, int):
                real = _real(os.fsdecode(path))
                is_ours = is_within(real, readable) or is_within(real, writable) or real in parents
                if not is_ours or _is_of_another_process(real):
                    raise Refused(f"The model code may not list {os.fsdecode(path)!r}.")
        elif event in _CHANGES:
            for place, of_folder in _CHANGES[event].items():
                path = arguments[place]
                if not isinstance(path, int) and not is_within(_itself(path, arguments, of_folder), writable):
                    raise Refused(f"The model code may not change {os.fsdecode(path)!r} ({event}).")
        elif event in _STARTS_PROCESS:
            raise Refused(f"The model code may not start another program ({event}).")
        elif event in _NETWORK:
            raise Refused(f"The model code may not use the network ({event}).")

    # the import system lists the folder that holds this package
    parents = {_real(Path(__file__).resolve().parents[2])}
    sys.addaudithook(watch)


def _is_of_another_process(real: str) -> bool:
    """Below /proc stand the environments, with keys, and the arguments of all processes of the user.

    Landlock keeps the environments of processes outside its fence; where there is none, this alone does.
    """
    of = _PROCESS.match(real)
    # by the link, as process ids differ between namespaces; anew each time, as model code may fork
    return of is not None and of[1] != os.path.basename(_real("/proc/self"))


def _itself(path: str | bytes, arguments: tuple, of_folder: int | None) -> str:
    """Where a path leads, its last part not followed: a link is removed or renamed itself."""
    path = os.fsdecode(path)
    folder = -1 if of_folder is None else arguments[of_folder]
    if folder >= 0 and os.path.isdir("/proc/self/fd"):
        path = os.path.join(_real(f"/proc/self/fd/{folder}"), path)
    parent, name = os.path.split(path.rstrip(os.sep))
    return _real(path) if name in ("", os.curdir, os.pardir) else os.path.join(_real(parent or os.curdir), name)


def _real(path: str | Path) -> str:
    return os.path.realpath(path)
