import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf, ParamedicError } from '../base/errors.ts';

/** What a TLS connection shows and trusts; an absent `ca` means the system's authorities. */
export interface Certificates {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
}

/** Reads `ca.pem`, `cert.pem` and `key.pem`, the names that `DOCKER_CERT_PATH` stands for. */
export function readCertificates(certPath: string | undefined): Certificates {
  if (certPath === undefined) return {};
  const read = (file: string): Buffer => {
    try {
      return readFileSync(join(certPath, file));
    } catch (cause) {
      throw new ParamedicError('engine_certificates', `cannot read ${join(certPath, file)}: ${messageOf(cause)}`, {
        cure: 'DOCKER_CERT_PATH must be a folder with ca.pem, cert.pem and key.pem that this user may read',
        cause,
      });
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
