"""The result as readers get it: verdict first, a picture, no HTML, nothing of the user's pyplot touched."""

import pytest
from cellforge_runtime.report import RESULT_MIME, Result, picture
from cellforge_runtime.report.words import number, part_title
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure


def info(id, label, shown, bounded=True):
    bounds = [-1, 1] if bounded else [0, None]
    return {"id": id, "label": label, "higher_is_better": bounded, "range": bounds, "chance": None, "shown": shown,
            "definition": ""}  # fmt: skip


def metric(model, baselines, ceiling):
    scores = {name: {"value": value, "ci": None} for name, value in baselines.items()}
    return {"model": model, "ci": [model - 0.1, model + 0.1], "component": None, "n": 33, "baselines": scores,
            "paired": {}, "ceiling": ceiling}  # fmt: skip


def wire(**changes):
    part = {
        "folds": 5,
        "conditions": 33,
        "verdict": "better-than-baselines",
        "sentence": "Better than every simple baseline: 0.78 against 0.71 for additive.",
        "best_baseline": "additive",
        "metrics": {
            "pearson": metric(0.99, {"no-change": 0.96, "additive": 0.98}, None),
            "pearson_delta_indep": metric(0.78, {"no-change": 0.0, "additive": 0.71}, [0.84, 0.93]),
            "mse": metric(0.00042, {"no-change": 0.004, "additive": 0.0005}, None),
        },
        "held_out": [],
        "unscored": [],
    }
    return {
        "version": 1,
        "run": "r-1",
        "plan_name": "Additive with a residual",
        "primary": "pearson_delta_indep",
        "simulated": False,
        "metric_info": [
            info("pearson", "Pearson of profiles", "last"),
            info("pearson_delta_indep", "Pearson of change", "headline"),
            info("mse", "Mean squared error", "table", bounded=False),
        ],
        "scenarios": {"unseen-combination": {"parts": {"seen-2": part}}},
        "scatter": [],
        "candidates": [],
        "looks": 1,
        "notes": [],
        "cost": {"wall_s": 1.0, "peak_rss_mb": 1.0, "device": "cpu"},
        "versions": {},
    } | changes


def test_text_begins_with_the_verdict_and_ends_with_the_raw_correlation():
    lines = Result(wire()).text.splitlines()
    assert lines[0] == (
        "Unseen combination, both targets seen: Better than every simple baseline: 0.78 against 0.71 for additive."
    )
    rows = [line.split("  ")[1].strip() for line in lines if line.startswith("  ")][1:]
    assert rows == ["Pearson of change", "Mean squared error", "Pearson of profiles"]
    change = next(line for line in lines if "Pearson of change" in line)
    assert all(value in change for value in ("0.78", "0.71", "0.00", "[0.84, 0.93]", "33"))


def test_simulated_data_are_called_so_before_anything_else():
    assert Result(wire(simulated=True)).text.startswith("Simulated data: no cell was measured.")


def test_text_says_what_its_intervals_are():
    text = Result(wire()).text
    assert "bootstrap from ten on, an exact sign-flip test from six to nine, and below six their range" in text


def test_bundle_has_picture_and_text_and_no_html():
    bundle = Result(wire()).bundle()
    assert set(bundle) == {RESULT_MIME, "image/png", "text/plain"}
    assert bundle[RESULT_MIME]["run"] == "r-1"


def test_picture_is_a_png_with_a_row_for_each_part():
    parts = wire()["scenarios"]["unseen-combination"]["parts"]
    one = Result(wire()).png
    three = Result(wire(scenarios={"unseen-combination": {"parts": {f"seen-{i}": parts["seen-2"] for i in range(3)}}}))
    assert one.startswith(b"\x89PNG")
    height = [int.from_bytes(png[20:24]) for png in (one, three.png)]
    assert height[1] - height[0] == pytest.approx(2 * 1.25 * 120, abs=2)


def test_the_best_baseline_s_name_stands_clear_of_its_mark():
    figure = Figure(figsize=(7, 1), dpi=120)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.03, 0.2, 0.9, 0.6))
    axes.set(xlim=(0, 1), ylim=(0, 1))
    picture._marks(
        axes, wire()["scenarios"]["unseen-combination"]["parts"]["seen-2"]["metrics"]["pearson_delta_indep"], "additive"
    )
    figure.draw_without_rendering()
    (name,) = axes.texts
    mark = max(axes.lines, key=lambda line: line.get_window_extent().height)
    assert name.get_window_extent().y0 > mark.get_window_extent().y1


@pytest.mark.parametrize(
    ("model", "gains"), [pytest.param(0.00042, True, id="a smaller error"), pytest.param(0.0006, False, id="a larger error")]
)
def test_of_errors_the_smaller_one_is_the_gain(model, gains, monkeypatch):
    drawn = []
    monkeypatch.setattr(picture, "FigureCanvasAgg", lambda figure: drawn.append(figure) or FigureCanvasAgg(figure))
    found = wire(primary="mse")
    found["scenarios"]["unseen-combination"]["parts"]["seen-2"]["metrics"]["mse"]["model"] = model
    assert Result(found).png is not None
    (figure,) = drawn
    blue = [patch for axes in figure.axes for patch in axes.patches if patch.get_facecolor()[:3] == to_rgb(picture._MODEL)]
    assert bool(blue) == gains
    assert any(f"{model:.5f}" in text.get_text() for text in figure.texts)


def test_picture_leaves_the_user_s_pyplot_alone():
    import sys

    loaded = "matplotlib.pyplot" in sys.modules
    assert Result(wire()).png is not None
    assert ("matplotlib.pyplot" in sys.modules) == loaded


def test_part_without_a_score_is_drawn_and_told():
    found = wire()
    part = found["scenarios"]["unseen-combination"]["parts"]["seen-2"]
    part["metrics"]["pearson_delta_indep"] |= {"model": None, "ci": None, "ceiling": None}
    result = Result(found)
    assert result.png is not None and "not scored" in result.text


def test_table_has_a_row_for_every_metric():
    table = Result(wire()).table()
    assert table["metric"].tolist() == ["pearson", "pearson_delta_indep", "mse"]
    assert table["additive"].tolist() == [0.98, 0.71, 0.0005]


@pytest.mark.parametrize(
    ("value", "bounded", "text"),
    [
        pytest.param(0.712, True, "0.71", id="two decimals"),
        pytest.param(-0.02, True, "\N{MINUS SIGN}0.02", id="true minus"),
        pytest.param(-0.001, True, "0.00", id="no minus zero"),
        pytest.param(0.00042, False, "0.00042", id="small error"),
        pytest.param(None, True, "not scored", id="none"),
    ],
)
def test_numbers(value, bounded, text):
    assert number(value, bounded=bounded) == text


@pytest.mark.parametrize(
    ("part", "title"),
    [
        pytest.param("all", "Unseen context", id="all"),
        pytest.param("seen-1", "Unseen context, one target seen", id="seen-1"),
        pytest.param("design_blind", "Unseen context, kept from the design", id="blind"),
        pytest.param("seen-2-design_blind", "Unseen context, both targets seen, kept from the design", id="both"),
    ],
)
def test_part_titles(part, title):
    assert part_title("unseen-context", part) == title


def interactions(n):
    scores = {"magnitude": 1.9, "dominance": 0.1, "model_fit": 0.62, "equality": 0.9, "similarity": 0.7, "c1": 1.3, "c2": 1.3}
    told = {"label": "CEBPE+KLF1", "fold": 0, "share": 0.55, "q": 0.001, "observed": scores, "predicted": scores}
    found = {"n": n, "model": 0.61, "baselines": {"additive": 0.48, "training-mean": 0.2}}
    errors = {"n": n, "model": 0.00091, "baselines": {"additive": 0.0012}}
    each = [told][:n]
    return {"pairs": 12, "beyond_noise": n, "non_additive": n, "least_share": 0.25, "each": each,
            "scores": {"pearson_delta_indep": found, "mse": errors}}  # fmt: skip


def test_pairs_that_are_no_sums_are_told_apart_beside_baselines():
    told = wire()
    told["scenarios"]["unseen-combination"]["parts"]["seen-2"]["interactions"] = interactions(3)
    text = Result(told).text
    assert "3 of 12 pairs are strongly non-additive" in text
    assert "Pearson of change on them: model 0.61, additive 0.48, training mean 0.20 (n = 3)" in text
    assert "Mean squared error on them: model 0.00091, additive 0.0012" in text
    assert "CEBPE+KLF1: 55% of its squared change is no sum; magnitude 1.90 (predicted 1.90), model fit 0.62" in text


def test_without_such_pairs_no_score_is_told():
    told = wire()
    told["scenarios"]["unseen-combination"]["parts"]["seen-2"]["interactions"] = interactions(0)
    text = Result(told).text
    assert "0 of 12 pairs are strongly non-additive" in text and "on them" not in text


def test_columns_of_cell_eval_stand_apart_with_their_warning():
    names = ("mae", "pearson_delta", "discrimination_score_l1", "overlap_at_N", "de_direction_match")
    columns = {name: {"model": 0.5, "no-change": None} for name in names}
    part = {"scenario": "unseen-combination", "part": "seen-2", "n": 33, "columns": columns}
    told = wire(cell_eval={"version": "0.8.2", "note": "By the conventions of cell-eval.", "parts": [part]})
    lines = Result(told).text.splitlines()
    at = lines.index("Columns of cell-eval 0.8.2. By the conventions of cell-eval.")
    assert at > next(i for i, line in enumerate(lines) if line.startswith("  Pearson of profiles"))
    assert lines[at + 2] == "    mae: model 0.500, no change not scored"
