"""The guard by name, where the system has no fence of its own: what it refuses, and what a model's own folder still allows."""

import os
import pty
import socket
import subprocess
import sys

import pytest

SCRIPT = """
import os, shutil, socket, sys, tempfile
from pathlib import Path
from cellforge_runtime.worker import guard, landlock
landlock.restrict = lambda *_: False
job, other = Path(sys.argv[1]), Path(sys.argv[2])
os.chdir(job)
there = other.open()  # before the guard: a descriptor that is open already
guard.guard(job, job)
try:
    {code}
except guard.Refused as refused:
    print("refused:", refused)
"""


@pytest.fixture
def guarded(tmp_path):
    """What a line of model code says in a guarded process, beside somebody's file."""
    (tmp_path / "job" / "out").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "truth.npy").write_text("held out")

    def run(code, other=tmp_path / "truth.npy"):
        command = [sys.executable, "-c", SCRIPT.format(code=code), tmp_path / "job", other]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("os.rename(other, 'mine.npy'); print(open('mine.npy').read())", id="takes a file over"),
        pytest.param("os.replace('../truth.npy', 'mine.npy'); print(open('mine.npy').read())", id="takes one over by its place"),
        pytest.param("os.link(other, 'mine.npy'); print(open('mine.npy').read())", id="gives a file another name"),
        pytest.param("os.remove(other)", id="removes a file"),
        pytest.param("other.unlink()", id="removes a path"),
        pytest.param("os.truncate(other, 0)", id="empties a file"),
        pytest.param("os.chmod(other, 0)", id="locks a file"),
        pytest.param("os.rmdir(other.parent / 'empty')", id="removes a folder"),
        pytest.param("shutil.rmtree(other.parent)", id="removes a folder with all in it"),
        pytest.param("os.symlink(other.parent, 'up'); os.remove('up/truth.npy')", id="removes through a link"),
    ],
)
def test_files_of_others_are_neither_changed_nor_taken(guarded, tmp_path, code):
    assert guarded(code).startswith("refused:")
    assert (tmp_path / "truth.npy").read_text() == "held out"


@pytest.mark.parametrize(
    "code",
    [
        "open('a', 'w').close(); os.rename('a', 'b'); os.link('b', 'c'); os.remove('b'); os.chmod('c', 0o600); print('done')",
        "Path('a/b').mkdir(parents=True); open('a/b/c', 'w').close(); shutil.rmtree('a'); print(os.path.exists('a') or 'done')",
        "with tempfile.TemporaryDirectory(dir=job) as folder: open(folder + '/a', 'w').close()\n    print('done')",
        "os.symlink(other, 'link'); os.remove('link'); print('done')",
    ],
)
def test_files_of_its_own_are(guarded, code):
    assert guarded(code) == "done\n"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("socket.socket(type=socket.SOCK_DGRAM).sendmsg([b'held out'], [], 0, address)", id="a message"),
        pytest.param("socket.getaddrinfo('held-out.example', 80)", id="the address of a name"),
        pytest.param("socket.gethostbyname('held-out.example')", id="the address of a name, the old way"),
    ],
)
def test_nothing_is_told_to_anyone(guarded, code):
    with socket.socket(type=socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(0.2)
        told = guarded(code.replace("address", repr(receiver.getsockname())))
        assert told.startswith("refused:") and "network" in told
        with pytest.raises(TimeoutError):
            receiver.recv(100)


@pytest.mark.skipif(not os.path.isdir("/dev/pts"), reason="the system keeps its terminals elsewhere")
def test_nobodys_terminal_is_written_to(guarded):
    ours, theirs = pty.openpty()
    try:
        assert guarded("other.open('wb')", os.ttyname(theirs)).startswith("refused:")
    finally:
        os.close(ours)
        os.close(theirs)
