import type { Options } from './options';

/** What each target does by itself, and how targets reach the switches. */
export function ownEffects({ composition, loss }: Options): readonly string[] {
  const own =
    loss === 'bernoulli'
      ? ['self.own = nn.Parameter(torch.tensor(described.own_log_odds()))  # ridge']
      : ['self.own = nn.Parameter(torch.tensor(described.own))  # ridge to begin with'];
  if (composition !== 'set-network') {
    return [...own, 'self.act = nn.Parameter(0.3 * torch.randn(described.n_target_codes, hidden))'];
  }
  return [
    ...own,
    'self.encode = nn.Linear(described.n_target_codes, hidden)',
    'self.join = nn.Parameter(0.3 * torch.randn(hidden, hidden))'
  ];
}

/** From switches to features. */
export function decoder(options: Options): readonly string[] {
  if (options.decoder === 'full') {
    return ['self.write = nn.Parameter(0.1 * torch.randn(described.n_features, hidden))'];
  }
  return [
    'self.mix = nn.Parameter(0.3 * torch.randn(rank, hidden))',
    'self.write = nn.Parameter(0.1 * torch.randn(described.n_features, rank))'
  ];
}

/** What the switches write on, (features, hidden). */
export const directions = ({ decoder: kind }: Options): string =>
  kind === 'full' ? 'self.write' : '(self.write @ self.mix)';

/** From targets and context to the answer. */
export function forward(options: Options): readonly string[] {
  const along = directions(options).replace(/^\((.*)\)$/, '$1');
  return [
    'def forward(self, batch):',
    ...[
      'targets = batch["targets"].sum(dim=1)  # (conditions, codes)',
      `along = ${along}  # (features, hidden)`,
      basal(options),
      ...(isBeforeAsked(options)
        ? ['before = torch.sigmoid(3 * (basal + self.rest))  # a threshold and a ceiling']
        : []),
      ...switched(options),
      'change = targets @ self.own + self.dropout(flipped) @ along.T',
      ...answer(options)
    ].map(line => `    ${line}`)
  ];
}

/** A whole profile is predicted from what is on afterwards; only a sum of single changes starts from before. */
const isBeforeAsked = ({ composition, response }: Options): boolean =>
  response === 'delta' || composition === 'additive';

/** Which switches the context has on before any perturbation: that shows in its controls, where they write. */
function basal({ context }: Options): string {
  return context === 'none'
    ? 'basal = targets.new_zeros(len(targets), hidden)'
    : 'basal = self.gain * (batch["control"] @ along) / (0.05 + (along**2).sum(dim=0))';
}

function switched({ composition, response }: Options): readonly string[] {
  const isChange = response === 'delta';
  const flips = (drive: string): readonly string[] =>
    isChange
      ? [`after = torch.sigmoid(3 * (${drive} + self.rest))`, 'flipped = after - before']
      : [`flipped = torch.sigmoid(3 * (${drive} + self.rest))`];
  switch (composition) {
    case 'additive':
      return [
        'each = basal[:, None] + batch["targets"] @ self.act + self.rest',
        `flipped = ${isChange ? '' : 'before + '}(torch.sigmoid(3 * each) - before[:, None]).sum(dim=1)`
      ];
    case 'interaction-residual':
      return flips('basal + targets @ self.act');
    case 'set-network':
      return [
        'each = torch.relu(self.encode(batch["targets"])) * batch["present"][..., None]',
        ...flips('basal + each.sum(dim=1) @ self.join')
      ];
  }
}

const measuredWhere = {
  'similarity-weighted': 'measured in similar contexts',
  'dose-time-curve': 'measured at other doses or times'
};

function answer({ context, response, loss }: Options): readonly string[] {
  const carried = context === 'similarity-weighted' || context === 'dose-time-curve';
  if (loss === 'bernoulli') {
    const control = response === 'profile' && context !== 'none' ? ' + batch["control"]' : '';
    const others = `${control}${carried ? ' + batch["carried"]' : ''}`;
    return [`return moved_odds(batch["base"], change)${others}  # log odds`];
  }
  if (response === 'profile' && context !== 'none') {
    return [`return change + batch["control"]${carried ? ' + batch["carried"]' : ''}`];
  }
  return carried
    ? [`return change + batch["carried"]  # ${measuredWhere[context]}`]
    : ['return change'];
}
