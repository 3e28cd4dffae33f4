import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../components/states.tsx';
import { t } from '../lib/language.ts';

export const NotFound = () => (
  <main className="flex h-full items-center justify-center">
    <EmptyState icon={<Compass className="size-6" />} title={t('There is no such page')} heading="h1">
      <p>{t('The address may be old, or this room is not open yet.')}</p>
      <Link
        to="/inbox/{-$conversationId}"
        params={{}}
        className="inline-flex h-8 items-center rounded-lg border border-line-strong bg-surface px-3 font-medium text-ink text-sm hover:bg-sunken"
      >
        {t('Go to the inbox')}
      </Link>
    </EmptyState>
  </main>
);
