"""The words that name controls, non-perturbations and quantities in published files: tables, no logic.

Words stand in the form `normalise` gives: lower case, letters and digits only.
"""

from __future__ import annotations

import re

# The words of a family mean the same control; a file that holds two families has two kinds of control, and is asked.
CONTROL_FAMILIES: dict[str, tuple[str, ...]] = {
    "control": ("control", "controls", "ctrl", "ctrls", "ctl", "cntrl", "contr", "cntl", "ctr", "neutralcontrol"),
    "non-targeting": (
        "nt", "ntc", "ntcs", "nontargeting", "nontarget", "nontargetting", "nontargetingcontrol", "nontargetcontrol",
        "nontargetingguide", "nontargetinghuman", "nontargetingmouse", "ntcontrol", "ntctrl", "nontargetingctrl",
        "notarget", "notargets", "notargeting", "nosite",
        "onenongenesite", "oneintergenicsite", "intergenic", "scramble", "scrambled", "scr", "gal44mod",
        "62mod", "63mod", "gal4",
    ),
    "negative control": ("negctrl", "negcontrol", "negativecontrol", "negativectrl", "ctrlneg", "controlneg"),
    "cutting control": ("olfactory", "olfactorycontrol", "olfactoryreceptor", "cuttingcontrol", "targetingcontrol"),
    "safe-targeting": ("safetargeting", "safe", "safeharbor", "safeharbour", "safecontrol", "safetarget", "safecutter",
                       "safecutting"),
    "unstimulated": ("unstimulated", "unstim", "nonstimulated", "notstimulated", "nonstim", "nostim", "nostimulation",
                     "uns", "unst", "nocytokine", "nocytokines", "unstimulatedcontrol"),
    "untreated": ("untreated", "nontreated", "nottreated", "notreatment", "notreat", "nodrug", "untx", "untrt", "undrugged"),
    "vehicle": ("vehicle", "veh", "vehiclecontrol"),
    "DMSO": ("dmso", "dmsocontrol", "dmsoctrl", "dimethylsulfoxide", "dmsotf"),
    "PBS": ("pbs", "pbscontrol"),
    "mock": ("mock", "mockinfected", "mocktreated", "mocktransfected"),
    "uninfected": ("uninfected", "uninf", "noninfected", "notinfected", "noinfection"),
    "wild type": ("wt", "wildtype", "wtcontrol"),
    "unperturbed": ("unperturbed", "noperturbation", "nonperturbed", "notperturbed", "unpert", "nopert",
                    "untransduced", "nontransduced", "untransfected", "nontransfected", "unedited", "notedited", "uninduced"),
}  # fmt: skip
CONTROL_WORDS = {word: family for family, words in CONTROL_FAMILIES.items() for word in words}
# Two or three letters with a number glued on can be a gene (WT1, SCR1); these need a separator or a "g" in between.
GLUED_NUMBER_IS_A_NAME = {"wt", "scr", "nt", "safe", "ctr", "ctl"}

# A control somewhere, a perturbation elsewhere: proposed and asked when nothing better is there.
WEAK_CONTROL_WORDS = {
    "none", "no", "false", "0", "baseline", "basal", "resting", "rest", "media", "medium", "mediaonly", "water",
    "saline", "ethanol", "etoh", "isotype", "emptyvector", "ev", "gfp", "egfp", "luciferase", "luc", "lacz", "aavs1",
    "rosa26", "renilla", "sham", "naive", "healthy", "normal", "reference", "ref", "parental", "pre", "neg",
    "negative", "con", "c", "unexposed", "solvent", "placebo", "t0", "0h", "day0", "d0", "ut", "nc", "blank", "nongene",
    "mcherry", "rfp", "bfp", "tdtomato", "nacl", "h2o", "plko", "plko1", "igg", "cas9only", "rnp", "naïve", "cont", "ct", "ns",
    "pretreatment", "prestim", "untouched",
}  # fmt: skip

# Of these, the ones that say nothing was done; beside a clear control they are a second kind of control.
NOTHING = {"none", "no", "baseline", "basal", "resting", "unexposed", "parental", "naive"}
# and the targets and vectors that screens use as controls; beside a clear control they may be either
CONTROL_TARGETS = {
    "emptyvector",
    "ev",
    "gfp",
    "egfp",
    "luciferase",
    "luc",
    "lacz",
    "aavs1",
    "rosa26",
    "renilla",
    "isotype",
    "mcherry",
    "rfp",
    "bfp",
    "tdtomato",
}

# Controls of screens of genes: labels such as IL2 are genes there.
CONTROLS_OF_GENES = ("non-targeting", "cutting control", "safe-targeting", "wild type")
# Names that tell by themselves what was given: cytokines and growth factors, and the stems of drugs' generic names.
NAMES_OF_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "cytokine",
        re.compile(
            r"(?:r[hm]?[-_ ]?)?(?:IL[-_ ]?\d{1,2}(?!R)[-_ ]?\w{0,6}|IFN[-_ ]?\w*|interferon.*|TNF[-_ ]?\w*|TGF[-_ ]?\w*|"
            r"(?:G|M|GM)[-_ ]?CSF|CX?CL[-_ ]?\d{1,2}|[EF]GF\d*|VEGF\w*|BMP-?\d+|PDGF[-_ ]?\w*|TSLP|LIF|SCF|EPO|TPO|OSM|"
            r"BAFF|APRIL|(?:FLT3|RANK|CD40|CD27|OX40|4-?1BB)[-_ ]?L)(?:[-_ ](?:alpha|beta|gamma|lambda)\w*)?",
            re.IGNORECASE,
        ),
    ),
    (
        "drug",
        re.compile(r".*(?:inib|ciclib|parib|zomib|[iu]mab|platin|rubicin|taxel|inostat|rolimus|degib|clax|domide)(?:\W.*)?"),
    ),
)

# Beside a control word these say which kind it is, and are no target: a positive control is a perturbation of its own.
KINDS_OF_CONTROL = {"pos", "positive", "internal", "technical", "essential", "assay", "plate", "batch", "process"}

# Words after a control word or a target which say nothing of what was done.
FILLERS = ("human", "mouse", "guide", "sgrna", "grna", "sirna", "shrna", "crrna", "sg", "cells", "cell", "group", "sample", "rep",
           "replicate")  # fmt: skip

SEVERAL = "several perturbations in one cell, not told which"
NO_BARCODE = "no barcode was found in these cells"
NOT_GOOD = "cells that failed quality control"
NOT_PERTURBATIONS: dict[str, str] = {
    **dict.fromkeys(
        ("multiple", "multiplet", "multiplets", "multi", "doublet", "doublets", "triplet", "mixed", "collision",
         "multipleguides", "multiinfection", "morethanone", "multipleperturbations", "heterotypic"),
        SEVERAL,
    ),
    **dict.fromkeys(
        ("unassigned", "notassigned", "unknown", "unk", "ambiguous", "undetermined", "undefined", "unmapped", "nocall",
         "uncalled", "unlabelled", "unlabeled", "unclassified", "notdetected", "undetected", "noguide", "nosgrna",
         "nogrna", "noguides", "noguidedetected", "nobarcode", "noassignment", "unidentified", "noneassigned"),
        "the perturbation of these cells is not known",
    ),
    **dict.fromkeys(
        ("nan", "na", "null", "", "nat", "missing", "notavailable", "notapplicable", "empty", "emptydroplet"),
        "no value",
    ),
    **dict.fromkeys(("negative",), NO_BARCODE),
    **dict.fromkeys(
        ("lowquality", "lowcount", "lowcounts", "debris", "filtered", "failed", "qcfail", "failedqc", "invalid",
         "removed", "discard", "discarded", "junk"),
        NOT_GOOD,
    ),
}  # fmt: skip

# Strong: a join wherever both sides hold a name. Weak: also part of names, so evidence is needed.
STRONG_SEPARATORS = ("+", "&", ";", "|", ",")
WEAK_SEPARATORS = ("__", "_", "::", ":", "/", "--", "-", ".", " and ", " plus ", " with ", " x ", " ")

# commas between groups of three digits are of thousands: 1,000 is a thousand, 1,5 one and a half
THOUSANDS = r"[1-9]\d{0,2}(?:,\d{3})+(?![\d,])"
NUMBER = rf"{THOUSANDS}(?:\.\d+)?|\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?|\.\d+"
# unit -> factor to the base unit of its kind; units of different kinds are never compared
MOLAR = {
    **{"pm": 1e-6, "nm": 1e-3, "um": 1.0, "µm": 1.0, "μm": 1.0, "mm": 1e3},
    **{"picomolar": 1e-6, "nanomolar": 1e-3, "micromolar": 1.0, "millimolar": 1e3, "molar": 1e6},
}
MASS = {"pg/ml": 1e-3, "ng/ml": 1.0, "ug/ml": 1e3, "µg/ml": 1e3, "μg/ml": 1e3, "mg/ml": 1e6}
OTHER_DOSE = {"%": 1.0, "u/ml": 1.0, "iu/ml": 1.0, "iu": 1.0, "mg/kg": 1.0, "gy": 1.0, "ng": 1.0, "ug": 1e3, "mg": 1e6}
DOSE_UNITS = {**MOLAR, **MASS, **OTHER_DOSE}
DOSE_BASE = {**dict.fromkeys(MOLAR, "µM"), **dict.fromkeys(MASS, "ng/ml"), **dict.fromkeys(("ng", "ug", "mg"), "ng")}
TIME_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1 / 3600),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1 / 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hpi", "hpt", "hps"), 1.0),  # post infection, treatment, stimulation
    **dict.fromkeys(("d", "day", "days", "dpi", "dpt", "dps"), 24.0),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 168.0),
}


_SIGNS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Lower case with letters and digits (of any script) only: how words are looked up in these tables."""
    return _SIGNS.sub("", text.lower())
