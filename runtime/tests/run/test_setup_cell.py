"""What the setup cell relies on: versions and devices that are named when they are wrong."""

import subprocess
import sys

import cellforge_runtime as cf
import pytest
from cellforge_runtime import device
from cellforge_runtime.errors import CellForgeError


@pytest.fixture
def version(monkeypatch):
    monkeypatch.setattr("cellforge_runtime.required_version.__version__", "0.3.2")


@pytest.mark.parametrize("name", ["assess", "require", "prepare", "split", "Run", "load_model"])
def test_names_mean_the_same_the_second_time(name):
    code = f"import cellforge_runtime as cf; assert cf.{name} is cf.{name} and callable(cf.{name})"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("asked", ["0.3.0", "0.3.2"])
def test_same_minor_version_and_no_older_one_is_fine(version, asked):
    cf.require(asked)


@pytest.mark.parametrize("asked", ["0.3.3", "0.4.0", "0.2.9", "1.3.2"])
def test_other_version_is_refused_with_the_line_to_run(version, asked):
    with pytest.raises(CellForgeError) as caught:
        cf.require(asked)
    assert f'%pip install "cellforge-runtime=={asked}"' in str(caught.value)
    assert "0.3.2 in this kernel" in str(caught.value)


@pytest.mark.parametrize(
    ("lacking", "found"),
    [
        pytest.param({"torch", "lightning"}, "no torch and no lightning", id="runtime alone"),
        pytest.param({"lightning"}, "no lightning", id="torch alone"),
    ],
)
def test_kernel_without_the_extra_train_is_refused_with_the_line_to_run(monkeypatch, lacking, found):
    monkeypatch.setattr("cellforge_runtime.required_version._is_installed", lambda name: name not in lacking)
    with pytest.raises(CellForgeError) as caught:
        cf.require(cf.__version__)
    assert caught.value.code == "runtime/train"
    assert f'%pip install "cellforge-runtime[train]=={cf.__version__}"' in str(caught.value)
    assert f"Found: {found}." in str(caught.value)


@pytest.mark.parametrize(
    ("wish", "found", "chosen"),
    [
        pytest.param("auto", "cuda", "cuda", id="auto takes the best"),
        pytest.param("auto", "cpu", "cpu", id="auto without an accelerator"),
        pytest.param("cpu", "cuda", "cpu", id="cpu when asked for"),
        pytest.param("mps", "mps", "mps", id="the one there is"),
    ],
)
def test_device_follows_the_wish_and_the_machine(monkeypatch, wish, found, chosen):
    monkeypatch.setattr(device, "available_device", lambda: found)
    assert device.chosen_device(wish) == chosen


@pytest.mark.parametrize("wish", ["cuda", "tpu"])
def test_device_that_is_not_there_is_refused_by_name(monkeypatch, wish):
    monkeypatch.setattr(device, "available_device", lambda: "cpu")
    with pytest.raises(CellForgeError, match=f"'{wish}'; this machine has cpu"):
        device.chosen_device(wish)
