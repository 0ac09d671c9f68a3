"""The policy for model cells, as data: what may be imported, called and named. docs/agent-code.md says it in words.

A change here is a change of what people are told generated code can't do: change the page and CHANGELOG.md with it.
"""

from __future__ import annotations

MOST_LINES = 400
MOST_BYTES = 20_000
MOST_LINE_CHARACTERS = 400
MOST_LITERAL_VALUES = 200  # in one list, tuple, set or dict: more is data, and data reaches a model through fit
MOST_TEXT_CHARACTERS = 2_000  # in one string that is no docstring

# modules a cell may import, with everything below them that FORBIDDEN does not name
ALLOWED_IMPORTS = (
    "__future__",
    "abc",
    "collections",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "itertools",
    "json",  # for save and load
    "lightning",
    "math",
    "numpy",
    "scipy",
    "sklearn",
    "torch",
    "typing",
)

# of our own package only these names: the rest is the evaluator's
ALLOWED_OF_RUNTIME = {
    "cellforge_runtime": ("Query", "TrainingSet", "inner_folds"),
    "cellforge_runtime.baselines": ("BASELINES", "Baseline", "applicable", "best_by_inner_folds", "fitted"),
    "cellforge_runtime.shrinkage": ("ALL_OR_NOTHING", "GRID", "Shrinkage", "choose_shrinkage"),
    "cellforge_runtime.splits": ("InnerFold", "choice_folds", "inner_folds"),
    "cellforge_runtime.training": (
        "Described",
        "OneCycle",
        "ShrunkToBaseline",
        "attended",
        "bernoulli_loss",
        "cells_loss",
        "embedded",
        "gaussian_loss",
        "moved_counts",
        "moved_odds",
        "negative_binomial_loss",
        "principal",
        "rank_loss",
        "squared_error",
    ),
    "cellforge_runtime.training.contexts": ("carried_over",),
    "cellforge_runtime.training.loop": ("Batches", "Loop", "train_network"),
    "cellforge_runtime.training.targets": ("TargetCodes", "coexpression", "knowledge", "multi_hot", "training_targets"),
    "cellforge_runtime.training_set": ("Query", "TrainingSet"),
}

# imports that are refused under a name of their own; any other module not allowed is "policy-import"
REFUSED_IMPORTS = {
    "policy-file": (
        "bz2 dbm fileinput glob gzip h5py io joblib lzma marshal mmap pathlib pickle shelve shutil sqlite3 tarfile "
        "tempfile zarr zipfile dill cloudpickle"
    ).split(),
    "policy-network": (
        "aiohttp asyncio ftplib http httpx huggingface_hub openai poplib requests smtplib socket socketserver ssl "
        "telnetlib urllib urllib3 webbrowser xmlrpc"
    ).split(),
    "policy-process": "concurrent multiprocessing pty signal subprocess threading _thread dask ray".split(),
    "policy-environment": (
        "ast atexit builtins code codeop ctypes dis faulthandler gc getpass imp importlib inspect linecache os pdb "
        "pkgutil platform posix pwd resource runpy site sys sysconfig traceback tracemalloc types warnings weakref"
    ).split(),
    "policy-notebook": "IPython ipykernel ipywidgets jupyter_client jupyter_core nbformat papermill".split(),
    "policy-evaluator": ["cellforge_runtime", "jupyterlab_cellforge"],
}

# builtins by name, where the cell has no variable of its own of that name
REFUSED_BUILTINS = {
    "policy-file": ("open",),
    "policy-call": ("exec", "eval", "compile", "__import__"),
    "policy-environment": ("globals", "locals", "vars", "dir", "__builtins__", "__loader__", "__spec__", "__file__"),
    "policy-notebook": ("input", "breakpoint", "get_ipython", "display", "help"),
    "policy-process": ("exit", "quit"),
}

# parts of allowed packages that are refused, by dotted name; what lies below one is refused with it
FORBIDDEN = {
    # these evaluate text: annotations are code that no rule of names has read
    "policy-call": "typing.get_type_hints typing.ForwardRef functools.singledispatch functools.singledispatchmethod".split(),
    "policy-file": (
        "numpy.load numpy.save numpy.savez numpy.savez_compressed numpy.loadtxt numpy.savetxt numpy.genfromtxt "
        "numpy.fromfile numpy.fromregex numpy.memmap numpy.lib numpy.DataSource numpy.rec.fromfile scipy.io "
        "scipy.sparse.load_npz scipy.sparse.save_npz "
        "torch.load torch.save torch.serialization torch.package torch.from_file "
        "torch.UntypedStorage torch.utils.tensorboard lightning.pytorch.loggers lightning.pytorch.profilers json.load json.dump"
    ).split(),
    "policy-network": "torch.hub torch.utils.model_zoo torch.distributed torch.rpc scipy.datasets sklearn.datasets".split(),
    "policy-process": (
        "torch.multiprocessing torch.utils.cpp_extension torch.utils.collect_env torch.compile torch.jit torch.ops "
        "torch.classes lightning.app lightning.fabric lightning.pytorch.cli lightning.pytorch.strategies numpy.f2py "
        "numpy.distutils sklearn.externals"
    ).split(),
    "policy-environment": (
        "numpy.ctypeslib numpy.seterr numpy.core numpy.testing torch.utils.backend_registration torch.overrides torch.fx "
        "torch.library torch.set_num_threads torch.set_num_interop_threads torch.profiler torch.utils.dlpack "
        "sklearn.set_config scipy.LowLevelCallable"
    ).split(),
}

# inside a method `save` or `load` of a class these are the contract's own
ALLOWED_IN_SAVE_AND_LOAD = ("numpy.load", "numpy.save", "numpy.savez", "numpy.savez_compressed", "json.load", "json.dump")
SAVE_AND_LOAD_METHODS = ("write_text", "read_text", "mkdir", "exists", "open")

# methods refused on any object, where they are called
REFUSED_METHODS = {
    "policy-file": (
        "tofile read_text write_text read_bytes write_bytes open unlink rmdir mkdir touch iterdir glob rglob to_csv "
        "to_pickle to_parquet to_hdf load_from_checkpoint save_checkpoint fromfile from_file dump"
    ).split(),
    "policy-process": "system popen fork kill execv".split(),
    "policy-network": "urlopen urlretrieve".split(),
}

# attributes refused on any object: ways from an ordinary value to the interpreter
REFUSED_ATTRIBUTES = (
    "os sys builtins importlib subprocess socket ctypes gc inspect pickle shutil pathlib multiprocessing threading "
    "warnings f_globals f_locals f_back f_builtins f_code gi_frame gi_code cr_frame cr_code ag_frame tb_frame tb_next "
    "func_globals func_code co_code co_consts settrace mro"
).split()

# packages that others hold under their own name: `torch.nn.modules.module.torch.load` is torch.load
REEXPORTED = ("torch", "numpy", "np", "scipy", "sklearn", "lightning", "json")

# double-underscore names that may be read, and methods of that kind that a class may define
ALLOWED_DUNDER_READS = ("__init__", "__name__", "__len__", "__call__", "__post_init__", "__version__")
ALLOWED_DUNDER_METHODS = (
    "__init__ __post_init__ __call__ __len__ __getitem__ __iter__ __next__ __contains__ __repr__ __str__ __eq__ __hash__ "
    "__lt__ __add__ __sub__ __mul__ __matmul__ __neg__ __enter__ __exit__"
).split()
ALLOWED_DUNDER_NAMES = ("__name__", "__all__", "__slots__", "__doc__")

# calls a module-level constant may be made with; packages whose pure functions may be called there
CONSTANT_CALLS = (
    "bool dict float frozenset int len list max min range round set sorted str tuple zip abs sum "
    "collections.namedtuple typing.TypeVar typing.NewType functools.partial dataclasses.field "
    "numpy.arange numpy.array numpy.linspace numpy.logspace numpy.geomspace numpy.log numpy.sqrt numpy.exp numpy.float32"
).split()
CONSTANT_CALL_PACKAGES = ("math",)
# the cell is run in the kernel once, to define its class: what works there on the way is the kernel's work, not the worker's
DECORATORS = (
    "property staticmethod classmethod abc.abstractmethod dataclasses.dataclass enum.unique functools.cache "
    "functools.cached_property functools.lru_cache functools.total_ordering functools.wraps torch.enable_grad "
    "torch.inference_mode torch.no_grad torch.autograd.function.once_differentiable typing.final typing.overload "
    "typing.runtime_checkable"
).split()
METACLASSES = ("abc.ABCMeta",)

# what stands elsewhere in the notebook, and holds or leads to held-out cells
NOTEBOOK_NAMES = (
    "adata mdata data folds fold run task predictions result final predicted evaluator held_out held_out_means truth"
).split()
# names at the top of the notebook that a cell may not give another meaning, beside Python's own: the cells after it would
# run what stands in their place in the kernel, with all cells in reach
KEPT_NAMES = "adata mdata data folds run task cf display get_ipython".split()

# keywords that start processes, with the values that do not
ONE_PROCESS = {"n_jobs": (None, 1), "num_workers": (0,), "persistent_workers": (False,), "devices": (1, "auto")}

DEVICE_WORDS = ("cuda", "mps", "gpu", "xpu", "tpu")

REMEDIES = {
    "policy-import": "Use numpy, scipy, torch, lightning or scikit-learn, or write the few lines yourself.",
    "policy-call": "Write what it would do as plain code.",
    "policy-file": "Data reaches a model through fit(train, ...); save(folder) and load(folder) may use np.savez and np.load.",
    "policy-network": "A model learns from its training set alone; prior knowledge comes as a recorded setting.",
    "policy-process": "Work in this one process: the run starts a worker for each fold.",
    "policy-environment": "Leave the interpreter alone; settings reach a model through its constructor.",
    "policy-notebook": "A model cell runs in a worker without the notebook; report() and progress(...) tell what it did.",
    "policy-evaluator": "Scores are the kernel's. Draw inner folds of the training set with inner_folds(train).",
    "policy-size": "Write less: settings go in the training cell, data through fit(train, ...).",
    "device": "Use the device that fit(..., device=...) is given: network.to(device).",
}
