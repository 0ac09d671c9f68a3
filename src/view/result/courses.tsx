import React from 'react';
import type { CourseResult, Result } from '../../core/experiment/result';
import { useTrans } from '../trans';
import { useWidth } from '../use-width';
import { ConditionChoice } from './condition-choice';
import { CourseChart } from './course-chart';

const widest = 420;

/** Along doses or times of one perturbation: what was measured, what was predicted, and where it was held out. */
export function Courses({ result }: { readonly result: Result }): JSX.Element | null {
  const trans = useTrans();
  const [ref, room] = useWidth<HTMLElement>(288);
  const [chosen, choose] = React.useState(0);
  const { courses = [] } = result;
  const place = Math.min(chosen, courses.length - 1);
  const shown = courses.at(place);
  if (shown === undefined) {
    return null;
  }
  return (
    <section className="cf-stack" ref={ref}>
      <div className="cf-Block-head cf-mod-wrap">
        <h4>{shown.axis === 'dose' ? trans.__('Along doses') : trans.__('Along times')}</h4>
        <span className="cf-small cf-muted">
          {trans.__('%1 of %2 by size of change', place + 1, courses.length)}
        </span>
      </div>
      <ConditionChoice
        label={trans.__('Perturbation')}
        options={courses.map((each, index) => ({
          key: String(index),
          label: named(each, courses),
          group: null
        }))}
        chosen={String(place)}
        choose={key => choose(Number(key))}
      />
      {shown.features.map((name, index) => (
        <CourseChart key={name} course={shown} feature={index} width={Math.min(room, widest)} />
      ))}
      <Key baseline={shown.points.some(point => point.baseline !== undefined)} />
      <p className="cf-Why">
        {shown.axis === 'dose'
          ? trans.__('The features that change most, by dose in the unit of the data.')
          : trans.__('The features that change most, by time in the unit of the data.')}{' '}
        {trans.__('A held-out point was predicted by a model that had not seen it.')}
      </p>
    </section>
  );
}

/** With the axis where a result has both. */
function named({ axis, label }: CourseResult, courses: readonly CourseResult[]): string {
  return courses.some(other => other.axis !== axis) ? `${label} (${axis})` : label;
}

function Key({ baseline }: { readonly baseline: boolean }): JSX.Element {
  const trans = useTrans();
  return (
    <ul className="cf-Legend" aria-label={trans.__('Key')}>
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <path d="M0 6h16" className="cf-ln-course" />
          <circle cx="8" cy="6" r="2.5" className="cf-dot-known" />
        </svg>
        {trans.__('measured')}
      </li>
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <rect x="5" y="3" width="6" height="6" className="cf-dot-known" />
        </svg>
        {trans.__('measured, held out')}
      </li>
      <li>
        <svg viewBox="0 0 16 12" aria-hidden="true">
          <circle cx="8" cy="6" r="3.5" className="cf-dot-best" />
        </svg>
        {trans.__('predicted')}
      </li>
      {baseline ? (
        <li>
          <svg viewBox="0 0 16 12" aria-hidden="true">
            <path d="M2 6h12" className="cf-tick-best" />
          </svg>
          {trans.__('best baseline')}
        </li>
      ) : null}
    </ul>
  );
}
