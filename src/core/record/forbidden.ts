import { CellForgeError } from '../errors';
import type { Ports } from '../ports';

/** New work was asked for where only the record may answer. */
export class EndOfRecord extends CellForgeError {
  constructor(step: string) {
    super({
      code: 'record/ends-here',
      message: `The record ends before the step "${step}"`,
      expected: 'only steps that were recorded',
      found: 'a step that was never done',
      remedy: 'Resume the run to go on from here.'
    });
    this.name = 'EndOfRecord';
  }
}

type Forbidden = Pick<Ports, 'kernel' | 'notebook' | 'library' | 'store' | 'analyst'>;

/** Ports of which every question is an error: replay contacts nobody. */
export const forbiddenPorts: Forbidden = {
  kernel: {
    objects: () => refuse('kernel.objects'),
    describe: () => refuse('kernel.describe'),
    assess: () => refuse('kernel.assess'),
    checkPolicy: () => refuse('kernel.checkPolicy'),
    tryModel: () => refuse('kernel.tryModel'),
    scoreInner: () => refuse('kernel.scoreInner'),
    furtherFacts: () => refuse('kernel.furtherFacts'),
    privateNames: () => refuse('kernel.privateNames'),
    assessKnowledge: () => refuse('kernel.assessKnowledge'),
    hardware: () => refuse('kernel.hardware'),
    interrupt: () => refuse('kernel.interrupt')
  },
  notebook: {
    name: '',
    insert: () => refuse('notebook.insert'),
    read: () => refuse('notebook.read'),
    rewrite: () => refuse('notebook.rewrite'),
    run: () => refuse('notebook.run'),
    progress: () => refuse('notebook.progress'),
    // whether cells ran by hand is a question about the present, not about the record
    result: () => Promise.resolve(null)
  },
  library: { search: () => refuse('library.search'), get: () => refuse('library.get') },
  store: { read: () => refuse('store.read'), append: () => refuse('store.append') },
  analyst: {
    approve: () => refuse('analyst.approve'),
    comments: () => refuse('analyst.comments'),
    approveCode: () => refuse('analyst.approveCode'),
    approveRun: () => refuse('analyst.approveRun')
  }
};

function refuse(what: string): Promise<never> {
  return Promise.reject(new EndOfRecord(what));
}
