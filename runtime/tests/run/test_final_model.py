"""The refitted model: the same in a fresh process, no pickle, and no answer to what its scenario does not support."""

import json
import shutil
import subprocess
import sys

import anndata
import cellforge_runtime as cf
import numpy as np
import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.final.about import About
from cellforge_runtime.final.kinds import asked
from cellforge_runtime.splits import split

from .conftest import HONEST, run_cell, small_folds
from .test_invariance import TORCH_MODEL

SAVING_TORCH = (
    TORCH_MODEL
    + """
    def save(self, folder):
        weights = {f"net.{name}": value.numpy() for name, value in self.net.state_dict().items()}
        np.savez(folder / "weights.npz", targets=self.targets, names=list(self.controls),
                 controls=list(self.controls.values()), **weights)

    def load(self, folder):
        with np.load(folder / "weights.npz") as found:
            self.targets = found["targets"].tolist()
            self.controls = dict(zip(found["names"].tolist(), found["controls"]))
            state = {name[4:]: torch.tensor(found[name]) for name in found.files if name.startswith("net.")}
        hidden, features = state["0.weight"].shape[0], state["2.weight"].shape[0]
        self.net = nn.Sequential(nn.Linear(len(self.targets), hidden), nn.ReLU(), nn.Linear(hidden, features))
        self.net.load_state_dict(state)
"""
)


@pytest.fixture(scope="module")
def final(tmp_path_factory):
    run = cf.Run(tmp_path_factory.mktemp("final") / "r-1", device="cpu")
    return run.refit(run_cell(HONEST), small_folds().data)


def test_predictions_are_the_same_in_a_fresh_process(run, folds, tmp_path):
    final = run.refit(run_cell(SAVING_TORCH), folds.data, epochs=5)
    here = final.predict(["G20", "G25"])
    final.save(tmp_path / "model")
    code = """
import sys, cellforge_runtime as cf
cf.load_model(sys.argv[1]).predict(["G20", "G25"]).write_h5ad(sys.argv[2])
"""
    subprocess.run([sys.executable, "-c", code, tmp_path / "model", tmp_path / "p.h5ad"], check=True)
    there = anndata.read_h5ad(tmp_path / "p.h5ad")
    assert there.X.tobytes() == here.X.tobytes()
    assert there.obs["kind"].tolist() == ["unseen-perturbation"] * 2
    assert there.uns["cellforge"]["predicted"]


def test_saved_folder_says_what_it_is_and_holds_no_pickle(final, folds, tmp_path):
    final.save(tmp_path / "model")
    about = json.loads((tmp_path / "model" / "model.json").read_text())
    assert about["features"] == folds.data.features
    assert about["source"].strip() == HONEST.strip()
    assert about["task"]["perturbation"] == "perturbation"
    assert {"python", "numpy"} <= set(about["versions"])
    assert {p.suffix for p in (tmp_path / "model").rglob("*") if p.is_file()} == {".json", ".npz"}


def test_intervals_come_from_held_out_conditions_of_the_kind(run, folds, honest):
    from cellforge_runtime.run.held_out_errors import read_errors, write_errors

    predictions = run.fit(honest, folds)
    scatter = [{"scenario": "unseen-perturbation", "part": "all", "scores": {"model": score}} for score in np.linspace(0, 1, 41)]
    write_errors(run.folder, predictions, {"primary": "pearson_delta_indep", "scatter": scatter})
    predicted = run.refit(honest, folds.data).predict(["G20"])
    # 0.025 x 42 is a twentieth of the way from the least of 41 scores to the next
    assert predicted.obs[["interval_low", "interval_high"]].to_numpy()[0] == pytest.approx([0.00125, 0.99875])
    assert predicted.obs["n_held_out"].tolist() == [10]
    assert predicted.uns["cellforge"]["interval_of"] == "pearson_delta_indep"
    low, high = predicted.layers["interval_low"], predicted.layers["interval_high"]
    observed = folds.data.means
    residual = np.vstack([observed[i.fold.held_out] - i.model for i in predictions])
    inside = (residual >= low - predicted.X - 1e-5) & (residual <= high - predicted.X + 1e-5)
    assert (low < high).all() and inside.all()  # of ten, the least and the greatest
    write_errors(run.folder, predictions, {"primary": "pearson_delta_indep", "scatter": scatter[:1]})
    assert read_errors(run.folder).scores == {}  # one alone tells no width


@pytest.mark.parametrize(
    ("query", "code", "named"),
    [
        pytest.param("G03", "predict/measured", "G03", id="measured"),
        pytest.param("G20+G21", "predict/outside", "2 targets, not one", id="a pair where singles were held out"),
        pytest.param("NOGENE", "predict/outside", "NOGENE is neither", id="no feature of the data"),
        pytest.param("G20+", "predict/label", "'G20+'", id="half a pair"),
        pytest.param(cf.Query(("G20",), "liver"), "predict/context", "'liver'", id="context without controls"),
    ],
)
def test_query_outside_the_scenario_is_refused_by_name(final, query, code, named):
    with pytest.raises(CellForgeError) as caught:
        final.predict([query])
    assert caught.value.code == code and named in str(caught.value)


def test_one_label_is_one_query_and_none_is_refused(final):
    assert final.predict("G20").obs_names.tolist() == final.predict(["G20"]).obs_names.tolist() == ["G20"]
    with pytest.raises(CellForgeError, match="Nothing to predict"):
        final.predict([])


@pytest.mark.parametrize(
    ("label", "context", "read"),
    [
        pytest.param("A+C", "liver", (("A", "C"), "liver"), id="context given apart"),
        pytest.param("C+A (liver)", None, (("A", "C"), "liver"), id="as typed"),
        pytest.param("A+C · big toe", None, (("A", "C"), "big toe"), id="as shown"),
    ],
)
def test_label_may_say_its_context(label, context, read):
    measured = [cf.Query((t,), c) for t in "ABC" for c in ("liver", "big toe")]
    about = About(
        model="Model", source="", source_hash="", training={}, features=["A", "B", "C"], seed=1, device="cpu",
        task={"scenarios": ["unseen-combination"], "separator": "+"}, contexts=["big toe", "liver"], measured=measured,
        kinds=["unseen-combination/seen-2"],
    )  # fmt: skip
    found = asked(label, context, about)
    assert ((found.query.targets, found.query.context), found.kind) == (read, "unseen-combination/seen-2")
    with pytest.raises(CellForgeError) as caught:
        asked("A+C", None, about)
    assert caught.value.code == "predict/no-context"


def drug_screen(*scenarios):
    """A drug at two doses in one context and at one of them in another."""
    measured = [cf.Query(("drugA",), "liver", dose) for dose in (1.0, 10.0)] + [cf.Query(("drugB",), "toe", 1.0)]
    return About(
        model="Model", source="", source_hash="", training={}, features=["G1"], seed=1, device="cpu",
        task={"scenarios": list(scenarios), "separator": None}, contexts=["liver", "toe"], measured=measured,
        kinds=[f"{scenario}/all" for scenario in scenarios],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param(cf.Query(("drugA",), "toe", 10.0), None, id="a dose measured elsewhere"),
        pytest.param("drugA · 10 · toe", None, id="the same as labels are shown"),
        pytest.param(cf.Query(("drugA",), "toe", 99.0), "predict/outside", id="a dose that nobody measured"),
        pytest.param(cf.Query(("drugA",), "toe"), "predict/outside", id="no dose"),
    ],
)
def test_a_new_context_is_asked_at_a_dose_that_another_one_measured(query, code):
    about = drug_screen("unseen-context")
    if code is None:
        found = asked(query, None, about)
        assert found.query == cf.Query(("drugA",), "toe", 10.0) and found.kind == "unseen-context/all"
    else:
        with pytest.raises(CellForgeError, match="dose") as caught:
            asked(query, None, about)
        assert caught.value.code == code


def test_a_label_with_a_dose_is_no_compound_of_that_name():
    about = drug_screen("unseen-perturbation")
    with pytest.raises(CellForgeError) as caught:
        asked("drugA · 10 · liver", None, about)
    assert caught.value.code == "predict/measured"
    assert asked("drugC · 1 (liver)", None, about).query == cf.Query(("drugC",), "liver", 1.0)


def test_kinds_of_pairs_follow_what_was_measured_alone(run, honest):
    adata = cf.datasets.simulate("interaction")
    singles = {p for p in adata.obs["perturbation"].unique() if "+" not in p and p != "control"}
    few = sorted(singles)[:6]
    pairs = [p for p in adata.obs["perturbation"].unique() if "+" in p and set(p.split("+")) <= singles]
    keep = adata.obs["perturbation"].isin(["control", *few, *pairs[:12]])
    task = cf.Task(
        perturbation="perturbation", control="control", separator="+", value_state="counts", folds=2,
        scenarios=["unseen-combination"],
    )  # fmt: skip
    data = cf.prepare(adata[keep].copy(), task)
    final = run.refit(honest, data)
    measured = {query.targets for query in data.queries}
    seen = [t for t in few if (t,) in measured]
    pair = next((a, b) for a in seen for b in seen if a < b and (a, b) not in measured)
    stranger = next(f for f in data.features if f not in singles)
    one, other = f"{pair[0]}+{pair[1]}", f"{pair[1]}+{pair[0]}"
    predicted = final.predict([one, f"{seen[0]}+{stranger}", other])
    assert predicted.obs["kind"].tolist() == ["seen-2", "seen-1", "seen-2"]
    assert predicted.obs_names[[0, 2]].tolist() == [one, other]
    assert set(cf.largest_changes(predicted).index.get_level_values("condition")) == set(predicted.obs_names)
    np.testing.assert_array_equal(predicted.X[0], predicted.X[2])
    assert len(split(data)) > 0


@pytest.mark.parametrize(
    ("save", "code"),
    [
        pytest.param("import pickle; (folder / 'm.pt').write_bytes(pickle.dumps(1))", "model/pickle", id="pickle file"),
        pytest.param("np.save(folder / 'm.npy', np.array([{}]))", "model/pickle", id="objects in an array"),
        pytest.param("pass", "model/not-saved", id="nothing"),
    ],
)
def test_save_refuses_what_can_hold_code(run, folds, tmp_path, save, code):
    source = HONEST.split("    def save")[0] + f"    def save(self, folder):\n        {save}\n"
    final = run.refit(run_cell(source), folds.data)
    with pytest.raises(CellForgeError) as caught:
        final.save(tmp_path / "model")
    assert caught.value.code == code


def damage_weights(folder):
    path = next(folder.rglob("weights.npz"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def edit_source(folder):
    about = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**about, "source": about["source"] + "\n# edited"}))


def newer(folder):
    about = json.loads((folder / "model.json").read_text())
    (folder / "model.json").write_text(json.dumps({**about, "version": 2}))


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        pytest.param(damage_weights, "weights.npz", id="a changed file"),
        pytest.param(edit_source, "a source that was changed since", id="an edited source"),
        pytest.param(newer, "version 2", id="a newer format"),
        pytest.param(lambda f: (f / "model.json").unlink(), "model.json", id="another folder"),
        pytest.param(lambda f: (f / "model.json").write_text("{"), "model.json", id="half a file"),
    ],
)
def test_damaged_model_is_refused_by_name(final, tmp_path, damage, named):
    folder = final.save(tmp_path / "model")
    damage(folder)
    with pytest.raises(CellForgeError, match=named) as caught:
        cf.load_model(folder)
    assert caught.value.code == "model/unreadable"


def rewritten(folder, **changes):
    """A saved folder whose maker wrote another JSON, as somebody who shares it may."""
    path = folder / "model.json"
    wire = json.loads(path.read_text())
    wire["task"] |= changes.pop("task", {})
    path.write_text(json.dumps(wire | changes))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"task": {"modality": "rna,../other"}}, id="a modality that is a path"),
        pytest.param({"task": {"modality": "rna,/"}}, id="an absolute one"),
        pytest.param({"kinds": [".."]}, id="a kind whose folder would be emptied by save"),
        pytest.param({"kinds": ["../other"]}, id="a kind that is a path"),
    ],
)
def test_names_in_a_shared_folder_that_are_paths_are_refused(final, tmp_path, changes):
    final.save(tmp_path / "other")
    rewritten(final.save(tmp_path / "model"), **changes)
    with pytest.raises(CellForgeError) as caught:
        cf.load_model(tmp_path / "model")
    assert caught.value.code == "model/unreadable"


@pytest.mark.parametrize("name", ["protein", "unseen-perturbation-all", "unseen-perturbation-all/more", "controls.npz"])
def test_links_out_of_a_shared_folder_are_refused(final, tmp_path, name):
    secret = final.save(tmp_path / "secret")
    rewritten(final.save(tmp_path / "model"), task={"modality": "rna,protein"}, files={})
    link = tmp_path / "model" / name
    if link.is_dir():
        shutil.rmtree(link)
    link.unlink(missing_ok=True)
    link.symlink_to(secret / "controls.npz" if name.endswith("npz") else secret)
    with pytest.raises(CellForgeError, match="leads out of the folder") as caught:
        cf.load_model(tmp_path / "model")
    assert caught.value.code == "model/unreadable"
