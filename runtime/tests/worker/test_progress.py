"""What a worker tells of its epochs."""

import json

import pytest
from cellforge_runtime.worker.progress import MOST_POINTS, ProgressFile


@pytest.fixture
def progress(tmp_path):
    return ProgressFile(tmp_path / "progress.json")


def told(progress, tmp_path):
    progress.flush()
    return json.loads((tmp_path / "progress.json").read_text())


def test_curve_keeps_at_most_two_hundred_points_from_start_to_end(progress, tmp_path):
    for epoch in range(1000):
        progress(epoch=epoch, epochs=1000, loss=1 / (epoch + 1))
    curve = told(progress, tmp_path)["curve"]
    assert 50 < len(curve) <= MOST_POINTS
    assert curve[0][0] == 0 and curve[-1][0] > 950
    assert [point[0] for point in curve] == sorted(point[0] for point in curve)


def test_share_never_falls_over_stages_that_were_not_announced(progress, tmp_path):
    shares = []
    for _ in range(4):
        for epoch in range(1, 11):
            progress(epoch=epoch, epochs=10, loss=1.0)
            shares.append(told(progress, tmp_path)["share"])
    assert shares == sorted(shares) and shares[-1] < 1


def test_share_grows_evenly_over_announced_stages(progress, tmp_path):
    for stage in range(4):
        for epoch in range(1, 11):
            progress(epoch=epoch, epochs=10, loss=1.0, stage=stage, stages=4)
        assert told(progress, tmp_path)["share"] == pytest.approx((stage + 1) / 4)


def test_another_fit_has_a_curve_of_its_own(progress, tmp_path):
    for epoch in (1, 2, 3, 1):
        progress(epoch=epoch, epochs=3, loss=0.5, validation_loss=0.25)
    assert told(progress, tmp_path)["curve"] == [[1, 0.5, 0.25]]


def test_loss_that_is_no_number_is_told_as_none(progress, tmp_path):
    progress(epoch=1, epochs=2, loss=float("nan"))
    assert told(progress, tmp_path)["loss"] is None


def test_written_at_most_twice_a_second(progress, tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("cellforge_runtime.worker.progress.time.monotonic", lambda: now[0])
    written = []
    monkeypatch.setattr("cellforge_runtime.worker.progress.replace_json", lambda _, state: written.append(now[0]))
    for _ in range(100):
        progress(epoch=1, epochs=2, loss=1.0)
        now[0] += 0.1
    assert len(written) <= 21
