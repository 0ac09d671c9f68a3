import type { Options } from './options';

/** Switches fitted by evidence: what they do to each feature is a posterior mean, which the runtime writes in. */
export function evidenceResponse(options: Options): readonly string[] {
  const hasCourse = options.context === 'dose-time-curve';
  return [
    ...initialiser(hasCourse),
    '',
    'def parts(self, batch):',
    ...indented(hasCourse ? coursed(options) : plain(options)),
    '',
    'def forward(self, batch):',
    '    targets, flipped = self.parts(batch)',
    '    # No switch answers further than training saw it flip.',
    '    return targets @ self.own + flipped.clamp(*self.reach) @ self.write',
    '',
    'def held_back(self):',
    ...indented(hasCourse ? heldBackOnCourse : heldBack)
  ];
}

function initialiser(hasCourse: boolean): readonly string[] {
  return [
    'def __init__(self, described):',
    ...indented([
      'super().__init__()',
      'codes, features = described.n_target_codes, described.n_features',
      'self.act = nn.Parameter(0.3 * torch.randn(codes, programmes))',
      'self.rest = nn.Parameter(torch.full((programmes,), -0.5))  # off at rest',
      ...(hasCourse
        ? [
            'functions = described.n_functions  # of dose and time',
            "self.pace = nn.Parameter(torch.zeros(codes, functions))  # a target's own",
            "self.turn = nn.Parameter(torch.zeros(programmes, functions))  # a switch's own",
            'self.rise = nn.Parameter(torch.zeros(functions))  # what targets do beside them'
          ]
        : []),
      '# What both do to each feature: in closed form, for any switches.',
      'self.register_buffer("own", torch.zeros(codes, features))',
      'self.register_buffer("write", torch.zeros(programmes, features))',
      'self.register_buffer("reach", torch.zeros(2, programmes))  # flips in training'
    ])
  ];
}

const before = 'before = torch.sigmoid(3 * self.rest)  # a threshold and a ceiling';

function plain({ composition }: Options): readonly string[] {
  const targets = 'targets = batch["targets"].sum(dim=1)  # (conditions, codes)';
  return composition === 'additive'
    ? [
        targets,
        before,
        'each = batch["targets"] @ self.act + self.rest  # target by target',
        'return targets, (torch.sigmoid(3 * each) - before).sum(dim=1)'
      ]
    : [
        targets,
        before,
        'after = torch.sigmoid(3 * (targets @ self.act + self.rest))',
        'return targets, after - before'
      ];
}

function coursed({ composition }: Options): readonly string[] {
  const pace = 'course.mean(dim=1, keepdim=True) + course @ self.pace.T';
  return composition === 'additive'
    ? [
        'single, course = batch["targets"], batch["course"]  # (conditions, functions)',
        `pace = ${pace}`,
        'paced = single * pace[:, None]  # (conditions, targets, codes)',
        'drive = paced @ self.act + (single @ self.act) * (course @ self.turn.T)[:, None]',
        before,
        'after = torch.sigmoid(3 * (drive + self.rest))',
        'rise = (course @ self.rise)[:, None]',
        'return paced.sum(dim=1) + single.sum(dim=1) * rise, (after - before).sum(dim=1)'
      ]
    : [
        'targets, course = batch["targets"].sum(dim=1), batch["course"]',
        `paced = targets * (${pace})`,
        'drive = paced @ self.act + (targets @ self.act) * (course @ self.turn.T)',
        before,
        'after = torch.sigmoid(3 * (drive + self.rest))',
        'return paced + targets * (course @ self.rise)[:, None], after - before'
      ];
}

const few = '2.5 * self.act.abs().sum()';
const heldBack = [`return ${few}  # few switches per target`];
const heldBackOnCourse = [
  '# One course for all targets and programmes, unless data say more.',
  'courses = 15 * self.pace.square().sum()',
  'courses += 5 * (self.turn.square().sum() + self.rise.square().sum())',
  `return ${few} + courses  # few switches per target`
];

const indented = (lines: readonly string[]): readonly string[] => lines.map(line => `    ${line}`);
