import { SetupError } from '../processes.mjs';
import { fingerprint, remember, remembered } from './fingerprint.mjs';
import { alone } from './lock.mjs';
import * as steps from './steps.mjs';

const oldestNode = 20;

/** Make the checkout ready to run: only what changed since the last time is done again. */
export async function setUp() {
  checkNode(process.versions.node);
  await alone(async () => {
    await done(steps.pythonEnvironment);
    await together([steps.nodePackages, steps.pythonPackages]);
    for (const step of [steps.probe, steps.components, steps.library, steps.extension]) {
      await done(step);
    }
    await done(steps.headless);
    await done(steps.development);
  });
}

/** Refuse a Node that is too old for the tools. */
export function checkNode(version) {
  if (Number(version.split('.')[0]) < oldestNode) {
    throw new SetupError(
      `CellForge needs Node ${oldestNode} or newer; this is Node ${version}. ` +
        `Install a newer one (for example from your distribution, conda-forge or nvm) and try again.`
    );
  }
}

/** Both at once; the first failure is told when both have ended, so that nothing runs on unseen. */
async function together(all) {
  const results = await Promise.allSettled(all.map(done));
  const failed = results.find(result => result.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
}

async function done(step) {
  // taken before the work: what changes meanwhile is done again next time
  const inputs = fingerprint({ paths: step.paths ?? [], facts: step.facts?.() ?? [] });
  const isCurrent = !step.paths || remembered()[step.name] === inputs;
  if (isCurrent && (await step.isDone())) {
    return;
  }
  const started = Date.now();
  say(`${step.says} ...`);
  await step.work();
  remember(step.name, inputs);
  say(`${step.says}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function say(text) {
  process.stderr.write(`cellforge: ${text}\n`);
}
