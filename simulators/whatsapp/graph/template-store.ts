import type { SeedTemplate } from '../options.ts';
import type { Json, Template } from '../records.ts';
import { accountUpdate } from '../webhooks/updates.ts';
import { ControlError, type World } from '../world.ts';

export interface TemplateInput extends SeedTemplate {
  wabaId?: string;
}

const HOUR_MS = 3_600_000;

/** The stock template every account has. */
const HELLO_WORLD: SeedTemplate = {
  name: 'hello_world',
  language: 'en_US',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
    { type: 'BODY', text: 'Welcome and congratulations!! This message demonstrates your ability to send a message.' },
    { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
  ],
};

export function seedTemplates(world: World, templates: SeedTemplate[]): void {
  for (const wabaId of new Set(world.options.numbers.map(number => number.wabaId))) {
    for (const template of [HELLO_WORLD, ...templates]) {
      const known = world.stores.templates.values().some(each => each.wabaId === wabaId && sameAs(each, template));
      if (!known) addTemplate(world, { ...template, wabaId });
    }
  }
}

function sameAs(template: Template, other: SeedTemplate): boolean {
  return template.name === other.name && template.language === (other.language ?? 'en_US');
}

/** Puts a template in, APPROVED unless said otherwise, without review. */
export function addTemplate(world: World, input: TemplateInput): Template {
  if (!/^[a-z0-9_]{1,512}$/.test(input.name ?? '')) {
    throw new ControlError(400, `Template name "${input.name}" must be lowercase letters, digits and underscores.`);
  }
  if (!Array.isArray(input.components) || !input.components.some(each => String(each.type).toUpperCase() === 'BODY')) {
    throw new ControlError(400, `Template ${input.name}: components must be a list with a BODY.`);
  }
  const wabaId = input.wabaId ?? world.options.numbers[0]?.wabaId ?? '0';
  const old = world.stores.templates.values().find(each => each.wabaId === wabaId && sameAs(each, input));
  const id =
    old?.id ??
    world.random.unique(
      () => world.random.digits(15),
      each => world.stores.templates.has(each),
    );
  return world.stores.templates.set(id, {
    id,
    wabaId,
    name: input.name,
    language: input.language ?? 'en_US',
    category: (input.category ?? 'UTILITY').toUpperCase(),
    status: input.status ?? 'APPROVED',
    parameterFormat: input.parameterFormat ?? 'positional',
    components: input.components,
    qualityScore: 'UNKNOWN',
    rejectedReason: 'NONE',
    createdAt: world.clock.now(),
    editedAt: [],
  });
}

export function registerTemplateTasks(world: World): void {
  world.scheduler.on('template_review', task => {
    const template = world.stores.templates.get(task.ref);
    if (template?.status !== 'PENDING' || world.options.templateReview === 'manual') return;
    const approve = world.options.templateReview === 'approve';
    reviewTemplate(world, template.id, approve ? 'APPROVED' : 'REJECTED', approve ? undefined : 'INVALID_FORMAT');
  });
  world.scheduler.on('template_unpause', task => {
    if (world.stores.templates.get(task.ref)?.status === 'PAUSED')
      reviewTemplate(world, task.ref, 'APPROVED', undefined, 'UNPAUSED');
  });
}

/** Sets a template's status and reports it on message_template_status_update. `ref` is its id or name. */
export function reviewTemplate(world: World, ref: string, event: string, reason?: string, title?: string): Template {
  const { stores } = world;
  const template = stores.templates.get(ref) ?? stores.templates.values().find(each => each.name === ref);
  if (template === undefined) throw new ControlError(404, `There is no template "${ref}".`);
  const status = event.toUpperCase();
  const paused = status === 'PAUSED';
  const times = paused ? Number(stores.settings.get(`pauses:${template.id}`)?.times ?? 0) + 1 : 0;
  if (paused) {
    stores.settings.set(`pauses:${template.id}`, { times });
    world.scheduler.add({
      dueAt: world.clock.now() + (times === 1 ? 3 : 6) * HOUR_MS,
      kind: 'template_unpause',
      ref: template.id,
    });
  }
  stores.templates.patch(template.id, { status, rejectedReason: reason ?? 'NONE' });
  const value: Json = {
    event: status,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language.replace('_', '-'),
    reason: status === 'REJECTED' ? (reason ?? 'INVALID_FORMAT') : 'NONE',
    message_template_category: template.category,
    ...(status === 'REJECTED'
      ? {
          rejection_info: {
            reason: reason ?? 'INVALID_FORMAT',
            recommendation: 'Change the template and submit it again.',
          },
        }
      : {}),
    ...(status === 'DISABLED' ? { disable_info: { disable_date: Math.floor(world.clock.now() / 1_000) } } : {}),
    ...(paused
      ? { other_info: { title: times === 1 ? 'FIRST_PAUSE' : 'SECOND_PAUSE', description: 'Low quality.' } }
      : {}),
    ...(title === undefined ? {} : { other_info: { title, description: 'The pause is over.' } }),
  };
  world.webhooks.push([accountUpdate(template.wabaId, 'message_template_status_update', value, world.clock.now())]);
  return template;
}
