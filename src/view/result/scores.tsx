import React from 'react';
import type { Result } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { useWidth } from '../use-width';
import { capital } from '../text';
import type { NamedPart } from './names';
import {
  baselineName,
  ceilingSpan,
  metricInfo,
  metricInterval,
  metricValue,
  namedParts,
  rankedBaselines
} from './names';
import type { Standing } from './part-bar';
import { partSentence } from './part-sentence';
import { BarKey, PartBar, sharedDomain } from './part-bar';
import { verdictTone } from './verdict';

/** The picture: for every part, from the baselines over the model to the ceiling, with the sentence that belongs to it. */
export function Scores({ result }: { readonly result: Result }): JSX.Element {
  const trans = useTrans();
  const [ref, width] = useWidth<HTMLDivElement>(288);
  const headlines = result.metric_info.filter(info => info.shown === 'headline');
  const [metric, setMetric] = React.useState(result.primary);
  const info = metricInfo(result, metric);
  const select = React.useId();
  const parts = namedParts(result, trans);
  const standings = parts.map(part => standingOf(result, part, metric));
  const domain = sharedDomain(standings.flatMap(standing => (standing ? [standing] : [])));
  return (
    <section ref={ref}>
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{trans.__('Scores on held-out conditions')}</h4>
        {headlines.length > 1 ? (
          <label className="cf-InlineSelect cf-small">
            <span className="cf-vh">{trans.__('Metric')}</span>
            <select
              id={select}
              className="cf-Select cf-mod-small"
              value={metric}
              onChange={event => setMetric(event.target.value)}
            >
              {headlines.map(each => (
                <option key={each.id} value={each.id}>
                  {each.label}
                </option>
              ))}
            </select>
          </label>
        ) : (
          <span className="cf-small cf-muted">{info.label}</span>
        )}
      </div>
      <ul className="cf-Bars">
        {parts.map((part, index) => (
          <PartLine
            key={`${part.scenario}/${part.part}`}
            part={part}
            standing={standings[index] ?? null}
            sentence={metric === result.primary ? partSentence(part.result, info, trans) : null}
            bar={standing => (
              <PartBar
                standing={standing}
                domain={domain}
                width={width}
                axis={index === parts.length - 1}
              />
            )}
          />
        ))}
      </ul>
      <div className="cf-mt2">
        <BarKey trans={trans} model />
      </div>
      {info.definition ? <p className="cf-Why cf-mt1">{info.definition}</p> : null}
    </section>
  );
}

function PartLine(props: {
  readonly part: NamedPart;
  readonly standing: Standing | null;
  /** Of the metric that judges only. */
  readonly sentence: string | null;
  readonly bar: (standing: Standing) => JSX.Element;
}): JSX.Element {
  const trans = useTrans();
  const { part, standing, sentence, bar } = props;
  const n = metricOf(part, standing?.info.id)?.n ?? part.result.conditions;
  return (
    <li>
      <div className="cf-spread">
        <span>
          <b>{part.name}</b>{' '}
          <span className="cf-small cf-muted cf-nw">{trans.__('n = %1', n)}</span>
        </span>
        <span className="cf-nw">
          {standing && standing.model !== null ? (
            <>
              <b>{metricValue(standing.info, standing.model)}</b>{' '}
              <span className="cf-small cf-muted">
                {metricInterval(standing.info, standing.ci)}
              </span>
            </>
          ) : (
            <span className="cf-muted">
              {standing ? trans.__('no model trained') : trans.__('not scored')}
            </span>
          )}
        </span>
      </div>
      {standing ? bar(standing) : null}
      {sentence !== null ? (
        <p className={`cf-small cf-PartVerdict cf-mod-${verdictTone(part.result.verdict)}`}>
          {sentence}
        </p>
      ) : null}
      {standing ? <Beside standing={standing} best={part.result.best_baseline} /> : null}
    </li>
  );
}

/** A score is never alone: best baseline, no change, training mean and ceiling stand with it. */
export function Beside(props: {
  readonly standing: Standing;
  readonly best: string | null;
}): JSX.Element {
  const trans = useTrans();
  const { info, baselines } = props.standing;
  const best = props.best ?? baselines[0]?.id ?? null;
  const order = [best, 'no-change', 'training-mean'];
  const shown = order.flatMap((id, index) => {
    const found = baselines.find(baseline => baseline.id === id);
    return found && order.indexOf(id) === index ? [found] : [];
  });
  const words = shown.map(({ id, value }) =>
    trans.__('%1 %2', baselineName(id, trans), metricValue(info, value))
  );
  const span = ceilingSpan(info, props.standing, trans);
  words.push(span === null ? trans.__('no ceiling for this score') : trans.__('ceiling %1', span));
  return (
    <p className="cf-Why">
      {words.map((word, index) => (
        <React.Fragment key={index}>
          {index > 0 ? ' · ' : ''}
          <span className="cf-nw">{index === 0 ? capital(word) : word}</span>
        </React.Fragment>
      ))}
    </p>
  );
}

function metricOf(part: NamedPart, metric: string | undefined): Metric | null {
  const metrics = part.result.metrics;
  return metric !== undefined && Object.hasOwn(metrics, metric) ? metrics[metric] : null;
}

type Metric = NamedPart['result']['metrics'][string];

function standingOf(result: Result, part: NamedPart, metric: string): Standing | null {
  const scored = metricOf(part, metric);
  const info = metricInfo(result, metric);
  return (
    scored && {
      info,
      model: scored.model,
      ci: scored.ci,
      baselines: rankedBaselines(info, scored.baselines),
      ceiling: scored.ceiling,
      ceiling_n: scored.ceiling_n
    }
  );
}
