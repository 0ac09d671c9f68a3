import { z } from 'zod';
import { CellForgeError, Problem, runtimeVersion } from '../core';
import type { KernelProcess } from './kernel-process';

const Opened = z.union([
  z.strictObject({ problem: Problem }),
  z.strictObject({ type: z.string(), warnings: z.array(z.string()) })
]);

/**
 * Reads the file into the kernel under `name`, by the runtime's own reader; gives what there is to warn of.
 *
 * @throws CellForgeError of the reader ("data/..."), or "runtime/missing" where the kernel has no runtime.
 */
export async function openData(
  kernel: KernelProcess,
  path: string,
  name: string
): Promise<readonly string[]> {
  const given = [path, name, runtimeVersion].map(text => JSON.stringify(text)).join(', ');
  const user = '__import__("IPython").get_ipython().user_ns';
  const source = JSON.stringify(opener);
  const reply = await kernel.ask(
    `(lambda ns: (exec(${source}, ns), ns["opened"](${user}, ${given}))[1])({})`
  );
  const opened = Opened.parse(reply);
  if ('problem' in opened) {
    throw new CellForgeError(opened.problem);
  }
  return opened.warnings;
}

const opener = `
def opened(user_ns, path, name, version):
    told = outcome(user_ns, path, name, version)

    class Opened:
        def __repr__(self):
            return "<CellForge>"

        def _repr_mimebundle_(self, **_):
            return {"application/json": told}

    return Opened()


def outcome(user_ns, path, name, version):
    import warnings

    try:
        from cellforge_runtime import __version__ as found
        from cellforge_runtime.describe.reading import read
    except ImportError:
        found = None
    if found != version:
        return {"problem": other_runtime(found, version)}
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            user_ns[name] = read(path)
    except Exception as error:
        as_dict = getattr(error, "as_dict", None)
        if as_dict is None:
            raise
        return {"problem": as_dict()}
    told = [str(warning.message) for warning in caught if warning.category is UserWarning]
    return {"type": type(user_ns[name]).__name__, "warnings": list(dict.fromkeys(told))[:5]}


def other_runtime(found, version):
    return {
        "code": "runtime/missing" if found is None else "runtime/other-version",
        "message": "The kernel cannot read the data without cellforge_runtime",
        "expected": "cellforge-runtime %s" % version,
        "found": "none" if found is None else "version %s" % found,
        "remedy": "Run npm run setup, or let CELLFORGE_PYTHON name a Python that has it.",
    }
`;
