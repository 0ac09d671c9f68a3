"""In a real kernel: the live output, the output kept for a reloaded page, and a clean stop."""

import json
import threading
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

from .conftest import HONEST, with_fit

SETUP = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
import anndata, numpy as np, pandas as pd
import cellforge_runtime as cf
genes = [f"G{{i:02d}}" for i in range(30)]
labels = ["control"] * 80 + [g for g in genes[:6] for _ in range(30)]
x = np.random.default_rng(0).normal(1, 0.3, (len(labels), 30)).clip(0).astype("float32")
obs = pd.DataFrame({{"perturbation": pd.Categorical(labels)}}, index=[f"c{{i}}" for i in range(len(labels))])
adata = anndata.AnnData(x, obs=obs, var=pd.DataFrame(index=genes))
task = cf.Task(perturbation="perturbation", control="control", scenarios=["unseen-perturbation"], folds=2)
folds = cf.split(cf.prepare(adata, task))
run = cf.Run("notebook-cellforge/r-1", device="cpu")
"""
ENDLESS = with_fit('open("started", "w").write("x")\nwhile True: progress(epoch=1, epochs=10, loss=1.0)')


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder))
    yield Kernel(manager, client, folder)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


class Kernel:
    def __init__(self, manager, client, folder):
        self.manager, self.client, self.folder = manager, client, folder
        self.execute(SETUP)
        self.execute(HONEST)

    def execute(self, code, cell="cell-0"):
        """Run a cell as JupyterLab sends it; its outputs."""
        message = self.client.session.msg("execute_request", {"code": code, "silent": False, "store_history": True})
        message["metadata"] = {"cellId": cell}
        self.client.shell_channel.send(message)
        outputs = []
        while True:
            told = self.client.get_iopub_msg(timeout=120)
            if told["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            if told["msg_type"] in ("display_data", "update_display_data", "execute_result", "error", "stream"):
                outputs.append((told["msg_type"], told["content"]))
            if told["msg_type"] == "status" and told["content"]["execution_state"] == "idle":
                return outputs


def test_fit_shows_one_output_that_is_updated(kernel):
    outputs = kernel.execute("predictions = run.fit(Model, folds)")
    kinds = [kind for kind, _ in outputs]
    assert kinds[0] == "display_data" and set(kinds[1:]) == {"update_display_data"}
    ids = {content["transient"]["display_id"] for _, content in outputs}
    assert len(ids) == 1
    last = outputs[-1][1]["data"]
    assert last["application/vnd.cellforge.progress.v1+json"]["state"] == "done"
    assert last["text/plain"].startswith("Training done in")


def test_output_of_the_evaluation_cell_is_kept_under_its_id(kernel):
    kernel.execute("predictions = run.fit(Model, folds)")
    outputs = kernel.execute("result = run.evaluate(predictions)\nresult", cell="eval-1")
    shown = next(content["data"] for kind, content in outputs if kind == "execute_result")
    kept = json.loads((kernel.folder / "notebook-cellforge/r-1/outputs/eval-1.json").read_text())
    assert set(kept) == {"application/vnd.cellforge.result.v1+json", "image/png", "text/plain"}
    assert kept["text/plain"] == shown["text/plain"] and "text/html" not in shown
    assert kept["image/png"].strip() == shown["image/png"].strip()


def test_interrupt_ends_the_cell_as_stopped_and_leaves_the_kernel_as_it_was(kernel):
    kernel.execute(ENDLESS.replace("class Model", "class Endless"))
    started = kernel.folder / "notebook-cellforge/r-1/checkpoints/fold-0-seed-42/started"
    ended = threading.Event()

    def interrupt():
        while not started.exists() and not ended.is_set():
            ended.wait(0.02)
        kernel.manager.interrupt_kernel()

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    outputs = kernel.execute("run.fit(Endless, folds)")
    ended.set()
    thread.join()
    kind, error = outputs[-1]
    assert (kind, error["ename"]) == ("error", "Stopped")
    assert error["traceback"] == ["Stopped: 0 of 6 fits are kept. Run the cell again to go on."]
    assert kernel.execute("print(len(folds))")[0][1]["text"] == "6\n"
    again = kernel.execute("predictions = run.fit(Model, folds); print(len(predictions))")
    assert again[-1][1]["text"] == "6\n"
