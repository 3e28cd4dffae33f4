import { Router } from 'express';
import type { BusinessNumber, Json } from '../records.ts';
import { handshake } from '../webhooks/handshake.ts';
import { findNumber, type World } from '../world.ts';
import { GraphError, unknownObject } from './errors.ts';
import { paged, pick } from './paging.ts';
import { isObject, optionalText } from './validate/checks.ts';

const NUMBER_FIELDS = ['id', 'display_phone_number', 'verified_name', 'quality_rating'];
const VERTICALS =
  'OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS'.split(
    ' ',
  );

/** Numbers, profile, webhook subscription and registration of the accounts. */
export function accountRoutes(world: World): Router {
  const router = Router();
  const numbersOf = (wabaId: string) => world.options.numbers.filter(number => number.wabaId === wabaId);
  router.get('/:id/phone_numbers', (request, response) => {
    const numbers = numbersOf(request.params.id);
    if (numbers.length === 0) throw unknownObject(request.params.id, 'GET');
    const items = numbers.map(number => pick(numberInfo(world, number), request.query.fields, NUMBER_FIELDS));
    response.json(paged(items, request.query, `${world.url}/${request.params.id}/phone_numbers?`));
  });
  router.use('/:id/subscribed_apps', (request, _response, next) => {
    next(numbersOf(request.params.id).length === 0 ? unknownObject(request.params.id, request.method) : undefined);
  });
  router.get('/:id/subscribed_apps', (request, response) => {
    const saved = world.stores.settings.get(`subscription:${request.params.id}`);
    const app = {
      id: '670843887433847',
      name: 'Simulator',
      link: 'https://www.facebook.com/games/?app_id=670843887433847',
    };
    const override = saved?.overrideUrl === undefined ? {} : { override_callback_uri: saved.overrideUrl };
    response.json({ data: saved?.subscribed === false ? [] : [{ whatsapp_business_api_data: app, ...override }] });
  });
  router.post('/:id/subscribed_apps', async (request, response) => {
    const overrideUrl = await checkedCallback(world, isObject(request.body) ? request.body : {});
    world.stores.settings.set(`subscription:${request.params.id}`, {
      subscribed: true,
      ...(overrideUrl === undefined ? {} : { overrideUrl }),
    });
    response.json({ success: true });
  });
  router.delete('/:id/subscribed_apps', (request, response) => {
    world.stores.settings.set(`subscription:${request.params.id}`, { subscribed: false });
    response.json({ success: true });
  });
  router.get('/:id/whatsapp_business_profile', (request, response) => {
    const number = requireOwn(world, request.params.id, 'GET');
    const profile = { messaging_product: 'whatsapp', ...world.stores.settings.get(`profile:${number.phoneNumberId}`) };
    response.json({ data: [{ messaging_product: 'whatsapp', ...pick(profile, request.query.fields, ['about']) }] });
  });
  router.post('/:id/whatsapp_business_profile', (request, response) => {
    const number = requireOwn(world, request.params.id, 'POST');
    const key = `profile:${number.phoneNumberId}`;
    world.stores.settings.set(key, { ...world.stores.settings.get(key), ...checkedProfile(request.body) });
    response.json({ success: true });
  });
  for (const action of ['register', 'deregister', 'request_code', 'verify_code']) {
    router.post(`/:id/${action}`, (request, response) => {
      requireOwn(world, request.params.id, 'POST');
      const pin: unknown = isObject(request.body) ? request.body.pin : undefined;
      if (action === 'register' && !/^\d{6}$/.test(String(pin)))
        throw new GraphError(100, 'Param pin must be six digits.');
      response.json({ success: true });
    });
  }
  router.get('/:id', (request, response, next) => {
    const number = findNumber(world, request.params.id);
    if (number !== undefined) response.json(pick(numberInfo(world, number), request.query.fields, NUMBER_FIELDS));
    else if (numbersOf(request.params.id).length > 0)
      response.json({ id: request.params.id, name: world.options.businessName, currency: 'USD', timezone_id: '1' });
    else next();
  });
  router.post('/:id', async (request, response, next) => {
    const number = findNumber(world, request.params.id);
    if (number === undefined) return next();
    const configuration: unknown = isObject(request.body) ? request.body.webhook_configuration : undefined;
    if (!isObject(configuration)) throw new GraphError(100, 'The parameter webhook_configuration is required.');
    const overrideUrl = await checkedCallback(world, configuration);
    world.stores.settings.set(`number:${number.phoneNumberId}`, overrideUrl === undefined ? {} : { overrideUrl });
    response.json({ success: true });
  });
  return router;
}

export function requireOwn(world: World, id: string, method: string): BusinessNumber {
  const number = findNumber(world, id);
  if (number === undefined) throw unknownObject(id, method);
  return number;
}

function numberInfo(world: World, number: BusinessNumber): Json {
  const override = world.stores.settings.get(`number:${number.phoneNumberId}`)?.overrideUrl;
  return {
    id: number.phoneNumberId,
    display_phone_number: number.displayPhoneNumber.startsWith('+')
      ? number.displayPhoneNumber
      : `+${number.displayPhoneNumber}`,
    verified_name: number.name ?? world.options.businessName,
    quality_rating: 'GREEN',
    code_verification_status: 'VERIFIED',
    platform_type: 'CLOUD_API',
    status: 'CONNECTED',
    throughput: { level: 'STANDARD' },
    webhook_configuration: {
      application: world.options.webhookUrl,
      ...(override === undefined ? {} : { phone_number: override }),
    },
    whatsapp_business_manager_messaging_limit: 'TIER_250',
    messaging_limit_tier: 'TIER_250',
    name_status: 'APPROVED',
  };
}

/** An override callback must answer the handshake before it is taken; an empty one clears the override. */
async function checkedCallback(world: World, body: Json): Promise<string | undefined> {
  const uri = body.override_callback_uri;
  if (uri === undefined || uri === '') return undefined;
  if (typeof uri !== 'string' || !URL.canParse(uri))
    throw new GraphError(100, 'Param override_callback_uri is not a valid URL.');
  const result = await handshake(world, uri, String(body.verify_token ?? ''));
  if (!result.ok)
    throw new GraphError(100, `The callback URL could not be validated. ${result.detail}`, { subcode: 2200 });
  return uri;
}

function checkedProfile(body: unknown): Json {
  if (!isObject(body) || body.messaging_product !== 'whatsapp')
    throw new GraphError(100, 'The parameter messaging_product is required and must be "whatsapp".');
  const profile: Json = {};
  for (const [name, max] of [
    ['about', 139],
    ['address', 256],
    ['description', 512],
    ['email', 128],
  ] as const) {
    const text = optionalText(body, name, name, max);
    if (text !== undefined) profile[name] = text;
  }
  if (profile.about === '') throw new GraphError(100, 'Param about must have 1 to 139 characters.');
  const { websites, vertical } = body;
  if (websites !== undefined) {
    if (!Array.isArray(websites) || websites.length > 2 || websites.some(each => String(each).length > 256))
      throw new GraphError(100, 'Param websites takes at most 2 addresses of 256 characters.');
    profile.websites = websites;
  }
  if (vertical !== undefined) {
    if (!VERTICALS.includes(String(vertical)))
      throw new GraphError(100, `Param vertical must be one of {${VERTICALS.join(', ')}}.`);
    profile.vertical = vertical;
  }
  return profile;
}
