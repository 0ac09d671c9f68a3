import { z } from 'zod';
import { CellForgeError, Problem, modalitiesOf } from '../core';
import type { Task } from '../core';
import type { KernelProcess } from './kernel-process';
import { bad } from './read-options';

/** What other packages read, as `cf.export` of the runtime names it. */
const exportKinds = ['cell-eval', 'scverse'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** The files of each kind, relative to where the command was called. */
export type Exported = Readonly<Partial<Record<ExportKind, readonly string[]>>>;

/**
 * The kinds of a comma list, each once and in one order.
 *
 * @throws CellForgeError naming the kinds that there are.
 */
export function readExports(text: string | undefined): readonly ExportKind[] {
  const words = text === undefined ? [] : text.split(',').map(word => word.trim());
  const unknown = words.find(word => !(exportKinds as readonly string[]).includes(word));
  if (unknown !== undefined) {
    throw bad('There is no such export', `a comma list of ${exportKinds.join(', ')}`, unknown);
  }
  return exportKinds.filter(each => words.includes(each));
}

/** @throws CellForgeError before anything is trained for files that could not be made of it. */
export function checkExports(kinds: readonly ExportKind[], task: Pick<Task, 'modality'>): void {
  const modalities = modalitiesOf(task);
  if (kinds.includes('cell-eval') && !modalities.includes('rna')) {
    throw new CellForgeError({
      code: 'export/expression-only',
      message: '--export cell-eval makes cells of predicted means, which is for expression alone',
      expected: 'a task on RNA',
      found: `modality ${modalities.join(', ')}`,
      remedy: 'Give --export scverse: predicted and observed means of every condition.'
    });
  }
}

/** Of a run that did not come to scores. */
export function nothingToExport(found: string): CellForgeError {
  return new CellForgeError({
    code: 'export/no-result',
    message: 'Nothing was exported: the run has no result',
    expected: 'predictions of every fold, scored by the evaluation cell',
    found,
    remedy: 'Go on with the run by --resume NOTEBOOK --export LIST.'
  });
}

const Told = z.union([
  z.strictObject({ problem: Problem }),
  z.strictObject({ files: z.array(z.string()).nullable() })
]);

/**
 * Lets the kernel write the predictions that its cells hold; gives the names of the files, relative to `folder`.
 *
 * @throws CellForgeError of the exporter ("export/..."), or "export/no-result" where the kernel holds no predictions.
 */
export async function exportFrom(
  kernel: KernelProcess,
  kind: ExportKind,
  folder: string,
  signal: AbortSignal
): Promise<readonly string[]> {
  signal.throwIfAborted();
  const given = [kind, folder].map(text => JSON.stringify(text)).join(', ');
  const user = '__import__("IPython").get_ipython().user_ns';
  const source = JSON.stringify(exporter);
  const interrupt = (): void => kernel.interrupt();
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    const reply = await kernel.ask(
      `(lambda ns: (exec(${source}, ns), ns["exported"](${user}, ${given}))[1])({})`
    );
    const told = Told.parse(reply);
    if ('problem' in told) {
      throw new CellForgeError(told.problem);
    }
    if (told.files === null) {
      throw nothingToExport('no predictions in the kernel');
    }
    return told.files;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** Whether the kernel ran a training cell: a result that was found in the folder of a run comes without. */
export async function holdsPredictions(kernel: KernelProcess): Promise<boolean> {
  const told = await kernel.ask(
    `__import__("IPython").display.JSON({"found": "predictions" in __import__("IPython").get_ipython().user_ns})`
  );
  return z.strictObject({ found: z.boolean() }).parse(told).found;
}

const exporter = `
def exported(user_ns, kind, folder):
    told = outcome(user_ns, kind, folder)

    class Exported:
        def __repr__(self):
            return "<CellForge>"

        def _repr_mimebundle_(self, **_):
            return {"application/json": told}

    return Exported()


def outcome(user_ns, kind, folder):
    import cellforge_runtime as cf

    if "predictions" not in user_ns:
        return {"files": None}
    try:
        files = cf.export(user_ns["predictions"], kind, folder)
    except Exception as error:
        as_dict = getattr(error, "as_dict", None)
        if as_dict is None:
            raise
        return {"problem": as_dict()}
    return {"files": [file.relative_to(folder).as_posix() for file in files]}
`;
