"""Tables of prior knowledge as anybody may have written them: read, adjusted with a word, or refused; never a wrong row."""

from __future__ import annotations

import gzip
import random
import string

import pytest
from cellforge_runtime.errors import CellForgeError
from cellforge_runtime.knowledge import text
from cellforge_runtime.knowledge.read import knowledge_text, read_for

TARGETS = ["STAT1", "IRF1", "HLA-A", "JAK2", "ENSG00000141510"]
FEATURES = ["CD86", "NKX2-1", "GAPDH"]


def read(tmp_path, content, name="table.tsv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_for([path], TARGETS, FEATURES)


def rows(found):
    return {name: sorted(row) if row and isinstance(row[0], str) else row for name, row in found[0]["rows"].items()}


@pytest.mark.parametrize(
    ("content", "shape", "expected"),
    [
        pytest.param(
            "gene\ttags\nSTAT1\tifng tf\nIRF1\ttf\nOTHER\tx\n",
            "genes and terms",
            {"STAT1": ["ifng", "tf"], "IRF1": ["tf"]},
            id="terms with blanks between",
        ),
        pytest.param(
            "STAT1\tinterferon signalling; transcription factor\nIRF1\ttranscription factor;immune\n",
            "genes and terms",
            {"STAT1": ["interferon signalling", "transcription factor"], "IRF1": ["immune", "transcription factor"]},
            id="terms of several words",
        ),
        pytest.param(
            "STAT1\tfirst term\nSTAT1\tsecond term\nIRF1\tfirst term\nIRF1\tthird term\n",
            "genes and terms",
            {"STAT1": ["first term", "second term"], "IRF1": ["first term", "third term"]},
            id="a term a row",
        ),
        pytest.param(
            'gene,terms\nSTAT1,"tf, human;immune"\nIRF1,"tf, human"\n',
            "genes and terms",
            {"STAT1": ["immune", "tf, human"], "IRF1": ["tf, human"]},
            id="commas between quotes",
        ),
        pytest.param(
            "tf\tSTAT1\ntf\tIRF1\nkinase\tJAK2\n",
            "genes and terms",
            {"STAT1": ["tf"], "IRF1": ["tf"], "JAK2": ["kinase"]},
            id="genes second",
        ),
        pytest.param(
            "JAK-STAT\thttp://a.b\tSTAT1\tJAK2\tNOPE\nTF\t\tSTAT1\tIRF1\n",
            "gene sets (GMT)",
            {"STAT1": ["JAK-STAT", "TF"], "JAK2": ["JAK-STAT"], "IRF1": ["TF"]},
            id="gmt",
        ),
        pytest.param(
            "source\ttarget\tscore\nSTAT1\tJAK2\t0.9\nJAK2\tSTAT1\t0.9\nIRF1\tIRF1\t1\nIRF1\tSTAT1\t0.2\n",
            "edge list",
            {"STAT1": ["IRF1", "JAK2", "STAT1"], "JAK2": ["JAK2", "STAT1"], "IRF1": ["IRF1", "STAT1"]},
            id="edges, one twice, a loop",
        ),
        pytest.param(
            "gene,tf,kinase,flat\nSTAT1,1,0,0\nJAK2,0,1,0\nIRF1,1,0,0\n",
            "gene x feature matrix",
            {"STAT1": ["tf"], "JAK2": ["kinase"], "IRF1": ["tf"]},
            id="0/1 matrix as terms",
        ),
    ],
)
def test_shapes_are_recognised_by_what_stands_in_them(tmp_path, content, shape, expected):
    found = read(tmp_path, content)
    assert found.report["tables"][0]["shape"] == shape
    assert found.report["tables"][0]["reason"]
    assert rows(found) == expected


def test_a_matrix_is_standardised_and_a_turned_one_turned_back(tmp_path):
    lines = ["gene\ta\tb\tflat", "STAT1\t1\t10\t5", "IRF1\t2\t20\t5", "JAK2\t3\t60\t5", "CD86\tNA\t1\t5", "HLA-A\tinf\t1\t5"]
    found = read(tmp_path, "\n".join(lines))
    told = found.report["tables"][0]
    assert found[0]["rows"]["IRF1"] == pytest.approx([0.0, -0.46291], abs=1e-4)
    assert told["kept"] == 2 and told["unit"] == "columns"
    assert {each["why"]: each["examples"] for each in told["dropped"]}["missing or infinite number"] == ["CD86", "HLA-A"]
    turned = read(tmp_path, "x\tSTAT1\tIRF1\tJAK2\na\t1\t2\t3\nb\t10\t20\t60\n")
    assert turned[0]["rows"] == {name: found[0]["rows"][name] for name in ("STAT1", "IRF1", "JAK2")}
    assert any("turned over" in each for each in turned.report["tables"][0]["adjusted"])


def test_each_resolution_is_listed_and_what_could_mean_two_is_left_out(tmp_path):
    content = "stat1\ta\nHLA.A\tb\nENSG00000141510.12\tc\nIRF1\td\nirf1\te\n1-Mar\tf\nnkx2_1\tg\n"
    found = read(tmp_path, content)
    assert rows(found) == {"STAT1": ["a"], "HLA-A": ["b"], "ENSG00000141510": ["c"], "IRF1": ["d"], "NKX2-1": ["g"]}
    told = found.report["tables"][0]
    assert [(each["given"], each["used"], each["how"]) for each in told["resolved"]] == [
        ("stat1", "STAT1", "case"),
        ("HLA.A", "HLA-A", "marks between letters"),
        ("ENSG00000141510.12", "ENSG00000141510", "Ensembl version"),
        ("nkx2_1", "NKX2-1", "marks between letters"),
    ]
    assert {each["why"]: each["examples"] for each in told["dropped"]} == {
        "one of several spellings of one name": ["irf1"],
        "a date, made of a gene's name by a spreadsheet": ["1-Mar"],
    }
    assert "stat1 = STAT1 (case)" in knowledge_text(found.report)


def test_a_spelling_that_fits_two_names_of_the_data_is_not_guessed(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text("abc1\tx\nSTAT1\ty\n")
    found = read_for([path], ["STAT1", "ABC1", "Abc1"], [])
    assert set(found[0]["rows"]) == {"STAT1"}
    assert found.report["tables"][0]["dropped"][0]["why"] == "fits two names of the data"


def test_duplicates_are_joined_for_terms_and_left_out_for_other_numbers(tmp_path):
    joined = read(tmp_path, "STAT1\ta b\nSTAT1\tb c\nIRF1\ta\nJAK2\ta\nCD86\ta\n")
    assert rows(joined)["STAT1"] == ["a", "b", "c"]
    assert any("1 more rows" in each for each in joined.report["tables"][0]["adjusted"])
    numbers = read(tmp_path, "g\ta\tb\nSTAT1\t1\t2\nSTAT1\t1\t3\nIRF1\t1\t.5\nJAK2\t2\t4\n")
    assert set(numbers[0]["rows"]) == {"IRF1", "JAK2"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xef\xbb\xbfSTAT1\ta\r\nIRF1\ta\r\n", None, id="byte-order mark and CRLF"),
        pytest.param("STAT1\ta\nIRF1\ta\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"STAT1\tcaf\xe9\nIRF1\tcaf\xe9\n", "read as Latin-1", id="not UTF-8"),
        pytest.param(gzip.compress(b"STAT1\ta\nIRF1\ta\n"), "gzipped, though", id="gzip without the name"),
        pytest.param(b"# source: by hand\n# date: 2020-02-02\n\nSTAT1\ta\nIRF1\ta\n", None, id="comments"),
    ],
)
def test_odd_bytes_are_read_and_the_adjustment_is_said(tmp_path, content, said):
    found = read(tmp_path, content)
    assert set(found[0]["rows"]) == {"STAT1", "IRF1"}
    told = found.report["tables"][0]
    assert said is None or any(said in each for each in told["adjusted"])
    assert len(told["sha256"]) == 64
    if b"source" in content:
        assert (told["source"], told["date"], told["date_of"]) == ("by hand", "2020-02-02", "table")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b"\n \n# only this\n", "empty", id="comments only"),
        pytest.param(bytes(range(256)) * 20, "not-text", id="binary"),
        pytest.param(b"PK\x03\x04 rest of a spreadsheet", "not-text", id="spreadsheet"),
        pytest.param(gzip.compress(b"STAT1\ta\n" * 1000)[:-20], "broken-archive", id="cut gzip"),
        pytest.param(b"STAT1 a b\nIRF1 c\n", "shape", id="no separator"),
        pytest.param(b"FOO\ta\nBAR\tb\n", "shape", id="no name of the data"),
        pytest.param(b"CD86\ta\nGAPDH\tb\n", "no-target", id="features but no target"),
        pytest.param(b"1\t2\t3\n4\t5\t6\n", "shape", id="numbers without a header"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(tmp_path, content, code):
    with pytest.raises(CellForgeError) as refused:
        read(tmp_path, content)
    assert refused.value.code == f"knowledge/{code}"
    assert refused.value.found and refused.value.remedy


def test_a_missing_file_a_folder_and_an_enormous_one_are_refused(tmp_path, monkeypatch):
    for path in (tmp_path / "none.tsv", tmp_path):
        with pytest.raises(CellForgeError, match="can't be read"):
            read_for([path], TARGETS, FEATURES)
    monkeypatch.setattr(text, "MOST_TEXT", 1000)
    with pytest.raises(CellForgeError) as refused:
        read(tmp_path, gzip.compress(b"STAT1\ta\n" * 100_000), "bomb.tsv.gz")
    assert refused.value.code == "knowledge/too-large"
    monkeypatch.setattr(text, "MOST_BYTES", 10)
    with pytest.raises(CellForgeError) as refused:
        read(tmp_path, "STAT1\ta long row of terms\n")
    assert refused.value.code == "knowledge/too-large"


def test_several_tables_are_joined_and_each_is_named(tmp_path):
    for name, content in (("a.tsv", "STAT1\tx\n"), ("b.gmt", "SET\t\tIRF1\tJAK2\n")):
        (tmp_path / name).write_text(content)
    found = read_for([tmp_path / "a.tsv", tmp_path / "b.gmt"], TARGETS, FEATURES)
    assert [table["name"] for table in found] == ["a.tsv", "b.gmt"]
    assert found.report["covered"] == 3
    assert [table["covered"] for table in found.report["tables"]] == [1, 2]


def test_rubbish_is_refused_or_read_but_never_crashes(tmp_path):
    rng = random.Random(0)
    letters = string.printable + "é\u2028\u202e"
    for _ in range(300):
        pieces = [rng.choice([*TARGETS, "\t", ",", "\n", "1.5", "nan", "".join(rng.choices(letters, k=5))]) for _ in range(40)]
        content = "".join(pieces).encode("utf-8" if rng.random() < 0.7 else "utf-16")
        try:
            found = read(tmp_path, content)
        except CellForgeError as error:
            assert error.code.startswith("knowledge/")
        else:
            assert set(found[0]["rows"]) <= {*TARGETS, *FEATURES}
