/** Which network addresses and URLs a person or a document may make us reach: ordinary public ones, in any spelling. */
import ipaddr from 'ipaddr.js';

/** Public addresses by their number that clouds answer themselves: their machines' own settings and secrets. */
const CLOUD_INTERNAL = new Set(['168.63.129.16']);

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');
/** NAT64 (RFC 6052): an IPv4 address in the last 32 bits. */
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
/** Documentation (RFC 9637); the library knows the older range only. */
const DOCUMENTATION = ipaddr.IPv6.parseCIDR('3fff::/20');

/** Why this IP address may not be reached; null when it is an ordinary public one. */
export function refusedAddress(address: string): string | null {
  if (address.includes('%')) return 'a zone names one network card';
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return refusedIpv4(ipaddr.IPv4.parse(address));
  if (!ipaddr.IPv6.isValid(address)) return 'it is no address';
  const ip = ipaddr.IPv6.parse(address);
  if (ip.isIPv4MappedAddress()) return refusedIpv4(ip.toIPv4Address());
  if (ip.match(NAT64)) return refusedIpv4(new ipaddr.IPv4(ip.toByteArray().slice(12)));
  if (!ip.match(GLOBAL_UNICAST) || ip.match(DOCUMENTATION)) return 'it is not a public address';
  return ip.range() === 'unicast' ? null : `it is not a public address (${ip.range()})`;
}

function refusedIpv4(ip: ipaddr.IPv4): string | null {
  if (CLOUD_INTERNAL.has(ip.toString())) return 'it belongs to the cloud’s own services';
  return ip.range() === 'unicast' ? null : `it is not a public address (${ip.range()})`;
}

export interface UrlPolicy {
  /** With the colon: `https:`. */
  schemes: readonly string[];
  ports: readonly number[];
}

const DEFAULT_PORTS: Record<string, number> = { 'http:': 80, 'https:': 443 };
/** Names that mean something inside a network only. */
const INNER_NAME =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|corp|private|home\.arpa|test|example|invalid|onion|alt)$/;

/**
 * Why a URL may not be asked for, before any name is looked up; null when its name or address may be tried.
 * @param url parsed by the same parser that will open the connection: its host has one spelling then.
 */
export function refusedUrl(url: URL, { schemes, ports }: UrlPolicy): string | null {
  if (!schemes.includes(url.protocol))
    return `only ${schemes.map(scheme => scheme.slice(0, -1)).join(' and ')} may be used`;
  if (url.username !== '' || url.password !== '') return 'an address may hold no user name or password';
  const port = url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port);
  if (port === undefined || !ports.includes(port)) return `only port ${ports.join(' or ')} may be used`;
  const host = hostOf(url);
  if (host === '') return 'it names no host';
  if (ipaddr.isValid(host)) return refusedAddress(host);
  // The last part of a public name is never a number: what looks like an address and is none is not tried.
  if (!host.includes('.') || /(^|\.)(\d+|0x[\da-f]*)$/.test(host)) return 'it is not a public name';
  return INNER_NAME.test(host) ? 'it is not a public name' : null;
}

/** The host without brackets and trailing dots, lower-case. */
export const hostOf = (url: URL): string =>
  url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
