import { explain } from './http.ts';
import { createStore } from './store.ts';

export type Toast = { id: number; tone: 'plain' | 'danger'; message: string; hint: string | null };

export const toasts = createStore<readonly Toast[]>([]);
let nextId = 1;

export const dismissToast = (id: number) => toasts.set(all => all.filter(toast => toast.id !== id));

const show = (tone: Toast['tone'], message: string, hint: string | null, shownMs: number) => {
  const id = nextId++;
  toasts.set(all => [...all.slice(-2), { id, tone, message, hint }]);
  setTimeout(() => dismissToast(id), shownMs);
};

export const say = (message: string) => show('plain', message, null, 4000);

/** Says what failed in the server's own words. */
export const sayError = (error: unknown) => {
  const { message, hint } = explain(error);
  show('danger', message, hint, 9000);
};
