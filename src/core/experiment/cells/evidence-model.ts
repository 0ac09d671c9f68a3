import type { Options } from './options';

/** Switches fitted by evidence: what they do to each feature is a posterior mean, which the runtime writes in. */
export function evidenceResponse(options: Options): readonly string[] {
  const { context } = options;
  const hasCourse = context === 'dose-time-curve';
  const hasStates = context === 'control-profile';
  return [
    ...initialiser(context),
    '',
    'def parts(self, batch):',
    ...indented(hasCourse ? coursed(options) : flipped(options)),
    ...(hasStates ? ['', ...atRest] : []),
    '',
    'def forward(self, batch):',
    '    targets, flipped = self.parts(batch)',
    '    # No switch answers further than training saw it flip.',
    '    return targets @ self.own + flipped.clamp(*self.reach) @ self.write',
    '',
    'def held_back(self):',
    ...indented(heldBack[context] ?? heldBackAlone)
  ];
}

function initialiser(context: Options['context']): readonly string[] {
  return [
    'def __init__(self, described):',
    ...indented([
      'super().__init__()',
      'codes, features = described.n_target_codes, described.n_features',
      '# Programmes that move independently are where switches start from.',
      `act, ${context === 'control-profile' ? 'state' : '_'} = described.switches(programmes)`,
      'self.act = nn.Parameter(act + 0.1 * torch.randn_like(act))',
      'self.rest = nn.Parameter(torch.full((programmes,), -0.3))  # nearer off than on',
      ...(learnedBeside[context] ?? []),
      '# What both do to each feature: in closed form, for any switches.',
      'self.register_buffer("own", torch.zeros(codes, features))',
      'self.register_buffer("write", torch.zeros(programmes, features))',
      'self.register_buffer("reach", torch.zeros(2, programmes))  # flips in training'
    ])
  ];
}

const learnedBeside: Readonly<Partial<Record<Options['context'], readonly string[]>>> = {
  'dose-time-curve': [
    'functions = described.n_functions  # of dose and time',
    "self.pace = nn.Parameter(torch.zeros(codes, functions))  # a target's own",
    "self.turn = nn.Parameter(torch.zeros(programmes, functions))  # a switch's own",
    'self.rise = nn.Parameter(torch.zeros(functions))  # what targets do beside them'
  ],
  'control-profile': [
    '# Where a context holds them: its controls show it.',
    'self.state = nn.Parameter(state + 0.1 * torch.randn_like(state))'
  ]
};

const before = (rest: string): string =>
  `before = torch.sigmoid(3 * ${rest})  # a threshold and a ceiling`;

/** One condition at a time: targets drive switches from where they rest. */
function flipped({ composition, context }: Options): readonly string[] {
  const hasStates = context === 'control-profile';
  const rest = hasStates ? 'rest' : 'self.rest';
  const lines = [
    'targets = batch["targets"].sum(dim=1)  # (conditions, codes)',
    ...(hasStates
      ? ['rest = batch["context"] @ self.state + self.rest  # in the context of each']
      : []),
    before(rest)
  ];
  return composition === 'additive'
    ? [
        ...lines,
        `each = batch["targets"] @ self.act + ${hasStates ? 'rest[:, None]' : rest}  # target by target`,
        `flips = torch.sigmoid(3 * each) - ${hasStates ? 'before[:, None]' : 'before'}`,
        'return targets, flips.sum(dim=1)'
      ]
    : [
        ...lines,
        `after = torch.sigmoid(3 * (targets @ self.act + ${rest}))`,
        'return targets, after - before'
      ];
}

const atRest = [
  'def at_rest(self):',
  '    # How far on they are in each context, and its state: controls show both.',
  '    return torch.sigmoid(3 * (self.state + self.rest)), self.state'
];

function coursed({ composition }: Options): readonly string[] {
  const pace = 'course.mean(dim=1, keepdim=True) + course @ self.pace.T';
  return composition === 'additive'
    ? [
        'single, course = batch["targets"], batch["course"]  # (conditions, functions)',
        `pace = ${pace}`,
        'paced = single * pace[:, None]  # (conditions, targets, codes)',
        'drive = paced @ self.act + (single @ self.act) * (course @ self.turn.T)[:, None]',
        before('self.rest'),
        'after = torch.sigmoid(3 * (drive + self.rest))',
        'rise = (course @ self.rise)[:, None]',
        'return paced.sum(dim=1) + single.sum(dim=1) * rise, (after - before).sum(dim=1)'
      ]
    : [
        'targets, course = batch["targets"].sum(dim=1), batch["course"]',
        `paced = targets * (${pace})`,
        'drive = paced @ self.act + (targets @ self.act) * (course @ self.turn.T)',
        before('self.rest'),
        'after = torch.sigmoid(3 * (drive + self.rest))',
        'return paced + targets * (course @ self.rise)[:, None], after - before'
      ];
}

const few = '2.5 * self.act.abs().sum()';
const heldBackAlone = [`return ${few}  # few switches per target`];
const heldBack: Readonly<Partial<Record<Options['context'], readonly string[]>>> = {
  'dose-time-curve': [
    '# One course for all targets and programmes, unless data say more.',
    'courses = 15 * self.pace.square().sum()',
    'courses += 5 * (self.turn.square().sum() + self.rise.square().sum())',
    `return ${few} + courses  # few switches per target`
  ],
  'control-profile': [
    '# Few switches per target, and few that a context holds elsewhere.',
    `return ${few} + self.state.abs().sum()`
  ]
};

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `    ${line}`);
