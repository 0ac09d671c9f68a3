/** What eyes miss in a picture; runs in the page, so it must stand alone. One line a fault: what is wrong, and where. */
export function faults() {
  const frame = document.getElementById('frame');
  const found = [];
  const where = element =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${(element.textContent ?? '').trim().slice(0, 40)}”`;
  const isShown = element =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('.cf-vh');

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  /** A colour as CSS computes it, in 0 to 255 and its share. */
  function rgba(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  const over = (top, below) => [
    ...[0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])),
    1
  ];
  function background(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      layers.push(color);
      if (color[3] === 1) {
        break;
      }
    }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
  }
  function opacity(element) {
    let share = 1;
    for (let at = element; at !== null; at = at.parentElement) {
      share *= Number(getComputedStyle(at).opacity);
    }
    return share;
  }
  function luminance(color) {
    const [r, g, b] = color.slice(0, 3).map(value => {
      const c = value / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }
  function contrast(color, element) {
    const below = background(element);
    const [r, g, b, a] = rgba(color);
    const [x, y] = [luminance(over([r, g, b, a * opacity(element)], below)), luminance(below)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }

  const hasText = element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim() !== '');
  const isOff = element =>
    element.closest('[disabled]') !== null || element.querySelector(':scope > [disabled]') !== null;

  for (const element of frame.querySelectorAll('*')) {
    if (!isShown(element)) {
      continue;
    }
    const style = getComputedStyle(element);
    if (hasText(element) && element.tagName !== 'title' && element.tagName !== 'OPTION') {
      const ratio = contrast(element.closest('svg') ? style.fill : style.color, element);
      if (ratio < 4.5 && !isOff(element)) {
        found.push(`contrast ${ratio.toFixed(2)}: ${where(element)}`);
      }
    }
    if (
      style.textOverflow === 'ellipsis' &&
      element.tagName !== 'SELECT' &&
      element.scrollWidth > element.clientWidth &&
      element.closest('[title]') === null
    ) {
      found.push(`cut off without a title: ${where(element)}`);
    }
    if (element.tagName === 'SELECT' && element.title === '') {
      canvas.font = style.font;
      const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
      const text = element.selectedOptions[0]?.textContent ?? '';
      if (canvas.measureText(text).width > element.clientWidth - padding + 1) {
        found.push(`cut off without a title: select “${text.slice(0, 40)}”`);
      }
    }
    if (
      style.overflowX === 'hidden' &&
      style.textOverflow !== 'ellipsis' &&
      element.scrollWidth > element.clientWidth + 1
    ) {
      found.push(`cut off: ${where(element)}`);
    }
  }

  for (const control of frame.querySelectorAll(
    'button, select, textarea, input, summary, a[href]'
  )) {
    const label = [
      control.getAttribute('aria-label'),
      control.getAttribute('title'),
      ...(control.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent),
      ...[...(control.labels ?? [])].map(each => each.textContent),
      /^(BUTTON|SUMMARY|A)$/.test(control.tagName) ? control.textContent : ''
    ].find(text => text?.trim());
    if (!label) {
      found.push(`no name: ${where(control)}`);
    }
    if (isShown(control) && !(control instanceof HTMLInputElement)) {
      const box = control.getBoundingClientRect();
      const grown = Number.parseFloat(getComputedStyle(control, '::after').height) || 0;
      if (Math.max(box.height, grown) < 23.5) {
        found.push(`${Math.max(box.height, grown)} px to hit: ${where(control)}`);
      }
    }
  }

  for (const svg of frame.querySelectorAll('svg')) {
    const texts = [...svg.querySelectorAll('text')].filter(isShown);
    const boxes = texts.map(text => text.getBoundingClientRect());
    texts.forEach((text, index) => {
      const a = boxes[index];
      const crossed = boxes.findIndex(
        (b, other) =>
          other > index &&
          a.left < b.right + 1 &&
          b.left < a.right + 1 &&
          a.top + 2 < b.bottom - 2 &&
          b.top + 2 < a.bottom - 2
      );
      if (crossed !== -1) {
        found.push(`“${text.textContent}” touches “${texts[crossed].textContent}” in a chart`);
      }
      const box = [...svg.querySelectorAll('rect')].map(rect => rect.getBoundingClientRect());
      for (const b of box) {
        const inside =
          a.top > b.top &&
          a.bottom < b.bottom &&
          (a.left + a.right) / 2 > b.left &&
          (a.left + a.right) / 2 < b.right;
        if (inside && (a.left < b.left + 3 || a.right > b.right - 3)) {
          found.push(`“${text.textContent}” fills its box`);
        }
      }
    });
  }
  return [...new Set(found)];
}
