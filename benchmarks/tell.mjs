// What a design came to, in lines for the terminal.

/** Print time, memory, plan and the scores of each part. */
export function tell({ cost, plan, scenarios, verdict }, took) {
  const { seconds, processor, debate, peakMb } = took;
  const memory = `memory: greatest worker ${cost.peak_rss_mb?.toFixed(0)} MiB, all processes together ${peakMb.toFixed(0)} MiB`;
  const wall = `wall time ${seconds.toFixed(0)} s, of which the debate ${debate.toFixed(2)} s`;
  const machine = `${took.cores} cores at load ${took.load.toFixed(1)} before`;
  process.stdout.write(
    `  ${wall}; ${processor.toFixed(0)} s of processor time, ${machine}; ${memory}\n`
  );
  process.stdout.write(`  plan: ${plan.choices.map(({ choice }) => choice).join(', ')}\n`);
  for (const [scenario, { parts }] of Object.entries(scenarios)) {
    for (const [part, { metrics, conditions }] of Object.entries(parts)) {
      const said = verdict[`${scenario}/${part}`];
      process.stdout.write(`  ${scenario}/${part}, ${conditions} conditions: ${said}\n`);
      process.stdout.write(
        partLines(metrics)
          .map(line => `    ${line}\n`)
          .join('')
      );
    }
  }
}

const digits = { mse: 5 };

function partLines(metrics) {
  const { paired, model, component, baselines } = metrics.pearson_delta_indep;
  const [best] = Object.keys(baselines).sort((a, b) => baselines[b].value - baselines[a].value);
  const { difference, ci } = paired[best];
  const span = ci === null ? 'no interval' : `[${ci.map(signed).join(', ')}]`;
  return [
    `pearson_delta_indep ${fixed(model)}, component alone ${fixed(component)}; against ${best} ${signed(difference)} ${span}`,
    ...['pearson_delta', 'mse', 'pearson_delta_notarget']
      .filter(id => id in metrics)
      .map(id => line(id, metrics, best))
  ];
}

/** The model beside the best baseline of the primary metric, and the two baselines that a claim must stand above. */
function line(id, metrics, best) {
  const { model, baselines } = metrics[id];
  const names = [...new Set([best, 'training-mean', 'target-rule'])].filter(
    name => name in baselines
  );
  const told = names.map(name => `${name} ${fixed(baselines[name].value, digits[id])}`);
  return `${id} ${fixed(model, digits[id])} (${told.join(', ')})`;
}

function fixed(value, places = 3) {
  return value === null || value === undefined ? 'not shown' : value.toFixed(places);
}

function signed(value) {
  return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
}
