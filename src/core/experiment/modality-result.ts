import type { Modality } from '../task/profile';
import type { PartResult, Result } from './result';

/** The modalities that a result scored, the first of the task first; none are told apart where there is one. */
export function scoredModalities({ scenarios, modalities = {} }: Result): readonly Modality[] {
  const parts = Object.values(scenarios).flatMap(each => Object.values(each.parts));
  const names = Object.keys(parts[0]?.modalities ?? {}) as Modality[];
  return [
    ...names.filter(name => !(name in modalities)),
    ...names.filter(name => name in modalities)
  ];
}

/** The result as it would stand if this modality were the only one. */
export function resultOfModality(result: Result, modality: Modality): Result {
  const own = result.modalities?.[modality];
  const { modalities: _others, ...first } = result;
  return {
    ...first,
    ...own,
    scenarios: Object.fromEntries(
      Object.entries(result.scenarios).map(([scenario, { parts }]) => [
        scenario,
        {
          parts: Object.fromEntries(
            Object.entries(parts).map(([name, part]) => [name, partOfModality(part, modality)])
          )
        }
      ])
    )
  };
}

function partOfModality(part: PartResult, modality: Modality): PartResult {
  const { modalities, ...first } = part;
  return { ...first, ...modalities?.[modality] };
}
