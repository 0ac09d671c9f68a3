import type { Notebook } from '@jupyterlab/notebook';

import {
  builtInMind,
  bundledLibrary,
  fold,
  runtimeVersion,
  scrubber,
  seededRandom,
  steps
} from '../core';
import type { Approval, Ports, RunEvent, RunRequest, Store } from '../core';
import { cellStates } from './cell-states';
import type { InsertedCell } from './cell-states';
import type { Desk } from './desk';
import { RunFollower } from './follow';
import { LiveRun } from './live-run';
import { problemOf } from './problem-of';
import { RecordDesk } from './record-desk';
import { LabStore } from './store';
