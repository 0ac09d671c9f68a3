"""A dose that is asked for in another unit than the data's is converted or refused; it is never off by a thousand."""

from __future__ import annotations

from dataclasses import replace

import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.describe import describe
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.kinds import asked
from cellforge_runtime.task import Task

from .conftest import HONEST, run_cell
from .test_asked_labels import DOSES, FROM_LABEL, with_task

NANOMOLAR_WRITTEN = {"name": "µM", "written": ["nM"]}  # labels such as drug_100nM, which are read as 0.1
NANOMOLAR = {"name": "nM", "written": []}  # numbers beside a column that says nM
TIMES_1000 = [replace(query, dose=query.dose * 1000) for query in DOSES]


def kept(unit, measured=DOSES):
    return replace(with_task(measured, "unseen-dose", dose=FROM_LABEL), dose_unit=unit)


@pytest.mark.parametrize(
    ("unit", "measured", "label", "dose"),
    [
        pytest.param(NANOMOLAR_WRITTEN, DOSES, "drug 02 @ 500 nM", 0.5, id="as the data write it"),
        pytest.param(NANOMOLAR_WRITTEN, DOSES, "drug 02_500nM", 0.5, id="in a label of the data"),
        pytest.param(NANOMOLAR_WRITTEN, DOSES, "drug 02 @ 0.5 uM", 0.5, id="in the unit it is read in"),
        pytest.param(NANOMOLAR_WRITTEN, DOSES, "drug 02 @ 0.5 \u00b5M", 0.5, id="micro sign"),
        pytest.param(NANOMOLAR_WRITTEN, DOSES, "drug 02 @ 0.5 \u03bcM", 0.5, id="Greek mu"),
        pytest.param(NANOMOLAR, TIMES_1000, "drug 02 @ 0.5 uM", 500.0, id="into the unit of a column"),
        pytest.param(NANOMOLAR, TIMES_1000, "drug 02 @ 500 nM", 500.0, id="in the unit of a column"),
        pytest.param(NANOMOLAR, TIMES_1000, "drug 02 @ 500", 500.0, id="a number alone, in the unit of a column"),
        pytest.param({"name": "ng/ml", "written": []}, DOSES, "drug 02 @ 500 pg/ml", 0.5, id="mass"),
        pytest.param({"name": "a.u.", "written": []}, DOSES, "drug 02 @ 0.5", 0.5, id="a number alone, in a unit of its own"),
        pytest.param(None, DOSES, "drug 02 @ 0.5", 0.5, id="a number alone, of a model kept before"),
    ],
)
def test_a_dose_is_converted_into_the_unit_of_the_data(unit, measured, label, dose):
    assert asked(label, None, kept(unit, measured)).query.dose == pytest.approx(dose, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "label", "told"),
    [
        pytest.param(NANOMOLAR_WRITTEN, "drug 02 @ 5", "the data write nM", id="a number alone that may mean nM"),
        pytest.param(NANOMOLAR_WRITTEN, "drug 02_30", "the data write nM", id="the same in a label"),
        pytest.param(NANOMOLAR_WRITTEN, "drug 02 @ 5 ng/ml", "a dose in µM", id="mass for molar"),
        pytest.param(NANOMOLAR_WRITTEN, "drug 02_5ng/ml", "a dose in µM", id="mass for molar, in a label"),
        pytest.param({"name": "", "written": []}, "drug 02_5uM", "do not tell", id="data without a unit"),
        pytest.param({"name": "", "written": []}, "drug 02 @ 5 uM", "do not tell", id="data without a unit, after @"),
        pytest.param({"name": "", "written": ["ng/ml", "uM"]}, "drug 02 @ 5 uM", "ng/ml and uM", id="units that do not turn"),
        pytest.param({"name": "a.u.", "written": []}, "drug 02 @ 5 uM", "a dose in a.u.", id="a unit nobody knows"),
        pytest.param(None, "drug 02 @ 5 uM", "kept before", id="a model kept before units were"),
        pytest.param(None, "drug 02_5uM", "kept before", id="a model kept before units were, in a label"),
    ],
)
def test_a_dose_that_can_not_be_told_in_the_unit_of_the_data_is_refused(unit, label, told):
    with pytest.raises(CellForgeError) as caught:
        asked(label, None, kept(unit))
    assert caught.value.code == "predict/unit" and told in str(caught.value)


def test_a_kept_model_knows_the_unit_of_its_doses(tmp_path):
    adata = cf.datasets.simulate("dose", n_cells=2430, n_genes=200)
    adata.obs["dose_unit"] = "nM"
    task = Task.from_wire(describe({"adata": adata}, "adata", {"scenario": "unseen-dose"})["task"])
    data = cf.prepare(adata, task)
    cf.Run(tmp_path / "r-1", device="cpu").refit(run_cell(HONEST), data).save(tmp_path / "kept")
    final = cf.load_model(tmp_path / "kept")
    assert final.about.dose_unit == NANOMOLAR
    [name] = {query.targets for query in data.queries[:1]}
    doses = sorted(query.dose for query in data.queries if query.targets == name)
    between = (doses[0] + doses[1]) / 2
    one, other = (final.predict(f"{name[0]} @ {told}") for told in (f"{between} nM", f"{between / 1000:.6g} uM"))
    np.testing.assert_array_equal(one.X, other.X)
    with pytest.raises(CellForgeError, match="a dose in nM"):
        final.predict(f"{name[0]} @ 5 ng/ml")


def test_what_is_kept_of_a_unit_survives_json():
    told = kept(NANOMOLAR_WRITTEN)
    assert About.from_wire(told.to_wire()) == told
