import type { TranslationBundle } from '@jupyterlab/translation';
import { type Plan, type Profile, switchesOf, type Task } from '../../../core';
import { capital } from '../../../view';
import { featureCount } from '../../words';

export interface ArchitectureBox {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** What is learned. */
  readonly hot: boolean;
}

export interface Architecture {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly ArchitectureBox[];
  /** SVG path data, each ending in an arrow. */
  readonly arrows: readonly string[];
  /** Centre of the sum with the control profile; null when the whole profile is predicted. */
  readonly plus: readonly [number, number] | null;
  /** The same in words. */
  readonly sentence: string;
}

export const boxHeight = 36;
const width = 288;
const row = 60;
const inputWidth = 92;
const stageWidth = 168;
const centre = 94;
const rail = 258;

/** The plan's model as a drawing: laid out from validated fields, never from text that somebody wrote. */
export function architecture(plan: Plan, data: Data, trans: TranslationBundle): Architecture {
  const choice = choicesOf(plan);
  const inputs = inputBoxes(choice, data, trans);
  const stages = stageBoxes(choice, { plan, pairs: hasPairs(data) }, trans);
  const bottom = row * (stages.length + 1);
  const adds = choice('response') === 'delta';
  const plusY = bottom - 6;
  const outputY = adds ? bottom + 14 : bottom;
  const output: ArchitectureBox = {
    id: 'output',
    title: trans.__('Predicted profile'),
    note: data.profile ? featureCount(data.profile, data.task, trans) : trans.__('every feature'),
    x: centre - 66,
    y: outputY,
    width: 132,
    hot: false
  };
  const boxes = [...inputs, ...stages, output];
  return {
    width,
    height: outputY + boxHeight,
    boxes,
    arrows: arrowsOf(choice, boxes, adds ? plusY : null),
    plus: adds ? [centre, plusY] : null,
    sentence: sentenceOf(boxes, adds, trans)
  };
}

interface Data {
  readonly profile: Profile | null;
  readonly task: Task | null;
}

type Chosen = (slot: Plan['choices'][number]['slot']) => string | null;

function choicesOf(plan: Plan): Chosen {
  return slot => plan.choices.find(choice => choice.slot === slot)?.choice ?? null;
}

function hasPairs({ profile, task }: Data): boolean {
  return Boolean(
    task?.scenarios.includes('unseen-combination') || (profile?.n_combination ?? 0) > 0
  );
}

function inputBoxes(
  choice: Chosen,
  data: Data,
  trans: TranslationBundle
): readonly ArchitectureBox[] {
  const pairs = hasPairs(data);
  const note = encoding(choice('perturbation'), trans);
  const names = pairs ? [trans.__('Target A'), trans.__('Target B')] : [trans.__('Perturbation')];
  const targets = names.map((title, index) => ({
    id: `target-${index}`,
    title,
    note,
    x: pairs ? index * 98 : centre - 66,
    y: 0,
    width: pairs ? inputWidth : 132,
    hot: false
  }));
  const control: ArchitectureBox = {
    id: 'control',
    title: trans.__('Control'),
    note: data.profile
      ? trans._n('%1 cell', '%1 cells', data.profile.n_control_cells)
      : trans.__('mean profile'),
    x: width - inputWidth,
    y: 0,
    width: inputWidth,
    hot: false
  };
  return [...targets, control];
}

function encoding(option: string | null, trans: TranslationBundle): string {
  switch (option) {
    case 'control-coexpression':
      return trans.__('co-expression');
    case 'knowledge':
      return trans.__('knowledge');
    case 'learned':
      return trans.__('learned code');
    default:
      return trans.__('one input each');
  }
}

interface Stage {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly hot: boolean;
}

function stageBoxes(
  choice: Chosen,
  of: { readonly plan: Plan; readonly pairs: boolean },
  trans: TranslationBundle
): readonly ArchitectureBox[] {
  const { plan, pairs } = of;
  // one target alone has nothing to be added to
  const networks: readonly (string | null)[] = ['set-network', 'latent-additive', 'attention'];
  const composition = pairs || networks.includes(choice('composition'));
  const stages = [
    ...(composition ? compositionStages(choice('composition'), plan, trans) : []),
    ...contextStage(choice('context'), trans),
    decoderStage(choice('decoder'), plan, trans),
    ...endStages(choice, plan, trans)
  ];
  return stages.map((stage, index) => ({
    ...stage,
    x: centre - stageWidth / 2,
    y: row * (index + 1),
    width: stageWidth
  }));
}

function compositionStages(
  option: string | null,
  plan: Plan,
  trans: TranslationBundle
): readonly Stage[] {
  const hidden = trans.__('width %1', switchesOf(plan.hyperparameters, plan.choices));
  const sum = {
    id: 'sum',
    title: trans.__('Sum'),
    note: trans.__('of single effects'),
    hot: false
  };
  switch (option) {
    case 'set-network':
      return [{ id: 'network', title: trans.__('Set network'), note: hidden, hot: true }];
    case 'interaction-residual':
      return [
        sum,
        {
          id: 'residual',
          title: trans.__('Interaction network'),
          note: trans.__('added, %1', hidden),
          hot: true
        }
      ];
    case 'latent-additive':
      return [{ id: 'network', title: trans.__('Sum of codes'), note: hidden, hot: true }];
    case 'attention':
      return [{ id: 'network', title: trans.__('Attention'), note: hidden, hot: true }];
    default:
      return [sum];
  }
}

function contextStage(option: string | null, trans: TranslationBundle): readonly Stage[] {
  switch (option) {
    case 'control-profile':
      return [
        {
          id: 'context',
          title: trans.__('Context'),
          note: trans.__('by its control profile'),
          hot: true
        }
      ];
    case 'similarity-weighted':
      return [
        {
          id: 'context',
          title: trans.__('Contexts weighted'),
          note: trans.__('by similar controls'),
          hot: false
        }
      ];
    case 'dose-time-curve':
      return [
        {
          id: 'context',
          title: trans.__('Dose and time'),
          note: trans.__('smooth curves'),
          hot: true
        }
      ];
    default:
      return [];
  }
}

function decoderStage(option: string | null, plan: Plan, trans: TranslationBundle): Stage {
  const { rank } = plan.hyperparameters;
  const stage = { id: 'decoder', title: trans.__('Decoder'), hot: true };
  switch (option) {
    case 'full':
      return { ...stage, note: trans.__('every feature by itself') };
    case 'pca':
      return { ...stage, note: trans.__('%1 principal directions', rank) };
    case 'autoencoder':
      return { ...stage, note: trans.__('autoencoder, rank %1', rank) };
    default:
      return { ...stage, note: trans.__('rank %1', rank) };
  }
}

function endStages(choice: Chosen, plan: Plan, trans: TranslationBundle): readonly Stage[] {
  const members = plan.hyperparameters.members;
  const mean =
    choice('training') === 'ensemble'
      ? [
          {
            id: 'ensemble',
            title: trans.__('Mean of members'),
            note: trans._n('%1 member', '%1 members', members),
            hot: false
          }
        ]
      : [];
  const shrink =
    choice('regularisation') === 'shrink-to-baseline'
      ? [
          {
            id: 'shrink',
            title: trans.__('Shrinkage'),
            note: trans.__('to the best baseline'),
            hot: false
          }
        ]
      : [];
  return [...mean, ...shrink];
}

function arrowsOf(
  choice: Chosen,
  boxes: readonly ArchitectureBox[],
  plusY: number | null
): readonly string[] {
  const targets = boxes.filter(box => box.id.startsWith('target-'));
  const stages = boxes.filter(
    box => !['control', 'output'].includes(box.id) && !targets.includes(box)
  );
  const output = boxes[boxes.length - 1];
  const first = stages[0];
  const into = targets.map((box, index) =>
    targets.length === 1
      ? `M${centre} ${boxHeight}V${first.y - 1}`
      : bent(box.x + box.width / 2, centre + (index === 0 ? -10 : 10), first.y - 1)
  );
  const down = stages.slice(1).map((box, index) => {
    const above = stages[index];
    return `M${centre} ${above.y + boxHeight}V${box.y - 1}`;
  });
  const last = stages[stages.length - 1];
  const end =
    plusY === null
      ? [`M${centre} ${last.y + boxHeight}V${output.y - 1}`]
      : [
          `M${centre} ${last.y + boxHeight}V${plusY - 9}`,
          `M${centre} ${plusY + 8}V${output.y - 1}`,
          `M${rail} ${boxHeight}V${plusY - 6}q0 6-6 6H${centre + 9}`
        ];
  return [...into, ...down, ...end, ...contextArrow(choice, stages)];
}

/** The control profile also says which context is asked for. */
function contextArrow(choice: Chosen, stages: readonly ArchitectureBox[]): readonly string[] {
  const context = stages.find(box => box.id === 'context');
  return context && choice('context') !== 'none'
    ? [
        `M230 ${boxHeight}V${context.y + boxHeight / 2 - 6}q0 6-6 6H${context.x + context.width + 1}`
      ]
    : [];
}

/** Down, sideways, down, with round corners. */
function bent(from: number, to: number, end: number): string {
  const sign = Math.sign(to - from);
  if (Math.abs(to - from) < 12) {
    return `M${from} ${boxHeight}V${end}`;
  }
  return `M${from} ${boxHeight}v6q0 6 ${6 * sign} 6H${to - 6 * sign}q${6 * sign} 0 ${6 * sign} 6V${end}`;
}

function sentenceOf(
  boxes: readonly ArchitectureBox[],
  adds: boolean,
  trans: TranslationBundle
): string {
  const steps = boxes
    .map(({ title, note }) => (note ? trans.__('%1 (%2)', title, note) : title))
    .join(', ');
  return adds
    ? trans.__('Architecture: %1. The control profile is added to what is predicted.', steps)
    : capital(trans.__('Architecture: %1.', steps));
}
