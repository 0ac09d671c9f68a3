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
_SHARED_MEMORY = {"shm", "mqueue"}
_STARTS_PROCESS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}
_NETWORK = {"socket.connect", "socket.bind", "socket.sendto"}


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
    return [entry for entry in entries if entry.name not in _SHARED_MEMORY]


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


def _real(path: str | Path) -> str:
    return os.path.realpath(path)
