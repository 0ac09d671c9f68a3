"""docs/results.json and docs/results.md from the parts that `npm run benchmark` left: `results.py PARTS DOCS JOB ...`.

No figure is written by hand: results.json holds what the jobs left and what follows from it; results.md is made from
that file alone.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from results_text import COLUMNS, PRIMARY, is_below, parts_of, results_text

# the six kinds of task of the paper, each with the parts in which the room is counted, fixed before the seeds were drawn
ROOM_PARTS = {
    "interaction": ("unseen-combination/seen-2",),
    "nonlinear-context": ("unseen-context/all",),
    "dose": ("unseen-dose/interior", "unseen-dose/highest"),
    "time": ("time/interpolation", "time/extrapolation"),
    "protein": ("unseen-combination/seen-2/protein",),
    "chromatin": ("unseen-context/all",),
}
# shown beside them and not counted: a kind without interactions, and compounds whose structures tell what they do
OTHER_PARTS = {"additive": ("unseen-combination/seen-2",), "compounds": ("unseen-perturbation/all",)}
WANTED_KINDS, WANTED_SHARE = 4, 0.5
FEWEST_TELLING = 0.02
# simulated kind and measured job of the same kind: on both, simple methods should come in the same order
SAME_KIND = (
    ("interaction", "norman19"),
    ("nonlinear-context", "kang"),
    ("time", "dexamethasone-rna"),
    ("chromatin", "dexamethasone-atac"),
)
# job, part, metric, floor, what was hoped for; of mse the floor is a ceiling
FLOORS = (
    ("norman19", "unseen-combination/seen-2", "pearson_delta", 0.86, 0.90),
    ("norman19", "unseen-combination/seen-1", "pearson_delta", 0.52, 0.56),
    ("norman19", "unseen-combination/seen-0", "pearson_delta", 0.18, 0.30),
    ("papalexi", "unseen-perturbation/all", "pearson_delta", 0.34, None),
    ("papalexi-tags", "unseen-perturbation/all", "pearson_delta", 0.34, 0.44),
    ("papalexi-go", "unseen-perturbation/all", "pearson_delta", 0.34, 0.44),
    ("kang", "unseen-context/all", "pearson_delta", 0.89, 0.91),
    ("kang", "unseen-context/all", "mse", 0.00135, 0.0012),
)
WITHIN = 1.05  # times the best baseline's mse, on the dexamethasone RNA


def results(parts: Mapping[str, Mapping[str, Any]], jobs: Sequence[str]) -> dict[str, Any]:
    """What results.json holds.

    Parameters
    ----------
    parts
        The part of each job that left one, and of each "job.adapter".
    jobs
        All jobs of the table, in its order.
    """
    told = {name: _in_table(parts[name]) for name in jobs if name in parts}
    adapted = [_in_table(part) for part in parts.values() if part.get("kind") == "adapter" and part["name"] in told]
    return {
        "version": 1,
        "command": "npm run benchmark",
        "jobs": told,
        "adapters": sorted(adapted, key=lambda part: (part["adapter"], list(jobs).index(part["name"]))),
        "not_run": [name for name in jobs if name not in parts],
        "floors": floors(told),
        "below_best_baseline": below_best_baseline(told),
        "rooms": rooms(told),
        "orders": orders(told),
    }


def _in_table(part: Mapping[str, Any]) -> dict[str, Any]:
    """The part with the metrics that the page shows: all of all baselines would fill megabytes."""
    if "report" not in part:
        return dict(part)
    scenarios = {
        scenario: {"parts": {name: _scores_in_table(scored) for name, scored in found["parts"].items()}}
        for scenario, found in part["report"]["scenarios"].items()
    }
    return {**part, "report": {**part["report"], "scenarios": scenarios}}


def _scores_in_table(scored: Mapping[str, Any]) -> dict[str, Any]:
    metrics = {name: dict(scored["metrics"][name]) for name in COLUMNS if name in scored["metrics"]}
    for name, found in metrics.items():
        if name != PRIMARY:
            found.pop("paired", None)
    kept = {key: scored[key] for key in ("folds", "conditions") if key in scored} | {"metrics": metrics}
    if "modalities" in scored:
        kept["modalities"] = {name: _scores_in_table(each) for name, each in scored["modalities"].items()}
    return kept


def part_of(job: Mapping[str, Any] | None, name: str) -> Mapping[str, Any] | None:
    """The scores of "scenario/part" of a job, None where it has none."""
    return None if job is None else parts_of(job).get(name)


def best_of(metrics: Mapping[str, Any], metric: str = PRIMARY) -> str:
    """The baseline with the best mean of a metric, on the held-out conditions: the hardest one to beat."""
    values = {name: each["value"] for name, each in metrics[metric]["baselines"].items() if each["value"] is not None}
    return (min if metric in ("mse", "mae") else max)(values, key=values.get)


def floors(jobs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each floor with what was reached, and whether that is enough; nothing where the job left no part."""
    found = []
    for job, name, metric, floor, hoped in FLOORS:
        part = part_of(jobs.get(job), name)
        if part is not None:
            value = part["metrics"][metric]["model"]
            is_held = value <= floor if metric == "mse" else value >= floor
            wanted = {"floor": floor, "hoped": hoped, "value": value, "held": bool(is_held)}
            found.append({"job": job, "part": name, "metric": metric, **wanted})
    for name, part in parts_of(jobs.get("dexamethasone-rna", {})).items():
        mse = part["metrics"]["mse"]
        floor = WITHIN * mse["baselines"][best_of(part["metrics"], "mse")]["value"]
        value = mse["model"]
        wanted = {"floor": floor, "hoped": None, "value": value, "held": bool(value <= floor)}
        found.append({"job": "dexamethasone-rna", "part": name, "metric": "mse", **wanted})
    for name, part in parts_of(jobs.get("dexamethasone-atac", {})).items():
        primary = part["metrics"][PRIMARY]
        if primary["ceiling"] is not None:
            value, floor = primary["model"], primary["ceiling"][0]
            wanted = {"floor": floor, "hoped": None, "value": value, "held": bool(value >= floor)}
            found.append({"job": "dexamethasone-atac", "part": name, "metric": PRIMARY, **wanted})
    return found


def below_best_baseline(jobs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where a paired test finds ours below the best baseline in hindsight, by the primary metric."""
    below = []
    for job, part in jobs.items():
        for name, scored in parts_of(part).items():
            best = best_of(scored["metrics"])
            paired = scored["metrics"][PRIMARY]["paired"][best]
            if is_below(paired):
                below.append({"job": job, "part": name, "baseline": best, "n": scored["metrics"][PRIMARY]["n"], **paired})
    return below


def rooms(jobs: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Of each simulated kind, the share of the room from the best baseline to the truth, over seeds and parts together."""
    kinds: dict[str, Any] = {}
    for kind, names in {**ROOM_PARTS, **OTHER_PARTS}.items():
        rows = [
            {"seed": job["seed"], "part": name, **job["truth"][name], "ceiling": _ceiling(job, name)}
            for job in jobs.values()
            if job.get("screen") == kind and job.get("truth")
            for name in names
            if name in job["truth"]
        ]
        if not rows:
            continue
        width, gain = sum(row["room"] for row in rows), sum(row["gain"] for row in rows)
        is_wide = width / len(rows) > FEWEST_TELLING
        verdicts = [jobs_verdict(jobs, kind, row) for row in rows]
        kinds[kind] = {
            "rows": rows,
            "room": width / len(rows),
            "taken": gain / width if is_wide else None,
            "above_every_baseline": sum(verdict == "better-than-baselines" for verdict in verdicts),
            "of": len(rows),
            "counted": kind in ROOM_PARTS,
        }
    counted = {kind: found["taken"] for kind, found in kinds.items() if found["counted"]}
    enough = [kind for kind, taken in counted.items() if taken is not None and taken >= WANTED_SHARE]
    return {
        "kinds": kinds,
        "half_taken": enough,
        "wanted": WANTED_KINDS,
        "of": len(ROOM_PARTS),
        "held": len(enough) >= WANTED_KINDS,
    }


def _ceiling(job: Mapping[str, Any], name: str) -> Sequence[float] | None:
    """The stated ceiling of a part, which the known truth can be held against."""
    part = part_of(job, name)
    return part and part["metrics"][PRIMARY]["ceiling"]


def jobs_verdict(jobs: Mapping[str, Mapping[str, Any]], kind: str, row: Mapping[str, Any]) -> str | None:
    """The evaluator's verdict on a part of the screen of one seed."""
    job = next(job for job in jobs.values() if job.get("screen") == kind and job["seed"] == row["seed"])
    return job["report"]["verdict"].get(row["part"])


def orders(jobs: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Kendall's tau-b between the baselines' order on simulated and measured data of one kind, part by part."""
    from scipy.stats import kendalltau

    found = []
    for kind, measured in SAME_KIND:
        screens = [job for job in jobs.values() if job.get("screen") == kind]
        if not screens or measured not in jobs:
            continue
        common = [name for name in parts_of(jobs[measured]) if all(name in parts_of(job) for job in screens)]
        if not common:
            found.append({"kind": kind, "job": measured, "part": None, "tau": None, "p": None, "baselines": []})
        for name in common:
            real = _values(parts_of(jobs[measured])[name])
            made = [_values(parts_of(job)[name]) for job in screens]
            shared = [each for each in real if all(each in values for values in made)]
            means = [sum(values[each] for values in made) / len(made) for each in shared]
            row = {"kind": kind, "job": measured, "part": name, "baselines": shared, "seeds": len(screens)}
            tau, p = kendalltau(means, [real[each] for each in shared]) if len(shared) > 1 else (None, None)
            is_told = tau is not None and tau == tau  # where all are equal there is no order
            found.append(row | {"tau": float(tau) if is_told else None, "p": float(p) if is_told else None})
    return found


def _values(part: Mapping[str, Any]) -> dict[str, float]:
    told = part["metrics"][PRIMARY]["baselines"]
    return {name: each["value"] for name, each in told.items() if each["value"] is not None}


def as_lines(told: Mapping[str, Any]) -> str:
    """JSON with a line for each job, so that a change of one job is a change of one line."""

    def told_of(value: object) -> str:
        return json.dumps(value, ensure_ascii=False)

    fields = []
    for name, value in told.items():
        if isinstance(value, dict) and value:
            inner = ",\n  ".join(f"{told_of(key)}: {told_of(each)}" for key, each in value.items())
            fields.append(f"{told_of(name)}: {{\n  {inner}\n }}")
        elif isinstance(value, list) and value:
            inner = ",\n  ".join(told_of(each) for each in value)
            fields.append(f"{told_of(name)}: [\n  {inner}\n ]")
        else:
            fields.append(f"{told_of(name)}: {told_of(value)}")
    return "{\n " + ",\n ".join(fields) + "\n}\n"


def read_parts(folder: Path) -> dict[str, dict[str, Any]]:
    """The parts that jobs left, by name of the file."""
    return {path.name[: -len(".json")]: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def main(words: Sequence[str]) -> None:
    parts, docs, *jobs = words
    told = results(read_parts(Path(parts)), jobs)
    (Path(docs) / "results.json").write_text(as_lines(told), encoding="utf-8")
    written = json.loads((Path(docs) / "results.json").read_text(encoding="utf-8"))
    (Path(docs) / "results.md").write_text(results_text(written), encoding="utf-8")
    print(f"{len(told['jobs'])} of {len(jobs)} jobs are in docs/results.json and docs/results.md")


if __name__ == "__main__":
    main(sys.argv[1:])
