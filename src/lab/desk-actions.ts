import { modalitiesOf, planCells, readConstraint } from '../core';
import type { Constraint, PlannedCell, SettingKey, Slot } from '../core';
import type { PanelActions } from '../panel/model';
import type { ApprovalActions } from '../panel/model-approvals';
import type { ExpertsChoice, LlmActions, SessionEndpoint } from '../panel/model-llm';
import type { Desk } from './desk';
import { exampleCell, predictionCell } from './helper-cells';
import { problemOf } from './problem-of';
import { where } from './switched-off';

const nothing = (): void => undefined;

/** What the panel can ask for while no notebook is open: nothing. */
export const noActions: PanelActions = {
  chooseObject: nothing,
  setSetting: nothing,
  resetTask: nothing,
  setObjective: nothing,
  addConstraint: nothing,
  removeConstraint: nothing,
  addKnowledge: nothing,
  removeKnowledge: nothing,
  readAgain: nothing,
  insertExample: nothing,
  design: nothing,
  stop: nothing,
  resume: nothing,
  takeOver: nothing,
  sendComment: nothing,
  preview: async () => [],
  approve: nothing,
  changeChoice: nothing,
  sendBack: nothing,
  refine: nothing,
  runCells: nothing,
  selectCell: nothing,
  predict: nothing,
  openRun: nothing,
  newRun: nothing,
  removeRun: nothing,
  removeAllRuns: nothing,
  exportRun: nothing,
  openRecord: nothing,
  replayTo: nothing,
  leaveReplay: nothing,
  verify: nothing,
  stopVerifying: nothing,
  branch: nothing,
  chooseExperts: nothing,
  chooseModel: nothing,
  maskNames: nothing,
  listModels: nothing,
  useSessionEndpoint: nothing,
  consent: nothing,
  decideKnowledge: nothing,
  chooseAnnotate: nothing,
  decideCode: nothing,
  decideRun: nothing,
  withdrawAlways: nothing
};

/** What the panel can ask of one notebook's desk. A refusal becomes the state's `problem`. */
export function deskActions(desk: Desk): PanelActions {
  return {
    ...taskActions(desk),
    ...designActions(desk),
    ...llmActions(desk),
    ...approvalActions(desk),
    ...cellActions(desk),
    ...recordActions(desk)
  };
}

/** Runs an action to its end; what it throws is shown. */
function shown(desk: Desk, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => desk.set({ problem: problemOf(error), pending: null }));
}

function taskActions(desk: Desk) {
  return {
    chooseObject: (name: string) => desk.reader.choose(name),
    setSetting: (key: SettingKey, value: string | null) => {
      const { [key]: _before, ...others } = desk.state.settings;
      desk.set({ settings: value === null ? others : { ...others, [key]: value } });
      desk.reader.readAgain();
    },
    resetTask: () => {
      desk.set({ settings: {}, constraints: [], knowledge: [], objective: '' });
      desk.reader.readAgain();
    },
    setObjective: (objective: string) => desk.set({ objective }),
    addConstraint: (key: Constraint['key'], value: string) =>
      shown(desk, async () => {
        const constraint = readConstraint(key, value);
        desk.set({ constraints: [...desk.state.constraints, constraint], problem: null });
      }),
    removeConstraint: (index: number) =>
      desk.set({ constraints: desk.state.constraints.filter((_, at) => at !== index) }),
    addKnowledge: (path: string) =>
      desk.set({ knowledge: [...new Set([...desk.state.knowledge, path])] }),
    removeKnowledge: (path: string) =>
      desk.set({ knowledge: desk.state.knowledge.filter(each => each !== path) }),
    readAgain: () => desk.reader.readAgain(),
    insertExample: () =>
      where('run', desk, () => shown(desk, async () => desk.notebook.insertAndRun(exampleCell())))
  };
}

function designActions(desk: Desk) {
  return {
    design: () => where('design', desk, () => shown(desk, () => desk.runs.design())),
    stop: () => {
      desk.reader.stop();
      desk.runs.stop();
      desk.records.stopVerifying();
    },
    resume: () => {
      const runCells = desk.state.cells.length > 0;
      where(runCells ? 'run' : 'design', desk, () =>
        shown(desk, () => desk.runs.goOn({ runCells }))
      );
    },
    takeOver: () => where('design', desk, () => shown(desk, () => desk.runs.takeOver())),
    sendComment: (text: string) => desk.runs.analyst?.say(text),
    changeChoice: (slot: Slot, choice: string) =>
      where('design', desk, () =>
        desk.runs.decide({ decision: 'change', slot, choice }, 'changing')
      ),
    refine: () => where('design', desk, () => shown(desk, () => desk.records.refine())),
    sendBack: (comment: string) =>
      where('design', desk, () =>
        desk.runs.decide({ decision: 'send-back', comment }, 'sending-back')
      )
  };
}

function llmActions(desk: Desk): LlmActions {
  const { experts, runs } = desk;
  return {
    chooseExperts: (choice: ExpertsChoice) => experts.choose(choice),
    chooseModel: (model: string) => experts.chooseModel(model),
    maskNames: (isMasked: boolean) => experts.set({ masksNames: isMasked }),
    chooseAnnotate: (annotate: boolean) => experts.set({ annotate }),
    listModels: () => shown(desk, () => experts.listModels()),
    useSessionEndpoint: (endpoint: SessionEndpoint | null) => experts.useSession(endpoint),
    consent: (isGiven: boolean) => runs.analyst?.decideOffer(isGiven),
    decideKnowledge: (isApproved: boolean) => runs.analyst?.tables.answer(isApproved),
    decideCode: (decision, always) => runs.analyst?.decideCode(decision, { always })
  };
}

function approvalActions({ runs }: Desk): ApprovalActions {
  return {
    decideRun: (decision, always) => runs.analyst?.decideRun(decision, { always }),
    withdrawAlways: () => runs.withdrawAlways()
  };
}

function cellActions(desk: Desk) {
  return {
    preview: async (): Promise<readonly PlannedCell[]> => {
      const input = desk.runs.cellsInput();
      return input === null ? [] : planCells(input);
    },
    approve: (mode: 'insert' | 'insert-and-run') =>
      where('run', desk, () => desk.runs.decide({ decision: mode }, 'approving')),
    runCells: () => where('run', desk, () => shown(desk, () => desk.runs.runCells())),
    selectCell: (id: string) => desk.notebook.select(id),
    predict: (labels: readonly string[]) =>
      where('run', desk, () => shown(desk, () => predict(desk, labels)))
  };
}

/** Inserts and runs the cell that asks the kept model; a replay has none. */
async function predict(desk: Desk, labels: readonly string[]): Promise<void> {
  const { view, mode } = desk.state;
  if (view !== null && mode === 'live') {
    const runFolder = desk.runs.cellsInput()?.runFolder ?? null;
    const modalities = view.task === null ? [] : modalitiesOf(view.task);
    await desk.notebook.insertAndRun(
      predictionCell(labels, { runFolder, modalities }),
      view.cellIds.at(-1) ?? null
    );
  }
}

function recordActions(desk: Desk) {
  return {
    openRun: (run: string) => shown(desk, () => desk.records.show(run)),
    newRun: () => {
      desk.replay.leave();
      desk.runs.clear();
    },
    removeRun: (run: string) => shown(desk, () => desk.records.remove(run)),
    removeAllRuns: () => shown(desk, () => desk.records.removeAll()),
    exportRun: () => shown(desk, () => desk.records.exportShown()),
    openRecord: () => shown(desk, () => desk.records.openFile()),
    replayTo: (step: number) => desk.replay.to(step),
    leaveReplay: () => {
      desk.replay.leave();
      desk.runs.back();
    },
    verify: () => shown(desk, () => desk.records.verify()),
    stopVerifying: () => desk.records.stopVerifying(),
    branch: () => where('design', desk, () => shown(desk, () => desk.records.branch()))
  };
}
