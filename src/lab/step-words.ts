import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { steps } from '../core';

type Trans = IRenderMime.TranslationBundle;

/** What a step of the pipeline is called beside the replay's slider; a key nobody has named stays as it is recorded. */
export function stepWords(key: string, trans: Trans): string {
  return named(trans)[key] ?? numbered(key, trans) ?? key;
}

function named(trans: Trans): Readonly<Record<string, string>> {
  return {
    [steps.startedAt]: trans.__('start'),
    [steps.request]: trans.__('request'),
    [steps.profile]: trans.__('profile'),
    [steps.baselines]: trans.__('baselines and ceiling'),
    [steps.evidence]: trans.__('literature'),
    [steps.consent]: trans.__('consent to send'),
    [steps.asked]: trans.__('further numbers'),
    [steps.sources]: trans.__('literature services'),
    [steps.literature]: trans.__('literature found'),
    [steps.report]: trans.__('report of the analysts'),
    [steps.knowledge]: trans.__('prior knowledge'),
    [steps.knowledgeOfAgent]: trans.__('prior knowledge proposed'),
    [steps.debateExperts]: trans.__('who debates'),
    [steps.debateFacts]: trans.__('what is known before the debate'),
    [steps.cells]: trans.__('cells written'),
    [steps.inserted]: trans.__('cells inserted'),
    [steps.running]: trans.__('cells started'),
    [steps.result]: trans.__('result'),
    [steps.note]: trans.__('note with the verdict'),
    [steps.noted]: trans.__('note put into the notebook'),
    [steps.library]: trans.__('component library'),
    [steps.builtPlan]: trans.__('the plan that ran')
  };
}

function numbered(key: string, trans: Trans): string | null {
  const candidate = /^candidate-(\d+)\/(plan|inner|left)/.exec(key);
  if (candidate !== null) {
    const [, n, what] = candidate;
    const told: Readonly<Record<string, string>> = {
      plan: trans.__('candidate %1', n),
      inner: trans.__('candidate %1 on inner folds', n),
      left: trans.__('what is left after candidate %1', n)
    };
    return told[what] ?? null;
  }
  if (/^candidates\/\d+$/.test(key)) {
    return trans.__('which candidate is the plan');
  }
  const plan = /^plan\/(\d+)(\/decision)?$/.exec(key);
  if (plan !== null) {
    const [, n, decision] = plan;
    return decision ? trans.__('decision on plan %1', n) : trans.__('plan %1', n);
  }
  const code = /^code\/([^/]+)/.exec(key);
  return code === null ? null : trans.__('model code, attempt %1', code[1]);
}
