import { useNavigate } from '@tanstack/react-router';

/** Where one goes from a version. */
export const useVersionMoves = (playbookId: string) => {
  const navigate = useNavigate();
  const params = { playbookId };
  return {
    compare: (from: number, to: number) =>
      void navigate({ to: '/settings/playbooks/$playbookId/diff', params, search: { from, to } }),
    edit: (version: number | undefined) =>
      void navigate({
        to: '/settings/playbooks/$playbookId',
        params,
        search: version === undefined ? {} : { version },
      }),
    play: (version: number) =>
      void navigate({
        to: '/settings/evaluations/{-$runId}',
        params: {},
        search: { playbook: playbookId, version },
      }),
  };
};
