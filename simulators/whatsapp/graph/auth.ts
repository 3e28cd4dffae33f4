import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { World } from '../world.ts';
import { GraphError } from './errors.ts';

/** 401 code 0 without a token, 401 code 190 with a wrong one. */
export function requireToken(world: World): RequestHandler {
  const expected = Buffer.from(world.options.accessToken);
  return (request, _response, next) => {
    const given = /^Bearer\s+(.+)$/i.exec(request.get('authorization') ?? '')?.[1];
    const token = given ?? (typeof request.query.access_token === 'string' ? request.query.access_token : undefined);
    if (token === undefined) throw new GraphError(0, 'An access token is required to request this resource.');
    const bytes = Buffer.from(token);
    if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) {
      throw new GraphError(190, 'Invalid OAuth access token - Cannot parse access token.');
    }
    const proof = request.query.appsecret_proof;
    if (proof !== undefined && proof !== createHmac('sha256', world.options.appSecret).update(token).digest('hex'))
      throw new GraphError(100, 'Invalid appsecret_proof provided in the API argument');
    next();
  };
}
