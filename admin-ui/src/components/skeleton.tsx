import { clsx } from 'clsx';

/** A grey block in the place of what is coming. */
export const Skeleton = ({ className }: { className?: string }) => (
  <span aria-hidden="true" className={clsx('block animate-breathe rounded-md bg-sunken', className)} />
);
