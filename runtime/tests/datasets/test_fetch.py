"""Files fetched from a server: once, whole whatever is cut, the same for ever after, and a clear word where it can't be."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pytest
from cellforge_runtime.datasets.fetch import cache_folder, fetch
from cellforge_runtime.errors import CellForgeError
from served import Served, serving

BODY = np.random.default_rng(0).integers(0, 256, 50_000, dtype=np.uint8).tobytes()
MD5 = hashlib.md5(BODY, usedforsecurity=False).hexdigest()
PATH = "/1/files/a.h5ad"


@pytest.fixture
def server():
    with serving(Served(files={PATH: BODY}, tags={PATH: '"v1"'})) as served:
        yield served


def get(server, folder, said=None):
    return fetch(f"{server.address}{PATH}?download=1", folder, say=(said if said is not None else []).append, pause_s=0.0)


def test_a_file_is_downloaded_once_and_its_checksum_is_recorded_and_said(server, tmp_path):
    said: list[str] = []
    first = get(server, tmp_path / "new" / "folder", said)
    assert first.path.read_bytes() == BODY and first.is_first and first.sha256 == hashlib.sha256(BODY).hexdigest()
    assert "trust on first use" in said[-1]
    assert json.loads((first.path.parent / "a.h5ad.json").read_text())["sha256"] == first.sha256
    again = get(server, first.path.parent)
    assert not again.is_first and len(server.asked) == 1
    assert sorted(each.name for each in first.path.parent.iterdir()) == ["a.h5ad", "a.h5ad.json"]


def test_a_cut_connection_is_taken_up_where_it_broke(server, tmp_path):
    server.cuts = [20_000, 10_000]
    said: list[str] = []
    assert get(server, tmp_path, said).path.read_bytes() == BODY
    assert [each.get("range") for each in server.asked] == [None, "bytes=20000-", "bytes=30000-"]
    assert all(each.get("if-range") == '"v1"' for each in server.asked[1:])
    assert any("goes on at" in each for each in said)


def test_what_was_kept_of_a_given_up_download_is_not_asked_for_again(server, tmp_path):
    server.cuts = [20_000, 0, 0, 0, 0]
    with pytest.raises(CellForgeError) as cut:
        get(server, tmp_path)
    assert cut.value.code == "dataset/cut" and "0.0 MB are kept" in cut.value.found
    assert not (tmp_path / "a.h5ad").exists()
    server.asked.clear()
    assert get(server, tmp_path).path.read_bytes() == BODY
    assert server.asked[0]["range"] == "bytes=20000-"


def test_a_file_that_changed_meanwhile_comes_whole_and_is_never_glued(server, tmp_path):
    server.cuts = [20_000, 0, 0, 0, 0]
    with pytest.raises(CellForgeError):
        get(server, tmp_path)
    server.files[PATH], server.tags[PATH] = BODY[::-1], '"v2"'
    assert get(server, tmp_path).path.read_bytes() == BODY[::-1]


def whole_then(server, folder, ranges):
    """20,000 bytes of a download that was given up, then one whose first answers are these ranges."""
    server.cuts = [20_000, 0, 0, 0, 0]
    with pytest.raises(CellForgeError):
        get(server, folder)
    server.asked.clear()
    server.ranges = ranges
    return get(server, folder).path.read_bytes()


@pytest.mark.parametrize("sent", [(10_000, 50_000), (30_000, 50_000), (0, 20_000)])
def test_another_range_than_the_one_asked_for_is_neither_appended_nor_taken_for_the_file(server, tmp_path, sent):
    assert whole_then(server, tmp_path, [sent]) == BODY
    assert [each.get("range") for each in server.asked] == ["bytes=20000-", None]


def test_a_range_nobody_asked_for_is_no_file(server, tmp_path):
    server.ranges = [(10_000, 30_000)]
    assert get(server, tmp_path).path.read_bytes() == BODY


def test_a_part_of_the_range_that_was_asked_for_is_not_the_whole_of_it(server, tmp_path):
    assert whole_then(server, tmp_path, [(20_000, 30_000)]) == BODY
    assert [each.get("range") for each in server.asked] == ["bytes=20000-", "bytes=30000-"]


@pytest.mark.parametrize("how", ["no ranges", "no tag"])
def test_a_server_that_can_not_resume_is_asked_from_the_start(server, tmp_path, how):
    server.cuts = [20_000]
    server.knows_ranges = how != "no ranges"
    server.tags = {} if how == "no tag" else server.tags
    assert get(server, tmp_path).path.read_bytes() == BODY


def test_an_error_of_the_server_is_tried_again_and_a_missing_file_is_not(server, tmp_path):
    server.statuses = [503, 429]
    assert get(server, tmp_path).path.read_bytes() == BODY
    del server.files[PATH]
    server.asked.clear()
    with pytest.raises(CellForgeError) as missing:
        get(server, tmp_path / "other")
    assert missing.value.code == "dataset/not-found" and "status 404" in missing.value.found and len(server.asked) == 1
    assert not list((tmp_path / "other").iterdir())


def test_a_file_in_the_cache_that_is_no_longer_the_first_one_is_refused(server, tmp_path):
    path = get(server, tmp_path).path
    path.write_bytes(BODY[:-1] + b"x")
    with pytest.raises(CellForgeError) as changed:
        get(server, tmp_path)
    assert changed.value.code == "dataset/changed" and "recorded on" in changed.value.expected
    path.unlink()
    (tmp_path / "a.h5ad.json").unlink()
    assert get(server, tmp_path).is_first


def test_an_md5_that_the_server_tells_is_checked_at_the_first_download(server, tmp_path):
    server.tags[PATH] = f'"md5:{MD5}"'
    assert get(server, tmp_path).path.read_bytes() == BODY
    server.tags[PATH] = f'"md5:{"0" * 32}"'
    with pytest.raises(CellForgeError) as damaged:
        get(server, tmp_path / "other")
    assert damaged.value.code == "dataset/damaged" and not list((tmp_path / "other").iterdir())


def test_offline_is_said_with_the_folder_to_put_the_file_into(tmp_path):
    with serving(Served()) as gone:
        address = gone.address
    with pytest.raises(CellForgeError) as offline:
        fetch(f"{address}{PATH}", tmp_path, say=print, pause_s=0.0)
    assert offline.value.code == "dataset/offline" and str(tmp_path) in offline.value.remedy


def test_a_file_put_there_by_hand_is_recorded_without_asking_anybody(tmp_path):
    (tmp_path / "a.h5ad").write_bytes(BODY)
    assert fetch("http://127.0.0.1:9/1/files/a.h5ad", tmp_path, say=lambda _: None).is_first


def test_no_room_is_said_before_anything_is_written(server, tmp_path, monkeypatch):
    import shutil

    monkeypatch.setattr("cellforge_runtime.datasets.fetch.shutil.disk_usage", lambda _: shutil._ntuple_diskusage(1, 1, 10))
    with pytest.raises(CellForgeError) as full:
        get(server, tmp_path)
    assert full.value.code == "dataset/no-space" and not (tmp_path / "a.h5ad").exists()


def test_the_cache_folder_can_be_set(monkeypatch, tmp_path):
    monkeypatch.setenv("CELLFORGE_DATASETS", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("CELLFORGE_DATASETS")
    assert cache_folder().parts[-2:] == ("cellforge", "datasets")
