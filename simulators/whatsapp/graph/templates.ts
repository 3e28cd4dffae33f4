import { Router } from 'express';
import type { Json, Template } from '../records.ts';
import type { World } from '../world.ts';
import { GraphError, unknownObject } from './errors.ts';
import { strikeOther } from './other-faults.ts';
import { paged, pick } from './paging.ts';
import { reviewTemplate } from './template-store.ts';
import { isObject, oneOf, requiredText } from './validate/checks.ts';
import { CATEGORIES, checkComponents } from './validate/template-shape.ts';

const DAY_MS = 86_400_000;
const CREATIONS_PER_HOUR = 100;

/** Create, list, read, edit, delete and unpause message templates. */
export function templateRoutes(world: World): Router {
  const router = Router();
  const isAccount = (id: string) => world.options.numbers.some(number => number.wabaId === id);
  router.use('/:id/message_templates', async (request, response, next) => {
    if (!isAccount(request.params.id)) throw unknownObject(request.params.id, request.method);
    if (!(await strikeOther(world, 'templates', undefined, request, response))) next();
  });
  router.post('/:id/message_templates', (request, response) => {
    const template = create(world, request.params.id, bodyOf(request.body));
    response.json({ id: template.id, status: template.status, category: template.category });
  });
  router.get('/:id/message_templates', (request, response) => {
    const { query } = request;
    const items = world.stores.templates
      .values()
      .filter(each => each.wabaId === request.params.id && matches(each, query))
      .map(each => pick(shown(each), query.fields));
    const filters = new URLSearchParams();
    for (const [name, value] of Object.entries(query))
      if (name !== 'after' && name !== 'before') filters.set(name, String(value));
    response.json(paged(items, query, `${world.url}/${request.params.id}/message_templates?${filters}`));
  });
  router.delete('/:id/message_templates', (request, response) => {
    const name = request.query.name ?? (isObject(request.body) ? request.body.name : undefined);
    if (typeof name !== 'string') throw new GraphError(100, 'The parameter name is required.');
    remove(world, request.params.id, name, request.query.hsm_id);
    response.json({ success: true });
  });
  router.post('/:id/unpause', (request, response, next) => {
    const template = world.stores.templates.get(request.params.id);
    if (template === undefined) return next();
    if (template.status !== 'PAUSED')
      throw new GraphError(100, `Template ${template.name} is ${template.status}, not PAUSED.`);
    reviewTemplate(world, template.id, 'APPROVED', undefined, 'UNPAUSED');
    response.json({ success: true });
  });
  router.get('/:id', (request, response, next) => {
    const template = world.stores.templates.get(request.params.id);
    if (template === undefined) return next();
    response.json(pick(shown(template), request.query.fields));
  });
  router.post('/:id', (request, response, next) => {
    const template = world.stores.templates.get(request.params.id);
    if (template === undefined) return next();
    edit(world, template, bodyOf(request.body));
    response.json({ success: true });
  });
  return router;
}

function bodyOf(body: unknown): Json {
  if (!isObject(body)) throw new GraphError(100, 'The request body must be a JSON object.');
  return body;
}

function shown(template: Template): Json {
  return {
    id: template.id,
    name: template.name,
    language: template.language,
    status: template.status,
    category: template.category,
    parameter_format: template.parameterFormat.toUpperCase(),
    components: template.components,
    quality_score: { score: template.qualityScore, date: Math.floor(template.createdAt / 1_000) },
    rejected_reason: template.rejectedReason,
  };
}

function matches(template: Template, query: Record<string, unknown>): boolean {
  const same = (value: string, wanted: unknown) =>
    wanted === undefined || String(wanted).toUpperCase().split(',').includes(value.toUpperCase());
  const named = query.name === undefined || template.name.includes(String(query.name));
  return (
    named &&
    same(template.status, query.status) &&
    same(template.category, query.category) &&
    same(template.language, query.language)
  );
}

function create(world: World, wabaId: string, body: Json): Template {
  const now = world.clock.now();
  const name = requiredText(body, 'name', 'name', 512);
  if (!/^[a-z0-9_]+$/.test(name))
    throw new GraphError(100, 'Param name must be lowercase letters, digits and underscores.');
  const language = requiredText(body, 'language', 'language', 20);
  const category = oneOf(String(body.category ?? '').toUpperCase(), CATEGORIES, 'category');
  const components = checkComponents(body, category);
  const own = world.stores.templates.values().filter(each => each.wabaId === wabaId);
  if (own.some(each => each.name === name && each.language === language)) {
    throw new GraphError(100, `There is already ${language} content for this template. Use another name or language.`, {
      subcode: 2388024,
    });
  }
  const lockedUntil = world.stores.settings.get(`template-name:${wabaId}:${name}`)?.until;
  if (typeof lockedUntil === 'number' && lockedUntil > now) {
    throw new GraphError(
      100,
      `The name ${name} was deleted and is locked until ${new Date(lockedUntil).toISOString()}.`,
      { subcode: 2388023 },
    );
  }
  if (own.filter(each => now - each.createdAt < 3_600_000).length >= CREATIONS_PER_HOUR) {
    throw new GraphError(80007, 'At most 100 templates can be created in an hour.', { subcode: 2388019 });
  }
  const id = world.random.unique(
    () => world.random.digits(15),
    each => world.stores.templates.has(each),
  );
  const template = world.stores.templates.set(id, {
    id,
    wabaId,
    name,
    language,
    category,
    status: 'PENDING',
    parameterFormat: String(body.parameter_format).toLowerCase() === 'named' ? 'named' : 'positional',
    components,
    qualityScore: 'UNKNOWN',
    rejectedReason: 'NONE',
    createdAt: now,
    editedAt: [],
  });
  submit(world, template);
  return template;
}

function submit(world: World, template: Template): void {
  if (world.options.templateReview === 'manual') return;
  world.scheduler.add({
    dueAt: world.clock.now() + world.options.templateReviewDelayMs,
    kind: 'template_review',
    ref: template.id,
  });
}

function edit(world: World, template: Template, body: Json): void {
  const now = world.clock.now();
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) {
    throw new GraphError(
      100,
      `Only approved, rejected or paused templates can be edited; ${template.name} is ${template.status}.`,
    );
  }
  const approved = template.status === 'APPROVED';
  if (approved && body.category !== undefined && String(body.category).toUpperCase() !== template.category) {
    throw new GraphError(100, 'The category of an approved template cannot be edited.');
  }
  const recent = (days: number) => template.editedAt.filter(at => now - at < days * DAY_MS).length;
  if (approved && (recent(1) >= 1 || recent(30) >= 10)) {
    throw new GraphError(100, 'An approved template can be edited once in 24 hours and 10 times in 30 days.');
  }
  const category =
    body.category === undefined
      ? template.category
      : oneOf(String(body.category).toUpperCase(), CATEGORIES, 'category');
  const components = body.components === undefined ? template.components : checkComponents(body, category);
  world.stores.templates.patch(template.id, {
    category,
    components,
    status: 'PENDING',
    editedAt: [...template.editedAt, now],
  });
  submit(world, template);
}

function remove(world: World, wabaId: string, name: string, hsmId: unknown): void {
  const own = world.stores.templates.values().filter(each => each.wabaId === wabaId && each.name === name);
  const wanted = hsmId === undefined ? own : own.filter(each => each.id === hsmId);
  if (wanted.length === 0) throw new GraphError(100, `Message template "${name}" not found.`, { subcode: 2593002 });
  for (const template of wanted) {
    if (template.status === 'APPROVED') {
      world.stores.settings.set(`template-name:${wabaId}:${name}`, { until: world.clock.now() + 30 * DAY_MS });
    }
    world.stores.templates.delete(template.id);
  }
}
