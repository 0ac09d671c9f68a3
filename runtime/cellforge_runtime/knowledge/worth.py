"""`inner_worth` and `outer_worth`: the ablation of tables on inner folds, for the plan, and on outer ones, for the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from cellforge_runtime.assessed_part import without_blind
from cellforge_runtime.baselines import best_by_inner_folds
from cellforge_runtime.data import control_means, queries, training_set
from cellforge_runtime.knowledge.ablation import Ablation, Held, part_sentence
from cellforge_runtime.knowledge.read import MAY_KNOW, Knowledge
from cellforge_runtime.knowledge.rule import Inside
from cellforge_runtime.knowledge.structures import NEAR_DUPLICATE
from cellforge_runtime.splits import BLIND, Fold, Folds
from cellforge_runtime.training_set import Query, TrainingSet

if TYPE_CHECKING:
    from cellforge_runtime.prediction import Predictions

WITHOUT_TWINS = "without near-duplicates"
USED_KNOWLEDGE = f"The model was given prior knowledge, which {MAY_KNOW}: a gain over baselines, which were not, may be recall."


def inner_worth(tables: Knowledge, folds: Folds) -> list[dict[str, Any]]:
    """A `KnowledgeWorth` for each part, from inner folds of the outer training sets: nothing held out outside is looked at."""
    told = []
    for scenario, part in folds.parts():
        if part.endswith(BLIND):
            continue
        found = Ablation(tables, _targets(folds), scenario)
        for fold in folds:
            if fold.scenario == scenario and fold.part == part:
                train = _means_only(without_blind(training_set(folds.data, fold), folds))
                found.add_inside(Inside(best_by_inner_folds(train), train))
        told.append(_part(scenario, part, found.told()))
    return told


def outer_worth(tables: Knowledge, folds: Folds) -> list[dict[str, Any]]:
    """A `KnowledgeWorth` for each part, on the conditions that the result is about; once more without the compounds that
    have a near-duplicate in training, where there are any."""
    told = []
    twins = _twins(tables)
    # by the rule that held out: a pair stands in several, with other targets left in training
    for scenario, rule in dict.fromkeys((fold.scenario, fold.part) for fold in folds):
        found = Ablation(tables, _targets(folds), scenario)
        part_of: dict[Query, str] = {}
        easy: set[str] = set()
        for fold in folds:
            if (fold.scenario, fold.part) != (scenario, rule):
                continue
            easy |= _beside_twins(folds, fold, twins)
            train, asked = _means_only(training_set(folds.data, fold)), queries(folds.data, fold)
            part_of.update({query: fold.part_of[int(i)] for query, i in zip(asked, fold.held_out)})
            held = Held(train, asked, _measured(folds, fold, asked))
            found.add_outside(Inside(best_by_inner_folds(train), train), held)
        for part in dict.fromkeys(part_of.values()):
            wanted = {query for query, own in part_of.items() if own == part}
            told.append(_part(scenario, part, found.told(wanted)))
            harder = {query for query in wanted if easy.isdisjoint(query.targets)}
            if harder and len(harder) < len(wanted):
                told.append(_part(scenario, f"{part} {WITHOUT_TWINS}", found.told(harder)))
    return told


def result_knowledge(tables: Knowledge, predictions: Predictions) -> dict[str, Any]:
    """The wire `KnowledgeResult`: what was read, what it was worth on the held-out conditions, whether the model relied on it.

    `relied` counts fits in which inner folds bore the tables out, so that the model's prediction rests on them; it is
    null for a model that does not say.
    """
    told = [item.report.get("knowledge") for item in predictions]
    said = [bool(each["kept"]) for each in told if isinstance(each, Mapping) and "kept" in each]
    relied = {"fits": len(told), "kept": sum(said)} if len(said) == len(told) else None
    return {**tables.report, "note": MAY_KNOW, "outer": outer_worth(tables, predictions.folds), "relied": relied}


def helps(worth: list[dict[str, Any]]) -> bool:
    """Whether a plan should rely on the tables: inner folds bore them out in half of some part's training sets."""
    return any(part["fits"] > 0 and 2 * part["kept"] >= part["fits"] for part in worth)


def knowledge_facts(tables: Knowledge, worth: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Wire facts for the debate."""
    report = tables.report
    names = ", ".join(table["name"] for table in report["tables"])
    covered = f"Prior knowledge of {report['covered']} of {report['targets']} targets is recorded ({names}); it {MAY_KNOW}."
    told = " ".join(f"{part['scenario']}/{part['part']}, inner folds: {part['sentence']}" for part in worth)
    does = helps(worth)
    verdict = "Inner folds bear the tables out." if does else "Inner folds do not bear the tables out: leave them aside."
    gains = [part["gain"]["difference"] for part in worth if part["gain"]["difference"] is not None]
    return [
        {"id": "knowledge-table", "value": len(report["tables"]), "unit": "tables", "text": covered},
        {"id": "knowledge-gain", "value": max(gains, default=None), "unit": "correlation", "text": told},
        {"id": "knowledge-helps", "value": int(does), "unit": "yes or no", "text": verdict},
    ]


def structure_facts(tables: Knowledge, folds: Folds) -> list[dict[str, Any]]:
    """Of compounds with structures: how many there are, and how many are held out beside a near-duplicate in training."""
    known = {name for each in tables.structures for name in each.rows}
    if not known:
        return []
    twins = _twins(tables)
    easy = sorted({name for fold in folds for name in _beside_twins(folds, fold, twins)})
    told = f"Structures of {len(known)} compounds are known: Morgan fingerprints, compared by Tanimoto likeness."
    shown = f", such as {', '.join(easy[:3])}" if easy else ""
    flatters = " A good score there says little of compounds that are new." if easy else ""
    return [
        {"id": "compound-structures", "value": len(known), "unit": "compounds", "text": told},
        {
            "id": "structure-twins",
            "value": len(easy),
            "unit": "compounds",
            "text": f"{len(easy)} compounds are held out while a near-duplicate (Tanimoto over {NEAR_DUPLICATE}) is in training"
            f"{shown}.{flatters}",
        },
    ]


def _twins(tables: Knowledge) -> set[tuple[str, str]]:
    return {pair[:2] for each in tables.structures for pair in each.twins}


def _beside_twins(folds: Folds, fold: Fold, twins: set[tuple[str, str]]) -> set[str]:
    of = folds.data.queries
    trained = {target for i in fold.train for target in of[i].targets}
    held = {target for i in fold.held_out for target in of[i].targets} - trained
    return {a if a in held else b for a, b in twins if (a in held and b in trained) or (b in held and a in trained)}


def _part(scenario: str, part: str, worth: dict[str, Any]) -> dict[str, Any]:
    return {"scenario": scenario, "part": part, **worth, "sentence": part_sentence(worth)}


def _targets(folds: Folds) -> list[str]:
    return sorted({target for query in folds.data.queries for target in query.targets})


def _means_only(train: TrainingSet) -> TrainingSet:
    return train.subset(np.arange(len(train.conditions)), cells=False)


def _measured(folds: Folds, fold: Fold, asked: list[Query]) -> np.ndarray:
    scoring = control_means(folds.data, fold.scoring_controls)
    return folds.data.means[fold.held_out] - np.stack([scoring.of(query) for query in asked])
