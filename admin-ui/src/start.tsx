import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Tooltip } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './app/query-client.ts';
import { router } from './app/router.tsx';
import { Toaster } from './components/toaster.tsx';
import { followNotifications, serviceWorker } from './lib/service-worker.ts';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Tooltip.Provider delayDuration={350} skipDelayDuration={200}>
          <RouterProvider router={router} />
        </Tooltip.Provider>
        <Toaster />
      </QueryClientProvider>
    </StrictMode>,
  );

// Not beside the development server: it would serve what was built.
if (import.meta.env.PROD) void serviceWorker();
followNotifications(path => void router.navigate({ to: path }));
