import { cleanup, render } from '@testing-library/react';
import { scaleLinear } from 'd3-scale';
import React from 'react';
import { ValueAxis } from './value-axis';

afterEach(cleanup);

const drawn = (domain: readonly [number, number]): SVGSVGElement => {
  const y = scaleLinear().domain(domain).nice(2).range([84, 10]);
  const { container } = render(
    <svg>
      <ValueAxis y={y} left={34} right={200} />
    </svg>
  );
  return container.querySelector('svg') as SVGSVGElement;
};

describe('the value axis', () => {
  it.each([
    { domain: [0, 1.6], told: ['0', '1', '2'] },
    { domain: [-1.1, 0], told: ['−2', '−1', '0'] },
    { domain: [0, 0.9], told: ['0', '0.5', '1'] },
    { domain: [0, 0.0002], told: ['0', '0.0001', '0.0002'] }
  ] as const)('numbers $domain as short as its steps allow: $told', ({ domain, told }) => {
    const numbers = [...drawn(domain).querySelectorAll('text')];
    expect(numbers.map(each => each.textContent)).toEqual(told);
  });

  it('draws a line across the chart at every number', () => {
    const [first, , last] = drawn([0, 1.6]).querySelectorAll('line');
    expect([first.getAttribute('x1'), first.getAttribute('x2')]).toEqual(['34', '200']);
    expect([first.getAttribute('y1'), last.getAttribute('y1')]).toEqual(['84', '10']);
  });
});
