import { type FlowNode, WEBHOOK_METHODS } from '../../../../../domain/flow/graph.ts';
import { FIELD, Field } from '../../../components/field.tsx';
import { TextField } from '../../../components/form.tsx';
import { t } from '../../../lib/language.ts';
import { AREA, LinesField } from './lines-field.tsx';
import type { NodeFieldsProps } from './node-fields.tsx';

/** An address that is asked once on the way. Inner addresses are refused when it is asked. */
export const WebhookFields = ({ node, errors, onChange }: NodeFieldsProps<Extract<FlowNode, { type: 'webhook' }>>) => (
  <>
    <div className="grid gap-3 sm:grid-cols-[8rem_1fr]">
      <Field label={t('Method')}>
        {ids => (
          <select
            {...ids}
            className={FIELD}
            value={node.method}
            onChange={event =>
              onChange({ ...node, method: WEBHOOK_METHODS.find(each => each === event.target.value) ?? 'POST' })
            }
          >
            {WEBHOOK_METHODS.map(method => (
              <option key={method} value={method}>
                {method}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextField
        name="url"
        label={t('Address')}
        value={node.url}
        error={errors.get('url')}
        maxLength={1000}
        onChange={url => onChange({ ...node, url })}
      />
    </div>
    <div className="grid gap-3 sm:grid-cols-2">
      <LinesField
        label={t('Headers, one a line')}
        hint={t('Name: value')}
        lines={Object.entries(node.headers).map(([name, value]) => `${name}: ${value}`)}
        error={[...errors].find(([path]) => path.startsWith('headers'))?.[1]}
        onChange={lines => onChange({ ...node, headers: headersOf(lines) })}
      />
      <Field label={t('Body')} error={errors.get('body')}>
        {ids => (
          <textarea
            {...ids}
            rows={3}
            maxLength={4000}
            className={AREA}
            value={node.body}
            disabled={node.method === 'GET'}
            onChange={event => onChange({ ...node, body: event.target.value })}
          />
        )}
      </Field>
    </div>
    <TextField
      name="saveResponseTo"
      label={t('Keep its answer as')}
      hint={t('Empty: it is not kept. Where it cannot be asked, the variable is empty.')}
      value={node.saveResponseTo ?? ''}
      error={errors.get('saveResponseTo')}
      maxLength={40}
      onChange={name => onChange({ ...node, saveResponseTo: name === '' ? null : name })}
    />
  </>
);

const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map(line => {
      const [name = '', ...rest] = line.split(':');
      return [name.trim(), rest.join(':').trim()];
    }),
  );
