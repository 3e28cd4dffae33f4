import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../components/states.tsx';

export const NotFound = () => (
  <main className="flex h-full items-center justify-center">
    <EmptyState icon={<Compass className="size-6" />} title="There is no such page" heading="h1">
      <p>The address may be old, or this room is not open yet.</p>
      <Link
        to="/inbox/{-$conversationId}"
        params={{}}
        className="inline-flex h-8 items-center rounded-lg border border-line-strong bg-surface px-3 font-medium text-ink text-sm hover:bg-sunken"
      >
        Go to the inbox
      </Link>
    </EmptyState>
  </main>
);
