import { byId, h, icon } from './dom.js';

/** A modal sheet from below; closes on Escape, on its cross and outside. */
export function openSheet(title, ...content) {
  const sheet = byId('sheet');
  const heading = h('h2', { id: 'sheet-title' }, title);
  const close = h(
    'button',
    { type: 'button', class: 'icon', 'aria-label': 'Close', onclick: closeSheet },
    icon('close'),
  );
  sheet.replaceChildren(h('div', { class: 'sheet-head' }, heading, close), h('div', { class: 'sheet-body' }, content));
  sheet.setAttribute('aria-labelledby', 'sheet-title');
  sheet.onclick = event => {
    if (event.target === sheet) closeSheet();
  };
  sheet.showModal();
}

export function closeSheet() {
  byId('sheet').close();
}

/** A small menu at a button. Items: {label, icon?, run}; `row` items sit side by side. */
export function openMenu(anchor, items, row = []) {
  const menu = byId('menu');
  const button = item =>
    h(
      'button',
      {
        type: 'button',
        role: 'menuitem',
        'aria-label': item.name,
        onclick: () => {
          menu.hidePopover();
          item.run();
        },
      },
      item.icon && icon(item.icon),
      item.label,
    );
  menu.setAttribute('role', 'menu');
  menu.replaceChildren(
    ...(row.length > 0 ? [h('div', { class: 'menu-row' }, row.map(button))] : []),
    ...items.map(button),
  );
  menu.showPopover();
  const at = anchor.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const left = Math.max(8, Math.min(at.left, innerWidth - offsetWidth - 8));
  const above = at.top - offsetHeight - 6;
  const top = above > 8 ? above : Math.min(at.bottom + 6, innerHeight - offsetHeight - 8);
  menu.style.setProperty('left', `${left}px`);
  menu.style.setProperty('top', `${Math.max(8, top)}px`);
  menu.querySelector('button')?.focus();
  menu.onkeydown = event => {
    const buttons = [...menu.querySelectorAll('button')];
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const index = buttons.indexOf(document.activeElement);
    buttons[(index + step + buttons.length) % buttons.length]?.focus();
  };
}
