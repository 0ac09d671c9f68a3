import React from 'react';
import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolDiamond2,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye
} from 'd3-shape';
import type { SymbolType } from 'd3-shape';
import type { TranslationBundle } from '@jupyterlab/translation';
import { useTrans } from '../../view';

/** Never colour alone: each expert has a colour, a shape and a dash. */
interface Look {
  readonly className: string;
  readonly shape: SymbolType;
  readonly dash: string;
}

const looks: Readonly<Record<string, Look>> = {
  data: { className: 'cf-x-data', shape: symbolCircle, dash: '' },
  biology: { className: 'cf-x-biology', shape: symbolSquare, dash: '6 3' },
  learning: { className: 'cf-x-learning', shape: symbolTriangle, dash: '2 3' },
  training: { className: 'cf-x-training', shape: symbolDiamond2, dash: '8 3 2 3' },
  chemistry: { className: 'cf-x-chemistry', shape: symbolStar, dash: '4 2' },
  dynamics: { className: 'cf-x-dynamics', shape: symbolWye, dash: '1 2' },
  regulation: { className: 'cf-x-regulation', shape: symbolDiamond, dash: '10 3' }
};
const stranger: Look = { className: 'cf-x-other', shape: symbolCross, dash: '1 3' };

/** The shape and colour of an expert; a neutral one for an expert not known here. */
export function expertLook(id: string): Look {
  return Object.hasOwn(looks, id) ? looks[id] : stranger;
}

/** Who speaks, in words. */
export function expertName(id: string, trans: TranslationBundle): string {
  switch (id) {
    case 'data':
      return trans.__('Data');
    case 'biology':
      return trans.__('Biology');
    case 'learning':
      return trans.__('Deep learning');
    case 'training':
      return trans.__('Training');
    case 'chemistry':
      return trans.__('Chemistry');
    case 'dynamics':
      return trans.__('Dynamics');
    case 'regulation':
      return trans.__('Regulation');
    case 'critic':
      return trans.__('Critic');
    case 'moderator':
      return trans.__('Moderator');
    case 'you':
      return trans.__('You');
    default:
      return id;
  }
}

/** The outline of an expert's shape, centred on 0, about `size` px wide. */
export function expertPath(id: string, size: number): string {
  const { shape } = expertLook(id);
  const area = size * size * (shape === symbolTriangle ? 0.62 : 0.72);
  return symbol(shape, area)() ?? '';
}

/** The class that gives a speaker their colour. */
export function speakerClass(id: string): string {
  return isChair(id) ? 'cf-x-critic' : id === 'you' ? 'cf-x-analyst' : expertLook(id).className;
}

/** Critic and moderator are one role. */
const isChair = (id: string): boolean => id === 'critic' || id === 'moderator';

/** The mark beside a name: an expert's shape, the critic's ring, the analyst. */
export function SpeakerMark({ speaker }: { readonly speaker: string }): JSX.Element {
  return (
    <svg className={`cf-Mark ${speakerClass(speaker)}`} viewBox="0 0 14 14" aria-hidden="true">
      {isChair(speaker) ? (
        <circle className="cf-Mark-ring" cx="7" cy="7" r="4.5" />
      ) : speaker === 'you' ? (
        <>
          <circle cx="7" cy="4" r="2.5" />
          <path d="M2 13c0-6 10-6 10 0z" />
        </>
      ) : (
        <path d={expertPath(speaker, 10)} transform="translate(7 7)" />
      )}
    </svg>
  );
}

/** Who speaks, beside their mark. */
export function SpeakerName({ speaker }: { readonly speaker: string }): JSX.Element {
  return <span className="cf-Who">{expertName(speaker, useTrans())}</span>;
}
