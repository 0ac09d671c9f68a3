import type { TranslationBundle } from '@jupyterlab/translation';
import type { CodeApproval, RunApproval } from '../../core';

type Given = Pick<CodeApproval, 'decision' | 'by' | 'source_hash'>;

/** Who let something run, or did not, and which source it was. */
export function approvalWords(given: Given, trans: TranslationBundle): string {
  return trans.__('%1 (source %2).', whoWords(given, trans), given.source_hash.slice(0, 8));
}

function whoWords({ decision, by }: Given, trans: TranslationBundle): string {
  if (decision === 'refuse') {
    return by === 'headless'
      ? trans.__('Refused by the command line')
      : trans.__('Refused by the analyst');
  }
  switch (by) {
    case 'analyst':
      return trans.__('Approved by the analyst');
    case 'always':
      return trans.__('Approved by “always for this notebook”');
    case 'headless':
      return trans.__('Approved by the command line, with nobody asked');
    case 'unchanged':
      return trans.__('The same source as one approved before');
  }
}

/** What was to start, for the list of approvals. */
export function startWords(
  { what, reason }: Pick<RunApproval, 'what' | 'reason'>,
  trans: TranslationBundle
): string {
  if (what === 'trial') {
    return trans.__('Trial of code approved elsewhere');
  }
  switch (reason) {
    case 'first-run':
      return trans.__('First run');
    case 'run-again':
      return trans.__('Run again');
    case 'mended-code':
      return trans.__('Run again, model cell repaired');
    case 'machine-failed':
      return trans.__('Run again, the training process ended');
    case 'approved-elsewhere':
      return trans.__('Run approved elsewhere');
  }
}
