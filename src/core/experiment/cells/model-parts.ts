import type { Options } from './options';

/** What each target does by itself, and how targets reach the switches. */
export function ownEffects({ composition }: Options): readonly string[] {
  const own = ['self.own = nn.Parameter(torch.tensor(described.own))  # ridge to begin with'];
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

/** `directions`, `switches` and `forward`. */
export function forward(options: Options): readonly string[] {
  return [
    'def directions(self):',
    options.decoder === 'full'
      ? '    return self.write  # (features, hidden)'
      : '    return self.write @ self.mix  # (features, hidden)',
    '',
    'def switches(self, drive):',
    '    return torch.sigmoid(3 * (drive + self.rest))  # a threshold and a ceiling',
    '',
    'def forward(self, batch):',
    ...[
      'targets = batch["targets"].sum(dim=1)  # (conditions, codes)',
      ...basal(options),
      ...switched(options),
      `change = targets @ self.own + self.dropout(flipped) @ self.directions().T`,
      ...answer(options)
    ].map(line => `    ${line}`)
  ];
}

/** Which switches the context has on before any perturbation. */
function basal({ context }: Options): readonly string[] {
  if (context === 'none') {
    return ['basal = targets.new_zeros(len(targets), hidden)'];
  }
  return [
    '# A switch that a context has on already shows in its controls, where it writes.',
    'along = self.directions()',
    'shown = batch["control"] @ along / (along.square().sum(dim=0) + 0.05)',
    'basal = self.gain * shown'
  ];
}

function switched({ composition, response }: Options): readonly string[] {
  const before = response === 'delta';
  switch (composition) {
    case 'additive':
      return [
        'each = basal[:, None] + batch["targets"] @ self.act',
        'flipped = self.switches(each) - self.switches(basal)[:, None]',
        'flipped = flipped.sum(dim=1)  # (conditions, hidden)',
        ...(before ? [] : ['flipped = flipped + self.switches(basal)'])
      ];
    case 'interaction-residual':
      return [
        `flipped = self.switches(basal + targets @ self.act)${before ? ' - self.switches(basal)' : ''}`
      ];
    case 'set-network':
      return [
        'each = torch.relu(self.encode(batch["targets"])) * batch["present"][..., None]',
        `flipped = self.switches(basal + each.sum(dim=1) @ self.join)`,
        ...(before ? ['flipped = flipped - self.switches(basal)'] : [])
      ];
  }
}

function answer({ context, response }: Options): readonly string[] {
  const carried = context === 'similarity-weighted';
  if (response === 'profile' && context !== 'none') {
    return [`return change + batch["control"]${carried ? ' + batch["carried"]' : ''}`];
  }
  return carried
    ? ['return change + batch["carried"]  # measured in similar contexts']
    : ['return change'];
}
