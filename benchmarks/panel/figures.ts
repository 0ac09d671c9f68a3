import { gzipSync } from 'node:zlib';
import { test } from '@jupyterlab/galata';
import { notebookWith, panelOf, realKernels, shutDownAll } from '../../ui-tests/desk';

const REPEATS = 3;
const ours = /\/lab\/extensions\/jupyterlab-cellforge\/static\//;

/** 5,000 cells, 500 features: counts of 30 perturbations beside a fifth of control cells. */
const screen = `
import anndata, numpy, pandas, scipy.sparse
rng = numpy.random.default_rng(0)
names = numpy.array(["control"] * 8 + [f"GENE{i}" for i in range(30)])
obs = pandas.DataFrame({"perturbation": pandas.Categorical(rng.choice(names, 5000))})
obs.index = [f"cell-{i}" for i in range(5000)]
var = pandas.DataFrame(index=[f"GENE{i}" for i in range(500)])
adata = anndata.AnnData(scipy.sparse.csr_matrix(rng.poisson(0.5, (5000, 500)).astype("float32")), obs=obs, var=var)
`.trim();

test.use(realKernels);
test.setTimeout(600_000);
test.afterEach(({ page }) => shutDownAll(page));

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

test('what is loaded before the panel is opened', async ({ page }) => {
  const loaded: Promise<number>[] = [];
  page.on('response', response => {
    if (ours.test(response.url())) {
      loaded.push(response.body().then(body => gzipSync(body).length));
    }
  });
  await page.reload({ waitForIsReady: true });
  const bytes = (await Promise.all(loaded)).reduce((sum, size) => sum + size, 0);
  tell(`start-up: ${(bytes / 1000).toFixed(1)} kB gzipped, in ${loaded.length} files`);
});

test('from opening the panel to a filled profile', async ({ page }) => {
  for (let count = 0; count < REPEATS; count++) {
    // a page and a kernel that know nothing of the panel yet
    await page.reload({ waitForIsReady: true });
    await notebookWith(page, `profile-${count}.ipynb`, screen);
    await page.evaluate(() => window.jupyterapp.commands.execute('application:close-all'));
    await page.notebook.open(`profile-${count}.ipynb`);
    const panel = panelOf(page);
    const seconds = await page.evaluate(openAndWait, {
      panel: '#jupyterlab-cellforge-panel',
      text: '5,000 × 500'
    });
    tell(`panel to a filled profile, 5,000 x 500, new kernel: ${seconds.toFixed(2)} s`);
    await panel.waitFor();
  }
});

/** Runs in the page: its clock knows nothing of the browser driver. */
function openAndWait({ panel, text }: { panel: string; text: string }): Promise<number> {
  return new Promise(done => {
    const started = performance.now();
    const isFilled = (): boolean =>
      document.querySelector(panel)?.textContent?.includes(text) ?? false;
    const look = (): void =>
      isFilled() ? done((performance.now() - started) / 1000) : void requestAnimationFrame(look);
    void window.jupyterapp.commands.execute('cellforge:open');
    look();
  });
}
