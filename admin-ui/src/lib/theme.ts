import { createStore } from './store.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';
const KEY = 'parley.theme';

const stored = (): ThemeChoice => {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : 'system';
  } catch {
    return 'system';
  }
};

export const themeChoice = createStore<ThemeChoice>(stored());
const prefersDark = matchMedia('(prefers-color-scheme: dark)');

const apply = () => {
  const choice = themeChoice.get();
  const dark = choice === 'dark' || (choice === 'system' && prefersDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
};

export const chooseTheme = (choice: ThemeChoice) => {
  try {
    if (choice === 'system') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, choice);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
  themeChoice.set(choice);
  apply();
};

export const nextTheme = (choice: ThemeChoice): ThemeChoice =>
  choice === 'system' ? 'light' : choice === 'light' ? 'dark' : 'system';

prefersDark.addEventListener('change', apply);
