"""What the machine has is told without importing torch."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest
from cellforge_runtime.describe import hardware as told
from cellforge_runtime.describe.hardware import hardware

module = sys.modules["cellforge_runtime.describe.hardware"]


@pytest.fixture
def no_torch(monkeypatch):
    """A kernel in which torch was not imported."""
    monkeypatch.delitem(sys.modules, "torch", raising=False)


def _driver(monkeypatch, tmp_path, line: str) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text(f"#!/bin/sh\necho '{line}'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")


def test_a_cuda_device_is_told_by_its_driver(no_torch, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(module, "_torch_version", lambda: "cuda: Optional[str] = '12.4'\n")
    _driver(monkeypatch, tmp_path, "NVIDIA H200, 143771, 143000")
    found = hardware()
    assert (found["device"], found["name"], found["total_mb"], found["free_mb"]) == ("cuda", "NVIDIA H200", 143771, 143000)
    assert "torch" not in sys.modules


@pytest.mark.parametrize("line", ["", "no devices were found", "a, b, c"])
def test_a_driver_without_a_device_means_cpu(no_torch, monkeypatch, tmp_path, line: str) -> None:
    monkeypatch.setattr(module, "_torch_version", lambda: "cuda = '12.4'\n")
    _driver(monkeypatch, tmp_path, line)
    assert hardware()["device"] == "cpu"


@pytest.mark.parametrize("version", [None, "cuda = None\n", "cuda: Optional[str] = None\n"])
def test_a_torch_without_cuda_means_cpu(no_torch, monkeypatch, tmp_path, version: str | None) -> None:
    monkeypatch.setattr(module, "_torch_version", lambda: version)
    _driver(monkeypatch, tmp_path, "NVIDIA H200, 143771, 143000")
    assert hardware()["device"] == "cpu"


def test_an_imported_torch_is_asked(monkeypatch) -> None:
    cuda = SimpleNamespace(is_available=lambda: True, mem_get_info=lambda: (2**30, 2**31), get_device_name=lambda: "a device")
    monkeypatch.setitem(sys.modules, "torch", SimpleNamespace(cuda=cuda))
    found = told()
    assert (found["device"], found["free_mb"], found["total_mb"]) == ("cuda", 1024, 2048)


def test_cores_and_memory_are_told() -> None:
    found = hardware()
    assert found["cores"] >= 1
    assert found["ram_mb"] is None or found["ram_mb"] > 100
