import type { Modality } from '../task/profile';
import { resultOfModality } from '../experiment/modality-result';
import type { MetricResult, PartResult, Result } from '../experiment/result';

/** How far a rerun may lie from the record: architecture.md section 4. */
const correlationTolerance = 0.002;
const errorTolerance = 0.01;

export interface ResultComparison {
  /** Same device class and same versions: the narrow tolerances apply. */
  readonly isSameMachine: boolean;
  readonly disagreements: readonly string[];
  /** Differences in device and versions, one sentence each. */
  readonly notes: readonly string[];
}

/** A result that the cells gave now against the recorded one. */
export function compareResults(recorded: Result, now: Result): ResultComparison {
  const notes = [
    ...(deviceClass(recorded) === deviceClass(now)
      ? []
      : [`Device: recorded on ${recorded.cost.device}, now on ${now.cost.device}.`]),
    ...versionNotes(recorded.versions, now.versions)
  ];
  const isSameMachine = notes.length === 0;
  const disagreements = pairsOf(recorded.scenarios, now.scenarios).flatMap(
    ([scenario, before, after]) =>
      pairsOf(before?.parts, after?.parts).flatMap(([part, was, is]) =>
        compareParts(`${scenario}/${part}`, was, is, isSameMachine, recorded)
      )
  );
  return { isSameMachine, disagreements: [...disagreements, ...others(recorded, now)], notes };
}

/** The modalities beside the first, each held to the same tolerances under its own name. */
function others(recorded: Result, now: Result): readonly string[] {
  const names = Object.keys({ ...recorded.modalities, ...now.modalities }) as Modality[];
  return names.flatMap(name => {
    const [was, is] = [recorded, now].map(each =>
      each.modalities?.[name] === undefined ? null : resultOfModality(each, name)
    );
    return was && is
      ? compareResults(was, is).disagreements.map(told => `${name}, ${told}`)
      : [`${name} stands only in the ${was ? 'record' : 'rerun'}.`];
  });
}

function compareParts(
  name: string,
  was: PartResult | undefined,
  is: PartResult | undefined,
  isSameMachine: boolean,
  { metric_info }: Result
): readonly string[] {
  if (was === undefined || is === undefined) {
    return [`${name} stands only in the ${was === undefined ? 'rerun' : 'record'}.`];
  }
  const told: string[] = [];
  if (was.verdict !== is.verdict) {
    told.push(`${name}: the verdict was ${was.verdict} and is ${is.verdict}.`);
  }
  if (was.conditions !== is.conditions) {
    told.push(`${name}: ${was.conditions} conditions were scored, now ${is.conditions}.`);
  }
  const isError = new Set(metric_info.filter(info => !info.higher_is_better).map(info => info.id));
  for (const [metric, before, after] of pairsOf(was.metrics, is.metrics)) {
    const agrees = isSameMachine
      ? isClose(before?.model, after?.model, isError.has(metric))
      : isInside(before, after);
    if (!agrees) {
      told.push(`${name}: ${metric} was ${shown(before?.model)} and is ${shown(after?.model)}.`);
    }
  }
  return told;
}

function isClose(
  was: number | null | undefined,
  is: number | null | undefined,
  isError: boolean
): boolean {
  if (typeof was !== 'number' || typeof is !== 'number') {
    return was === is;
  }
  const difference = Math.abs(was - is);
  return isError
    ? difference <= errorTolerance * Math.abs(was)
    : difference <= correlationTolerance;
}

function isInside(was: MetricResult | undefined, is: MetricResult | undefined): boolean {
  if (was?.model === undefined || was.model === null || was.ci === null) {
    return true;
  }
  const value = is?.model;
  return typeof value === 'number' && value >= was.ci[0] && value <= was.ci[1];
}

const shown = (value: number | null | undefined): string =>
  typeof value === 'number' ? value.toPrecision(4) : 'missing';

/** "cuda:0" and "cuda" are one class of device. */
const deviceClass = ({ cost }: Result): string => cost.device.split(/[:\s(]/)[0].toLowerCase();

function versionNotes(
  was: Readonly<Record<string, string>>,
  is: Readonly<Record<string, string>>
): readonly string[] {
  return pairsOf(was, is)
    .filter(([, before, after]) => before !== after)
    .map(
      ([name, before, after]) =>
        `${name}: recorded ${before ?? 'without'}, now ${after ?? 'without'}.`
    );
}

function pairsOf<T>(
  left: Readonly<Record<string, T>> | undefined,
  right: Readonly<Record<string, T>> | undefined
): readonly (readonly [string, T | undefined, T | undefined])[] {
  const keys = new Set([...Object.keys(left ?? {}), ...Object.keys(right ?? {})]);
  return [...keys].sort().map(key => [key, left?.[key], right?.[key]] as const);
}
