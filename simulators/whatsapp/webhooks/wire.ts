import { createHmac } from 'node:crypto';

/** JSON in ASCII only, every other code unit as \uXXXX in lowercase hex and slashes as \/, as Meta sends it. */
export function toWireJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('/', '\\/');
}

/** The value of X-Hub-Signature-256 for these exact bytes. */
export function signatureOf(body: string, appSecret: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body, 'utf8').digest('hex')}`;
}
