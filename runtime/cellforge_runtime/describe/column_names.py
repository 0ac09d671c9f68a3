"""What obs columns are called in published files, by role: tables, no logic. Names stand as `normalise` gives them."""

from __future__ import annotations

import re

from cellforge_runtime.describe.words import normalise


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# weight of a name that says "what was done to the cell"; ties go to the column that stands first
_WEIGHTS: dict[float, str] = {
    10.0: """
        perturbation perturbations condition conditions perturbationname pert pertname pertiname
        targetgene targetgenes genetarget perturbedgene perturbedgenes guidetarget targetgenename
        geneperturbation perturbationlabel sgrnatarget perturb perturbationgene genename
    """,
    9.0: """
        smname smlincsid guidegene knockedoutgene kogene crisprtarget
        productname drug drugs drugname compound compounds compoundname treatment treatments treat
        treated stim stimulation stimulus stimuli stimulated cytokine cytokines ligand perturbed
        isperturbed knockout ko inhibitor smallmolecule chemical agent exposure infection infected
        virus perturbagen intervention gene genes genotype
    """,
    7.5: """
        target targets geneko crispr mutant mutation variant allele vector construct orf tf tforf
    """,
    6.0: """
        guide guides guideid guideids guideidentity guideassignment guidename sgrna sgrnas sgrnaid
        sgrnaname grna grnas grnaid sgid featurecall guidecall oligo
        dox doxycycline induction induced
    """,
    3.0: """
        group groups status label labels arm state class experiment
    """,
}
PERTURBATION_NAMES = {name: weight for weight, names in _WEIGHTS.items() for name in names.split()}
PERTURBATION_PARTS = (
    ("perturb", 8.0),
    ("treat", 7.0),
    ("condition", 7.0),
    ("drug", 7.0),
    ("compound", 7.0),
    ("stim", 6.0),
    ("target", 6.0),
    ("guide", 5.0),
    ("grna", 5.0),
    ("cytokine", 6.0),
    ("knockout", 6.0),
    ("infect", 6.0),
    ("ligand", 6.0),
)
GUIDE_NAMES = re.compile(r"guide|grna|sgid|oligo|featurecall", re.IGNORECASE)
# a yes-or-no column in which yes means perturbed, and one in which yes means control
YES_IS_PERTURBED = set(
    _words("""
    perturbed isperturbed treated istreated stim stimulated isstimulated infected isinfected knockout ko
    perturbation treatment stimulation infection drug
""")
)
YES_IS_CONTROL = set(
    _words("""
    control iscontrol ctrl isctrl nontargeting isnontargeting untreated isunperturbed
""")
)

CELL_TYPE_NAMES = _words("""
    celltype celltypes celltypename celltypeannotation cellannotation annotation annotations
    seuratannotations cellontologyclass celllabel celllabels cellclass majorcelltype celltypecoarse
    coarsecelltype celltypemajor celltypel1 celltypel2 predictedcelltypel1 predictedcelltype bulklabels
    cellabbr cellsubtype celltypefine lineage celltype1 celltypebroad cellidentity cell manualannotation finalannotation annot
""")
CELL_LINE_NAMES = _words("""
    cellline celllines celllinename line celllineid depmapid ccle strippedcelllinename cellbase cellmodel
    singletid cellid celliname cellmfcname cellname
""")
DONOR_NAMES = _words("""
    donor donorid donors patient patientid individual individualid subject subjectid ind participant
    person mouse mouseid animal
""")
SPECIES_NAMES = _words("species organism")
BATCH_NAMES = _words("""
    batch batches batchid gemgroup gem lane channel biorep replicate rep library libraryid plate pool run
    sampleid sample samples origident seqbatch sequencingbatch well batchname tenxlane emulsion
""")
DOSE_NAMES = _words("""
    dose doses dosevalue doseval dosenm doseum dosage concentration conc concentrationum concentrationnm
    drugdose dosemicromolar productdose pertdose amount
""")
TIME_NAMES = _words("""
    time timeh times timepoint timepoints timepointh timehours timehour hour hours hpi day days duration
    treatmenttime perttime exposuretime hrs timehr timehrs timedays timemin stimtime dpi hoursposttreatment
    timepointdays collectiontime
""")
DOSE_UNIT_NAMES = _words("doseunit doseunits doseunitname concentrationunit concunit pertdoseunit unit units")
TIME_UNIT_NAMES = _words("timeunit timeunits perttimeunit timepointunit")
STUDY_NAMES = _words("""
    dataset datasets datasetid datasetname study studyid studies publication paper screen project source
    sourcedataset gse gseid accession
""")
TECHNOLOGY_NAMES = _words("""
    perturbationtype perturbationtypes technology perturbationtechnology crisprtype screentype perttype
    perturbationmethod perturbationmodality perturbationstrategy geneticperturbationstrategy crisprsystem casetype
    modality intervention
""")
TECHNOLOGIES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "activation",
        re.compile(
            r"crispr-?a$|crispr[ _-]?activation|activat|^oe$|overexpress|over-express|sam$|orf|dcas9.*(vp\d|vpr|suntag)", re.I
        ),
    ),
    (
        "interference",
        re.compile(r"crispr-?i$|crispr[ _-]?interference|interfer|^kd$|knock[ _-]?down|sirna|shrna|rnai|krab|cas13|casrx", re.I),
    ),
    (
        "knockout",
        re.compile(r"crispr-?(ko|n)$|crispr[ _-]?(ko|knock)|^ko$|knock[ _-]?out|(?<!d)cas9|(?<!d)cas12|deletion", re.I),
    ),
    ("cytokine", re.compile(r"cytokine|interferon|stimul|ligand|growth factor", re.I)),
    ("drug", re.compile(r"drug|compound|product_?name|chemical|small[ _-]?molecule|inhibitor|treatment", re.I)),
)

GENETIC = ("activation", "interference", "knockout")

# names that stand at either end of longer ones: cell_type_coarse, drug_concentration
_ALSO_AFFIXED = set(_words("celltype cellline donor patient batch replicate timepoint concentration dataset study dose"))

# and words that say the same wherever they stand: conc_uM, hours_of_treatment
_ALSO_WITHIN = set(_words("conc concentration dosage hours hrs"))

# columns that are never the perturbation, whatever their labels
NEVER = re.compile(
    r"barcode|umi|count|n_?genes|ngene|percent|pct|mito|phase|score|louvain|leiden|cluster|doublet|perturbation_?(?:type|strategy)|"
    r"nperts|n_perts|nguides|sex|gender|tissue|organism|species|disease|size_?factor|pathway|class_?global|replicate|celltype|cell_type|"
    r"cell_line|cellline|cancer|ncbi|ensembl|moi|purity|readout|split|fold",
    re.IGNORECASE,
)


def perturbation_weight(name: str) -> float:
    """How much a column's name says that it tells what was done to the cell; 0 nothing."""
    word = normalise(name)
    if word in PERTURBATION_NAMES:
        return PERTURBATION_NAMES[word]
    if NEVER.search(name):
        return 0.0
    return max((weight for part, weight in PERTURBATION_PARTS if part in word), default=0.0)


def columns_named(columns: list[str], names: tuple[str, ...]) -> list[str]:
    """The columns with one of these names, in the order of the names; longer names with one at an end come last."""
    words = {column: normalise(column) for column in columns}
    exact = [column for name in names for column in columns if words[column] == name]
    near = [c for name in names if name in _ALSO_AFFIXED for c in columns if c not in exact and _ends(words[c], name)]
    near += [c for c in columns if c not in exact and any(word in names for word in _parts(c) & _ALSO_WITHIN)]
    return list(dict.fromkeys(exact + near))


def _parts(column: str) -> set[str]:
    """The words of a name such as `conc_uM` or `hours_of_treatment`."""
    return {part.lower() for part in re.split(r"[\W_]+", column)}


def _ends(word: str, name: str) -> bool:
    return word.startswith(name) or word.endswith(name)


def is_of_genes(text: str) -> bool:
    """Whether a word names a way to perturb genes, be it one whose direction it does not tell (`CRISPR`)."""
    return technology_of(text) in GENETIC or re.search(r"crispr|sgrna|cas9", text, re.IGNORECASE) is not None


def technology_of(text: str) -> str | None:
    """The type of perturbation a word names (`CRISPRi` -> "interference"), or None."""
    return next((kind for kind, pattern in TECHNOLOGIES if pattern.search(text.strip())), None)
