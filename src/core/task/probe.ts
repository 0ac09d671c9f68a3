import { z } from 'zod';
import type { Constraint } from '../design/constraints';
import { CellForgeError } from '../errors';
import { ModelCheck } from '../experiment/model-check';
import { InnerScores } from '../experiment/refinement/inner-scores';
import type { CellToScore } from '../experiment/refinement/inner-scores';
import { KnowledgeReport } from '../knowledge/report';
import type { KnowledgeGiven } from '../ports';
import { Assessment } from './assessment';
import { Described, FoundObject } from './described';
import { probeLoader } from './probe-loader';
import { PrivateNames } from './private-names';
import { Fact, Hardware } from './profile';
import type { Asked } from './questions';
import { Problem } from './task';
import type { Settings, Task } from './task';

/** The Python that is shipped for kernels without our package: dotted module name -> source. */
export interface ProbeSource {
  readonly version: string;
  readonly modules: Readonly<Record<string, string>>;
}

/** What the kernel can be asked. */
export type ProbeRequest =
  | { readonly ask: 'objects' }
  | { readonly ask: 'describe'; readonly object: string; readonly settings: Settings }
  | { readonly ask: 'hardware' }
  /** What donors, samples and batches are called; `columns` are further ones to take for such. */
  | {
      readonly ask: 'private-names';
      readonly object: string;
      readonly columns: readonly string[];
    }
  /** Needs cellforge_runtime installed in the kernel; takes long. */
  | { readonly ask: 'assess'; readonly object: string; readonly task: Task }
  /** Needs it too; executes nothing of the source. */
  | { readonly ask: 'check-policy'; readonly source: string }
  /** Needs it too; trains the source's model on a slice. */
  | {
      readonly ask: 'try-model';
      readonly object: string;
      readonly task: Task;
      readonly source: string;
      readonly constraints: readonly Constraint[];
    }
  /** Needs it too; takes long. */
  | {
      readonly ask: 'score-inner';
      readonly object: string;
      readonly task: Task;
      readonly candidate: CellToScore;
    }
  /** Needs it too; a few seconds. */
  | {
      readonly ask: 'further-facts';
      readonly object: string;
      readonly task: Task;
      readonly asked: readonly Asked[];
    }
  /** Needs it too; seconds, with large tables a minute. */
  | {
      readonly ask: 'assess-knowledge';
      readonly object: string;
      readonly task: Task;
      readonly paths: readonly string[];
      readonly written: KnowledgeGiven['written'];
    };

const answers = {
  objects: z.array(FoundObject),
  describe: Described,
  hardware: Hardware,
  'private-names': z.array(PrivateNames),
  assess: Assessment,
  'check-policy': ModelCheck,
  'try-model': ModelCheck,
  'score-inner': InnerScores,
  'further-facts': z.array(Fact),
  'assess-knowledge': KnowledgeReport
} as const;

type Answers = { readonly [Ask in ProbeRequest['ask']]: z.infer<(typeof answers)[Ask]> };

/**
 * A Python expression for `user_expressions` that answers `request`.
 *
 * Everything happens inside a lambda over a dictionary of its own, so no name is left in the user's namespace. The
 * installed `cellforge_runtime` answers where it has the wanted version, else the shipped source does.
 */
export function probeExpression(request: ProbeRequest, source: ProbeSource): string {
  const { ask, ...rest } = request;
  const wanted = { ask, arguments: rest, version: source.version, modules: source.modules };
  // a JSON text is a Python string literal once it is quoted as JSON again
  const argument = JSON.stringify(JSON.stringify(wanted));
  const user = '__import__("IPython").get_ipython().user_ns';
  return `(lambda ns: (exec(${JSON.stringify(probeLoader)}, ns), ns["answer"](${user}, ${argument}))[1])({})`;
}

const Reply = z.strictObject({ cellforge: z.literal(1), json: z.string() });
const Outcome = z.union([
  z.strictObject({ value: z.unknown() }),
  z.strictObject({ problem: Problem, detail: z.array(z.string()) })
]);

/**
 * The answer in a kernel's reply: `json` is what `user_expressions` gave as `application/json`.
 *
 * @throws CellForgeError with the kernel's own problem, or "kernel/bad-answer" where the reply is not of the contract.
 */
export function readProbeReply<Ask extends ProbeRequest['ask']>(
  ask: Ask,
  json: unknown
): Answers[Ask] {
  const reply = Reply.safeParse(json);
  const outcome = reply.success ? Outcome.safeParse(parseJson(reply.data.json)) : null;
  if (!outcome?.success) {
    throw badAnswer(ask, 'no answer of CellForge');
  }
  if ('problem' in outcome.data) {
    throw new CellForgeError({ ...outcome.data.problem, detail: outcome.data.detail });
  }
  const answer = answers[ask].safeParse(outcome.data.value);
  if (!answer.success) {
    const issue = answer.error.issues[0];
    throw badAnswer(ask, `${issue.path.join('.')}: ${issue.message}`);
  }
  return answer.data as Answers[Ask];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function badAnswer(ask: string, found: string): CellForgeError {
  return new CellForgeError({
    code: 'kernel/bad-answer',
    message: `The kernel's answer to "${ask}" could not be read`,
    expected: 'an answer of the same version of cellforge_runtime as this CellForge',
    found,
    remedy:
      'Install matching versions of jupyterlab-cellforge and cellforge-runtime, and restart the kernel.'
  });
}
