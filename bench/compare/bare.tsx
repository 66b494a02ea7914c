import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';

// What an app of ours has anyway: React and TanStack Query, with a query. It is taken off the size of the app.

const load = async () => 'nothing';

function Bare() {
  return <p>{useQuery({ queryKey: ['bare'], queryFn: load }).data}</p>;
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <QueryClientProvider client={new QueryClient()}>
    <Bare />
  </QueryClientProvider>,
);
