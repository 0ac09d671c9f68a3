"""Tables of numbers that are odd: read as what they say and said so, or refused; numbers are never taken for tags in silence."""

from __future__ import annotations

import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge.read import read_for

TARGETS = ["STAT1", "IRF1", "JAK2", "KLF1", "TET2"]
PLAIN = [["STAT1", "0.5", "1000"], ["IRF1", "1.5", "2500"], ["JAK2", "1", "3000"], ["KLF1", "3", "10"]]


def table(rows, separator="\t", header=("gene", "a", "b")):
    return "\n".join(separator.join(row) for row in [header, *rows])


def read(tmp_path, content):
    path = tmp_path / "table.txt"
    path.write_text(content)
    found = read_for([path], TARGETS, ["CD86"])
    return found[0]["rows"], found.report["tables"][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(table([[cell.replace(".", ",") for cell in row] for row in PLAIN]), "are decimal", id="tabs"),
        pytest.param(table([[cell.replace(".", ",") for cell in row] for row in PLAIN], ";"), "are decimal", id="semicolons"),
        pytest.param(
            table([["STAT1", "0.5", '"1,000"'], ["IRF1", "1.5", '"2,500"'], ["JAK2", "1", '"3,000"'], PLAIN[3]], ","),
            "between thousands",
            id="thousands in quotes",
        ),
    ],
)
def test_commas_in_numbers_are_read_and_told(tmp_path, content, said):
    rows, told = read(tmp_path, content)
    assert rows == read(tmp_path, table(PLAIN))[0]
    assert told["shape"] == "gene x feature matrix" and any(said in each for each in told["adjusted"])


def test_one_column_of_measurements_is_a_matrix_and_one_of_whole_numbers_names_groups(tmp_path):
    rows, told = read(tmp_path, table([row[:2] for row in PLAIN], header=("gene", "score")))
    assert told["shape"] == "gene x feature matrix" and rows["KLF1"] == pytest.approx([1.60357])
    rows, told = read(tmp_path, table([["STAT1", "1"], ["IRF1", "2"], ["JAK2", "1"]], header=("gene", "cluster")))
    assert rows == {"STAT1": ["1"], "IRF1": ["2"], "JAK2": ["1"]}
    assert any("names of groups" in each for each in told["adjusted"])


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        pytest.param(
            table([["STAT1", "1", "2"], ["IRF1", "1"], ["JAK2", "1", "2", "3"], ["KLF1", "2", "2"]]),
            "shape", '2 of 4 rows hold more, fewer or other cells, such as "IRF1 1"', id="ragged",
        ),
        pytest.param(table([["STAT1", "1", "2"], ["IRF1", "high", "2"], ["JAK2", "1", "2"]]), "shape", "IRF1 high", id="word"),
        pytest.param(
            table([["0", "STAT1", "2"], ["1", "IRF1", "5"], ["2", "JAK2", "7"]], ",", ("", "gene", "a")),
            "shape", "names must stand in the first", id="numbered rows",
        ),
        pytest.param(
            table([["0", "2", "STAT1"], ["1", "5", "IRF1"], ["2", "7", "JAK2"]], ",", ("a", "b", "gene")),
            "shape", "names must stand in the first", id="names last",
        ),
        pytest.param(
            table([["STAT1", "1", "2"], ["IRF1", "1", "2"]]), "no-difference", "no column in which they differ", id="constant"
        ),
        pytest.param(
            table([["STAT1", "NA", "2"], ["IRF1", "inf", "2"], ["JAK2", "1", "2"]]),
            "no-difference", "1 such genes", id="missing",
        ),
    ],
)  # fmt: skip
def test_numbers_in_no_known_shape_are_refused_with_the_rows_that_spoil_it(tmp_path, content, code, found):
    with pytest.raises(CellForgeError) as refused:
        read(tmp_path, content)
    assert refused.value.code == f"knowledge/{code}" and found in refused.value.found


def test_weights_of_edges_and_numbers_of_terms_are_still_read(tmp_path):
    assert read(tmp_path, "STAT1\tJAK2\t0.9\nIRF1\tSTAT1\t0.2\n")[1]["shape"] == "edge list"
    rows, told = read(tmp_path, "STAT1\t0003674 0005576\nIRF1\t0005576\nJAK2\t0008150 0003674\n")
    assert told["shape"] == "genes and terms" and rows["STAT1"] == ["0003674", "0005576"]
