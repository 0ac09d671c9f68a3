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

// each in a page and a kernel that know nothing of the panel yet
for (let count = 1; count <= REPEATS; count++) {
  test(`from opening the panel to a filled profile, ${count} of ${REPEATS}`, async ({ page }) => {
    await notebookWith(page, 'profile.ipynb', screen);
    const seconds = await page.evaluate(openAndWait, {
      panel: '#jupyterlab-cellforge-panel',
      texts: ['5,000', 'Ready to design'],
      mostMs: 60_000
    });
    tell(
      seconds === null
        ? 'panel to a filled profile: not measured, it was not filled within a minute'
        : `panel to a filled profile, 5,000 x 500, new kernel: ${seconds.toFixed(2)} s`
    );
    await panelOf(page).waitFor();
  });
}

interface Waited {
  readonly panel: string;
  readonly texts: readonly string[];
  readonly mostMs: number;
}

/** Runs in the page: its clock knows nothing of the browser driver. Seconds, or null after `mostMs`. */
function openAndWait({ panel, texts, mostMs }: Waited): Promise<number | null> {
  return new Promise(done => {
    const started = performance.now();
    const isFilled = (): boolean => {
      const shown = document.querySelector(panel)?.textContent ?? '';
      return texts.every(text => shown.includes(text));
    };
    const look = (): void => {
      const passedMs = performance.now() - started;
      if (isFilled() || passedMs > mostMs) {
        done(isFilled() ? passedMs / 1000 : null);
      } else {
        requestAnimationFrame(look);
      }
    };
    void window.jupyterapp.commands.execute('cellforge:open');
    look();
  });
}
