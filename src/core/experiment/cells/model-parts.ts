import type { Options } from './options';

/** What each target does by itself, and how targets reach the switches. */
export function ownEffects(options: Options): readonly string[] {
  const { perturbation, composition, decoder: kind } = options;
  const isLearned = perturbation === 'learned';
  const start = startOf(options);
  const embedding = [
    `embed, own = embedded(${start}, rank)  # ridge to begin with`,
    'self.embed = nn.Parameter(torch.tensor(embed))  # where each target lies'
  ];
  const fixed = [
    `own, write = principal(${isLearned ? 'own' : start}, rank)`,
    'self.register_buffer("write", torch.tensor(write.T))  # stays'
  ];
  const isFactored = isLearned || kind === 'pca';
  return [
    ...(isLearned ? embedding : []),
    ...(kind === 'pca' ? fixed : []),
    isFactored
      ? 'self.own = nn.Parameter(torch.tensor(own))'
      : `self.own = nn.Parameter(torch.tensor(${start}))  # ridge${start === 'described.own' ? ' to begin with' : ''}`,
    ...reaching(composition, isLearned ? 'rank' : 'described.n_target_codes')
  ];
}

/** Ridge effects in the units that the network answers in. */
function startOf({ loss }: Options): string {
  switch (loss) {
    case 'bernoulli':
      return 'described.own_log_odds()';
    case 'negative-binomial':
      return 'described.own_log_rates()';
    default:
      return 'described.own';
  }
}

function reaching(composition: Options['composition'], codes: string): readonly string[] {
  const encode = `self.encode = nn.Linear(${codes}, hidden)`;
  const join = 'self.join = nn.Parameter(0.3 * torch.randn(hidden, hidden))';
  switch (composition) {
    case 'set-network':
      return [encode, join];
    case 'latent-additive':
      return [encode, join, 'self.read = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU())'];
    case 'attention':
      return [
        encode,
        join,
        'self.attend = nn.Parameter(torch.randn(3, hidden, hidden) / hidden**0.5)'
      ];
    default:
      return [`self.act = nn.Parameter(0.3 * torch.randn(${codes}, hidden))`];
  }
}

/** Options that encode targets one by one and join the codes. */
export const joins = ({ composition }: Options): boolean =>
  composition !== 'additive' && composition !== 'interaction-residual';

/** From switches to features. */
export function decoder({ decoder: kind }: Options): readonly string[] {
  const mix = 'self.mix = nn.Parameter(0.3 * torch.randn(rank, hidden))';
  const write = 'self.write = nn.Parameter(0.1 * torch.randn(described.n_features, rank))';
  switch (kind) {
    case 'full':
      return ['self.write = nn.Parameter(0.1 * torch.randn(described.n_features, hidden))'];
    case 'pca':
      return [mix];
    case 'autoencoder':
      return [mix, write, 'self.code = nn.Linear(described.n_features, hidden, bias=False)'];
    case 'low-rank':
      return [mix, write];
  }
}

/** What the switches write on, (features, hidden); of an autoencoder to first order. */
export const directions = ({ decoder: kind }: Options): string =>
  kind === 'full' ? 'self.write' : '(self.write @ self.mix)';

/** The method that only an autoencoder has. */
export const decodeMethod = ({ decoder: kind }: Options): readonly string[] =>
  kind === 'autoencoder'
    ? [
        'def decode(self, code):',
        '    return torch.tanh(code @ self.mix.T) @ self.write.T  # (conditions, features)',
        ''
      ]
    : [];

/** From targets and context to the answer. */
export function forward(options: Options): readonly string[] {
  const along = directions(options).replace(/^\((.*)\)$/, '$1');
  const needsAlong =
    options.context !== 'none' || !['pca', 'autoencoder'].includes(options.decoder);
  return [
    'def forward(self, batch):',
    ...[
      ...codes(options),
      ...(needsAlong ? [`along = ${along}  # (features, hidden)`] : []),
      basal(options),
      ...(isBeforeAsked(options)
        ? ['before = torch.sigmoid(3 * (basal + self.rest))  # a threshold and a ceiling']
        : []),
      ...switched(options),
      ...change(options),
      ...answer(options)
    ].map(line => `    ${line}`)
  ];
}

/** The summed codes of a condition's targets, and where they are joined one by one, those too. */
function codes({ perturbation, composition }: Options): readonly string[] {
  if (perturbation !== 'learned') {
    return ['targets = batch["targets"].sum(dim=1)  # (conditions, codes)'];
  }
  return composition === 'interaction-residual'
    ? ['targets = batch["targets"].sum(dim=1) @ self.embed  # (conditions, rank)']
    : [
        'single = batch["targets"] @ self.embed  # (conditions, targets, rank)',
        'targets = single.sum(dim=1)'
      ];
}

/** A whole profile is predicted from what is on afterwards; only a sum of single changes starts from before. */
const isBeforeAsked = ({ composition, response }: Options): boolean =>
  composition !== 'latent-additive' && (response === 'delta' || composition === 'additive');

/** Which switches the context has on before any perturbation: that shows in its controls, where they write. */
function basal({ context }: Options): string {
  return context === 'none'
    ? 'basal = targets.new_zeros(len(targets), hidden)'
    : 'basal = self.gain * (batch["control"] @ along) / (0.05 + (along**2).sum(dim=0))';
}

function switched({ composition, response, perturbation }: Options): readonly string[] {
  const isChange = response === 'delta';
  const flips = (drive: string): readonly string[] =>
    isChange
      ? [`after = torch.sigmoid(3 * (${drive} + self.rest))`, 'flipped = after - before']
      : [`flipped = torch.sigmoid(3 * (${drive} + self.rest))`];
  const single = perturbation === 'learned' ? 'single' : 'batch["targets"]';
  const encoded = `each = torch.relu(self.encode(${single})) * batch["present"][..., None]`;
  switch (composition) {
    case 'additive':
      return [
        `each = basal[:, None] + ${single} @ self.act + self.rest`,
        `flipped = ${isChange ? '' : 'before + '}(torch.sigmoid(3 * each) - before[:, None]).sum(dim=1)`
      ];
    case 'interaction-residual':
      return flips('basal + targets @ self.act');
    case 'set-network':
      return [encoded, ...flips('basal + each.sum(dim=1) @ self.join')];
    case 'latent-additive':
      return [
        encoded,
        'latent = basal + each.sum(dim=1) @ self.join  # targets add up here',
        `flipped = self.read(latent)${isChange ? ' - self.read(basal)' : ''}`
      ];
    case 'attention':
      return [
        `each = attended(self.encode(${single}), batch["present"], self.attend)`,
        ...flips('basal + each.sum(dim=1) @ self.join')
      ];
  }
}

/** What targets do by themselves and what the switches write. */
function change({ decoder: kind }: Options): readonly string[] {
  switch (kind) {
    case 'pca':
      return [
        'change = targets @ self.own + self.dropout(flipped) @ self.mix.T',
        'change = change @ self.write.T  # (conditions, features)'
      ];
    case 'autoencoder':
      return ['change = targets @ self.own + self.decode(self.dropout(flipped))'];
    default:
      return ['change = targets @ self.own + self.dropout(flipped) @ along.T'];
  }
}

const measuredWhere = {
  'similarity-weighted': 'measured in similar contexts',
  'dose-time-curve': 'measured at other doses or times'
};

/** What the network gives for a change in its own units; a likelihood has units of its own. */
export function moved({ loss }: Options, own: string): string {
  switch (loss) {
    case 'bernoulli':
      return `moved_odds(batch["base"], ${own})`;
    case 'negative-binomial':
      return `moved_counts(batch["base"], ${own}, self.noise)`;
    default:
      return own;
  }
}

function answer(options: Options): readonly string[] {
  const { context, response, loss } = options;
  const carried = context === 'similarity-weighted' || context === 'dose-time-curve';
  if (loss === 'bernoulli' || loss === 'negative-binomial') {
    const control = response === 'profile' && context !== 'none' ? ' + batch["control"]' : '';
    const others = `${control}${carried ? ' + batch["carried"]' : ''}`;
    const unit = loss === 'bernoulli' ? 'log odds' : 'log rates';
    const line = `return ${moved(options, 'change')}${others}`;
    if (line.length <= 65) {
      return [`${line}  # ${unit}`];
    }
    return [`change = ${moved(options, 'change')}  # ${unit}`, `return change${others}`];
  }
  if (response === 'profile' && context !== 'none') {
    return [`return change + batch["control"]${carried ? ' + batch["carried"]' : ''}`];
  }
  return carried
    ? [`return change + batch["carried"]  # ${measuredWhere[context]}`]
    : ['return change'];
}
