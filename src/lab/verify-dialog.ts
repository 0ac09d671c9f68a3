import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';

/**
 * Running cells is never a surprise: what verifying does is said, and asked, before it starts.
 *
 * @param mayRun - whether cells may be run here at all; else only the record is offered
 */
export async function askToVerify(
  trans: IRenderMime.TranslationBundle,
  mayRun: boolean
): Promise<'full' | 'quick' | 'cancel'> {
  const quick = Dialog.createButton({ label: trans.__('Check the record only') });
  const full = Dialog.okButton({ label: trans.__('Run the cells again') });
  const answer = await showDialog({
    title: trans.__('Verify this run'),
    body: mayRun
      ? trans.__(
          'The record, the replay and the cells are compared. Running the cells again trains in a second kernel, with the cells above that load your data, and takes as long as the first time.'
        )
      : trans.__(
          'The record, the replay and the cells are compared. Running cells is switched off here, so no score is.'
        ),
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), quick, ...(mayRun ? [full] : [])]
  });
  if (!answer.button.accept) {
    return 'cancel';
  }
  return answer.button.label === quick.label ? 'quick' : 'full';
}
