"""docs/results.md, from what results.json holds and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cellforge_runtime.verdict import LEAST_CONDITIONS, ROUNDING

PRIMARY = "pearson_delta_indep"
COLUMNS = (PRIMARY, "pearson_delta", "pearson_delta_mean_ref", "pearson_delta_notarget", "mse", "discrimination", "pr_auc")
_PLACES = {"mse": 5}
Row = Sequence[object]


def results_text(told: Mapping[str, Any]) -> str:
    """The page, in markdown."""
    sections = (
        _head,
        _floors,
        _measured,
        _simulated,
        _claims,
        _orders,
        _adapters,
        _knowledge,
        _every_method,
        _costs,
    )
    return "\n\n".join("\n".join(section(told)) for section in sections if any(section(told))) + "\n"


def _head(told: Mapping[str, Any]) -> Iterator[str]:
    jobs = [*told["jobs"].values(), *told["adapters"]]
    yield "# Results"
    yield ""
    yield f"Made by `{told['command']}` from `results.json` beside it; no figure is written by hand."
    if not jobs:
        yield "No job has been run."
        return
    dates = sorted(job["date"] for job in jobs)
    machines = sorted({_machine(job["machine"]) for job in jobs})
    codes = sorted({job["code"] for job in jobs})
    yield f"Measured from {dates[0][:16]} to {dates[-1][:16]} UTC on {'; '.join(machines)}."
    if len(codes) == 1:
        yield f"All by one state of the code ({codes[0]})."
    else:
        yield f"By {len(codes)} states of the code ({', '.join(codes)}): each job says which in `results.json`."
    versions = next((job["report"]["versions"] for job in jobs if "report" in job), {})
    yield f"Versions: {', '.join(f'{name} {version}' for name, version in sorted(versions.items()))}."
    yield ""
    yield (
        "Every score is of held-out conditions, default settings, seed 42 unless a column says otherwise. Brackets are 95 % "
        "intervals over conditions. The best baseline is the best *in hindsight*, the hardest one to beat; differences are "
        "paired. Metrics: [metrics](metrics.md). `SHARED` is the folder of shared data."
    )
    if told["not_run"]:
        yield ""
        yield f"**Not run**: {', '.join(told['not_run'])}."
    broken = [(name, job["failed"]) for name, job in told["jobs"].items() if job.get("failed")]
    for name, failed in broken:
        yield ""
        yield f"**Failed**: {name}, exit code {failed['code']}."


def _machine(machine: Mapping[str, Any]) -> str:
    return f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {machine['system']}"


def _floors(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["jobs"]:
        return
    yield "## What was asked for"
    yield ""
    rows = [
        (
            each["job"],
            each["part"],
            each["metric"],
            _exact(each["value"]),
            f"{'at most' if each['metric'] == 'mse' else 'at least'} {_exact(each['floor'])}",
            "held" if each["held"] else "**not held**",
            "" if each["hoped"] is None else _exact(each["hoped"]),
        )
        for each in told["floors"]
    ]
    if rows:
        yield from _table(("job", "part", "metric", "ours", "floor", "", "hoped for"), rows)
        yield ""
    below = told["below_best_baseline"]
    yield (
        "In no part is ours below the best baseline by a paired test."
        if not below
        else f"**Below the best baseline by a paired test** in {len(below)} parts: "
        + "; ".join(
            f"{each['job']} {each['part']} {_difference(each)} ({each['baseline']}{_no_test(each['n'])})" for each in below
        )
        + "."
    )


def _no_test(n: int) -> str:
    return f", {n} conditions: the range, no test" if n < LEAST_CONDITIONS else ""


def _measured(told: Mapping[str, Any]) -> Iterator[str]:
    jobs = {name: job for name, job in told["jobs"].items() if job["kind"] == "measured" and "report" in job}
    if jobs:
        yield "## Measured data"
        yield ""
        yield from _summary(jobs)


def _summary(jobs: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for name, job in jobs.items():
        for part, found in parts_of(job).items():
            metrics = found["metrics"]
            primary = metrics[PRIMARY]
            best = _best(metrics)
            rows.append(
                (
                    name,
                    part,
                    found["conditions"],
                    _with_interval(primary["model"], primary["ci"]),
                    f"{best} {_number(primary['baselines'][best]['value'])}",
                    _difference(primary["paired"][best]),
                    _ends(primary["ceiling"]),
                    _number(metrics["pearson_delta"]["model"]),
                    _number(metrics["mse"]["model"], "mse"),
                    f"`{job['report']['verdict'].get(part, '')}`",
                )
            )
    heads = ("job", "part", "n", PRIMARY, "best baseline", "against it", "ceiling", "pearson_delta", "mse", "verdict")
    yield from _table(heads, rows)


def _simulated(told: Mapping[str, Any]) -> Iterator[str]:
    rooms = told["rooms"]
    if not rooms["kinds"]:
        return
    yield "## Simulated screens, seeds that nobody looked at"
    yield ""
    yield (
        "*Room*: known truth (the true change, from the controls that the model has) minus best baseline. "
        "*Taken*: the share of it that ours took (not told of a room below .02). "
        "A kind's share is the sum of gains over the sum of rooms, over seeds and parts."
    )
    yield ""
    rows = [
        (
            kind,
            row["seed"],
            row["part"],
            row["n"],
            _number(row["ours"]),
            f"{row['best_baseline']} {_number(row['best'])}",
            _number(row["truth"]),
            _ends(row["ceiling"]),
            _number(row["room"]),
            _with_interval(row["taken"], row["taken_ci"]),
            _number(row["gain"], signed=True) + _span(row["gain_ci"], signed=True),
        )
        for kind, found in rooms["kinds"].items()
        for row in found["rows"]
    ]
    heads = ("kind", "seed", "part", "n", "ours", "best baseline", "truth", "ceiling", "room", "taken", "against it")
    yield from _table(heads, rows)
    yield ""
    yield from _ceilings([row for found in rooms["kinds"].values() for row in found["rows"] if row["ceiling"]])
    rows = [
        (
            kind if found["counted"] else f"{kind} (not counted)",
            _number(found["room"]),
            _number(found["taken"]),
            f"{found['above_every_baseline']} of {found['of']}",
        )
        for kind, found in rooms["kinds"].items()
    ]
    yield from _table(("kind", "mean room", "share taken", "verdict better-than-baselines"), rows)
    yield ""
    unfinished = [kind for kind in rooms["kinds"] if any(name.startswith(f"sim-{kind}-") for name in told["not_run"])]
    is_whole = not set(rooms["half_taken"]).intersection(unfinished)
    held = ("held" if is_whole else "held by the seeds that were run") if rooms["held"] else "**not held**"
    kinds = ", ".join(rooms["half_taken"]) or "none"
    missing = rooms["of"] - sum(found["counted"] for found in rooms["kinds"].values())
    left = f" {missing} of the {rooms['of']} kinds were not run." if missing else ""
    taken = f"It was taken on {len(rooms['half_taken'])} ({kinds})."
    some = f" Not all seeds were run of {', '.join(unfinished)}." if unfinished else ""
    yield f"At least half of the room on {rooms['wanted']} of {rooms['of']} kinds: {held}. {taken}{left}{some}"
    jobs = {name: job for name, job in told["jobs"].items() if job["kind"] == "simulated" and "report" in job}
    yield ""
    yield from _summary(jobs)


def _ceilings(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Whether the stated ceilings hold where the truth is known."""
    if rows:
        within = sum(row["ceiling"][0] <= row["truth"] <= row["ceiling"][1] for row in rows)
        above = [row["ceiling"][1] - row["truth"] for row in rows]
        yield (
            f"The truth scores within the stated ceiling in {within} of {len(rows)} parts. The upper end lies "
            f"{_number(sum(above) / len(above), signed=True)} above it on average ({_number(min(above), signed=True)} to "
            f"{_number(max(above), signed=True)}): so much of the room that a ceiling shows is not there."
        )
        yield ""


def _claims(told: Mapping[str, Any]) -> Iterator[str]:
    jobs = [job for job in told["jobs"].values() if job["kind"] == "claims" and "claims" in job]
    if not jobs:
        return
    yield "## False claims"
    yield ""
    yield "Screens in which nothing can be predicted: each `better-than-baselines` is a false claim. One in 20 is allowed."
    yield ""
    rows = [
        (
            title,
            f"{found['claims']} of {found['of']}",
            "held" if 20 * found["claims"] <= found["of"] else "**not held**",
            f"`{job['command']}`",
        )
        for job in jobs
        for title, found in job["claims"].items()
    ]
    yield from _table(("screen", "claims", "", "command"), rows)


def _orders(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["orders"]:
        return
    yield "## Do simple methods come in the same order on simulated and on measured data?"
    yield ""
    yield f"Kendall's tau-b over the baselines that apply to both, by mean {PRIMARY}; simulated means are over seeds."
    yield ""
    rows = [
        (
            each["kind"],
            each["job"],
            each["part"] or "no part in common",
            len(each["baselines"]),
            _number(each["tau"], signed=True) or "no order",
            "" if each["p"] is None else f"{each['p']:.3f}",
        )
        for each in told["orders"]
    ]
    yield from _table(("simulated", "measured", "part", "methods n", "tau", "p"), rows)


def _adapters(told: Mapping[str, Any]) -> Iterator[str]:
    if not told["adapters"]:
        return
    yield "## Published methods"
    yield ""
    yield "Fitted on the same folds and scored by the same evaluator; what was adapted, and the budgets: [adapters](adapters.md)."
    yield ""
    rows = []
    for each in told["adapters"]:
        ours = told["jobs"][each["name"]]
        if "why_not" in each:
            continue
        for part, paired in each["ours_minus_adapter"].items():
            found = parts_of(each)[part]
            rows.append(
                (
                    f"{each['title']} ({each['package']})",
                    each["name"],
                    part,
                    paired["n"],
                    _number(found["metrics"][PRIMARY]["model"]),
                    _number(parts_of(ours)[part]["metrics"][PRIMARY]["model"]),
                    _difference(paired),
                    _number(found["metrics"]["mse"]["model"], "mse"),
                    f"{sum(fit['seconds'] for fit in each['fits']):.0f}",
                    f"{ours['took']['seconds']:.0f}",
                    f"{each['report']['cost']['peak_rss_mb']:.0f}",
                    ", ".join(f"{name} {value}" for name, value in each["settings"].items()) or "defaults",
                )
            )
    heads = (
        "method",
        "job",
        "part",
        "n",
        PRIMARY,
        "ours",
        "ours minus it",
        "its mse",
        "its fits, s",
        "our s, whole design",
        "its MiB",
        "budget",
    )
    yield from _table(heads, rows)
    others = [f"{each['title']} on {each['name']} ({each['why_not']})" for each in told["adapters"] if "why_not" in each]
    if others:
        yield ""
        yield f"Not fitted: {'; '.join(others)}."
    below = [
        f"{each['title']} on {each['name']} {part} {_difference(paired)}"
        for each in told["adapters"]
        for part, paired in each.get("ours_minus_adapter", {}).items()
        if is_below(paired)
    ]
    yield ""
    yield f"**Ours is below** {'; '.join(below)}." if below else "Ours is below none of them in a paired test."


def _knowledge(told: Mapping[str, Any]) -> Iterator[str]:
    rows = []
    for name, job in told["jobs"].items():
        knowledge = job.get("report", {}).get("knowledge") or {}
        for each in knowledge.get("outer") or []:
            part = f"{each['scenario']}/{each['part']}"
            rows.append((name, part, *(_difference(each.get(key)) for key in ("gain", "over_shuffled"))))
    worth = [(job, *each) for job in told["jobs"].values() if "worth" in job for each in job["worth"].items()]
    if not rows and not worth:
        return
    yield "## Prior knowledge"
    yield ""
    yield "With the table less without it, and less with tables dealt out at random. A table may know the answer."
    if rows:
        yield ""
        yield from _table(("job", "part", "over no knowledge", "over shuffled tables"), rows)
    if worth:
        yield ""
        yield f"Simulated screens whose targets act in modules (`{worth[0][0]['command']}`), means over screens:"
        yield ""
        lines = [
            (kind, *(_number(found[key]) for key in ("none", "table", "shuffled")), _difference(found["gain"]),
             _difference(found["over_shuffled"]), f"{found['kept']} of {found['fits']}")
            for _, kind, found in worth
        ]  # fmt: skip
        heads = ("table", "without", "with", "shuffled", "over no knowledge", "over shuffled tables", "kept by inner folds")
        yield from _table(heads, lines)
        for _, kind, found in worth:
            if "bound" in found:
                gain = f"{_number(found['bound'])}, {found['bound'] - found['none']:+.3f} over no knowledge"
                yield ""
                yield f"With the table {kind}, who is told which training targets those are scores {gain}."


def _every_method(told: Mapping[str, Any]) -> Iterator[str]:
    jobs = {name: job for name, job in told["jobs"].items() if "report" in job}
    if not jobs:
        return
    yield "## Every method on every part"
    for name, job in jobs.items():
        for part, found in parts_of(job).items():
            others = [each for each in told["adapters"] if each["name"] == name]
            yield ""
            yield f"### {name}, {part}: {found['conditions']} conditions, {job['data']}"
            yield ""
            yield from _methods(
                found["metrics"], {each["title"]: parts_of(each)[part]["metrics"] for each in others if part in parts_of(each)}
            )


def _methods(metrics: Mapping[str, Any], others: Mapping[str, Any]) -> Iterator[str]:
    columns = [each for each in COLUMNS if each in metrics]
    rows: list[Row] = [("**ours**", *(_with_interval(metrics[each]["model"], metrics[each]["ci"], each) for each in columns))]
    if metrics[PRIMARY]["component"] is not None:
        rows.append(("trained component alone", *(_number(metrics[each]["component"], each) for each in columns)))
    baselines = metrics[PRIMARY]["baselines"]
    for name in sorted(baselines, key=lambda name: -(baselines[name]["value"] or 0)):
        values = [metrics[each]["baselines"].get(name, {"value": None, "ci": None}) for each in columns]
        rows.append((name, *(_with_interval(value["value"], value["ci"], each) for value, each in zip(values, columns))))
    for name, found in others.items():
        rows.append((f"*{name}*", *(_with_interval(found[each]["model"], found[each]["ci"], each) for each in columns)))
    ceilings = [metrics[each]["ceiling"] for each in columns]
    told = [" to ".join(_number(end, each) for end in span) if span else "" for span, each in zip(ceilings, columns)]
    rows.append(("ceiling", *told))
    yield from _table(("method", *columns), rows)


def _costs(told: Mapping[str, Any]) -> Iterator[str]:
    jobs = {name: job for name, job in told["jobs"].items() if "took" in job}
    if not jobs:
        return
    yield "## Time, memory, commands"
    yield ""
    yield "Wall time of the whole command with the kernel's start; memory of the greatest worker, and of all processes together."
    yield ""
    rows = []
    for name, job in jobs.items():
        took = job["took"]
        cells = [f"{took['seconds']:.0f}", f"{took['processor']:.0f}", f"{took['debate']:.1f}", f"{took['load']:.1f}"]
        memory = [f"{job['report']['cost']['peak_rss_mb']:.0f}", f"{took['peakMb']:.0f}"]
        rows.append((name, *cells, *memory, f"{took['record_kb']:.0f}", f"`{job['command']}`"))
    heads = ("job", "wall s", "processor s", "debate s", "load before", "worker MiB", "in all MiB", "record kB", "command")
    yield from _table(heads, rows)


def is_below(paired: Mapping[str, Any]) -> bool:
    """Whether a paired interval lies below 0; a tie does not, whose differences are not always 0 to the last bit."""
    return paired["ci"] is not None and paired["ci"][1] < -ROUNDING


def parts_of(job: Mapping[str, Any]) -> dict[str, Any]:
    """Every scored part by "scenario/part"; of several modalities another than the first by "scenario/part/MODALITY"."""
    report = job.get("report", {})
    if job.get("failed"):
        return {}
    found = {}
    for scenario, parts in report.get("scenarios", {}).items():
        for name, part in parts["parts"].items():
            found[f"{scenario}/{name}"] = part
            for modality, scored in part.get("modalities", {}).items():
                other = f"{scenario}/{name}/{modality}"
                if other in report.get("verdict", {}):
                    found[other] = {**scored, "conditions": part["conditions"]}
    return found


def _best(metrics: Mapping[str, Any]) -> str:
    baselines = metrics[PRIMARY]["baselines"]
    return max(baselines, key=lambda name: float("-inf") if baselines[name]["value"] is None else baselines[name]["value"])


def _table(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |"


def _number(value: float | None, metric: str = PRIMARY, *, signed: bool = False) -> str:
    return "" if value is None else f"{value:{'+' if signed else ''}.{_PLACES.get(metric, 3)}f}"


def _ends(ceiling: Sequence[float] | None) -> str:
    return "" if ceiling is None else " to ".join(_number(end) for end in ceiling)


def _exact(value: float) -> str:
    """With digits enough to see on which side of a floor it lies."""
    return f"{value:.4g}"


def _span(span: Sequence[float] | None, metric: str = PRIMARY, *, signed: bool = False) -> str:
    return "" if span is None else f" [{', '.join(_number(end, metric, signed=signed) for end in span)}]"


def _with_interval(value: float | None, span: Sequence[float] | None, metric: str = PRIMARY) -> str:
    return "not shown" if value is None else _number(value, metric) + _span(span, metric)


def _difference(paired: Mapping[str, Any] | None) -> str:
    if not paired or paired["difference"] is None:
        return ""
    return _number(paired["difference"], signed=True) + _span(paired["ci"], signed=True)
