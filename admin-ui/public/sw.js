/**
 * Shows what Parley pushes while no window is open on it. It keeps nothing and answers no requests: what one sees in Parley
 * always comes from the server.
 */
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));

self.addEventListener('push', event => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    // Not one of ours: the browser wants something shown all the same.
  }
  const { id, title = 'Parley', text, urgent = false, path = '/' } = told;
  event.waitUntil(
    self.registration.showNotification(title, {
      body: text ?? undefined,
      // The same thing again takes the place of the first.
      tag: id,
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      requireInteraction: urgent,
      data: { path },
    }),
  );
});

self.addEventListener('notificationclick', event => {
  event.notification.close();
  const url = new URL(event.notification.data?.path ?? '/', self.location.origin);
  // Ours only, whatever was in the message.
  if (url.origin !== self.location.origin) return;
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async windows => {
      const [open] = windows;
      if (!open) return self.clients.openWindow(url.href);
      await open.focus();
      open.postMessage({ type: 'go', path: url.pathname + url.search });
    }),
  );
});
