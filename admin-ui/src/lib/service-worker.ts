/** The service worker: it makes Parley installable and shows what is pushed (public/sw.js). It answers no requests. */

/** Resolves to null where a browser has none, or the page was not served securely. */
export const serviceWorker = async (): Promise<ServiceWorkerRegistration | null> => {
  if (!('serviceWorker' in navigator)) return null;
  try {
    return await navigator.serviceWorker.register('/sw.js');
  } catch {
    return null;
  }
};

/** @param go called with a path of ours when somebody follows a notification into this window. */
export const followNotifications = (go: (path: string) => void): void => {
  if (!('serviceWorker' in navigator)) return;
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ type?: string; path?: string }>) => {
    if (data?.type === 'go' && data.path?.startsWith('/') && !data.path.startsWith('//')) go(data.path);
  });
};
