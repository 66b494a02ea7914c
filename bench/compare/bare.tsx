import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';

// What an app of ours has anyway: React and TanStack Query. It is taken off the size of the app.

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <p>nothing</p>
  </QueryClientProvider>,
);
