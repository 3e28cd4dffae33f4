/** Parley's mark: two who talk. */
export const Mark = ({ className }: { className?: string }) => (
  <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
    <rect width="32" height="32" rx="8" fill="#2747a6" />
    <path
      d="M7 9.5A2.5 2.5 0 0 1 9.5 7h9A2.5 2.5 0 0 1 21 9.5v5a2.5 2.5 0 0 1-2.5 2.5H13l-4.4 3.5A1 1 0 0 1 7 19.7z"
      fill="#fff"
    />
    <path
      d="M23 12.7a2.5 2.5 0 0 1 2 2.45v9.15a1 1 0 0 1-1.6.8L20 22.5h-5.5A2.5 2.5 0 0 1 12.2 21l2-1.6h4.3a4.5 4.5 0 0 0 4.5-4.5z"
      fill="#fff"
      opacity=".6"
    />
  </svg>
);
