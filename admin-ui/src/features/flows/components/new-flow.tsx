import { useState } from 'react';
import type { FlowExampleView } from '../../../../../api/contracts/flows.ts';
import { Dialog } from '../../../components/dialog.tsx';
import { Choices } from '../../../components/field.tsx';
import { Problem, TextField } from '../../../components/form.tsx';
import { ApiError, explain } from '../../../lib/http.ts';
import { t } from '../../../lib/language.ts';
import { useSaveFlow } from '../api/flows.ts';
import { bodyOf, draftOf, emptyDraft } from '../model/draft.ts';

const EMPTY = 'empty';

/** A ready example to change, or an empty one: it is made switched off. */
export const NewFlow = ({
  examples,
  onClose,
  onMade,
}: {
  examples: readonly FlowExampleView[];
  onClose: () => void;
  onMade: (id: string) => void;
}) => {
  const create = useSaveFlow(null);
  const [key, setKey] = useState(examples[0]?.key ?? EMPTY);
  const [name, setName] = useState(examples[0]?.name ?? '');
  const example = examples.find(each => each.key === key);
  const errors = create.error instanceof ApiError ? create.error.errors : [];
  const wrong = errors.find(error => error.path === 'body.name')?.message;
  const begin = () => {
    const empty = emptyDraft();
    const whole = {
      ...empty,
      trigger: { type: 'API' as const },
      graph: {
        ...empty.graph,
        nodes: empty.graph.nodes.map(node => (node.type === 'message' ? { ...node, text: t('Hello.') } : node)),
      },
    };
    create.mutate(bodyOf({ ...(example ? draftOf(example) : whole), name }), { onSuccess: flow => onMade(flow.id) });
  };
  return (
    <Dialog
      title={t('New flow')}
      action={t('Create')}
      busy={create.isPending}
      disabled={name.trim() === ''}
      onDo={begin}
      onClose={onClose}
    >
      <Problem>
        {create.error && !wrong
          ? [explain(create.error).message, ...errors.map(error => error.message)].join(' ')
          : null}
      </Problem>
      <Choices
        legend={t('Begin with')}
        value={key}
        onChange={next => {
          create.reset();
          setKey(next);
          setName(examples.find(each => each.key === next)?.name ?? '');
        }}
        options={[
          ...examples.map(each => ({ value: each.key, label: each.name, about: each.description })),
          { value: EMPTY, label: t('An empty flow'), about: t('One message, and you add the rest.') },
        ]}
      />
      <TextField
        name="name"
        label={t('Name')}
        value={name}
        onChange={setName}
        error={wrong}
        maxLength={80}
        dir="auto"
        data-testid="flow-name"
      />
    </Dialog>
  );
};
