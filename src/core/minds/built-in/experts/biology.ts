import type { Role } from '../rules';

/** Argues from what perturbations do in cells: targets, pathways, cell types. */
export const biology: Role = {
  id: 'biology',
  rules: [
    {
      slot: 'perturbation',
      choice: 'knowledge',
      when: [{ fact: 'knowledge-helps', atLeast: 1 }],
      says: 'Inner folds bear the recorded table of prior knowledge out, against copies shuffled between genes: use it. It may know the answer.',
      evidence: ['presage-2025', 'txpert-2025', 'genepert-2024']
    },
    {
      slot: 'perturbation',
      choice: 'control-coexpression',
      when: [{ scenario: 'unseen-perturbation' }, { notModality: 'atac' }],
      says: 'A target never perturbed is only known by its partners in control cells.',
      evidence: ['gears-2023']
    },
    {
      slot: 'perturbation',
      choice: 'control-coexpression',
      when: [
        { scenario: 'unseen-combination' },
        { fact: 'pairs-both-seen', below: 20 },
        { notModality: 'atac' }
      ],
      says: '{pairs-both-seen:pair} with both targets measured alone: the others need a likeness between targets.',
      evidence: ['gears-2023']
    },
    {
      slot: 'perturbation',
      choice: 'multi-hot',
      when: [{ modality: 'atac' }],
      says: 'Peaks are no genes: no target has a peak of its own to vary with, so each gets an entry of its own.',
      evidence: []
    },
    {
      slot: 'perturbation',
      choice: 'multi-hot',
      when: [],
      says: 'Every target asked for was perturbed in training: its own entry says most.',
      evidence: ['ahlmann-eltze-2025']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [
        { fact: 'pairs', atLeast: 1 },
        { fact: 'additive-agreement', atLeast: 0.9 }
      ],
      says: 'The sum of single effects agrees {additive-agreement} with the pairs: leave it alone.',
      evidence: ['norman-2019']
    },
    {
      slot: 'composition',
      choice: 'interaction-residual',
      when: [{ fact: 'pairs', atLeast: 1 }],
      says: '{pairs:pair}: genes of one pathway mask or strengthen each other, a sum can not.',
      evidence: ['norman-2019']
    },
    {
      slot: 'composition',
      choice: 'additive',
      when: [],
      says: 'Single perturbations only: no interaction was seen.',
      evidence: []
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'unseen-dose' }],
      says: '{doses:dose}: cells answer along a curve that saturates, not to a label.',
      evidence: ['sciplex-2020']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }, { fact: 'transient-share', atLeast: 0.1 }],
      says: '{transient-share} of the clear changes have come and gone by the last of {times:time}: what only rises would be wrong.',
      evidence: ['impulse-2009']
    },
    {
      slot: 'context',
      choice: 'dose-time-curve',
      when: [{ scenario: 'time' }],
      says: '{times:time}: early and late responders each take a course of their own.',
      evidence: ['impulse-2009']
    },
    {
      slot: 'context',
      choice: 'similarity-weighted',
      when: [{ fact: 'contexts', atLeast: 3 }],
      says: '{contexts:context}: cells that look alike at rest answer alike.',
      evidence: ['measured-context-weighting', 'kang-2018']
    },
    {
      slot: 'context',
      choice: 'control-profile',
      when: [{ fact: 'contexts', atLeast: 2 }],
      says: '{contexts:context}: what a cell expresses at rest decides what can change.',
      evidence: ['scperturbench-2025']
    },
    {
      slot: 'context',
      choice: 'none',
      when: [],
      says: 'All cells are of one kind here.',
      evidence: []
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [{ modality: 'atac' }],
      says: 'Shares over many cells are no longer zeros and ones: fit them as the quantities they are.',
      evidence: ['martens-2024']
    },
    {
      slot: 'loss',
      choice: 'protein-noise',
      when: [{ modality: 'protein' }, { fact: 'background-share', atLeast: 0.2 }],
      says: '{background-share} of the proteins are no brighter than isotype controls: they show background, whose spread must not count as much as signal.',
      evidence: ['mule-2022']
    },
    {
      slot: 'loss',
      choice: 'mse',
      when: [{ fact: 'top3-share', atLeast: 0.5 }],
      says: 'Three features already carry {top3-share} of the change; weighting them up would hide the rest.',
      evidence: ['measured-loud-genes']
    },
    {
      slot: 'loss',
      choice: 'de-weighted',
      when: [],
      says: 'Most features never move; the few that do should count more.',
      evidence: ['mejia-2025']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [{ type: ['drug', 'cytokine'] }],
      says: 'No target feature to leave out: ask instead whether treatments can be told apart.',
      evidence: ['perturbench-2024']
    },
    {
      slot: 'evaluation',
      choice: 'discrimination',
      when: [{ modality: 'atac' }],
      says: "Peaks are nobody's target: ask instead whether perturbations can be told apart.",
      evidence: ['perturbench-2024']
    },
    {
      slot: 'evaluation',
      choice: 'without-targets',
      when: [{ fact: 'on-target-change', atLeast: 0.25 }],
      says: 'The target itself changes by {on-target-change}: that alone scores, so score without it too.',
      evidence: ['measured-target-rule']
    },
    {
      slot: 'evaluation',
      choice: 'without-targets',
      when: [],
      says: 'A knocked-down target is predicted by anyone: score what happens to the other features too.',
      evidence: ['measured-target-rule']
    }
  ],
  concerns: [
    {
      id: 'protein-lags',
      slot: 'regularisation',
      hard: false,
      wants: ['shrink-to-baseline'],
      when: [{ modality: 'protein' }, { fact: 'rna-protein-agreement', below: 0.9 }],
      says: 'Changes of proteins and of their RNA agree only {rna-protein-agreement}: protein comes later and weaker, so what RNA bears out says nothing for it. Shrink each to a baseline of its own.',
      evidence: ['schwanhausser-2011']
    },
    {
      id: 'unseen-target',
      slot: 'perturbation',
      hard: true,
      wants: ['control-coexpression', 'knowledge'],
      when: [{ scenario: 'unseen-perturbation' }, { notModality: 'atac' }],
      says: 'A 0/1 entry says nothing about a target that was never perturbed.',
      evidence: ['gears-2023']
    },
    {
      id: 'no-table',
      slot: 'perturbation',
      hard: true,
      wants: ['multi-hot', 'control-coexpression'],
      when: [{ absent: 'knowledge-table' }],
      given: { perturbation: 'knowledge' },
      says: 'No table of prior knowledge is recorded.',
      evidence: []
    },
    {
      id: 'table-no-help',
      slot: 'perturbation',
      hard: true,
      wants: ['multi-hot', 'control-coexpression'],
      when: [{ fact: 'knowledge-helps', below: 1 }],
      given: { perturbation: 'knowledge' },
      says: 'Inner folds do not bear the table of prior knowledge out against copies shuffled between genes.',
      evidence: []
    },
    {
      id: 'unseen-context',
      slot: 'context',
      hard: true,
      wants: ['similarity-weighted', 'control-profile'],
      when: [{ scenario: 'unseen-context' }, { fact: 'contexts', atLeast: 2 }],
      says: '{contexts:context}, one of them unseen: without its controls the model can not know which.',
      evidence: ['scgen-2019']
    },
    {
      id: 'unseen-dose',
      slot: 'context',
      hard: true,
      wants: ['dose-time-curve'],
      when: [{ scenario: 'unseen-dose' }],
      says: '{doses:dose}, one of them unseen: a model that is not told the dose gives one answer for all.',
      evidence: ['sciplex-2020']
    },
    {
      id: 'unseen-time',
      slot: 'context',
      hard: true,
      wants: ['dose-time-curve'],
      when: [{ scenario: 'time' }],
      says: '{times:time}, one of them unseen: a model that is not told the time gives one answer for all.',
      evidence: ['impulse-2009']
    },
    {
      id: 'similar-contexts',
      slot: 'context',
      hard: false,
      wants: ['similarity-weighted'],
      when: [{ scenario: 'unseen-context' }, { fact: 'contexts', atLeast: 4 }],
      says: '{contexts:context}: similar ones should count more than the average of all.',
      evidence: ['measured-context-weighting']
    },
    {
      id: 'distant-contexts',
      slot: 'context',
      hard: false,
      wants: ['similarity-weighted', 'control-profile'],
      when: [
        { fact: 'contexts', atLeast: 2 },
        { fact: 'context-similarity', below: 0.8 }
      ],
      says: '{contexts:context} whose responses agree only {context-similarity}: they can not share one.',
      evidence: ['scperturbench-2025']
    },
    {
      id: 'on-target',
      slot: 'evaluation',
      hard: false,
      wants: ['without-targets'],
      when: [{ scenario: 'unseen-perturbation' }, { fact: 'on-target-change', atLeast: 0.25 }],
      says: 'The target moves by {on-target-change}: a rule for it alone would win every other score.',
      evidence: ['measured-target-rule']
    },
    {
      id: 'not-additive',
      slot: 'composition',
      hard: false,
      wants: ['interaction-residual', 'set-network'],
      when: [
        { fact: 'pairs-both-seen', atLeast: 20 },
        { fact: 'additive-agreement', below: 0.8 },
        { fact: 'half-agreement', atLeast: 0.3 },
        { fact: 'ceiling-room', atLeast: 0.15 }
      ],
      says: 'The sum agrees {additive-agreement} over {pairs-both-seen:pair} with {ceiling-room} left to the ceiling: something else happens in them.',
      evidence: ['norman-2019']
    }
  ],
  values: []
};
