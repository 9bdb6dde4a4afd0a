import { generateKeyPairSync, sign } from 'node:crypto';

/** Object identifiers in DER. */
const OID = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  basicConstraints: '0603551d13',
  subjectAltName: '0603551d11',
} as const;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  utf8String: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  ipAddress: 0x87,
  version: 0xa0,
  extensions: 0xa3,
} as const;

const DAY_MS = 86_400_000;

/** A key and a certificate that it signed itself, both PEM: for 127.0.0.1 alone, from yesterday to tomorrow. */
export function makeCertificate(nowMs: number): { key: string; certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(hex(OID.ecdsaWithSha256));
  const name = sequence(
    encode(TAG.set, sequence(hex(OID.commonName), encode(TAG.utf8String, Buffer.from('loopback')))),
  );
  const body = sequence(
    encode(TAG.version, integer(2)),
    integer(1),
    algorithm,
    name,
    sequence(toTime(nowMs - DAY_MS), toTime(nowMs + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    encode(TAG.extensions, sequence(isItsOwnAuthority(), isForLoopback())),
  );
  const signature = Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]);
  const certificate = sequence(body, algorithm, encode(TAG.bitString, signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: toPem(certificate),
  };
}

function isItsOwnAuthority(): Buffer {
  const value = sequence(encode(TAG.boolean, Buffer.of(0xff)));
  return sequence(hex(OID.basicConstraints), encode(TAG.octetString, value));
}

function isForLoopback(): Buffer {
  const value = sequence(encode(TAG.ipAddress, Buffer.of(127, 0, 0, 1)));
  return sequence(hex(OID.subjectAltName), encode(TAG.octetString, value));
}

/** `YYMMDDhhmmssZ`. */
function toTime(atMs: number): Buffer {
  const digits = new Date(atMs).toISOString().replaceAll(/\D/g, '').slice(2, 14);
  return encode(TAG.utcTime, Buffer.from(`${digits}Z`));
}

function integer(value: number): Buffer {
  return encode(TAG.integer, Buffer.of(value));
}

function sequence(...parts: Buffer[]): Buffer {
  return encode(TAG.sequence, Buffer.concat(parts));
}

function encode(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 128) return Buffer.concat([Buffer.of(tag, length), content]);
  if (length < 256) return Buffer.concat([Buffer.of(tag, 0x81, length), content]);
  return Buffer.concat([Buffer.of(tag, 0x82, length >> 8, length & 255), content]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
