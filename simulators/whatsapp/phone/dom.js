/** Builds an element. Text always goes in as text nodes, never as markup. */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') node.className = value;
    else if (name === 'dataset') Object.assign(node.dataset, value);
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) node.style.setProperty(key, text);
    else if (value === true) node.setAttribute(name, '');
    else node.setAttribute(name, String(value));
  }
  node.append(...children.flat(2).filter(child => child !== null && child !== undefined && child !== false));
  return node;
}

export const byId = id => document.getElementById(id);

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  back: ['M15 5l-7 7 7 7'],
  more: ['M12 5.2v.1M12 12v.1M12 18.8v.1'],
  plus: ['M12 5v14M5 12h14'],
  send: ['M4 12l16-7-6 16-3-7z'],
  mic: ['M12 15a3 3 0 003-3V6a3 3 0 00-6 0v6a3 3 0 003 3z', 'M6 11.5a6 6 0 0012 0M12 18v3'],
  stop: ['M7 7h10v10H7z'],
  close: ['M6 6l12 12M18 6L6 18'],
  reply: ['M10 7L5 12l5 5', 'M5 12h8a6 6 0 016 6'],
  tick: ['M5 12.5l4.5 4.5L19 7'],
  ticks: ['M2 12.5l4.5 4.5L15 7.5', 'M11.5 16l1 1L22 7.5'],
  clock: ['M12 21a9 9 0 100-18 9 9 0 000 18z', 'M12 7.5V12l3 2'],
  file: ['M7 3h7l4 4v14H7z', 'M14 3v4h4'],
  pin: ['M12 21c4-5 6-8 6-11a6 6 0 10-12 0c0 3 2 6 6 11z', 'M12 12a2 2 0 100-4 2 2 0 000 4z'],
  photo: ['M4 5h16v14H4z', 'M4 16l4.5-4.5L13 16l3-3 4 4', 'M15.5 9.5v.1'],
  person: ['M12 12a4 4 0 100-8 4 4 0 000 8z', 'M4.5 20c1-4 4-5.5 7.5-5.5s6.500 1.500 7.500 5.500'],
  link: ['M14 5h5v5M19 5l-8 8', 'M18 14v5H5V6h5'],
  phone: ['M6 3h3l2 5-2.500 1.500a11 11 0 006 6L16 13l5 2v3a3 3 0 01-3 3A15 15 0 013 6a3 3 0 013-3z'],
  list: ['M9 7h11M9 12h11M9 17h11M5 7v.1M5 12v.1M5 17v.1'],
  smile: ['M12 21a9 9 0 100-18 9 9 0 000 18z', 'M8.500 14a4 4 0 007 0M9 9.500v.1M15 9.500v.1'],
  sticker: ['M5 4h14v9l-6 7H5z', 'M19 13h-6v7'],
  plane: [
    'M10.500 13L3 10.500V9l7.500 1V5a1.500 1.500 0 013 0v5L21 9v1.500L13.500 13v4.500l2 1.500v1l-3.500-1-3.500 1v-1l2-1.500z',
  ],
  warning: ['M12 4l9 16H3z', 'M12 10v4M12 17v.1'],
};

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('svg', `svg-${name}`);
  for (const d of PATHS[name] ?? []) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

/** Makes the children of `container` match `items`, rebuilding only what changed, so that sound and focus survive. */
export function reconcile(container, items, { keyOf, signOf, build }) {
  const old = new Map([...container.children].map(node => [node.dataset.key, node]));
  let place = container.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const sign = signOf(item);
    let node = old.get(key);
    old.delete(key);
    if (node === undefined || node.dataset.sign !== sign) {
      const fresh = build(item);
      fresh.dataset.key = key;
      fresh.dataset.sign = sign;
      if (node !== undefined) {
        const focused = node.contains(document.activeElement) ? focusPath(node) : null;
        if (place === node) place = fresh;
        node.replaceWith(fresh);
        if (focused !== null) fresh.querySelectorAll('button,a,summary,input')[focused]?.focus();
      }
      node = fresh;
    }
    if (node === place) place = place.nextElementSibling;
    else container.insertBefore(node, place);
  }
  for (const node of old.values()) node.remove();
}

function focusPath(node) {
  return [...node.querySelectorAll('button,a,summary,input')].indexOf(document.activeElement);
}

let toastTimer = 0;

export function toast(text) {
  const node = byId('toast');
  node.textContent = text;
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => {
    node.hidden = true;
  }, 5000);
}
