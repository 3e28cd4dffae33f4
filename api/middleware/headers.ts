/** Security headers. Our pages run no inline script or style; Temporal Web starts with an inline script and needs its own policy. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const common = (https: boolean) => ({
  crossOriginEmbedderPolicy: false,
  referrerPolicy: { policy: 'same-origin' as const },
  strictTransportSecurity: https ? { maxAge: 15_552_000, includeSubDomains: false } : false,
  xFrameOptions: { action: 'deny' as const },
});

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(self), payment=(), usb=()';

/** @param https whether people reach this server over TLS. */
export function securityHeaders(https: boolean): RequestHandler {
  const headers = helmet({
    ...common(https),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        mediaSrc: ["'self'", 'blob:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
  });
  return (request, response, next) => {
    response.setHeader('Permissions-Policy', PERMISSIONS);
    headers(request, response, next);
  };
}

/** For /temporal only, behind an administrator's session: SvelteKit starts by an inline script and styles inline. */
export function temporalWebHeaders(https: boolean): RequestHandler {
  return helmet({
    ...common(https),
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", "'unsafe-inline'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'self'"],
        formAction: ["'self'"],
      },
    },
  });
}

/** For Markdown that Temporal Web shows in a frame of its own page: text, whatever it holds. */
export function temporalFrameHeaders(https: boolean): RequestHandler {
  return helmet({
    ...common(https),
    xFrameOptions: { action: 'sameorigin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'self'"], formAction: ["'none'"], sandbox: [] },
    },
  });
}
