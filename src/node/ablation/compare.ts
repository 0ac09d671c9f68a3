import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import { isWorthTraining, Problem } from '../../core';
import type { Plan, Result, RunView } from '../../core';
import { kernelPython } from '../paths';
import { full } from './arguments';
import type { Held } from './hold-run';

const Interval = z.tuple([z.number(), z.number()]);

/** What one run scored more than the whole design, over the same held-out conditions. */
export const Paired = z.strictObject({
  primary: z.string(),
  n: z.int(),
  /** Independent among them: what the interval draws from. */
  units: z.int(),
  difference: z.number().nullable(),
  ci: Interval.nullable(),
  level: z.number()
});
export type Paired = z.infer<typeof Paired>;

const Told = z.union([
  z.strictObject({ parts: z.record(z.string(), Paired) }),
  z.strictObject({ problem: Problem })
]);

/** One decision that a run took otherwise than the whole design. */
export interface Otherwise {
  readonly name: string;
  readonly full: string;
  readonly here: string;
}

/** One line of the comparison. */
export interface ComparedRun {
  readonly id: string;
  readonly state: Held['state'];
  readonly same_as: string | null;
  readonly why: string;
  readonly plan: string | null;
  readonly agreed: boolean;
  readonly rounds: number;
  readonly calls: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly untold_tokens: number;
  /** Null where there is no plan, here or in the whole design. */
  readonly slots: readonly Otherwise[] | null;
  readonly hyperparameters: readonly Otherwise[] | null;
  /** By scenario/part; empty where nothing was scored. */
  readonly parts: Readonly<Record<string, ComparedPart>>;
  /** Whether inner folds handed every answer back to a simple baseline. */
  readonly fell_back: boolean;
  /** How often these held-out conditions had been scored in this folder when this run was. */
  readonly looks: number | null;
}

export interface ComparedPart {
  readonly verdict: string;
  readonly value: number | null;
  readonly ci: readonly [number, number] | null;
  readonly n: number;
  /** Null for the whole design itself, and where one of the two was not scored. */
  readonly paired: Paired | null;
}

export interface Comparison {
  readonly primary: string;
  readonly higher_is_better: boolean;
  readonly runs: readonly ComparedRun[];
  /** Different predictions that were scored on the held-out conditions, all in all. */
  readonly looks: number;
  /** Whether training was cut short, since inner folds say that nothing can be predicted. */
  readonly cut: boolean;
}

/** The runs beside each other. The paired intervals are the runtime's. */
export async function compare(held: readonly Held[]): Promise<Comparison> {
  const whole = held.find(({ variant }) => variant.id === full);
  const paired = await pairedWith(whole, held);
  const result = held.find(({ view }) => view.result !== null)?.view.result ?? null;
  const primary = result?.primary ?? '';
  const runs = held.map(run => comparedRun(run, { whole, held, paired, primary }));
  return {
    primary,
    higher_is_better:
      result?.metric_info.find(({ id }) => id === primary)?.higher_is_better ?? true,
    runs,
    looks: Math.max(0, ...runs.map(({ looks }) => looks ?? 0)),
    cut: whole !== undefined && isCut(whole.view)
  };
}

const isCut = ({ assessment }: RunView): boolean =>
  assessment !== null && !isWorthTraining(assessment);

interface Beside {
  readonly whole: Held | undefined;
  readonly held: readonly Held[];
  readonly paired: ReadonlyMap<string, Readonly<Record<string, Paired>>>;
  readonly primary: string;
}

function comparedRun(run: Held, { whole, held, paired, primary }: Beside): ComparedRun {
  const { variant, view } = run;
  const scored = run.state === 'same' ? held.find(({ variant: { id } }) => id === run.sameAs) : run;
  const { spent } = view;
  return {
    id: variant.id,
    state: run.state,
    same_as: run.sameAs,
    why: run.why,
    plan: view.plan?.name ?? null,
    agreed: view.consensus.agreed,
    rounds: view.consensus.rounds,
    calls: spent.calls,
    prompt_tokens: spent.prompt_tokens,
    completion_tokens: spent.completion_tokens,
    untold_tokens: spent.untold_tokens,
    ...otherwise(whole?.view.plan ?? null, view.plan),
    parts: scored === undefined ? {} : partsOf(scored, paired.get(scored.variant.id), primary),
    fell_back: scored?.view.result?.candidates.some(isUnused) ?? false,
    looks: view.result?.looks ?? null
  };
}

const isUnused = ({ id, chosen }: Result['candidates'][number]): boolean =>
  id === 'component' && !chosen;

function partsOf(
  { view }: Held,
  paired: Readonly<Record<string, Paired>> | undefined,
  primary: string
): ComparedRun['parts'] {
  return Object.fromEntries(
    Object.entries(view.result?.scenarios ?? {}).flatMap(([scenario, { parts }]) =>
      Object.entries(parts).map(([part, { metrics, verdict }]) => {
        const { model, ci, n } = metrics[primary];
        const name = `${scenario}/${part}`;
        return [name, { verdict, value: model, ci, n, paired: paired?.[name] ?? null }];
      })
    )
  );
}

/** What was decided otherwise than in the whole design. */
export function otherwise(
  whole: Plan | null,
  plan: Plan | null
): Pick<ComparedRun, 'slots' | 'hyperparameters'> {
  if (whole === null || plan === null) {
    return { slots: null, hyperparameters: null };
  }
  const choices = ({ choices: all }: Plan): Readonly<Record<string, unknown>> =>
    Object.fromEntries(all.map(({ slot, choice }) => [slot, choice]));
  return {
    slots: different(choices(whole), choices(plan)),
    hyperparameters: different(whole.hyperparameters, plan.hyperparameters)
  };
}

function different(
  whole: Readonly<Record<string, unknown>>,
  here: Readonly<Record<string, unknown>>
): readonly Otherwise[] {
  return Object.keys({ ...whole, ...here })
    .filter(name => whole[name] !== here[name])
    .map(name => ({
      name,
      full: String(whole[name] ?? 'nothing'),
      here: String(here[name] ?? 'nothing')
    }));
}

const run = promisify(execFile);

/** By run, the paired differences to the whole design. */
async function pairedWith(
  whole: Held | undefined,
  held: readonly Held[]
): Promise<ReadonlyMap<string, Readonly<Record<string, Paired>>>> {
  const others = held.filter(
    other => other !== whole && other.state === 'scored' && other.runFolder !== null
  );
  if (whole?.state !== 'scored' || whole.runFolder === null || others.length === 0) {
    return new Map();
  }
  const folders = [whole, ...others].map(({ runFolder }) => runFolder!);
  const words = ['-m', 'cellforge_runtime.run.paired', ...folders];
  const { stdout } = await run(kernelPython(), words, { maxBuffer: 64 * 1024 * 1024 });
  const told = z.array(Told).parse(JSON.parse(stdout));
  return new Map(
    others.flatMap(({ variant }, index) => {
      const one = told[index];
      return 'parts' in one ? [[variant.id, one.parts] as const] : [];
    })
  );
}
