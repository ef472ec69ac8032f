import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `ca.pem`, `cert.pem` and `key.pem` for 127.0.0.1, its own authority: good for both ends of one connection. */
export async function makeCertificates(): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'certificates-'));
  const file = (name: string) => join(path, name);
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', file('key.pem')];
  execFileSync('openssl', ['req', '-x509', ...key, '-out', file('cert.pem'), '-days', '2', ...subject], {
    stdio: 'pipe',
  });
  await copyFile(file('cert.pem'), file('ca.pem'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
